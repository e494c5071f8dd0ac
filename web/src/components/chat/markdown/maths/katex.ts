import "katex/dist/katex.min.css";
import katex from "katex";

/**
 * Draws `tex` into `element`, with MathML beside it for those who listen. Styles are set on the
 * elements one by one, as the page's policy wants it; there is no markup and nothing is fetched.
 *
 * # Errors
 * Throws with words on what is wrong in `tex`.
 */
export function draw(tex: string, element: HTMLElement, display: boolean): void {
  katex.render(tex, element, {
    displayMode: display,
    throwOnError: true,
    output: "htmlAndMathml",
    // No links and no images from a formula, and no macros without end.
    trust: false,
    strict: "ignore",
    maxSize: 40,
    maxExpand: 500,
  });
}
