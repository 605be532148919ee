/** Notes in the margin of a page of the library. */

import { Margin } from "../notes/margin.js";

const section = document.querySelector("[data-margin]");
if (section) {
  const margin = new Margin(section, document.getElementById("main"));
  const begin = () => margin.beginAt(location.hash);
  // The browser itself goes to the note that the address names; from there to its place in the text.
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", () => setTimeout(begin));
}
