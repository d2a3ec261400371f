import type { Figure } from "../../document.ts";
import { drawCurves } from "./drawCurves.ts";
import { drawDots } from "./drawDots.ts";
import { drawHistogram } from "./drawHistogram.ts";
import { drawScatter } from "./drawScatter.ts";

/** Draws a figure into its place, and again whenever the place changes its width. The caption is what it is called. */
export function drawFigure(place: HTMLElement, figure: Figure): void {
  const caption = place.parentElement?.querySelector("figcaption")?.id ?? "";
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(place.clientWidth);
    if (width === drawn || width === 0) return;
    drawn = width;
    place.replaceChildren(...draw(figure, width));
    const plot = place.querySelector(":scope > svg");
    plot?.setAttribute("role", "img");
    plot?.setAttribute("aria-labelledby", caption);
  }).observe(place);
}

function draw(figure: Figure, width: number): Element[] {
  switch (figure.type) {
    case "curves":
      return drawCurves(figure, width);
    case "histogram":
      return drawHistogram(figure, width);
    case "scatter":
      return drawScatter(figure, width);
    default:
      return drawDots(figure, width);
  }
}
