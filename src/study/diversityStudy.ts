import { groupSamples, type Rollouts } from "../data/index.ts";
import { checkLevel, checkOptions } from "../numeric/check.ts";
import { type AsyncOptions, partOfSteps, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { columnValues } from "./columnValues.ts";
import { type DiversityMeasureName, diversityMeasures } from "./diversityMeasures.ts";
import type { Finding } from "./finding.ts";
import { noteMissing } from "./noteMissing.ts";
import { type SolverDiversity, solverDiversitySteps } from "./solverDiversity.ts";

/** Options of {@linkcode diversityStudy}. */
export interface DiversityStudyOptions {
  /** Diversity measures; unless given, all that the columns allow. */
  readonly measures?: readonly DiversityMeasureName[];
  /** Name of a further column, such as the temperature: each of its values by itself. */
  readonly by?: string;
  /** Confidence level of every interval; 0.95 unless given. */
  readonly level?: number;
}

/** Result of {@linkcode diversityStudy}. */
export interface DiversityStudy {
  /** Which study this is. */
  readonly kind: "diversity-study";
  /** Confidence level of every interval. */
  readonly level: number;
  /** Number of rows. */
  readonly rows: number;
  /** Number of distinct problems. */
  readonly problems: number;
  /** The column grouped by. */
  readonly by?: string;
  /** One entry per solver, and per value of the column grouped by. */
  readonly solvers: readonly SolverDiversity[];
  /** What changes how the results may be read. */
  readonly findings: readonly Finding[];
}

const action = "study diversity";

/**
 * How different the samples of each solver are: every diversity measure as a mean over problems with its interval, and
 * the expected number of different answers in k draws.
 *
 * @param rollouts Sampled answers with at least one of `answer`, `text`, `embedding`, `tokens`.
 * @param options Measures, grouping column, level.
 * @returns The results, and findings: missing values, unequal numbers of samples.
 * @throws {RangeError} If no column allows a measure, or an option is out of range.
 * @see {@linkcode diversityMeasures} for the measures; docs/methods/diversity.md for which of them depend on n and length.
 * @example
 * ```ts
 * import { diversityStudy, fromRows } from "@divlab/core";
 *
 * const answers = { p1: ["4", "4", "5", "4"], p2: ["7", "8", "9", "7"] };
 * const rows = Object.entries(answers).flatMap(([problem, own]) => own.map((answer) => ({ problem, answer })));
 * const [solver] = diversityStudy(fromRows(rows, { problem: "problem", answer: "answer" })).solvers;
 * solver.measures.map(({ measure, estimate }) => ({ measure, estimate })); // => [{ measure: "unique-answers", estimate: 0.625 }]
 * solver.distinctAnswers?.map(({ k, estimate }) => ({ k, estimate })); // => [{ k: 1, estimate: 1 }, { k: 2, estimate: 1.6666666667 }, { k: 4, estimate: 2.5 }]
 * ```
 */
export function diversityStudy(rollouts: Rollouts, options: DiversityStudyOptions = {}): DiversityStudy {
  return runSteps(diversityStudySteps(rollouts, options));
}

/**
 * {@linkcode diversityStudy} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param rollouts Sampled answers.
 * @param options As for {@linkcode diversityStudy}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the results; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { diversityStudyAsync, fromRows } from "@divlab/core";
 *
 * const rows = [{ problem: "p", answer: "1" }, { problem: "p", answer: "2" }];
 * const study = await diversityStudyAsync(fromRows(rows, { problem: "problem", answer: "answer" }));
 * study.solvers[0].measures[0].estimate; // => 1
 * ```
 */
export async function diversityStudyAsync(rollouts: Rollouts, options: DiversityStudyOptions & AsyncOptions = {}): Promise<DiversityStudy> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(diversityStudySteps(rollouts, own), options);
}

function* diversityStudySteps(rollouts: Rollouts, options: DiversityStudyOptions): Steps<DiversityStudy> {
  checkOptions(action, options, ["measures", "by", "level"]);
  const { measures, by, level = 0.95 } = options;
  checkLevel(action, level);
  const usable = diversityMeasures(rollouts, measures === undefined ? {} : { measures });
  if (usable.length === 0) throw new RangeError(`Cannot ${action}: the rollouts must have answers, texts, embeddings or tokens, got none of them`);
  const findings: Finding[] = [];
  noteMissing(rollouts, ["answer", "tokens", "text", "embedding"], findings);
  const groups = groupSamples(rollouts);
  const values = by === undefined ? [{ value: undefined, holds: () => true }] : columnValues(rollouts, by);
  const { levels } = rollouts.solver;
  const solvers: SolverDiversity[] = [];
  for (const [solver, name] of levels.entries()) {
    for (const [i, { value, holds }] of values.entries()) {
      const start = (solver + i / values.length) / levels.length;
      const steps = solverDiversitySteps(rollouts, groups, solver, holds, usable, level);
      const measured = yield* partOfSteps(steps, start, start + 1 / (levels.length * values.length));
      if (measured === undefined) continue;
      const own = { solver: name, ...(value !== undefined && { group: value }), ...measured };
      noteUnequal(own, findings);
      solvers.push(own);
    }
  }
  return { kind: "diversity-study", level, rows: rollouts.size, problems: rollouts.problem.levels.length, ...(by !== undefined && { by }), solvers, findings };
}

function noteUnequal({ solver, fewest, most }: SolverDiversity, findings: Finding[]): void {
  if (fewest === most || findings.some((finding) => finding.code === "unequal-diversity-n" && finding.solver === solver)) return;
  findings.push({ code: "unequal-diversity-n", solver, fewest, most });
}
