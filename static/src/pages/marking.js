/** Marking: one paper after another without waiting. The paper itself is a desk, whose words are saved as they are typed. */

import { startMarking } from "../marking/papers.js";

if (document.querySelector("[data-desk]")) startMarking();
