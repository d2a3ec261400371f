import type { CurveSeries } from "../../document.ts";
import { svgElement } from "./svgElement.ts";

/** Height of a label, in pixels. */
const lineHeight = 15;

const measure = document.createElement("canvas").getContext("2d");

/** Width of a label, in pixels. */
export function labelWidth(text: string): number {
  if (measure === null) return text.length * 7;
  measure.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  return measure.measureText(text).width;
}

/** Names each line at its end; labels that would overlap move apart and keep a thin leader. */
export function lineLabels(
  plot: SVGSVGElement,
  series: readonly CurveSeries[],
  hue: (series: CurveSeries) => string,
  scales: { readonly x: (x: number) => number; readonly y: (y: number) => number },
  frame: { readonly left: number; readonly top: number; readonly bottom: number },
): void {
  const labels = series.flatMap((one) => {
    const last = one.points.findLast(({ y }) => Number.isFinite(y));
    if (last === undefined) return [];
    const end = { x: scales.x(last.x), y: scales.y(last.y) };
    return [{ one, end, y: end.y }];
  });
  labels.sort((a, b) => a.y - b.y);
  spread(labels, frame.top, frame.bottom);
  for (const { one, end, y } of labels) {
    if (frame.left - end.x > 4 || Math.abs(y - end.y) > 4) {
      const path = `M${end.x + 4},${end.y}L${Math.max(end.x + 4, frame.left - 4)},${end.y}L${frame.left + 7},${y}`;
      plot.append(svgElement("path", { d: path, fill: "none", stroke: hue(one), "stroke-opacity": 0.4 }));
    }
    const text = svgElement("text", { x: frame.left + 10, y, dy: "0.32em", "text-anchor": "start", fill: hue(one), "font-weight": one.style === "solid" ? 600 : 400 });
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
