import * as Plot from "@observablehq/plot";
import type { Axis } from "../../document.ts";
import { axisFormat } from "./axisFormat.ts";
import { fitText } from "./fitText.ts";
import { labelWidth } from "./labelWidth.ts";

/** The ticks of both axes and the room around the frame. */
export interface AxisLayout {
  readonly width: number;
  readonly margin: { readonly left: number; readonly right: number; readonly top: number };
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

/** Both axes with their names: the horizontal one's below its middle, the vertical one's above the frame. */
export function axisMarks(x: Axis, y: Axis, { width, margin, xTicks, yTicks }: AxisLayout): Plot.Markish[] {
  const inner = width - margin.left - margin.right;
  return [
    Plot.gridY({ stroke: "var(--faint)", strokeOpacity: 1, ticks: [...yTicks] }),
    Plot.axisY({ ticks: [...yTicks], tickSize: 0, text: axisFormat(y), fill: "var(--muted)" }),
    Plot.axisX({ ticks: [...xTicks], text: axisFormat(x), tickSize: 4, stroke: "var(--rule)", fill: "var(--muted)" }),
    Plot.text(fitText(x.label, inner + 2 * Math.min(margin.left, margin.right), 1, labelWidth), { frameAnchor: "bottom", dy: 40, fill: "var(--text)" }),
    Plot.text(fitText(y.label, width, 1, labelWidth), {
      frameAnchor: "top-left",
      dx: -margin.left,
      dy: 10 - margin.top,
      lineAnchor: "top",
      textAnchor: "start",
      fill: "var(--text)",
    }),
  ];
}

/** Room left of a frame for the labels of the vertical axis, in pixels: no less than `least`. */
export function tickRoom(y: Axis, ticks: readonly number[], least: number): number {
  return ticks.map(axisFormat(y)).reduce((widest, text) => Math.max(widest, Math.ceil(labelWidth(text)) + 12), least);
}
