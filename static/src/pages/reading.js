/** Pages of the library: words that explain themselves, key points that fold, and that a page has been read. */

import { startFolds } from "../library/folds.js";
import { startTerms } from "../library/terms.js";
import { startVisit } from "../library/visit.js";

startTerms(document);
startFolds(document);
startVisit(document.querySelector("[data-visit]"));
