/** On every page: what a page can do without, and does better with. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

// A toast says that something has happened; it goes after eight seconds, but not while somebody is reading it.
for (const toast of document.querySelectorAll(".toast")) {
  const isHeld = () => toast.matches(":hover, :focus-within");
  const leave = () => (isHeld() ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, 8000);
}
