/** Fields that grow with what is typed, for browsers that do not do so by themselves (field-sizing in the styles). */
export function startGrowing(root) {
  if (globalThis.CSS?.supports("field-sizing", "content")) return;
  const fit = (field) => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  };
  const look = ({ target }) => target.matches?.("textarea.in") && fit(target);
  for (const type of ["input", "desk:shown", "desk:revealed"]) root.addEventListener(type, look);
  for (const field of root.querySelectorAll("textarea.in")) fit(field);
}
