/**
 * Unpacks the Chromium of @sparticuz/chromium: `node unpack.mjs FOLDER`.
 *
 * FOLDER/browser is then a program like any other Chromium: a script that starts the real one with the
 * libraries and fonts that come with it, so that a plain Linux without a desktop can run it.
 */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const target = resolve(process.argv[2]);
const part = `${target}.part`;
await rm(part, { recursive: true, force: true });
await mkdir(part, { recursive: true });

// The package unpacks into the temporary folder, and its libraries only where it believes that it runs on
// a bare cloud function. Both are read when it is imported or called, so they are set first.
process.env.TMPDIR = part;
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs20.x";
const { default: chromium } = await import("@sparticuz/chromium");
await chromium.executablePath();

await writeFile(
  join(part, "browser"),
  `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`,
  { mode: 0o755 },
);
// The fonts' own list names folders of the cloud function.
await writeFile(
  join(part, "fonts", "fonts.conf"),
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`,
);
// Last, so that a folder under its proper name is a whole one.
await rm(target, { recursive: true, force: true });
await rename(part, target);
