import type { Figure } from "../../document.ts";
import { drawCurves } from "./drawCurves.ts";
import { drawHistogram } from "./drawHistogram.ts";

/** Draws a figure into its place, and again whenever the place changes its width. The caption is what it is called. */
export function drawFigure(place: HTMLElement, figure: Figure): void {
  const caption = place.parentElement?.querySelector("figcaption")?.id ?? "";
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(place.clientWidth);
    if (width === drawn || width === 0) return;
    drawn = width;
    place.replaceChildren(...(figure.type === "curves" ? drawCurves(figure, width) : drawHistogram(figure, width)));
    const plot = place.querySelector("svg");
    plot?.setAttribute("role", "img");
    plot?.setAttribute("aria-labelledby", caption);
  }).observe(place);
}
