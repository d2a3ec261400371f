import type { Curves, CurveSeries } from "../../document.ts";
import { figureTable } from "../../figureTable.ts";
import { formatCell } from "../../formatCell.ts";
import { axisFormat } from "./axisFormat.ts";
import { element } from "./element.ts";
import { swatch } from "./legend.ts";
import { svgElement } from "./svgElement.ts";

/** Shows all values at the x nearest to the pointer, or the next one by the arrow keys; returns the box they appear in. */
export function readAlong(
  plot: SVGSVGElement,
  figure: Curves,
  hue: (series: CurveSeries) => string,
  scales: { readonly x: (x: number) => number; readonly y: (y: number) => number },
  frame: { readonly xs: readonly number[]; readonly top: number; readonly bottom: number },
): HTMLElement {
  const { xs, top, bottom } = frame;
  const tip = element("div", { className: "tip", hidden: true });
  const cursor = svgElement("g", { "pointer-events": "none" });
  plot.append(cursor);
  plot.setAttribute("tabindex", "0");
  plot.setAttribute("aria-label", "Arrow keys read the values");
  const table = figureTable(figure);
  let at = -1;

  const show = (index: number): void => {
    at = index;
    const x = xs[at];
    const row = table.rows.find(([value]) => value === x) ?? [];
    const here = figure.series
      .map((series, j) => ({ series, y: series.points.find((point) => point.x === x)?.y, text: formatCell(row[j + 1] ?? null, table.columns[j + 1].format) }))
      .filter((value): value is typeof value & { y: number } => Number.isFinite(value.y))
      .sort((a, b) => b.y - a.y);
    const left = scales.x(x);
    cursor.replaceChildren(
      svgElement("line", { x1: left, x2: left, y1: top, y2: bottom, stroke: "var(--muted)" }),
      ...here.map(({ series, y }) => svgElement("circle", { cx: left, cy: scales.y(y), r: 4, fill: hue(series), stroke: "var(--page)", "stroke-width": 1.5 })),
    );
    tip.replaceChildren(
      element("strong", {}, `${figure.x.label}: ${axisFormat(figure.x)(x)}`),
      ...here.map(({ series, text }) => element("span", { className: "row" }, swatch(series, hue(series)), element("span", {}, series.name), element("span", {}, text))),
    );
    tip.hidden = false;
    place(left);
  };
  /** Beside the cursor, on the side that has room; never past the edge of the figure. */
  const place = (left: number): void => {
    const shift = plot.getBoundingClientRect();
    const width = plot.clientWidth || shift.width;
    const side = left + 14 + tip.offsetWidth <= width ? left + 14 : Math.max(0, left - 14 - tip.offsetWidth);
    tip.style.transform = `translate(${Math.max(0, Math.min(side, width - tip.offsetWidth))}px, ${plot.parentElement === null ? 0 : shift.top - plot.parentElement.getBoundingClientRect().top + top}px)`;
  };
  const hide = (): void => {
    tip.hidden = true;
    cursor.replaceChildren();
  };

  plot.addEventListener("pointermove", (event) => {
    const pixel = event.clientX - plot.getBoundingClientRect().left;
    show(xs.reduce((best, x, i) => (Math.abs(scales.x(x) - pixel) < Math.abs(scales.x(xs[best]) - pixel) ? i : best), 0));
  });
  plot.addEventListener("pointerleave", hide);
  plot.addEventListener("blur", hide);
  plot.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") hide();
    if (step === undefined || xs.length === 0) return;
    event.preventDefault();
    show(Math.min(xs.length - 1, Math.max(0, at + step)));
  });
  return tip;
}
