/** Shows which words are being read: the piece itself where the browser can mark a range, else its block. */

const NAME = "aloud";
const CLASS = "aloud-now";

const canMark = () => Boolean(window.CSS?.highlights && window.Highlight);

function isOnScreen(range) {
  const { top, bottom } = range.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

export class Mark {
  /** @param {?{range: Range, block: Element}} piece  null takes the mark away */
  show(piece) {
    // Whoever has scrolled away is not pulled back.
    const follows = !this.piece || isOnScreen(this.piece.range);
    this.piece?.block.classList.remove(CLASS);
    this.piece = piece;
    if (!piece) {
      if (canMark()) CSS.highlights.delete(NAME);
      return;
    }
    if (canMark()) CSS.highlights.set(NAME, new Highlight(piece.range));
    else piece.block.classList.add(CLASS);
    if (follows && !isOnScreen(piece.range)) piece.block.scrollIntoView({ block: "center" });
  }
}
