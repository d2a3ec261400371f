import { svgElement } from "./svgElement.ts";

/** Distance of two lines, in pixels. */
export const lineHeight = 15;

/**
 * A text of a figure in lines, its middle at y.
 *
 * @param whole What the lines say if not all of it stands there: becomes their title.
 */
export function svgText(lines: readonly string[], x: number, y: number, attributes: Readonly<Record<string, string | number>>, whole?: string): SVGTextElement {
  const made = svgElement("text", { "text-anchor": "start", ...attributes });
  for (const [i, line] of lines.entries()) {
    const span = svgElement("tspan", { x, y: y + (i - (lines.length - 1) / 2) * lineHeight, dy: "0.32em" });
    span.textContent = line;
    made.append(span);
  }
  if (whole !== undefined) {
    const title = svgElement("title", {});
    title.textContent = whole;
    made.append(title);
  }
  return made;
}
