/** The student's desk. */

import { Desk } from "../desk/desk.js";
import { startGrowing } from "../grow.js";
import { startKinds } from "../kinds/index.js";

const root = document.querySelector("[data-desk]");
if (root) {
  startKinds(document);
  startGrowing(root);
  new Desk(root).start();
}
