/** Questions: what is still to be answered, and how long each answer is. */

import { countWords, lengthWords } from "../writing/document.js";

function refresh(question) {
  const { value } = question.querySelector("[data-writing]").writing;
  const count = countWords(value);
  // The same measure as Reply.is_answered.
  question.classList.toggle("todo", !count);
  const says = question.querySelector("[data-words]");
  const { least, most } = says.dataset;
  says.textContent = lengthWords(count, Number(least), Number(most));
}

export function startQuestions(page) {
  for (const question of page.querySelectorAll("[data-question]")) {
    for (const told of ["input", "desk:shown"]) {
      question.addEventListener(told, ({ target }) => target.matches("[data-writing]") && refresh(question));
    }
  }
}
