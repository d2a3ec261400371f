import type { Rollouts } from "../data/index.ts";
import { checkArray, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { type BucketTable, coverageBuckets } from "./coverageBuckets.ts";
import { coverageCorrelations, type DiversityCorrelation } from "./coverageCorrelations.ts";
import { type CoverageMeasureName, coverageTables } from "./coverageTables.ts";
import { type DiversityMeasureName, diversityMeasures } from "./diversityMeasures.ts";
import type { Finding } from "./finding.ts";
import { noteMissing } from "./noteMissing.ts";
import { selectionNotes } from "./selectionNotes.ts";
import { type SelectionRuleName, selectionRules } from "./selectionRules.ts";
import { subsetCells } from "./subsetCells.ts";
import { subsetSizes } from "./subsetSizes.ts";
import type { SubsetChoice } from "./subsetsOf.ts";

/** Options of {@linkcode diversityCoverage}. */
export interface DiversityCoverageOptions {
  /** Seed or generator of the random subsets; problem p draws from its stream `"subsets/p"`. */
  readonly rng: RngLike;
  /** Samples in a subset, ascending integers ≥ 1; unless given 4, 8, 16 … below the fewest samples of a problem, and that number. */
  readonly sizes?: readonly number[];
  /** Random subsets per problem and size, an integer ≥ 2 (all, where there are no more than that), or `"first"`: the first samples alone. 16 unless given. */
  readonly subsets?: SubsetChoice;
  /** Buckets of equal width per measure, an integer ≥ 1; 8 unless given. */
  readonly buckets?: number;
  /** Confidence level of every interval; 0.95 unless given. */
  readonly level?: number;
  /** Name of a further column (temperature …): its values never share a subset, and have results of their own. */
  readonly by?: string;
  /** Which diversity measures; all that the columns allow unless given. */
  readonly measures?: readonly DiversityMeasureName[];
  /** Which outcomes of a subset; unless given coverage, share correct, majority vote and best-of-n, where the columns allow them. */
  readonly outcomes?: readonly SelectionRuleName[];
}

/** A measure of a study, in words. */
export interface CoverageMeasure {
  /** Its key in the results. */
  readonly name: CoverageMeasureName;
  /** What it is. */
  readonly label: string;
  /** Whether a larger value means more diverse samples; null for the mean log-probability, which is not about diversity. */
  readonly largerIsMoreDiverse: boolean | null;
}

/** Result of {@linkcode diversityCoverage}. */
export interface DiversityCoverage {
  /** Which study this is. */
  readonly kind: "diversity-coverage";
  /** Confidence level of every interval. */
  readonly level: number;
  /** Number of rows. */
  readonly rows: number;
  /** Number of distinct problems. */
  readonly problems: number;
  /** The solvers, in order of first appearance. */
  readonly solvers: readonly string[];
  /** Samples in a subset, ascending. */
  readonly sizes: readonly number[];
  /** How subsets were chosen. */
  readonly subsets: SubsetChoice;
  /** The measures; the mean log-probability comes last where there is one. */
  readonly measures: readonly CoverageMeasure[];
  /** The outcomes of a subset, in order. */
  readonly outcomes: readonly SelectionRuleName[];
  /** The column grouped by. */
  readonly by?: string;
  /** Its values, numbers ascending. */
  readonly values?: readonly string[];
  /** Scored rows without a value of that column; they count for nothing. */
  readonly ungrouped: number;
  /** Correlations by solver, group, size, measure, outcome, scope and kind, in this order. */
  readonly correlations: readonly DiversityCorrelation[];
  /** Outcomes by buckets of a measure, by solver, group, size and measure. */
  readonly buckets: readonly BucketTable[];
  /** What changes how the results may be read. */
  readonly findings: readonly Finding[];
}

const action = "relate diversity to coverage";

/**
 * Do diverse sets of samples solve more? Diversity of subsets of a problem's samples against what comes of them.
 *
 * From each problem (and value of `by`) subsets are drawn without replacement, the same for all measures. For each the diversity
 * measures, the mean log-probability and the outcomes are computed, and correlated: over all subsets (pooled), among the subsets of
 * one problem (within) and among problem means (between); Pearson, Spearman, and Pearson given the mean log-probability. A problem
 * has the same weight however many subsets it has. Subsets of one problem are not independent: intervals and tests leave out
 * problems, not subsets (see {@linkcode DiversityCorrelation}).
 *
 * @param rollouts Sampled answers with `correct`, and what measures and outcomes read: `embedding`, `text`, `answer`, `reward`, `logProb`.
 * @param options Seed, sizes, number of subsets, buckets, level, grouping column, measures, outcomes.
 * @returns Correlations and bucket tables. A measure that is undefined for a subset leaves that subset out, and the results say how many.
 *   A correlation is NaN where one of its columns does not vary.
 * @throws {RangeError} If there is no correctness or nothing to measure diversity by, a column asked for is missing, an option is out of
 *   range, or no problem has enough samples.
 * @see docs/methods/diversity-coverage.md for formulas, sources and measured coverage.
 * @example
 * ```ts
 * import { diversityCoverage, fromRows } from "@divlab/core";
 *
 * // Problems with many different answers are the hard ones here.
 * const answers = { p1: "aaaaab", p2: "aabaac", p3: "abcdea", p4: "bcdefg", p5: "aaabca" };
 * const rows = Object.entries(answers).flatMap(([problem, own]) => [...own].map((answer) => ({ problem, answer, correct: answer === "a" })));
 * const rollouts = fromRows(rows, { problem: "problem", answer: "answer", correct: "correct" });
 * const { correlations } = diversityCoverage(rollouts, { rng: 0, sizes: [4], measures: ["unique-answers"] });
 * const pooled = correlations.find(({ outcome, scope, kind }) => outcome === "share-correct" && scope === "pooled" && kind === "pearson");
 * pooled?.estimate; // => -0.9696432571
 * pooled?.problems; // => 5
 * ```
 */
export function diversityCoverage(rollouts: Rollouts, options: DiversityCoverageOptions): DiversityCoverage {
  return runSteps(diversityCoverageSteps(rollouts, options));
}

/**
 * {@linkcode diversityCoverage} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param rollouts Sampled answers.
 * @param options As for {@linkcode diversityCoverage}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the results; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { diversityCoverageAsync, fromRows } from "@divlab/core";
 *
 * const rows = ["ab", "aa", "bc"].flatMap((own, problem) => [...own].map((answer) => ({ problem, answer, correct: answer === "a" })));
 * const rollouts = fromRows(rows, { problem: "problem", answer: "answer", correct: "correct" });
 * const { correlations } = await diversityCoverageAsync(rollouts, { rng: 0, sizes: [2], subsets: "first" });
 * correlations[0].estimate; // => -0.5
 * ```
 */
export async function diversityCoverageAsync(rollouts: Rollouts, options: DiversityCoverageOptions & AsyncOptions): Promise<DiversityCoverage> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(diversityCoverageSteps(rollouts, own), options);
}

function* diversityCoverageSteps(rollouts: Rollouts, options: DiversityCoverageOptions): Steps<DiversityCoverage> {
  checkOptions(action, options, ["rng", "sizes", "subsets", "buckets", "level", "by", "measures", "outcomes"]);
  const { rng, sizes: wanted, subsets = 16, buckets = 8, level = 0.95, by, measures: wantedMeasures, outcomes: wantedOutcomes } = options;
  checkLevel(action, level);
  if (subsets !== "first") checkInteger(action, 'subsets (unless "first")', subsets, 2);
  checkInteger(action, "buckets", buckets, 1);
  for (const [name, list] of Object.entries({ measures: wantedMeasures, outcomes: wantedOutcomes })) if (list !== undefined) checkArray(action, name, list, 1);
  const streams = createRng(rng).stream("subsets");
  const findings: Finding[] = [];
  const { cells, values, ungrouped } = subsetCells(action, rollouts, by, findings);
  const outcomes = selectionRules(action, rollouts, wantedOutcomes, undefined).filter(({ name }) => wantedOutcomes !== undefined || !name.endsWith("-mbr"));
  const diversity = diversityMeasures(rollouts, wantedMeasures === undefined ? {} : { measures: wantedMeasures });
  if (diversity.length === 0) throw new RangeError(`Cannot ${action}: rollouts must have embeddings, texts, answers or tokens to measure diversity by, got none`);
  const sizes = subsetSizes(action, wanted, cells, rollouts, findings);
  selectionNotes(rollouts, outcomes, cells, findings);
  noteMissing(rollouts, ["logProb"], findings);

  const building = coverageTables(rollouts, { cells, sizes, choice: subsets, streams, measures: diversity, outcomes });
  let step = building.next();
  for (; !step.done; step = building.next()) yield 0.7 * step.value;
  const tables = step.value;
  const { solver } = rollouts;
  const correlations: DiversityCorrelation[] = [];
  const bucketTables: BucketTable[] = [];
  const groups = [undefined, ...(values ?? [])];
  let done = 0;
  for (let code = 0; code < solver.levels.length; code++) {
    for (let g = 0; g < groups.length; g++) {
      const group = groups[g];
      const label = { solver: solver.levels[code], ...(group !== undefined && { group }) };
      for (const table of tables) {
        const rows = table.rowsWhere(code, group === undefined ? undefined : g - 1);
        done++;
        if (rows.length === 0) continue;
        const computing = coverageCorrelations(table, rows, label, level);
        let next = computing.next();
        for (; !next.done; next = computing.next()) yield 0.7 + (0.3 * (done - 1 + next.value)) / (solver.levels.length * groups.length * tables.length);
        correlations.push(...next.value);
        bucketTables.push(...coverageBuckets(table, rows, label, buckets));
      }
    }
  }
  const described: CoverageMeasure[] = diversity.map(({ name, label, largerIsMoreDiverse }) => ({ name, label, largerIsMoreDiverse }));
  if (rollouts.logProb !== undefined) described.push({ name: "mean-log-prob", label: "mean log-probability of the samples", largerIsMoreDiverse: null });
  return {
    kind: "diversity-coverage",
    level,
    rows: rollouts.size,
    problems: rollouts.problem.levels.length,
    solvers: solver.levels,
    sizes,
    subsets,
    measures: described,
    outcomes: outcomes.map(({ name }) => name),
    ...(by !== undefined && values !== undefined && { by, values }),
    ungrouped,
    correlations,
    buckets: bucketTables,
    findings,
  };
}
