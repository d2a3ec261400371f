import type { Rollouts } from "../data/index.ts";
import { show } from "../numeric/check.ts";
import type { EnsembleStudy } from "./ensembleStudy.ts";

/** One solution that the other members of an ensemble would learn. */
export interface FineTuningExample {
  /** Label of the ensemble. */
  readonly ensemble: string;
  /** Label of the split in whose Train A the problem is. */
  readonly split: string;
  /** The problem. */
  readonly problem: string;
  /** The member that solves it. */
  readonly teacher: string;
  /** The other members, which do not. */
  readonly learners: readonly string[];
  /** The teacher's first right answer; absent where it has none. */
  readonly answer?: string;
  /** The text of that sample; absent where the outcomes have no texts. */
  readonly text?: string;
}

/**
 * The examples each ensemble would learn from on each split: problems of Train A that exactly one member solves, with its solution.
 *
 * One plain object per example, ready for a line of JSONL. They are made one after another, since there may be very many: an example is
 * listed for every split that has its problem in Train A.
 *
 * @param study A study from outcomes.
 * @param outcomes The outcomes before training that the study was made from; texts and answers are taken from them.
 * @returns The examples by ensemble, split and problem; none for a study from a table.
 * @throws {TypeError} If there are no outcomes.
 * @see Jiang, Diversity-Driven Generalization in Mathematical Reasoning Ensembles, section 2, learning protocol.
 * @example
 * ```ts
 * import { fromRows } from "@divlab/core/data";
 * import { ensembleStudy, fineTuningList } from "@divlab/core/study";
 *
 * const right = { ada: ["p1", "p2"], bob: ["p2"] };
 * const rows = Object.entries(right).flatMap(([solver, own]) => ["p1", "p2", "p3"].map((problem) => ({ solver, problem, correct: own.includes(problem) })));
 * const outcomes = fromRows(rows, { problem: "problem", solver: "solver", correct: "correct" });
 * const splits = [{ split: "s", train: ["p1", "p2"], test: ["p3"] }];
 * const study = ensembleStudy({ outcomes }, { size: 2, splits });
 * [...fineTuningList(study, outcomes)]; // => [{ ensemble: "e00", split: "s", problem: "p1", teacher: "ada", learners: ["bob"] }]
 * ```
 */
export function* fineTuningList(study: EnsembleStudy, outcomes: Rollouts): Generator<FineTuningExample, void, void> {
  if (typeof outcomes !== "object" || outcomes === null || !("problem" in outcomes)) throw new TypeError(`Cannot list examples: outcomes must be the rollouts the study was made from, got ${show(outcomes)}`);
  const { pool, cells } = study;
  if (pool === null) return;
  const { solvers, problems, members, unique } = pool;
  const { answer, text } = outcomes;
  for (let cell = 0; cell + 1 < unique.offsets.length; cell++) {
    const ensemble = cells.ensemble.codes[cell];
    for (let i = unique.offsets[cell]; i < unique.offsets[cell + 1]; i++) {
      const row = unique.row[i];
      const answerCode = answer?.codes[row] ?? -1;
      const solution = text?.[row];
      yield {
        ensemble: cells.ensemble.levels[ensemble],
        split: cells.split.levels[cells.split.codes[cell]],
        problem: problems[unique.problem[i]],
        teacher: solvers[unique.teacher[i]],
        learners: Array.from(members[ensemble].filter((code) => code !== unique.teacher[i]), (code) => solvers[code]),
        ...(answerCode >= 0 && { answer: answer!.levels[answerCode] }),
        ...(solution !== undefined && { text: solution }),
      };
    }
  }
}
