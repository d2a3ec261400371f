import type { Rng } from "../../random/index.ts";
import type { SelectionTable } from "./selectionTable.ts";

/**
 * The eigenvectors of an exact k-DPP draw: J of k indices with probability Π_{i ∈ J} λ_i/e_k, ascending.
 *
 * With T[i][r] the probability of r successes among the first i tilted trials, i is taken with probability p_i T[i − 1][r − 1]/T[i][r] from
 * the largest eigenvalue down, r still to be taken. Wherever the scan passes, T is of ordinary size.
 *
 * @param selection Table of the eigenvalues for k.
 * @param rng One number per eigenvalue looked at, none where all that are left must be taken.
 */
export function selectEigenvectors({ k, rank, p, table }: SelectionTable, rng: Rng): Int32Array {
  const chosen = Int32Array.from({ length: k }, (_, i) => i);
  const width = k + 1;
  let left = k;
  // Where as many are left to take as there are, `chosen` already holds them.
  for (let i = rank; left > 0 && left < i; i--) {
    const below = (i - 1) * width + left;
    if (rng.float() * table[below + width] < p[i - 1] * table[below - 1]) chosen[--left] = i - 1;
  }
  return chosen;
}
