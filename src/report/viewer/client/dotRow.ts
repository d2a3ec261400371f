import type { DotRow } from "../../document.ts";
import type { Look } from "./looks.ts";
import { shapePath } from "./shapePath.ts";
import { svgElement } from "./svgElement.ts";

/** The horizontal axis of a forest plot, in pixels. */
export interface RowAxis {
  readonly at: (value: number) => number;
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
}

/** An estimate with its interval; an end without bound is an arrow at the end of the axis. Nothing if there is no estimate. */
export function dotRow({ estimate, low, high }: DotRow, y: number, { color, shape }: Look, axis: RowAxis): SVGGElement {
  const row = svgElement("g", { fill: color, stroke: color });
  if (!Number.isFinite(estimate)) return row;
  if (low !== undefined && high !== undefined && !Number.isNaN(low) && !Number.isNaN(high)) {
    const unboundBelow = low === -Infinity || (axis.log && low <= 0);
    const from = unboundBelow ? axis.from - 8 : axis.at(low);
    const to = high === Infinity ? axis.to + 8 : axis.at(high);
    row.append(svgElement("path", { d: `M${from},${y}H${to}`, fill: "none", "stroke-width": 2 }));
    row.append(svgElement("path", { d: unboundBelow ? arrow(from, y, 1) : whisker(from, y), fill: "none", "stroke-width": 1.5 }));
    row.append(svgElement("path", { d: high === Infinity ? arrow(to, y, -1) : whisker(to, y), fill: "none", "stroke-width": 1.5 }));
  }
  row.append(svgElement("path", { d: shapePath(shape, axis.at(estimate), y, 4.5), stroke: "var(--page)" }));
  return row;
}

function whisker(x: number, y: number): string {
  return `M${x},${y - 4}V${y + 4}`;
}

function arrow(x: number, y: number, direction: 1 | -1): string {
  return `M${x + 5 * direction},${y - 4}L${x},${y}L${x + 5 * direction},${y + 4}`;
}
