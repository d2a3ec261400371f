import type { CurveSeries } from "../../document.ts";
import { element } from "./element.ts";

/** Names beside samples of their lines. */
export function legend(series: readonly CurveSeries[], hue: (series: CurveSeries) => string): HTMLElement {
  return element("div", { className: "legend", ariaHidden: "true" }, ...series.map((one) => element("span", {}, swatch(one, hue(one)), one.name)));
}

/** A sample of a line. */
export function swatch({ style }: CurveSeries, color: string): HTMLElement {
  const sample = element("i", { className: style === "dashed" ? "swatch dashed" : "swatch" });
  sample.style.borderColor = color;
  return sample;
}
