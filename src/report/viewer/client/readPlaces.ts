import type { Scatter, ScatterSeries } from "../../document.ts";
import { figureTable } from "../../figureTable.ts";
import { formatCell } from "../../formatCell.ts";
import { element } from "./element.ts";
import type { Frame } from "./frame.ts";
import { swatch } from "./legend.ts";
import type { Look } from "./looks.ts";
import { pair } from "./pair.ts";
import type { Place } from "./placesOf.ts";
import type { Stops } from "./readout.ts";
import { svgElement } from "./svgElement.ts";

/** How near the pointer must come, in pixels. */
const near = 26;

/** Labels shown of one place and series; the table of values has all. */
const most = 6;

/** The points at the place nearest to the pointer; arrow keys go right and left by x, up and down by y. */
export function readPlaces(figure: Scatter, places: readonly Place[], lookOf: (series: ScatterSeries) => Look, frame: Frame): Stops {
  const pixels = places.map(({ x, y }) => ({ x: frame.x(x), y: frame.y(y) }));
  const upwards = Array.from(places.keys()).sort((a, b) => places[a].y - places[b].y || places[a].x - places[b].x);
  const [{ format: formatX }, { format: formatY }] = figureTable(figure).columns.slice(-2);
  return {
    nearest: (x, y) => {
      let best = -1;
      let distance = near * near;
      for (let i = 0; i < pixels.length; i++) {
        const here = (pixels[i].x - x) ** 2 + (pixels[i].y - y) ** 2;
        if (here < distance) [best, distance] = [i, here];
      }
      return best;
    },
    step: (from, key) => {
      if (places.length === 0) return undefined;
      const by = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 1, ArrowDown: -1 }[key];
      if (by === undefined) return undefined;
      if (from < 0) return 0;
      if (key === "ArrowRight" || key === "ArrowLeft") return within(from + by, places.length);
      return upwards[within(upwards.indexOf(from) + by, places.length)];
    },
    read: (stop) => {
      const { x, y, series } = places[stop];
      const at = pixels[stop];
      return {
        x: at.x,
        y: at.y + 12,
        over: at.y - 12,
        marks: [svgElement("circle", { cx: at.x, cy: at.y, r: 8, fill: "none", stroke: "var(--text)", "stroke-width": 1.5 })],
        content: [
          ...series.flatMap(({ of, labels }) => labelLines(figure.series.length > 1 ? of : null, labels, lookOf(of))),
          pair(figure.x.label, formatCell(x, formatX)),
          pair(figure.y.label, formatCell(y, formatY)),
        ],
      };
    },
  };
}

/** What stands at a place: one label, or how many and the first of them; under the name of their series if there are several. */
function labelLines(series: ScatterSeries | null, labels: readonly string[], look: Look): Node[] {
  const title = labels.length === 1 ? labels[0] : `${labels.length} points`;
  const lines: Node[] = [element("strong", {}, title)];
  if (labels.length > 1) lines.push(...labels.slice(0, most).map((label) => element("span", { className: "line" }, label)));
  if (labels.length > most) lines.push(element("span", { className: "line" }, "…"));
  return series === null ? lines : [element("span", { className: "row" }, swatch({ look }), element("span", {}, series.name)), ...lines];
}

function within(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index));
}
