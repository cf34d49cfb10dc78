/** Keeps a drawing up to date with its room and its colours. */
import { onColours } from "../theme";

/** Draws whenever the element changes its size or the page its colours, until the answer is called. */
export function redraw(element: Element, draw: () => void): () => void {
  const recolour = onColours(draw);
  const observer = new ResizeObserver(draw);
  observer.observe(element);
  return () => {
    recolour();
    observer.disconnect();
  };
}
