import type { Figure } from "../../document.ts";
import { drawCurves } from "./drawCurves.ts";
import { drawHistogram } from "./drawHistogram.ts";

/** Draws a figure into its place, and again whenever the place changes its width. */
export function drawFigure(place: HTMLElement, figure: Figure): void {
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(place.clientWidth);
    if (width === drawn || width === 0) return;
    drawn = width;
    place.replaceChildren(...(figure.type === "curves" ? drawCurves(figure, width) : drawHistogram(figure, width)));
  }).observe(place);
}
