import type { Matrix } from "../numeric/matrix.ts";
import type { MixedDesign } from "./mixedDesign.ts";
import type { FixedEffect, RandomEffects } from "./mixedModelFit.ts";

/** Xβ̂ + Zb̂, shape [n]. */
export function fittedValues(design: MixedDesign, fixedEffects: readonly FixedEffect[], randomEffects: readonly RandomEffects[]): Float64Array {
  const { x, terms } = design;
  const [n, p] = x.shape;
  const fitted = new Float64Array(n);
  for (let j = 0; j < p; j++) addColumn(x.data, j, p, fixedEffects[j].estimate, fitted);
  for (let t = 0; t < terms.length; t++) {
    const { codes, z } = terms[t];
    for (let a = 0; a < z.length; a++) addEffects(z[a], codes, randomEffects[t].values.data, a, z.length, fitted);
  }
  return fitted;
}

function addColumn(x: Matrix["data"], from: number, stride: number, beta: number, fitted: Float64Array): void {
  for (let i = 0, at = from; i < fitted.length; i++, at += stride) fitted[i] += beta * x[at];
}

function addEffects(column: Float64Array, codes: Int32Array, effects: Matrix["data"], effect: number, k: number, fitted: Float64Array): void {
  for (let i = 0; i < fitted.length; i++) fitted[i] += column[i] * effects[codes[i] * k + effect];
}
