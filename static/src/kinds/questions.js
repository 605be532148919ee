/** Questions: what is still to be answered, and how long each answer is. */

import { countWords, isBlank, lengthWords } from "../writing/document.js";

function refresh(question) {
  const { value } = question.querySelector("[data-writing]").writing;
  question.classList.toggle("todo", isBlank(value));
  const says = question.querySelector("[data-words]");
  const { least, most } = says.dataset;
  says.textContent = lengthWords(countWords(value), Number(least), Number(most));
}

export function startQuestions(page) {
  for (const question of page.querySelectorAll("[data-question]")) {
    for (const told of ["input", "desk:shown"]) {
      question.addEventListener(told, ({ target }) => target.matches("[data-writing]") && refresh(question));
    }
  }
}
