import type { Rollouts } from "../data/index.ts";
import type { DfMethod, MixedModelFit } from "../lmm/index.ts";
import type { MixedEffectSizes } from "../lmm/mixedEffectSizes.ts";
import { checkChoice, checkLevel, checkOptions } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";
import type { AfterTable } from "./afterTraining.ts";
import type { EnsembleCells } from "./ensembleCells.ts";
import type { EnsembleFinding } from "./ensembleFinding.ts";
import { ensembleModel, type FittedLine } from "./ensembleModel.ts";
import { type EnsemblePool, ensemblePool } from "./ensemblePool.ts";
import type { CellSamples, EnsembleTies } from "./ensembleScores.ts";
import { type EnsembleSummary, ensembleSummaries } from "./ensembleSummaries.ts";
import { type NamedEnsemble, planEnsembles } from "./planEnsembles.ts";
import { type NamedSplit, planSplits } from "./planSplits.ts";
import { resolvePool } from "./resolvePool.ts";
import type { DistanceDiversity, FisherDiversity } from "./solverDistances.ts";

/** Which accuracy of an ensemble is meant: some member is right, the vote is right, or the mean of the members. */
export type EnsembleScore = "any" | "majority" | "mean";

/** What {@linkcode ensembleStudy} starts from. */
export interface EnsembleStudyInput {
  /** Outcomes of every solver of the pool on every problem, before training; with answers for votes, texts for fine-tuning lists. */
  readonly outcomes: Rollouts;
  /** Fisher embeddings or distances of the solvers; unless given EDC is the mean pairwise disagreement of their correctness. */
  readonly diversity?: FisherDiversity | DistanceDiversity;
  /**
   * What was measured after training: accuracies per ensemble and split, or rollouts with further columns `ensemble` and `split`. Unless
   * given there was no training, and the gain is that of the majority vote over the best member.
   */
  readonly after?: AfterTable | Rollouts;
}

/** Options of {@linkcode ensembleStudy}. */
export interface EnsembleStudyOptions {
  /** Seed or generator; needed where ensembles or splits are drawn. */
  readonly rng?: RngLike;
  /** Members of an ensemble, an integer ≥ 2; needed unless the ensembles are supplied. */
  readonly size?: number;
  /** How many ensembles: all there are if no more, else so many at random (default 100); or the ensembles themselves. */
  readonly ensembles?: number | readonly NamedEnsemble[];
  /** How many random halves of the problems (default 20), or the splits themselves. */
  readonly splits?: number | readonly NamedSplit[];
  /** Accuracy whose gain is studied: `"any"` (default), `"majority"` or `"mean"`. Without training it is the vote's, always. */
  readonly score?: EnsembleScore;
  /**
   * Who decides a vote in which no answer has more votes than every other: the member best on Train A (default), so that the ensemble does
   * what that member does, even abstain; the `"first"` of the tied answers in order of members; or nobody, which is wrong (`"abstain"`).
   */
  readonly ties?: EnsembleTies;
  /** How several samples of one solver on one problem count: right if any is (`"any"`, default), or by the share that are (`"mean"`). */
  readonly samples?: CellSamples;
  /** Degrees of freedom: `"kenward-roger"` (default), `"satterthwaite"` or `"z"`. */
  readonly df?: DfMethod;
  /** Coverage of intervals; 0.95 unless given. */
  readonly level?: number;
}

/** Result of {@linkcode ensembleStudy} and {@linkcode ensembleStudyFromTable}: plain data, ready for a report. */
export interface EnsembleStudy {
  /** Which study this is. */
  readonly kind: "ensemble-study";
  /** Coverage of intervals. */
  readonly level: number;
  /** What the gain is: of the ensemble by training, of the vote over the best member, or whatever a supplied table says. */
  readonly gainOf: "training" | "vote-over-best-member" | "supplied";
  /** Accuracy whose gain it is; null for a supplied table. */
  readonly score: EnsembleScore | null;
  /** One entry per ensemble. */
  readonly ensembles: readonly EnsembleSummary[];
  /** Labels of the splits. */
  readonly splits: readonly string[];
  /** The observations, one row per ensemble and split. */
  readonly cells: EnsembleCells;
  /** The model as it was fitted: `gain ~ edc + baseline + (1 | ensemble) + (1 | split)`. */
  readonly formula: string;
  /** The fit; null where `findings` says why. */
  readonly fit: MixedModelFit | null;
  /** Standardised β₁, R² and Cohen's f² of EDC; null without a fit. */
  readonly effectSizes: MixedEffectSizes | null;
  /** The fitted line over the range of EDC; null without a fit. */
  readonly line: FittedLine | null;
  /** Solvers, problems, distances, splits, accuracies and fine-tuning lists; null for a supplied table. */
  readonly pool: EnsemblePool | null;
  /** What changes how the results may be read. */
  readonly findings: readonly EnsembleFinding[];
}

const action = "study ensembles";

/**
 * Whether ensembles of diverse solvers learn more from one another: the study of seed 000 from supplied outcomes.
 *
 * Ensembles of one size are drawn from the pool and K random halves of the problems are the same for all of them. Per ensemble i and split
 * s: accuracy on Test B of each member, of any of them and of their vote; the problems of Train A that exactly one member solves, which the
 * others would learn ({@linkcode fineTuningList}); and ΔS = S₁ − S₀. Then 100·ΔS = β₀ + β₁·EDC + β₂·S₀ + u_i + v_s + ε by REML.
 *
 * A study is made in two steps: without `after` for the lists, then with it; the same seed gives the same ensembles and splits whatever the
 * order of the rows.
 *
 * @param input Outcomes, diversity, outcomes after training.
 * @param options Seed, ensembles, splits, accuracy, ties, samples, degrees of freedom, level.
 * @returns The study; the regression is null where the data leave it undefined, and `findings` says why.
 * @throws {RangeError} If there is no correctness, the pool is smaller than an ensemble, no problem was tried by all, or labels are unknown.
 * @throws {TypeError} If something is drawn and there is no `rng`, or an option is unknown.
 * @see Jiang, Diversity-Driven Generalization in Mathematical Reasoning Ensembles; docs/methods/ensemble-study.md.
 * @example
 * ```ts
 * import { ensembleStudy, simulateEnsembleStudy } from "@divlab/core/study";
 *
 * const { outcomes, diversity, after, ensembles, splits } = simulateEnsembleStudy({ effect: 15, rng: 3 });
 * const study = ensembleStudy({ outcomes, diversity, after }, { ensembles, splits });
 * study.gainOf; // => "training"
 * study.cells.gain.length; // => 600
 * ```
 */
export function ensembleStudy(input: EnsembleStudyInput, options: EnsembleStudyOptions): EnsembleStudy {
  checkOptions(action, input, ["outcomes", "diversity", "after"]);
  checkOptions(action, options, ["rng", "size", "ensembles", "splits", "score", "ties", "samples", "df", "level"]);
  const { rng, size, ensembles = 100, splits = 20, score = "any", ties = "best-member", samples = "any", df = "kenward-roger", level = 0.95 } = options;
  checkAnalysis(action, options);
  const generator = rng === undefined ? undefined : createRng(rng);
  const findings: EnsembleFinding[] = [];
  const base = resolvePool(input.outcomes, input.diversity, samples, findings);
  const ensemblePlan = planEnsembles(base.solvers, size, ensembles, generator?.stream("ensembles"));
  const splitPlan = planSplits(base.problems, splits, generator?.stream("splits"));
  const training = input.after !== undefined;
  const rules = { score: training ? score : "majority", ties, samples } as const;
  const { pool, cells } = ensemblePool(base, input.after, ensemblePlan, splitPlan, rules, findings);
  return {
    kind: "ensemble-study",
    level,
    gainOf: training ? "training" : "vote-over-best-member",
    score: rules.score,
    ensembles: ensembleSummaries(cells, ensemblePlan.members.map((own) => Array.from(own, (code) => base.solvers[code]))),
    splits: splitPlan.labels,
    cells,
    ...ensembleModel(cells, df, level, findings),
    pool,
    findings,
  };
}

/** Fails unless the options of scores and tests are in range. */
export function checkAnalysis(action: string, { score, ties, samples, df, level }: EnsembleStudyOptions): void {
  if (score !== undefined) checkChoice(action, "score", score, ["any", "majority", "mean"]);
  if (ties !== undefined) checkChoice(action, "ties", ties, ["best-member", "first", "abstain"]);
  if (samples !== undefined) checkChoice(action, "samples", samples, ["any", "mean"]);
  if (df !== undefined) checkChoice(action, "df", df, ["kenward-roger", "satterthwaite", "z"]);
  if (level !== undefined) checkLevel(action, level);
}
