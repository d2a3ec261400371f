import { inverseParts } from "../engine/inverseParts.ts";
import type { MixedModelState } from "../mixedModelState.ts";
import { smallLowerInverse } from "./smallLowerInverse.ts";

/** Parts of M⁻¹, M = Λ′Z′ZΛ + I, that predictions need. */
export interface InverseFactor {
  /** W = M⁻¹Λ′Z′Q, q × p. */
  readonly w: Float64Array;
  /** Per block the k × k diagonal blocks of M⁻¹, level after level. */
  readonly diagonal: readonly Float64Array[];
}

/** W and the diagonal blocks of M⁻¹. */
export function inverseFactor({ cross, factorisation }: MixedModelState): InverseFactor {
  const { q1, q2, blocks } = cross;
  const { inverse: upper, w } = inverseParts(cross, factorisation);
  const diagonal = blocks.map(({ k, levels, offset }, at) => (at === 0 ? firstDiagonal(cross, factorisation, upper) : denseDiagonal(upper, q2, offset - q1, levels, k)));
  return { w, diagonal };
}

/** k × k diagonal blocks of L⁻ᵀL⁻¹ from row `start` on. */
function denseDiagonal(upper: Float64Array, q2: number, start: number, levels: number, k: number): Float64Array {
  const out = new Float64Array(levels * k * k);
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        const i = (start + m * k + a) * q2;
        const j = (start + m * k + b) * q2;
        let total = 0;
        for (let c = start + m * k + a; c < q2; c++) total += upper[i + c] * upper[j + c];
        out[(m * k + a) * k + b] = out[(m * k + b) * k + a] = total;
      }
    }
  }
  return out;
}

/** L₁₁⁻ᵀ(I + V′V)L₁₁⁻¹ with V = L₂₂⁻¹W₂₁, level by level of block 1. */
function firstDiagonal({ blocks, q2, a21 }: MixedModelState["cross"], { l11, w21 }: MixedModelState["factorisation"], upper: Float64Array): Float64Array {
  const { k, levels } = blocks[0];
  const out = new Float64Array(levels * k * k);
  const v = new Float64Array(k * q2);
  const gram = new Float64Array(k * k);
  const inverse = new Float64Array(k * k);
  for (let m = 0; m < levels; m++) {
    v.fill(0);
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      const r = a21.rows[e];
      for (let a = 0; a < k; a++) {
        const factor = w21[e * k + a];
        for (let c = r, from = r * q2 + r, to = a * q2 + r; c < q2; c++) v[to++] += factor * upper[from++];
      }
    }
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let total = a === b ? 1 : 0;
        for (let c = 0; c < q2; c++) total += v[a * q2 + c] * v[b * q2 + c];
        gram[a * k + b] = gram[b * k + a] = total;
      }
    }
    smallLowerInverse(l11, m * k * k, k, inverse);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let total = 0;
        for (let c = a; c < k; c++) {
          for (let d = b; d < k; d++) total += inverse[c * k + a] * gram[c * k + d] * inverse[d * k + b];
        }
        out[(m * k + a) * k + b] = out[(m * k + b) * k + a] = total;
      }
    }
  }
  return out;
}
