/** Writing with citations, on desks where a part asks for it. It comes before the desk, which finds its fields made. */

import { startWriting } from "../writing/editor.js";

startWriting(document);
