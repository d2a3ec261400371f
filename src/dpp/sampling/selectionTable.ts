import { addTrial } from "./addTrial.ts";
import { tiltedTrials } from "./tiltedTrials.ts";

/** What choosing the eigenvectors of a k-DPP draw needs: computed once, used for any number of draws. */
export interface SelectionTable {
  /** Number of eigenvectors to choose. */
  readonly k: number;
  /** Number of eigenvectors. */
  readonly rank: number;
  /** Success probabilities of the tilted trials, shape [rank]. */
  readonly p: Float64Array;
  /** Probability of r successes among the first i trials, at i·(k + 1) + r. */
  readonly table: Float64Array;
}

/**
 * The table of {@linkcode SelectionTable}: O(rank·k) additions and multiplications of ordinary probabilities.
 *
 * @param eigenvalues λ, ascending, all positive.
 * @param k Between 0 and the number of eigenvalues; at both ends there is nothing to choose and the table is empty.
 */
export function selectionTable(eigenvalues: Float64Array, k: number): SelectionTable {
  const rank = eigenvalues.length;
  if (k === 0 || k === rank) return { k, rank, p: new Float64Array(0), table: new Float64Array(0) };
  const { p, q } = tiltedTrials(eigenvalues, k);
  const width = k + 1;
  const table = new Float64Array((rank + 1) * width);
  table[0] = 1;
  for (let i = 0; i < rank; i++) addTrial(table, i * width, table, (i + 1) * width, p[i], q[i], Math.min(i + 1, k));
  return { k, rank, p, table };
}
