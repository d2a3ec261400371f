import { bilinear, coefficientFrame } from "./coefficientFrame.ts";
import { lowerProduct } from "../engine/thetaOf.ts";
import { inverseFactor } from "./inverseFactor.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import type { RandomEffects } from "../mixedModelFit.ts";
import type { MixedModelState } from "../mixedModelState.ts";

/**
 * Predicted random effects with their uncertainty, on the response scale, in the order of the design's terms and levels.
 *
 * Conditional variance σ²ΛM⁻¹Λ′; prediction error variance σ²Λ(M⁻¹ + WC⁻¹W′)Λ′ with W = M⁻¹Λ′Z′Q.
 */
export function randomEffectsOf(state: MixedModelState, design: MixedDesign, reml: boolean): RandomEffects[] {
  const frame = coefficientFrame(state, reml);
  const { w, diagonal } = inverseFactor(state);
  return design.terms.map(({ group, levels, effects }, t): RandomEffects => {
    const at = state.cross.blocks.findIndex(({ term }) => term === t);
    const block = state.cross.blocks[at];
    const factor = lowerProduct(block.transform, state.factorisation.factors[at], block.k);
    const { k } = block;
    const values = new Float64Array(block.levels * k);
    const given = new Float64Array(block.levels * k * k);
    const error = new Float64Array(block.levels * k * k);
    const wRow = new Float64Array(frame.p);
    const wColumn = new Float64Array(frame.p);
    const spread = new Float64Array(k * k);
    for (let m = 0; m < block.levels; m++) {
      for (let a = 0; a < k; a++) {
        for (let c = 0; c <= a; c++) values[m * k + a] += block.transform[a * k + c] * state.solution.b[block.offset + m * k + c];
      }
      const inverse = diagonal[at].subarray(m * k * k, (m + 1) * k * k);
      for (let a = 0; a < k; a++) {
        wRow.set(w.subarray((block.offset + m * k + a) * frame.p, (block.offset + m * k + a + 1) * frame.p));
        for (let b = 0; b <= a; b++) {
          wColumn.set(w.subarray((block.offset + m * k + b) * frame.p, (block.offset + m * k + b + 1) * frame.p));
          spread[a * k + b] = spread[b * k + a] = inverse[a * k + b] + bilinear(wRow, frame.phi, wColumn);
        }
      }
      sandwich(factor, inverse, k, frame.sigma2, given, m * k * k);
      sandwich(factor, spread, k, frame.sigma2, error, m * k * k);
    }
    const shape = [block.levels, k, k] as const;
    return {
      group,
      levels,
      effects,
      values: { data: values, shape: [block.levels, k] },
      conditionalVariance: { data: given, shape },
      predictionErrorVariance: { data: error, shape },
    };
  });
}

/** out = variance · F M F′ for k × k matrices. */
function sandwich(f: Float64Array, m: Float64Array, k: number, variance: number, out: Float64Array, at: number): void {
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let total = 0;
      for (let c = 0; c <= a; c++) {
        for (let d = 0; d <= b; d++) total += f[a * k + c] * m[c * k + d] * f[b * k + d];
      }
      out[at + a * k + b] = out[at + b * k + a] = variance * total;
    }
  }
}
