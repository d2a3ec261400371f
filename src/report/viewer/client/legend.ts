import { element } from "./element.ts";
import type { Look } from "./looks.ts";
import { shapePath } from "./shapePath.ts";
import { svgElement } from "./svgElement.ts";

/** A name in a legend and what stands for it in the figure. */
export interface LegendEntry {
  readonly name: string;
  readonly look: Look;
  /** The line, if it is one. */
  readonly line?: "solid" | "dashed";
}

/** Names beside samples of their lines or dots. */
export function legend(entries: readonly LegendEntry[]): HTMLElement {
  return element("div", { className: "legend", ariaHidden: "true" }, ...entries.map((entry) => element("span", {}, swatch(entry), entry.name)));
}

/** A sample of a line or dot; what is dashed has no dots. */
export function swatch({ look, line }: Omit<LegendEntry, "name">): SVGSVGElement {
  const width = line === undefined ? 14 : 24;
  const sample = svgElement("svg", { class: "swatch", width, height: 14, viewBox: `0 0 ${width} 14` });
  if (line !== undefined) sample.append(svgElement("path", { d: `M0,7H${width}`, stroke: look.color, "stroke-width": 2, "stroke-dasharray": line === "dashed" ? "4 4" : "none" }));
  if (line !== "dashed") sample.append(svgElement("path", { d: shapePath(look.shape, width / 2, 7, 4), fill: look.color }));
  return sample;
}
