/**
 * Something about an ensemble study that changes how it may be read. Findings are data; `report` puts them into words.
 */
export type EnsembleFinding =
  /** Fewer than ten ensembles: EDC varies between ensembles only, so its effect has about that many degrees of freedom, less two. Below three nothing is fitted. */
  | { readonly code: "few-ensembles"; readonly ensembles: number; readonly needed: number; readonly fitted: boolean }
  /** Fewer than two splits: variation between ensembles and within them cannot be told apart, and nothing is fitted. */
  | { readonly code: "few-splits"; readonly splits: number }
  /** All ensembles have one EDC, so its effect is undefined. */
  | { readonly code: "constant-edc"; readonly edc: number }
  /** All cells have one baseline; it was left out of the model. */
  | { readonly code: "constant-baseline"; readonly baseline: number }
  /** The model could not be fitted, for the reason given: the gain does not vary, or the baseline depends on EDC exactly. */
  | { readonly code: "no-fit"; readonly reason: string }
  /** The criterion's certificate does not hold. */
  | { readonly code: "not-converged" }
  /** Variances estimated as exactly 0. */
  | { readonly code: "singular-fit"; readonly groups: readonly string[] }
  /** Pairs of ensemble and split without a gain; the fit rests on the others. `examples` names the first three. */
  | { readonly code: "missing-cells"; readonly cells: number; readonly of: number; readonly examples: readonly string[] }
  /** Ensembles made from one set of `solvers` share members (`shared` is the mean number two of them have in common), but the model takes their
   * effects as independent: standard errors are too small where what a solver brings along matters. {@linkcode permuteSolvers} tests without that. */
  | { readonly code: "shared-members"; readonly solvers: number; readonly size: number; readonly ensembles: number; readonly shared: number }
  /** A solver of the diversity input has no scored outcome; it is not part of the pool. */
  | { readonly code: "no-outcomes"; readonly solver: string }
  /** A solver of the outcomes is missing from the diversity input; it is not part of the pool. */
  | { readonly code: "no-diversity"; readonly solver: string }
  /** Rows without a correctness flag; they count for nothing. */
  | { readonly code: "unscored"; readonly solver: string; readonly rows: number }
  /** Problems that some solver of the pool was not tried on; they are left out. `examples` names the first three. */
  | { readonly code: "incomplete-problems"; readonly problems: number; readonly of: number; readonly examples: readonly string[] }
  /** Cells in which no problem of Train A is solved by exactly one member: nobody learns anything there. */
  | { readonly code: "nothing-to-learn"; readonly cells: number; readonly of: number }
  /** More than half of the mean distance of the embeddings is noise: two embeddings of one solver are `floor` apart. Distances were corrected for it. */
  | { readonly code: "noisy-embeddings"; readonly uncorrected: number; readonly floor: number };
