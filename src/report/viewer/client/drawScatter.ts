import * as Plot from "@observablehq/plot";
import type { Scatter, ScatterLine, ScatterSeries } from "../../document.ts";
import { axisMarks, tickRoom } from "./axisMarks.ts";
import { element } from "./element.ts";
import { fitText } from "./fitText.ts";
import { frameOf } from "./frame.ts";
import { labelWidth } from "./labelWidth.ts";
import { legend } from "./legend.ts";
import { type Look, looks } from "./looks.ts";
import { type Place, placesOf } from "./placesOf.ts";
import { readPlaces } from "./readPlaces.ts";
import { readout } from "./readout.ts";
import { valueScale } from "./valueScale.ts";

/** Radius of the dot of one point, in pixels: as large as the dot of the fullest place permits. */
const largestSingle = 3.6;
const smallestSingle = 1.7;
const largest = 24;

/** Side of a figure with a diagonal, which is square. */
const widestSquare = 460;

const narrow = { left: 56, right: 20, top: 34, bottom: 46 };

/** Further room above and below points that have a name beside them. */
const nameRoom = 14;

/** Points in a plane, those at one place as one dot with their number as its area; read by pointer or arrow keys. */
export function drawScatter(figure: Scatter, width: number): Element[] {
  const { x, y, series, line, diagonal = false } = figure;
  const look = looks(series.map(({ name }) => name));
  const lookOf = ({ name }: ScatterSeries): Look => look.get(name) as Look;
  const places = placesOf(figure);
  const fullest = Math.max(1, ...places.flatMap((place) => place.series.map(({ labels }) => labels.length)));
  const single = Math.min(largestSingle, Math.max(smallestSingle, largest / Math.sqrt(fullest)));

  const fitted = (line?.points ?? []).filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  const xs = [...places, ...fitted].map((place) => place.x);
  const ys = [...places.map((place) => place.y), ...fitted.flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y])];
  const both = [...xs, ...ys];
  const scaleX = valueScale(x, diagonal ? both : xs);
  const scaleY = valueScale(y, diagonal ? both : ys);
  const widest = (diagonal ? Math.min(widestSquare, width) : Math.min(430, Math.max(290, width * 0.55))) - narrow.top - narrow.bottom;
  const yTicks = scaleY.ticks(widest / (diagonal ? 64 : 48));
  const margin = { ...narrow, left: tickRoom(y, yTicks, narrow.left) };
  const side = Math.min(widestSquare, width - margin.left - margin.right);
  const own = diagonal ? side + margin.left + margin.right : width;
  const height = diagonal ? side + margin.top + margin.bottom : Math.round(Math.min(430, Math.max(290, width * 0.55)));
  const xTicks = scaleX.ticks((own - margin.left - margin.right) / 64);
  const inset = 4 + single * Math.sqrt(fullest);
  const named = series.some(({ path }) => path === true) ? nameRoom : 0;

  const plot = Plot.plot({
    width: own,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    inset,
    insetTop: inset + named,
    insetBottom: inset + named,
    style: { fontSize: "12px", background: "none" },
    x: { type: scaleX.type, domain: scaleX.domain, label: null },
    y: { type: scaleY.type, domain: scaleY.domain, label: null },
    r: { type: "identity" },
    marks: [
      ...axisMarks(x, y, { width: own, margin, xTicks, yTicks }),
      Plot.gridX({ stroke: "var(--faint)", strokeOpacity: 1, ticks: [...xTicks] }),
      Plot.frame({ anchor: "bottom", stroke: "var(--rule)" }),
      Plot.link(diagonal ? [0] : [], { x1: scaleX.domain[0], y1: scaleX.domain[0], x2: scaleX.domain[1], y2: scaleX.domain[1], stroke: "var(--muted)", strokeDasharray: "4 4" }),
      ...fittedLine(fitted),
      ...series.flatMap((one) => (one.path === true ? path(one, lookOf(one), scaleX.domain, own / 2 - margin.left) : [])),
      ...series.map((one) => dots(places, one, lookOf(one), single)),
    ],
  }) as SVGSVGElement & Plot.Plot;

  const frame = frameOf(plot, margin.top, height - margin.bottom);
  const tip = readout(plot, readPlaces(figure, places, lookOf, frame));
  return [...key(figure, lookOf, fullest), plot, tip];
}

/** The line and its band, in a colour that no series has. */
function fittedLine(points: ScatterLine["points"]): Plot.Markish[] {
  const banded = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  return [
    Plot.areaY(banded, { x: "x", y1: "low", y2: "high", fill: "var(--text)", fillOpacity: 0.1 }),
    Plot.lineY(points, { x: "x", y: "y", stroke: "var(--text)", strokeWidth: 1.5, strokeLinecap: "round" }),
  ];
}

/** The line through the points of a path and the names of its ends, written towards the middle of the figure and off the line. */
function path({ points }: ScatterSeries, { color }: Look, [low, high]: readonly number[], room: number): Plot.Markish[] {
  const drawn = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const name = (end: number, neighbour: number): Plot.Markish => {
    const isRight = drawn[end].x > (low + high) / 2;
    const isBelow = drawn[neighbour].y > drawn[end].y;
    return Plot.text([drawn[end]], { x: "x", y: "y", text: ({ label }) => fitText(label, room, 1, labelWidth)[0], fill: color, stroke: "var(--page)", strokeWidth: 3, fontWeight: 600, dy: isBelow ? 14 : -9, dx: isRight ? -4 : 4, textAnchor: isRight ? "end" : "start" });
  };
  return [
    Plot.line(drawn, { x: "x", y: "y", stroke: color, strokeWidth: 1.5, strokeOpacity: 0.6 }),
    ...(drawn.length < 2 ? [] : [name(0, 1), name(drawn.length - 1, drawn.length - 2)]),
  ];
}

/** The largest first, so that they hide none. */
function dots(places: readonly Place[], series: ScatterSeries, { color, shape }: Look, single: number): Plot.Markish {
  const here = places
    .flatMap((place) => place.series.filter(({ of }) => of === series).map(({ labels }) => ({ x: place.x, y: place.y, r: single * Math.sqrt(labels.length) })))
    .sort((a, b) => b.r - a.r);
  return Plot.dot(here, { x: "x", y: "y", r: "r", symbol: shape, fill: color, fillOpacity: here.length > 300 ? 0.5 : 0.7, stroke: "var(--page)", strokeWidth: 0.75 });
}

/** A legend where there are several series, and what the sizes mean where they differ. */
function key({ series, line }: Scatter, lookOf: (series: ScatterSeries) => Look, fullest: number): Element[] {
  const names = legend(series.length > 1 ? series.map((one) => ({ name: one.name, look: lookOf(one) })) : []);
  if (line !== undefined) names.append(element("span", { className: "remark" }, `Line: ${line.name}`));
  if (fullest > 1) names.append(element("span", { className: "remark" }, `Points at one place are one dot, its area their number: 1 to ${fullest}`));
  return names.childNodes.length === 0 ? [] : [names];
}
