import type { Curves, CurveSeries } from "../../document.ts";
import { figureTable } from "../../figureTable.ts";
import { formatCell } from "../../formatCell.ts";
import { axisFormat } from "./axisFormat.ts";
import { element } from "./element.ts";
import { swatch } from "./legend.ts";
import { svgElement } from "./svgElement.ts";

/** Where a figure's marks stand, in pixels. */
export interface Frame {
  readonly x: (x: number) => number;
  readonly y: (y: number) => number;
  readonly top: number;
  readonly bottom: number;
}

/** Shows all values at the x nearest to the pointer, or at the next one by the arrow keys; returns the box they appear in. */
export function readAlong(plot: SVGSVGElement, figure: Curves, hue: (series: CurveSeries) => string, xs: readonly number[], frame: Frame): HTMLElement {
  const tip = element("div", { className: "tip", role: "status", hidden: true });
  const cursor = svgElement("g", { "pointer-events": "none" });
  const table = figureTable(figure);
  let at = -1;
  plot.append(cursor);
  plot.setAttribute("tabindex", "0");
  plot.setAttribute("aria-description", "Arrow keys read the values");

  const show = (index: number): void => {
    at = index;
    const x = xs[at];
    const row = table.rows.find(([value]) => value === x) ?? [];
    const here = figure.series
      .map((series, j) => ({ series, y: series.points.find((point) => point.x === x)?.y ?? NaN, text: formatCell(row[j + 1] ?? null, table.columns[j + 1].format) }))
      .filter(({ y }) => Number.isFinite(y))
      .sort((a, b) => b.y - a.y);
    cursor.replaceChildren(
      svgElement("line", { x1: frame.x(x), x2: frame.x(x), y1: frame.top, y2: frame.bottom, stroke: "var(--muted)" }),
      ...here.map(({ series, y }) => svgElement("circle", { cx: frame.x(x), cy: frame.y(y), r: 4, fill: hue(series), stroke: "var(--page)", "stroke-width": 1.5 })),
    );
    tip.replaceChildren(
      element("strong", {}, `${figure.x.label}: ${axisFormat(figure.x)(x)}`),
      ...here.map(({ series, text }) => element("span", { className: "row" }, swatch(series, hue(series)), element("span", {}, series.name), element("span", {}, text))),
    );
    tip.hidden = false;
    tip.style.transform = `translate(${besideCursor(frame.x(x), plot, tip)}px, ${above(plot) + frame.top}px)`;
  };
  const hide = (): void => {
    tip.hidden = true;
    cursor.replaceChildren();
  };

  plot.addEventListener("pointermove", (event) => {
    if (xs.length === 0) return;
    const pixel = event.clientX - plot.getBoundingClientRect().left;
    show(xs.reduce((best, x, i) => (Math.abs(frame.x(x) - pixel) < Math.abs(frame.x(xs[best]) - pixel) ? i : best), 0));
  });
  plot.addEventListener("pointerleave", hide);
  plot.addEventListener("blur", hide);
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || xs.length === 0) return;
    event.preventDefault();
    show(Math.min(xs.length - 1, Math.max(0, at + step)));
  });
  return tip;
}

/** Left edge of the box: right of the cursor where there is room, else left of it, never outside the figure. */
function besideCursor(cursor: number, plot: SVGSVGElement, tip: HTMLElement): number {
  const gap = 14;
  const last = plot.getBoundingClientRect().width - tip.offsetWidth;
  return Math.max(0, Math.min(last, cursor + gap <= last ? cursor + gap : cursor - gap - tip.offsetWidth));
}

/** Height of what stands above the plot within its place: the legend, if any. */
function above(plot: SVGSVGElement): number {
  return plot.getBoundingClientRect().top - (plot.parentElement?.getBoundingClientRect().top ?? 0);
}
