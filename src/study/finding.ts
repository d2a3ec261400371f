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
  /** One sample per problem: all that needs two is undefined. */
  | { readonly code: "one-sample"; readonly solver: string }
  /** Problems left out at the largest k because they have fewer samples. */
  | { readonly code: "left-out"; readonly solver: string; readonly k: number; readonly problems: readonly string[] }
  /** Nearly all problems are at pass@k = 1 for the largest k: what is said there rests on the few others. */
  | { readonly code: "ceiling"; readonly solver: string; readonly k: number; readonly share: number }
  /** Samples with one answer disagree about whether it is correct. */
  | { readonly code: "inconsistent-answers"; readonly solver: string; readonly answers: number }
  /** Rewards are missing from some rows; statistics of rewards rest on the others. */
  | { readonly code: "missing-rewards"; readonly solver: string; readonly rows: number }
  /** The beta-binomial model has no interior fit, so nothing is extrapolated with it. */
  | { readonly code: "no-beta-fit"; readonly solver: string; readonly boundary: string }
  /** Two solvers were not run on the same problems. */
  | { readonly code: "unpaired"; readonly a: string; readonly b: string; readonly onlyA: readonly string[]; readonly onlyB: readonly string[] }
  /** Two pass@k curves cross: which solver is better depends on k. */
  | { readonly code: "crossing"; readonly a: string; readonly b: string; readonly k: number; readonly between: readonly [number, number] };
