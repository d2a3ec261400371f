import * as Plot from "@observablehq/plot";
import type { Curves, CurveSeries } from "../../document.ts";
import { axisFormat } from "./axisFormat.ts";
import { axisMarks, tickRoom } from "./axisMarks.ts";
import { evenTicks } from "./evenTicks.ts";
import { fitText } from "./fitText.ts";
import { frameOf } from "./frame.ts";
import { labelWidth } from "./labelWidth.ts";
import { legend } from "./legend.ts";
import { lineLabels } from "./lineLabels.ts";
import { logTicks } from "./logTicks.ts";
import { type Look, looks } from "./looks.ts";
import { readAlong } from "./readAlong.ts";
import { readout } from "./readout.ts";
import { ticksAt } from "./ticksAt.ts";

type Point = CurveSeries["points"][number];

const mostYTicks = 7;

/** Room for labels beside the lines, as a share of the figure, and the narrowest figure that has them; otherwise there is a legend. */
const labelShare = 0.3;
const narrowest = 520;

/** Labels of vertical marks take turns in up to this many rows above the figure. */
const markRows = 3;
const markRow = 16;

/** Lines with more points than this show no dots, unless there are so many lines that colours alone do not tell them apart: then at the ticks. */
const mostDots = 16;
const mostColors = 7;

/** Lines with bands, named where they end, read by pointer or arrow keys. */
export function drawCurves(figure: Curves, width: number): Element[] {
  const look = looks(figure.series.map(({ group }) => group));
  const lookOf = ({ group }: CurveSeries): Look => look.get(group) as Look;
  const xs = [...new Set(figure.series.flatMap(({ points }) => points.filter(isDrawn).map(({ x }) => x)))].sort((a, b) => a - b);
  const log = figure.x.scale === "log" && xs[0] > 0;

  const height = Math.round(Math.min(430, Math.max(270, width * 0.5)));
  const room = Math.max(0, ...figure.series.map(({ name }) => labelWidth(name))) + 14;
  const direct = width >= narrowest && room <= width * labelShare && figure.series.length * 15 <= height - 80;
  const marks = figure.marks ?? [];
  const domain = valueDomain(figure);
  const logY = figure.y.scale === "log" && domain[0] > 0 && domain[0] < domain[1];
  const yTicks = logY ? logTicks(domain[0], domain[1], mostYTicks) : evenTicks(domain[0], domain[1], mostYTicks);
  const margin = { left: tickRoom(figure.y, yTicks, 52), right: direct ? room : 16, top: 34 + markRow * Math.min(markRows, marks.length), bottom: 46 };
  const inner = width - margin.left - margin.right;
  const format = axisFormat(figure.x);
  const xTicks = ticksAt(xs, inner, log, (x) => labelWidth(format(x)));

  const plot = Plot.plot({
    width,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    style: { fontSize: "12px", background: "none" },
    x: { type: log ? "log" : "linear", label: null, domain: [xs[0], xs[xs.length - 1]] },
    y: { type: logY ? "log" : "linear", domain, label: null },
    marks: [
      ...axisMarks(figure.x, figure.y, { width, margin, xTicks, yTicks }),
      Plot.ruleY([domain[0] <= 0 ? 0 : domain[0]], { stroke: "var(--rule)" }),
      ...figure.series.map((series) => band(series, lookOf(series).color)),
      ...marks.flatMap((mark, i) => verticalMark(mark, i, xs, log, inner)),
      ...figure.series.map((series) => line(series, lookOf(series).color)),
      ...figure.series.map((series) => dots(series, lookOf(series), look.size > mostColors ? xTicks.map((tick) => nearest(xs, tick)) : [])),
    ],
  }) as SVGSVGElement & Plot.Plot;

  const frame = frameOf(plot, margin.top, height - margin.bottom);
  if (direct) lineLabels(plot, figure.series, (series) => lookOf(series).color, frame, width - margin.right);
  const tip = readout(plot, readAlong(figure, lookOf, xs, frame));
  return direct ? [plot, tip] : [legend(figure.series.map((series) => ({ name: series.name, look: lookOf(series), line: series.style }))), plot, tip];
}

/** From 0, or below it where values are, to the highest band; shares that come near 1 end there. */
function valueDomain({ series, y }: Curves): [low: number, high: number] {
  const values = series.flatMap(({ points }) => points.flatMap((point) => [point.y, point.low ?? NaN, point.high ?? NaN]).filter(Number.isFinite));
  const highest = Math.max(0, ...values);
  const lowest = Math.min(...values);
  if (y.scale === "log" && lowest > 0) return [lowest, highest];
  const low = Math.min(0, lowest);
  if (y.percent === true && highest > 0.8 && highest <= 1) return [low, 1];
  return [low, highest === low ? low + 1 : highest];
}

function band({ points }: CurveSeries, fill: string): Plot.Markish {
  return Plot.areaY(
    points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high)),
    { x: "x", y1: "low", y2: "high", fill, fillOpacity: 0.13 },
  );
}

function line({ points, style }: CurveSeries, stroke: string): Plot.Markish {
  return Plot.lineY(points, { x: "x", y: "y", stroke, strokeWidth: style === "dashed" ? 1.5 : 2, strokeLinecap: "round", strokeDasharray: style === "dashed" ? "4 4" : "none" });
}

function dots({ points, style }: CurveSeries, { color, shape }: Look, sparse: readonly number[]): Plot.Markish {
  const drawn = points.filter(isDrawn);
  const dotted = drawn.length <= mostDots ? drawn : drawn.filter(({ x }) => sparse.includes(x));
  return Plot.dot(style === "solid" ? dotted : [], { x: "x", y: "y", r: 3.2, symbol: shape, fill: color, stroke: "var(--page)", strokeWidth: 1 });
}

function nearest(xs: readonly number[], value: number): number {
  return xs.reduce((a, b) => (Math.abs(b - value) < Math.abs(a - value) ? b : a));
}

/** A thin rule, its label above the frame on the side that has room. */
function verticalMark({ x, label }: { readonly x: number; readonly label: string }, i: number, xs: readonly number[], log: boolean, room: number): Plot.Markish[] {
  const [first, last] = [xs[0], xs[xs.length - 1]];
  const at = log ? Math.log(x / first) / Math.log(last / first) : (x - first) / (last - first);
  const height = -7 - (i % markRows) * markRow;
  return [
    Plot.ruleX([x], { stroke: "var(--muted)", strokeOpacity: 0.7, insetTop: height + 3 }),
    Plot.text(fitText(label, room * 0.7, 1, labelWidth), { x: [x], frameAnchor: "top", dy: height, textAnchor: at > 0.7 ? "end" : at < 0.3 ? "start" : "middle", lineAnchor: "bottom", fill: "var(--muted)" }),
  ];
}

function isDrawn({ x, y }: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}
