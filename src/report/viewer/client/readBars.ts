import type * as Plot from "@observablehq/plot";
import type { Histogram } from "../../document.ts";
import { formatCell } from "../../formatCell.ts";
import { axisFormat } from "./axisFormat.ts";
import { element } from "./element.ts";
import { pair } from "./pair.ts";
import type { Stops } from "./readout.ts";
import { svgElement } from "./svgElement.ts";

/** The bin under the pointer; arrow keys go right and left by bin, up and down by panel. */
export function readBars({ x, y, edges, series }: Histogram, plot: Plot.Plot, margin: { readonly left: number; readonly top: number }, columns: number): Stops {
  const bins = edges.length - 1;
  const [fx, fy, across] = ["fx", "fy", "x"].map((name) => plot.scale(name as "x"));
  const write = axisFormat(x);
  /** Plot places facets by their shift from the first. */
  const left = (panel: number): number => (fx?.apply(panel % columns) as number) - margin.left;
  const top = (panel: number): number => fy?.apply(Math.floor(panel / columns)) as number;
  const at = (edge: number): number => across?.apply(edges[edge]) as number;
  const height = fy?.bandwidth ?? 0;
  return {
    nearest: (px, py) => {
      const panel = series.findIndex((_, i) => px >= left(i) + at(0) && px <= left(i) + at(bins) && py >= top(i) && py <= top(i) + height);
      if (panel < 0) return -1;
      const after = edges.findIndex((_, edge) => left(panel) + at(edge) >= px);
      return panel * bins + Math.max(0, after - 1);
    },
    step: (from, key) => {
      const by = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: -bins, ArrowDown: bins }[key];
      if (by === undefined || bins * series.length === 0) return undefined;
      const to = from < 0 ? 0 : from + by;
      return to < 0 || to >= bins * series.length ? from : to;
    },
    read: (stop) => {
      const panel = Math.floor(stop / bins);
      const bin = stop % bins;
      const [from, to] = [left(panel) + at(bin), left(panel) + at(bin + 1)];
      return {
        x: to,
        y: top(panel),
        marks: [svgElement("rect", { x: from, y: top(panel), width: to - from, height, fill: "var(--text)", "fill-opacity": 0.1 })],
        content: [
          element("strong", {}, series[panel].name),
          pair(x.label, `${write(edges[bin])} to ${write(edges[bin + 1])}`),
          pair(y.label, formatCell(series[panel].counts[bin], "integer")),
        ],
      };
    },
  };
}
