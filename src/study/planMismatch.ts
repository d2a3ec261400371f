import { checkOptions } from "../numeric/check.ts";
import type { Categorical } from "../numeric/types.ts";
import type { EnsembleStudy } from "./ensembleStudy.ts";

/** What a table of results after training says of the plan it belongs to. */
export interface ToldPlan {
  /** Label of the ensemble of each row. */
  readonly ensemble: readonly string[] | Categorical;
  /** Label of the split of each row. */
  readonly split: readonly string[] | Categorical;
  /** Names of the members of each row's ensemble joined by `+`, in any order; a row with none says nothing. */
  readonly members?: readonly string[] | Categorical;
  /** Accuracy before training of each row; NaN says nothing. */
  readonly s0?: ArrayLike<number>;
}

/** By how much an accuracy in a table may be rounded. */
const rounding = 1e-3;

const action = "compare a table with the plan of a study";

/**
 * Whether results after training belong to other ensembles or splits than a study's of the same labels, which say nothing of their own.
 *
 * Other outcomes, another seed, size or number of ensembles or splits give the labels e00, s00 … to other members and other halves of the problems.
 *
 * @param study A study from outcomes.
 * @param told What the table says; without `members` and `s0` nothing can differ.
 * @returns The first difference in words, or undefined if there is none, or the study has no pool.
 * @throws {TypeError} If something else is told.
 * @example
 * ```ts
 * import { ensembleStudy, planMismatch, simulateEnsembleStudy } from "@divlab/core/study";
 *
 * const { outcomes, diversity } = simulateEnsembleStudy({ effect: 15, rng: 3 });
 * const study = ensembleStudy({ outcomes, diversity }, { rng: 1, size: 3, ensembles: 10 });
 * planMismatch(study, { ensemble: ["e00"], split: ["s00"], s0: [0.99] })?.split(",")[0]; // => "s0 of ensemble e00 on split s00 is 0.99 there"
 * ```
 */
export function planMismatch(study: EnsembleStudy, told: ToldPlan): string | undefined {
  checkOptions(action, told, ["ensemble", "split", "members", "s0"]);
  const { cells, pool } = study;
  const { ensemble, split, members = [], s0 = [] } = told;
  if (pool === null) return undefined;
  const rows = "codes" in ensemble ? ensemble.codes.length : ensemble.length;
  for (let row = 0; row < rows; row++) {
    const e = cells.ensemble.levels.indexOf(labelAt(ensemble, row));
    const s = cells.split.levels.indexOf(labelAt(split, row));
    if (e === -1 || s === -1) continue;
    const own = Array.from(pool.members[e], (code) => pool.solvers[code]);
    const other = labelAt(members, row);
    if (other !== "" && other !== own.join("+") && other.split("+").toSorted().join("+") !== own.toSorted().join("+")) {
      return `ensemble ${cells.ensemble.levels[e]} has the members ${other} there, in this plan ${own.join("+")}`;
    }
    const before = cells.baseline[e * cells.split.levels.length + s];
    if (Math.abs(s0[row] - before) > rounding) return `s0 of ensemble ${cells.ensemble.levels[e]} on split ${cells.split.levels[s]} is ${s0[row]} there, in this plan ${before}`;
  }
  return undefined;
}

function labelAt(column: readonly string[] | Categorical, row: number): string {
  return ("codes" in column ? column.levels[column.codes[row]] : column[row]) ?? "";
}
