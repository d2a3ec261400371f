import type { MixedDesign } from "./mixedDesign.ts";
import type { FixedEffect, RandomEffects } from "./mixedModelFit.ts";

/** Xβ̂ + Zb̂, shape [n]. */
export function fittedValues(design: MixedDesign, fixedEffects: readonly FixedEffect[], randomEffects: readonly RandomEffects[]): Float64Array {
  const { x, terms } = design;
  const [n, p] = x.shape;
  const beta = Float64Array.from(fixedEffects, ({ estimate }) => estimate);
  const fitted = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let value = 0;
    for (let j = 0; j < p; j++) value += x.data[i * p + j] * beta[j];
    fitted[i] = value;
  }
  for (let t = 0; t < terms.length; t++) {
    const { codes, z } = terms[t];
    const { data } = randomEffects[t].values;
    const k = z.length;
    for (let a = 0; a < k; a++) {
      const column = z[a];
      for (let i = 0; i < n; i++) fitted[i] += column[i] * data[codes[i] * k + a];
    }
  }
  return fitted;
}
