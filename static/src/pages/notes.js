/** Notes in the margin of a page of the library. */

import { Margin } from "../notes/margin.js";

const section = document.querySelector("[data-margin]");
if (section) new Margin(section, document.getElementById("main")).beginAt(location.hash);
