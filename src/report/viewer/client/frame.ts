import type * as Plot from "@observablehq/plot";

/** Where a figure's values stand, in pixels. */
export interface Frame {
  readonly x: (x: number) => number;
  readonly y: (y: number) => number;
  readonly top: number;
  readonly bottom: number;
}

/** The frame of a figure that is drawn. */
export function frameOf(plot: Plot.Plot, top: number, bottom: number): Frame {
  return { x: plot.scale("x")?.apply as Frame["x"], y: plot.scale("y")?.apply as Frame["y"], top, bottom };
}
