/** Looks for its own markup, and says that it was there. */
for (const toy of document.querySelectorAll("[data-toy]")) toy.dataset.toy = "started";
