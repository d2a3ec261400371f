import * as Plot from "@observablehq/plot";
import type { Histogram } from "../../document.ts";
import { axisFormat } from "./axisFormat.ts";
import { fitText } from "./fitText.ts";
import { labelWidth } from "./labelWidth.ts";
import { looks } from "./looks.ts";
import { readBars } from "./readBars.ts";
import { readout } from "./readout.ts";

/** Narrowest panel worth a place in a row, in pixels. */
const narrowest = 220;

const panelHeight = 140;
const margin = { left: 46, right: 20, top: 48, bottom: 46 };

/** One panel per series, all on the same axes; read by pointer or arrow keys. */
export function drawHistogram(figure: Histogram, width: number): Element[] {
  const { edges, series, x, y } = figure;
  const columns = Math.max(1, Math.min(series.length, Math.floor(width / narrowest)));
  const rows = Math.ceil(series.length / columns);
  const look = looks(series.map(({ name }) => name));
  const panel = (i: number): { fx: number; fy: number } => ({ fx: i % columns, fy: Math.floor(i / columns) });
  const bars = series.flatMap(({ name, counts }, i) => counts.map((count, bin) => ({ ...panel(i), from: edges[bin], to: edges[bin + 1], count, fill: look.get(name)?.color })));
  const step = (width - margin.left - margin.right) / columns;
  const plot = Plot.plot({
    width,
    height: rows * panelHeight + margin.top + margin.bottom,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    style: { fontSize: "12px", background: "none" },
    x: { type: x.scale === "log" && edges[0] > 0 ? "log" : "linear", domain: [edges[0], edges[edges.length - 1]], label: null },
    y: { label: null, nice: true },
    fx: panels(columns, 0.2),
    fy: panels(rows, 0.3),
    marks: [
      Plot.gridY({ stroke: "var(--faint)", strokeOpacity: 1, ticks: 3 }),
      Plot.axisY({ ticks: 3, tickSize: 0, text: axisFormat(y), fill: "var(--muted)" }),
      Plot.axisX({ ticks: 3, tickSize: 4, text: axisFormat(x), stroke: "var(--rule)", fill: "var(--muted)", facetAnchor: "bottom" }),
      Plot.rectY(bars, { fx: "fx", fy: "fy", x1: "from", x2: "to", y: "count", fill: "fill", insetLeft: 0.5, insetRight: 0.5 }),
      Plot.ruleY([0], { stroke: "var(--rule)" }),
      Plot.text(series, {
        fx: (_, i) => panel(i).fx,
        fy: (_, i) => panel(i).fy,
        text: ({ name }) => fitText(name, step * 0.84, 1, labelWidth)[0],
        frameAnchor: "top-left",
        dy: -8,
        dx: 2,
        lineAnchor: "bottom",
        fill: ({ name }) => look.get(name)?.color,
        fontWeight: 600,
      }),
      Plot.text(fitText(x.label, width, 1, labelWidth), { frameAnchor: "bottom", facet: "super", dy: 40, fill: "var(--text)" }),
      Plot.text(fitText(y.label, width, 1, labelWidth), { frameAnchor: "top-left", facet: "super", dx: -46, dy: -30, textAnchor: "start", lineAnchor: "bottom", fill: "var(--text)" }),
    ],
  }) as SVGSVGElement & Plot.Plot;
  return [plot, readout(plot, readBars(figure, plot, margin, columns))];
}

/** A row or column of panels; a band scale would take its padding from a single one, too. */
function panels(count: number, padding: number): Plot.ScaleOptions {
  return { axis: null, paddingInner: count > 1 ? padding : 0, paddingOuter: 0, domain: Array.from({ length: count }, (_, i) => i) };
}
