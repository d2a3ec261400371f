import { kernels } from "../../kernels/backend.ts";
import { quickDot } from "../../numeric/linalg/quickDot.ts";
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
export function inverseFactor({ cross, factorisation, parts }: MixedModelState): InverseFactor {
  const { q1, q2, blocks } = cross;
  const { inverse: upper, w } = parts ?? inverseParts(cross, factorisation);
  const diagonal = blocks.map(({ k, levels, offset }, at) => (at === 0 ? firstDiagonal(cross, factorisation, upper) : denseDiagonal(upper, q2, offset - q1, levels, k)));
  return { w, diagonal };
}

/** k × k diagonal blocks of L⁻ᵀL⁻¹ from row `start` on. */
function denseDiagonal(upper: Float64Array, q2: number, start: number, levels: number, k: number): Float64Array {
  const out = new Float64Array(levels * k * k);
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        const i = start + m * k + a;
        const j = start + m * k + b;
        out[(m * k + a) * k + b] = out[(m * k + b) * k + a] = quickDot(upper, i * q2 + i, upper, j * q2 + i, q2 - i);
      }
    }
  }
  return out;
}

/** L₁₁⁻ᵀ(I + V′V)L₁₁⁻¹ with V = L₂₂⁻¹W₂₁, level by level of block 1. */
function firstDiagonal({ blocks, q2, a21 }: MixedModelState["cross"], { l11, w21 }: MixedModelState["factorisation"], upper: Float64Array): Float64Array {
  const { k, levels } = blocks[0];
  const out = new Float64Array(levels * k * k);
  const gram = new Float64Array(levels * k * k);
  kernels().mixedProducts(upper, q2, a21.starts, a21.rows, w21, k, gram);
  const inverse = new Float64Array(k * k);
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) gram[(m * k + a) * k + a] += 1;
    smallLowerInverse(l11, m * k * k, k, inverse);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let total = 0;
        for (let c = a; c < k; c++) {
          for (let d = b; d < k; d++) total += inverse[c * k + a] * gram[(m * k + c) * k + d] * inverse[d * k + b];
        }
        out[(m * k + a) * k + b] = out[(m * k + b) * k + a] = total;
      }
    }
  }
  return out;
}
