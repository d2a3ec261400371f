import * as Plot from "@observablehq/plot";
import type { Curves, CurveSeries } from "../../document.ts";
import { axisFormat } from "./axisFormat.ts";
import { colors } from "./colors.ts";
import { legend } from "./legend.ts";
import { labelWidth, lineLabels } from "./lineLabels.ts";
import { readAlong } from "./readAlong.ts";
import { ticksAt } from "./ticksAt.ts";

type Point = CurveSeries["points"][number];

/** Room for labels beside the lines, as a share of the figure, and the narrowest figure that has them; otherwise there is a legend. */
const labelShare = 0.3;
const narrowest = 520;

/** Labels of vertical marks take turns in up to this many rows above the figure. */
const markRows = 3;
const markRow = 16;

/** Lines with more points than this show no dots. */
const mostDots = 16;

/** Lines with bands, named where they end, read by pointer or arrow keys. */
export function drawCurves(figure: Curves, width: number): Element[] {
  const color = colors(figure.series.map(({ group }) => group));
  const hue = ({ group }: CurveSeries): string => color.get(group) ?? "currentColor";
  const xs = [...new Set(figure.series.flatMap(({ points }) => points.filter(isDrawn).map(({ x }) => x)))].sort((a, b) => a - b);
  const log = figure.x.scale === "log" && xs[0] > 0;

  const height = Math.round(Math.min(430, Math.max(270, width * 0.5)));
  const room = Math.max(0, ...figure.series.map(({ name }) => labelWidth(name))) + 14;
  const direct = width >= narrowest && room <= width * labelShare && figure.series.length * 15 <= height - 80;
  const marks = figure.marks ?? [];
  const margin = { left: 52, right: direct ? room : 16, top: 34 + markRow * Math.min(markRows, marks.length), bottom: 46 };
  const domain = valueDomain(figure);

  const plot = Plot.plot({
    width,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    style: { fontSize: "12px", background: "none" },
    x: { type: log ? "log" : "linear", label: null, domain: [xs[0], xs[xs.length - 1]] },
    y: { type: figure.y.scale === "log" && domain[0] > 0 ? "log" : "linear", domain, label: null },
    marks: [
      Plot.gridY({ stroke: "var(--faint)", strokeOpacity: 1, ticks: 5 }),
      Plot.axisY({ ticks: 5, tickSize: 0, text: axisFormat(figure.y), fill: "var(--muted)" }),
      Plot.axisX({
        ticks: ticksAt(xs, width - margin.left - margin.right, log),
        text: axisFormat(figure.x),
        tickSize: 4,
        stroke: "var(--rule)",
        fill: "var(--muted)",
      }),
      Plot.text([figure.x.label], { frameAnchor: "bottom", dy: 40, fill: "var(--text)" }),
      Plot.text([figure.y.label], { frameAnchor: "top-left", dx: -margin.left, dy: 10 - margin.top, lineAnchor: "top", textAnchor: "start", fill: "var(--text)" }),
      Plot.ruleY([domain[0] <= 0 ? 0 : domain[0]], { stroke: "var(--rule)" }),
      ...figure.series.map((series) => band(series, hue(series))),
      ...marks.flatMap((mark, i) => verticalMark(mark, i, xs, log)),
      ...figure.series.map((series) => line(series, hue(series))),
      ...figure.series.map((series) => dots(series, hue(series))),
    ],
  }) as SVGSVGElement & Plot.Plot;

  const frame = {
    x: plot.scale("x")?.apply as (x: number) => number,
    y: plot.scale("y")?.apply as (y: number) => number,
    top: margin.top,
    bottom: height - margin.bottom,
  };
  if (direct) lineLabels(plot, figure.series, hue, frame, width - margin.right);
  const tip = readAlong(plot, figure, hue, xs, frame);
  return direct ? [plot, tip] : [legend(figure.series, hue), plot, tip];
}

/** From 0, or below it where values are, to the highest band; shares that come near 1 end there. */
function valueDomain({ series, y }: Curves): [low: number, high: number] {
  const values = series.flatMap(({ points }) => points.flatMap((point) => [point.y, point.low, point.high]).filter(isNumber));
  const highest = Math.max(0, ...values);
  const lowest = Math.min(...values);
  if (y.scale === "log" && lowest > 0) return [lowest, highest];
  const low = Math.min(0, lowest);
  if (y.percent === true && highest > 0.8 && highest <= 1) return [low, 1];
  return [low, highest === low ? low + 1 : highest];
}

function band({ points }: CurveSeries, fill: string): Plot.Markish {
  return Plot.areaY(
    points.filter(({ low, high }) => isNumber(low) && isNumber(high)),
    { x: "x", y1: "low", y2: "high", fill, fillOpacity: 0.13 },
  );
}

function line({ points, style }: CurveSeries, stroke: string): Plot.Markish {
  return Plot.lineY(points, { x: "x", y: "y", stroke, strokeWidth: style === "dashed" ? 1.5 : 2, strokeLinecap: "round", strokeDasharray: style === "dashed" ? "4 4" : "none" });
}

function dots({ points, style }: CurveSeries, fill: string): Plot.Markish {
  const drawn = points.filter(isDrawn);
  return Plot.dot(style === "solid" && (drawn.length <= mostDots || drawn.length === 1) ? drawn : [], { x: "x", y: "y", r: 2.8, fill, stroke: "var(--page)", strokeWidth: 1 });
}

/** A thin rule, its label above the frame on the side that has room. */
function verticalMark({ x, label }: { readonly x: number; readonly label: string }, i: number, xs: readonly number[], log: boolean): Plot.Markish[] {
  const [first, last] = [xs[0], xs[xs.length - 1]];
  const at = log ? Math.log(x / first) / Math.log(last / first) : (x - first) / (last - first);
  const height = -7 - (i % markRows) * markRow;
  return [
    Plot.ruleX([x], { stroke: "var(--muted)", strokeOpacity: 0.7, insetTop: height + 3 }),
    Plot.text([label], { x: [x], frameAnchor: "top", dy: height, textAnchor: at > 0.7 ? "end" : at < 0.3 ? "start" : "middle", lineAnchor: "bottom", fill: "var(--muted)" }),
  ];
}

function isDrawn({ x, y }: Point): boolean {
  return isNumber(x) && isNumber(y);
}

/** JSON turned NaN into null. */
function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
