/** The student's desk. */

import { Desk } from "../desk/desk.js";
import { startMirrors } from "../desk/mirror.js";
import { startParts } from "../desk/parts.js";
import { startProgress } from "../desk/progress.js";
import { startGrowing } from "../grow.js";
import { startKinds } from "../kinds/index.js";

const root = document.querySelector("[data-desk]");
if (root) {
  startKinds(document);
  startGrowing(root);
  startParts(document);
  startMirrors(document);
  startProgress(document);
  new Desk(root).start();
}
