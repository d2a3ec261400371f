import type { KeptSet, PreparedOutcome } from "./pruningOutcomes.ts";
import { mean, variance } from "../numeric/moments.ts";

/** Outcomes of one batch under every method. Indices: [method][outcome][k]. */
export interface PrunedBatchOutcomes {
  /** Code of the solver. */
  readonly solver: number;
  /** Code of the problem. */
  readonly problem: number;
  /** Number of its samples. */
  readonly size: number;
  /** Outcomes of the whole batch; NaN where a sample lacks what the outcome reads. */
  readonly whole: Float64Array;
  /** Expected outcomes; NaN likewise, and where the batch has fewer than k samples. */
  readonly estimates: readonly (readonly Float64Array[])[];
  /** Squared errors that random draws leave in them. */
  readonly errors: readonly (readonly Float64Array[])[];
  /** Least outcomes that the method could have had, [method][outcome]; NaN where that is not known. */
  readonly worst: readonly Float64Array[];
}

/**
 * The outcomes of a method on one batch: for each k the mean over its draws.
 *
 * @param outcomes The outcomes, ready for the batch; undefined where it lacks what they read.
 * @param draws For each draw what is kept at each k, ascending ks; a method without chance has one draw. Fewer ks than asked for where the batch is small.
 * @param length Number of ks asked for.
 * @param exact Whether formulas take the place of draws, where there are any: for random pruning.
 * @returns Means and squared errors, [outcome][k].
 */
export function outcomesOf(
  outcomes: readonly (PreparedOutcome | undefined)[],
  draws: readonly (readonly KeptSet[])[],
  length: number,
  exact: boolean,
): { readonly estimates: readonly Float64Array[]; readonly errors: readonly Float64Array[] } {
  const estimates = outcomes.map(() => new Float64Array(length).fill(NaN));
  const errors = outcomes.map(() => new Float64Array(length));
  outcomes.forEach((outcome, o) => {
    if (outcome === undefined) return;
    draws[0].forEach(({ kept }, j) => {
      if (exact && outcome.exact !== undefined) {
        estimates[o][j] = outcome.exact(kept.length);
        return;
      }
      const values = Float64Array.from(draws, (sets) => outcome.of(sets[j]));
      estimates[o][j] = mean(values);
      if (values.length > 1) errors[o][j] = variance(values, estimates[o][j]) / values.length;
    });
  });
  return { estimates, errors };
}
