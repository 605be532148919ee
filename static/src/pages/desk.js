/** The student's desk, and a teacher's preview of one, which keeps nothing. */

import { Desk } from "../desk/desk.js";
import { startGrowing } from "../grow.js";
import { startKinds } from "../kinds/index.js";

const root = document.querySelector("[data-desk], [data-preview]");
if (root) {
  startKinds(document);
  startGrowing(root);
  if ("desk" in root.dataset) new Desk(root).start();
}
