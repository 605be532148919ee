/** The student's desk, and a teacher's preview of one, which keeps nothing. */

import { Desk } from "../desk/desk.js";
import { startMirrors } from "../desk/mirror.js";
import { startParts } from "../desk/parts.js";
import { startProgress } from "../desk/progress.js";
import { startGrowing } from "../grow.js";
import { startKinds } from "../kinds/index.js";

const root = document.querySelector("[data-desk], [data-preview]");
if (root) {
  startKinds(document);
  startGrowing(root);
  startParts(document);
  startMirrors(document);
  startProgress(document);
  if ("desk" in root.dataset) new Desk(root).start();
}
