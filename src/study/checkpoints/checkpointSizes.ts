import type { SolverCounts } from "../../data/index.ts";
import type { CheckpointFinding } from "./checkpointFinding.ts";
import { chooseKs } from "../chooseKs.ts";
import { undefinedKs } from "../undefinedKs.ts";

/** What was asked for. */
export interface CheckpointSizesOptions {
  /** Values of k, ascending; undefined: powers of two up to the fewest samples, and that number. */
  readonly ks: readonly number[] | undefined;
  /** Group size; undefined: 8, or the fewest samples. */
  readonly groupSize: number | undefined;
  /** Problems with too few samples. */
  readonly tooFew: "throw" | "skip";
}

/**
 * Values of k and the group size, the same for all checkpoints.
 *
 * @param action What is being done, for messages.
 * @param counts Counts per checkpoint.
 * @param options What was asked for.
 * @param findings Receives what a reader must know of the counts.
 * @returns Values of k that every checkpoint has samples for, at least one; no group size where a problem has a single sample.
 * @throws {RangeError} If a checkpoint has no scored sample, or none of the values of k is left.
 */
export function checkpointSizes(
  action: string,
  counts: readonly SolverCounts[],
  options: CheckpointSizesOptions,
  findings: CheckpointFinding[],
): { readonly ks: readonly number[]; readonly groupSize: number | undefined } {
  const unscored = counts.find(({ n }) => n.length === 0);
  if (unscored !== undefined) throw new RangeError(`Cannot ${action}: every checkpoint must have a scored sample, got none at ${unscored.solver}`);
  let fewest = Infinity;
  let most = Infinity;
  let shortest = "";
  for (const own of counts) {
    const at = own.n.indexOf(Math.min(...own.n));
    const highest = Math.max(...own.n);
    if (own.unscored > 0) findings.push({ code: "unscored", solver: own.solver, rows: own.unscored });
    if (own.n[at] !== highest) findings.push({ code: "unequal-n", solver: own.solver, fewest: own.n[at], problem: own.problem[at], most: highest });
    if (highest === 1) findings.push({ code: "one-sample", solver: own.solver });
    fewest = Math.min(fewest, own.n[at]);
    if (highest < most) {
      most = highest;
      shortest = own.solver;
    }
  }
  const ks = (options.ks ?? chooseKs(fewest)).filter((k) => options.tooFew === "throw" || k <= most);
  if (ks.length === 0) throw new RangeError(`Cannot ${action}: k must be at most the ${most} samples that every checkpoint has of some problem, got ${options.ks?.join(", ") || "none"}`);
  if (options.tooFew === "skip") findings.push(...undefinedKs(shortest, options.ks, most));
  const k = ks[ks.length - 1];
  for (const { solver, problem, n } of counts) {
    const short = problem.filter((_, i) => n[i] < k);
    if (short.length > 0 && options.tooFew === "skip") findings.push({ code: "left-out", solver, k, problems: short });
  }
  const groupSize = options.groupSize ?? Math.min(8, fewest);
  return { ks, groupSize: groupSize < 2 ? undefined : groupSize };
}
