import type { Direction } from "./covarianceDerivatives.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";
import { gramTensor } from "../inference/gramTensor.ts";
import { marginalProducts } from "../inference/marginalProducts.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";

/**
 * tr(SDₖSDₗ) for pairs of directions, D = ṪT′ + TṪ′ (for ML with K instead of S): what the exact second derivatives have in place of one half
 * of the average information. About q₁q₂² + q₂³ multiplications.
 *
 * @param cross Cross-products of the design.
 * @param factorisation M and C.
 * @param method REML or ML.
 * @param directions Where to.
 * @returns directions × directions, symmetric.
 */
export function traceInformation(cross: CrossProducts, factorisation: Factorisation, method: MixedModelMethod, directions: readonly Direction[]): Float64Array {
  const count = directions.length;
  const out = new Float64Array(count * count);
  const { products } = gramTensor(marginalProducts(cross, factorisation), method === "REML" ? factorisation.rc : null);
  const moves = directions.map((direction) => covarianceMove(factorisation.factors[direction.block], cross.blocks[direction.block].k, direction));
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const left = moves[i];
      const right = moves[j];
      const table = products[directions[i].block][directions[j].block];
      let sum = 0;
      for (let a = 0; a < left.length; a++) for (let b = 0; b < right.length; b++) sum += left[a] * right[b] * table[a * right.length + b];
      out[i * count + j] = sum;
      out[j * count + i] = sum;
    }
  }
  return out;
}

/** D of one direction, k × k. */
function covarianceMove(T: Float64Array, k: number, { row, column, whitened }: Direction): Float64Array {
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    // Column `column` of Ṫ is column `row` of T if whitened, else the unit vector of `row`.
    const move = whitened ? T[a * k + row] : Number(a === row);
    for (let b = 0; b < k; b++) {
      out[a * k + b] += move * T[b * k + column];
      out[b * k + a] += move * T[b * k + column];
    }
  }
  return out;
}
