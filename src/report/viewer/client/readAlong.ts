import type { Curves, CurveSeries } from "../../document.ts";
import { figureTable } from "../../figureTable.ts";
import { formatCell } from "../../formatCell.ts";
import { axisFormat } from "./axisFormat.ts";
import { element } from "./element.ts";
import type { Frame } from "./frame.ts";
import { swatch } from "./legend.ts";
import type { Look } from "./looks.ts";
import type { Stops } from "./readout.ts";
import { svgElement } from "./svgElement.ts";

/** All values at the x nearest to the pointer, or at the next one by the arrow keys. */
export function readAlong(figure: Curves, lookOf: (series: CurveSeries) => Look, xs: readonly number[], frame: Frame): Stops {
  const table = figureTable(figure);
  const rows = new Map(table.rows.map((row) => [row[0], row]));
  return {
    nearest: (pixel) => xs.reduce((best, x, i) => (best < 0 || Math.abs(frame.x(x) - pixel) < Math.abs(frame.x(xs[best]) - pixel) ? i : best), -1),
    step: (from, key) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
      return by === undefined || xs.length === 0 ? undefined : Math.min(xs.length - 1, Math.max(0, from + by));
    },
    read: (stop) => {
      const x = xs[stop];
      const at = frame.x(x);
      const row = rows.get(x) ?? [];
      const here = figure.series
        .map((series, j) => ({ series, y: series.points.find((point) => point.x === x)?.y ?? NaN, text: formatCell(row[j + 1] ?? null, table.columns[j + 1].format) }))
        .filter(({ y }) => Number.isFinite(y))
        .sort((a, b) => b.y - a.y);
      return {
        x: at,
        y: frame.top,
        marks: [
          svgElement("line", { x1: at, x2: at, y1: frame.top, y2: frame.bottom, stroke: "var(--muted)" }),
          ...here.map(({ series, y }) => svgElement("circle", { cx: at, cy: frame.y(y), r: 4, fill: lookOf(series).color, stroke: "var(--page)", "stroke-width": 1.5 })),
        ],
        content: [
          element("strong", {}, `${figure.x.label}: ${axisFormat(figure.x)(x)}`),
          ...here.map(({ series, text }) =>
            element("span", { className: "row" }, swatch({ look: lookOf(series), line: series.style }), element("span", {}, series.name), element("span", {}, text)),
          ),
        ],
      };
    },
  };
}
