/** Every kind's own behaviour on the desk. Each looks for its own markup and does nothing where there is none. */

import { startDateHints } from "../desk/dates_hint.js";
import { startEvidence } from "./evidence.js";
import { startQuestions } from "./questions.js";
import { startSourceTable } from "./source_table.js";

export function startKinds(page) {
  startSourceTable(page);
  startEvidence(page);
  startQuestions(page);
  startDateHints(page);
}
