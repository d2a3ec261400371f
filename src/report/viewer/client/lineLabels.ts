import type { CurveSeries } from "../../document.ts";
import type { Frame } from "./frame.ts";
import { svgElement } from "./svgElement.ts";

/** Height of a label, in pixels. */
const lineHeight = 15;

/** Names each line at its end, from `left` on; labels that would overlap move apart and keep a thin leader. */
export function lineLabels(plot: SVGSVGElement, series: readonly CurveSeries[], hue: (series: CurveSeries) => string, frame: Frame, left: number): void {
  const labels = series.flatMap((one) => {
    const last = one.points.findLast(({ y }) => Number.isFinite(y));
    return last === undefined ? [] : [{ one, end: { x: frame.x(last.x), y: frame.y(last.y) }, y: frame.y(last.y) }];
  });
  labels.sort((a, b) => a.y - b.y);
  spread(labels, frame.top, frame.bottom);
  for (const { one, end, y } of labels) {
    if (left - end.x > 4 || Math.abs(y - end.y) > 4) {
      const path = `M${end.x + 4},${end.y}L${Math.max(end.x + 4, left - 4)},${end.y}L${left + 7},${y}`;
      plot.append(svgElement("path", { d: path, fill: "none", stroke: hue(one), "stroke-opacity": 0.4 }));
    }
    const text = svgElement("text", { x: left + 10, y, dy: "0.32em", "text-anchor": "start", fill: hue(one), "font-weight": one.style === "solid" ? 600 : 400 });
    text.textContent = one.name;
    plot.append(text);
  }
}

/** Moves labels, sorted by y, down and then up until none overlaps the next. */
function spread(labels: { y: number }[], top: number, bottom: number): void {
  let above = top - lineHeight;
  for (const label of labels) {
    label.y = Math.max(label.y, above + lineHeight);
    above = label.y;
  }
  let below = bottom + lineHeight / 2;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, below - lineHeight);
    below = label.y;
  }
}
