import type { MatrixLike } from "../../numeric/matrix.ts";
import { asKernel } from "./asKernel.ts";

/** What single precision leaves. */
const TOLERANCE = 1e-6;

/**
 * Supplied similarities: square, symmetric within 1e-6, no negative diagonal entry; a diagonal of ones within 1e-6 is made exact.
 *
 * @param action What the caller does, for messages.
 * @param input S, shape [n, n].
 * @param bounded Whether |S_ij| must be at most √(S_ii S_jj), which holds for every positive semidefinite matrix.
 * @returns The n² similarities, a copy, and n.
 * @throws {RangeError} If S is not that.
 */
export function asSimilarities(action: string, input: MatrixLike, bounded: boolean): { readonly data: Float64Array; readonly n: number } {
  const { data, n } = asKernel(action, input, "similarities");
  let ones = true;
  const roots = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = data[i * n + i];
    if (!(own >= 0)) throw new RangeError(`Cannot ${action}: the diagonal of similarities must be ≥ 0, got ${own} at row ${i}`);
    if (Math.abs(own - 1) > TOLERANCE) ones = false;
    roots[i] = Math.sqrt(own);
  }
  for (let i = 0; i < (bounded ? n : 0); i++) {
    for (let j = 0; j < i; j++) {
      if (Math.abs(data[i * n + j]) > (1 + TOLERANCE) * roots[i] * roots[j]) {
        throw new RangeError(
          `Cannot ${action}: |S_ij| must be at most √(S_ii S_jj) (option nearestPsd: true clips negative eigenvalues), got ${data[i * n + j]} at row ${i}, column ${j}`,
        );
      }
    }
  }
  if (ones) for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return { data, n };
}
