/** The source table: the current row and its source, "none of these", Enter to the row below, rows still to do. */

const ticked = (row, selector) => [...row.querySelectorAll(selector)].some((tick) => tick.checked);

/** The same measure as activities/kinds/source_table/answer.py: dated, classified, and with words unless it serves no aim. */
function isDone(row) {
  const none = ticked(row, "[data-none]");
  const needed = [...row.querySelectorAll(none ? "[data-date]" : "[data-date], [data-words]")];
  return none !== ticked(row, "[data-aim]") && needed.every((field) => field.value.trim());
}

/** None of these and an aim exclude each other. Programmatic changes are told to the desk like typed ones. */
function keepApart(row, tick) {
  if (!tick.checked) return;
  const others = row.querySelectorAll(tick.matches("[data-none]") ? "[data-aim]" : "[data-none]");
  for (const other of others) {
    if (!other.checked) continue;
    other.checked = false;
    other.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** The same words as TablePage.progress_words. */
function sayProgress(table) {
  const rows = [...table.querySelectorAll("[data-row]")];
  const todo = rows.filter((row) => row.classList.contains("todo")).map((row) => row.dataset.row);
  const says = table.parentElement.querySelector("[data-table-progress]");
  const rest = todo.length ? `Still to do: ${todo.join(", ")}.` : "Nothing is missing.";
  if (says) says.textContent = `${rows.length - todo.length} of ${rows.length} sources. ${rest}`;
}

function makeCurrent(page, key) {
  for (const row of page.querySelectorAll("[data-row]")) row.classList.toggle("now", row.dataset.row === key);
  for (const card of page.querySelectorAll("[data-source]")) card.classList.toggle("now", card.dataset.source === key);
  for (const link of page.querySelectorAll("[data-jump]")) {
    if (link.dataset.jump === key) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Bring a source's card into its own pane, without moving anything else. */
function bringCard(page, key) {
  const card = page.querySelector(`[data-source="${CSS.escape(key)}"]`);
  const pane = card?.closest(".pane");
  if (!pane || pane.scrollHeight <= pane.clientHeight) return;
  const head = pane.querySelector(".panehead")?.offsetHeight ?? 0;
  pane.scrollTop += card.getBoundingClientRect().top - pane.getBoundingClientRect().top - head;
}

function moveDown(table, field) {
  const suffix = field.dataset.cell.split("/").pop();
  const rows = [...table.querySelectorAll("[data-row]")];
  const below = rows[rows.indexOf(field.closest("[data-row]")) + 1];
  [...(below?.querySelectorAll("[data-cell]") ?? [])].find((other) => other.dataset.cell.endsWith(`/${suffix}`))?.focus();
}

export function startSourceTable(page) {
  for (const table of page.querySelectorAll("table.st")) {
    const refresh = ({ target }) => {
      const row = target.closest("[data-row]");
      if (!row) return;
      row.classList.toggle("todo", !isDone(row));
      sayProgress(table);
    };
    table.addEventListener("input", (event) => {
      if (event.target.type === "checkbox") keepApart(event.target.closest("[data-row]"), event.target);
      refresh(event);
    });
    table.addEventListener("desk:shown", refresh);
    table.addEventListener("focusin", ({ target }) => {
      const row = target.closest("[data-row]");
      if (!row || row.classList.contains("now")) return;
      makeCurrent(page, row.dataset.row);
      bringCard(page, row.dataset.row);
    });
    table.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || !event.target.dataset.cell || event.isComposing) return;
      event.preventDefault();
      moveDown(table, event.target);
    });
  }
}
