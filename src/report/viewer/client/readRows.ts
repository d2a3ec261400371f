import type { Dots } from "../../document.ts";
import type { RowAxis } from "./dotRow.ts";
import { element } from "./element.ts";
import type { LaidOut } from "./layOutRows.ts";
import { pair } from "./pair.ts";
import type { Stops } from "./readout.ts";
import { svgElement } from "./svgElement.ts";

/** The row under the pointer, or the next one by the arrow keys, with its whole label. */
export function readRows({ x, rows }: Dots, values: readonly string[], laidOut: readonly LaidOut[], axis: RowAxis, width: number): Stops {
  const stops = laidOut.filter(({ at }) => at >= 0);
  return {
    nearest: (_, pixel) => stops.findIndex(({ y, height }) => Math.abs(pixel - y) <= height / 2),
    step: (from, key) => {
      const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
      return by === undefined || stops.length === 0 ? undefined : Math.min(stops.length - 1, Math.max(0, from + by));
    },
    read: (stop) => {
      const { at, y, height } = stops[stop];
      const { label, group, estimate, high } = rows[at];
      const end = [high, estimate].find(Number.isFinite);
      return {
        x: end === undefined ? axis.from : axis.at(end),
        y: y + height / 2,
        over: y - height / 2,
        marks: [svgElement("rect", { x: 0, y: y - height / 2, width, height, fill: "var(--text)", "fill-opacity": 0.07 })],
        content: [
          element("strong", {}, label),
          ...(group === undefined ? [] : [element("span", { className: "line" }, group)]),
          pair(x.label, values[at]),
        ],
      };
    },
  };
}
