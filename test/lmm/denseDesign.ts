import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import dense from "../fixtures/mpmath/mixed-model.json" with { type: "json" };

/** The model of test/fixtures/mpmath/mixed-model.py: weights, (x | g) + (1 | h). */
export function denseDesign(): MixedDesign {
  const { y, x, g, h, w } = dense.data;
  const n = y.length;
  const names = (codes: number[]): string[] => Array.from({ length: Math.max(...codes) + 1 }, (_, level) => `${level}`);
  const ones = new Float64Array(n).fill(1);
  return {
    formula: "y ~ x + (x | g) + (1 | h)",
    response: "y",
    y: Float64Array.from(y),
    x: { data: Float64Array.from(x.flatMap((value) => [1, value])), shape: [n, 2] },
    coefficientNames: ["(Intercept)", "x"],
    assign: Int32Array.of(-1, 0),
    fixedTerms: ["x"],
    terms: [
      { group: "g", levels: names(g), codes: Int32Array.from(g), effects: ["(Intercept)", "x"], z: [ones, Float64Array.from(x)] },
      { group: "h", levels: names(h), codes: Int32Array.from(h), effects: ["(Intercept)"], z: [ones] },
    ],
    weights: Float64Array.from(w),
    factors: {},
  };
}
