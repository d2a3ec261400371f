import * as Plot from "@observablehq/plot";
import type { Histogram } from "../../document.ts";
import { formatCell } from "../../formatCell.ts";
import { axisFormat } from "./axisFormat.ts";
import { colors } from "./colors.ts";

/** Narrowest panel worth a place in a row, in pixels. */
const narrowest = 220;

const panelHeight = 140;

/** One panel per series, all on the same axes. */
export function drawHistogram(figure: Histogram, width: number): Element[] {
  const { edges, series, x, y } = figure;
  const columns = Math.max(1, Math.min(series.length, Math.floor(width / narrowest)));
  const rows = Math.ceil(series.length / columns);
  const color = colors(series.map(({ name }) => name));
  const panel = (i: number): { fx: number; fy: number } => ({ fx: i % columns, fy: Math.floor(i / columns) });
  const write = axisFormat(x);
  const bars = series.flatMap(({ name, counts }, i) =>
    counts.map((count, bin) => ({
      ...panel(i),
      from: edges[bin],
      to: edges[bin + 1],
      count,
      fill: color.get(name),
      title: `${name}\n${write(edges[bin])} to ${write(edges[bin + 1])}: ${formatCell(count, "integer")}`,
    })),
  );
  const plot = Plot.plot({
    width,
    height: rows * panelHeight + 94,
    marginLeft: 46,
    marginRight: 20,
    marginTop: 48,
    marginBottom: 46,
    style: { fontSize: "12px", background: "none" },
    x: { type: x.scale === "log" && edges[0] > 0 ? "log" : "linear", domain: [edges[0], edges[edges.length - 1]], label: null },
    y: { label: null, nice: true },
    fx: panels(columns, 0.16),
    fy: panels(rows, 0.3),
    marks: [
      Plot.gridY({ stroke: "var(--faint)", strokeOpacity: 1, ticks: 3 }),
      Plot.axisY({ ticks: 3, tickSize: 0, text: axisFormat(y), fill: "var(--muted)" }),
      Plot.axisX({ ticks: 3, tickSize: 4, text: write, stroke: "var(--rule)", fill: "var(--muted)", facetAnchor: "bottom" }),
      Plot.rectY(bars, { fx: "fx", fy: "fy", x1: "from", x2: "to", y: "count", fill: "fill", insetLeft: 0.5, insetRight: 0.5, title: "title", tip: { fontSize: 12, stroke: "var(--faint)" } }),
      Plot.ruleY([0], { stroke: "var(--rule)" }),
      Plot.text(series, { fx: (_, i) => panel(i).fx, fy: (_, i) => panel(i).fy, text: "name", frameAnchor: "top-left", dy: -8, dx: 2, lineAnchor: "bottom", fill: (one) => color.get(one.name), fontWeight: 600 }),
      Plot.text([x.label], { frameAnchor: "bottom", facet: "super", dy: 40, fill: "var(--text)" }),
      Plot.text([y.label], { frameAnchor: "top-left", facet: "super", dx: -46, dy: -30, textAnchor: "start", lineAnchor: "bottom", fill: "var(--text)" }),
    ],
  });
  return [plot];
}

/** A row or column of panels; a band scale would take its padding from a single one, too. */
function panels(count: number, padding: number): Plot.ScaleOptions {
  return { axis: null, paddingInner: count > 1 ? padding : 0, paddingOuter: 0, domain: Array.from({ length: count }, (_, i) => i) };
}
