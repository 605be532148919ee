/** Notes that belong to a field, each tied to it for screen readers beside whatever else describes it. */

const idsOf = (field) => (field.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);

export function describe(field, id) {
  field.setAttribute("aria-describedby", [...new Set([...idsOf(field), id])].join(" "));
}

export function undescribe(field, id) {
  const ids = idsOf(field).filter((other) => other !== id);
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}
