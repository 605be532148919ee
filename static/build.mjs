/**
 * Builds the front end: static/src -> static/dist.
 *
 *   styles/main.scss  -> main.css        main.js       -> main.js
 *   images/**         -> images/**       pages/<n>.js  -> <n>.js
 *
 * and the font files that main.css asks for -> fonts/. Whatever is not there is left out.
 * Run by `python3 dev.py build`, or by `npm run build`.
 */
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const source = join(here, "src");
const target = join(here, "dist");

/** Compiles the style sheet and returns its text, or "" where there is none. */
async function buildStyles() {
  const entry = join(source, "styles", "main.scss");
  if (!existsSync(entry)) return "";
  const { css } = await sass.compileAsync(entry, {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
    // Bootstrap 5 has no Sass modules: @import is the only way in.
    silenceDeprecations: ["import"],
  });
  await writeFile(join(target, "main.css"), css);
  return css;
}

/** Copies the fonts that the style sheet names, so that no unused alphabet is shipped. */
async function copyFonts(css) {
  const wanted = new Set([...css.matchAll(/url\(["']?fonts\/([^"')?#]+)["']?\)/g)].map((match) => match[1]));
  if (!wanted.size) return;
  const packages = await Promise.all(
    ["@fontsource-variable", "@fontsource"].map(async (home) => {
      const families = await readdir(join(modules, home));
      return families.map((family) => join(modules, home, family, "files"));
    }),
  );
  await mkdir(join(target, "fonts"), { recursive: true });
  for (const file of wanted) {
    const found = packages.flat().map((folder) => join(folder, file)).find(existsSync);
    if (!found) throw new Error(`main.css asks for fonts/${file}, which no installed font package has`);
    await cp(found, join(target, "fonts", file));
  }
}

/** Bundles main.js and one script for each page that has its own; tests stay out. */
async function buildScripts() {
  const main = join(source, "main.js");
  const pages = join(source, "pages");
  const names = existsSync(pages) ? await readdir(pages) : [];
  const entries = names
    .filter((name) => name.endsWith(".js") && !name.endsWith(".test.js"))
    .map((name) => ({ in: join(pages, name), out: parse(name).name }));
  if (entries.some(({ out }) => out === "main")) throw new Error("static/src/pages/main.js would overwrite main.js");
  if (existsSync(main)) entries.push({ in: main, out: "main" });
  if (!entries.length) return;
  await esbuild.build({
    entryPoints: entries,
    outdir: target,
    bundle: true,
    // Split chunks import each other by name, and those names are not rewritten when Django adds content hashes.
    splitting: false,
    format: "iife",
    target: "es2020",
    minify: true,
    legalComments: "inline",
    logLevel: "warning",
  });
}

async function copyImages() {
  const images = join(source, "images");
  if (existsSync(images)) await cp(images, join(target, "images"), { recursive: true });
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await Promise.all([buildStyles().then(copyFonts), buildScripts(), copyImages()]);
