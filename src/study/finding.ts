import type { OptionalColumn } from "./noteMissing.ts";

/**
 * Something about the data or the results that changes how they may be read. Findings are data; `report` puts them into words.
 */
export type Finding =
  /** The rollouts say nothing about correctness. */
  | { readonly code: "no-correctness" }
  /** Rows of a solver without a correctness flag; they count for nothing. */
  | { readonly code: "unscored"; readonly solver: string; readonly rows: number }
  /** Problems of a solver differ in their number of samples. */
  | { readonly code: "unequal-n"; readonly solver: string; readonly fewest: number; readonly problem: string; readonly most: number }
  /** Problems of a solver differ in their number of samples, and measures that change with that number were averaged over them. */
  | { readonly code: "unequal-diversity-n"; readonly solver: string; readonly fewest: number; readonly most: number }
  /** One sample per problem: all that needs two is undefined. */
  | { readonly code: "one-sample"; readonly solver: string }
  /** Problems left out at the largest k because they have fewer samples. */
  | { readonly code: "left-out"; readonly solver: string; readonly k: number; readonly problems: readonly string[] }
  /** Values of k asked for that no problem of a solver has samples for; nothing is said of them. */
  | { readonly code: "undefined-k"; readonly solver: string; readonly ks: readonly number[]; readonly most: number }
  /** Nearly all problems are at pass@k = 1 for the largest k: what is said there rests on the few others. */
  | { readonly code: "ceiling"; readonly solver: string; readonly k: number; readonly share: number }
  /** Samples with one answer disagree about whether it is correct. */
  | { readonly code: "inconsistent-answers"; readonly solver: string; readonly answers: number }
  /** Some rows lack a value; statistics of that column rest on the others. */
  | { readonly code: "missing-values"; readonly solver: string; readonly column: OptionalColumn; readonly rows: number }
  /** The beta-binomial model has no interior fit, so nothing is extrapolated with it. */
  | { readonly code: "no-beta-fit"; readonly solver: string; readonly boundary: string }
  /** Two solvers were not run on the same problems. */
  | { readonly code: "unpaired"; readonly a: string; readonly b: string; readonly onlyA: readonly string[]; readonly onlyB: readonly string[] }
  /** Samples that reach the token limit, which is `inferred` where none was given: they are cut off, so tokens and correctness of this solver are both too low. */
  | { readonly code: "truncated"; readonly solver: string; readonly cap: number; readonly inferred: boolean; readonly samples: number; readonly of: number }
  /** Two pass@k curves cross: which solver is better depends on k. */
  | { readonly code: "crossing"; readonly a: string; readonly b: string; readonly k: number; readonly between: readonly [number, number] };
