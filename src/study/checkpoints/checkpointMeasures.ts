import type { Rollouts } from "../../data/index.ts";
import { type DiversityMeasure, type DiversityMeasureName, diversityMeasures } from "../diversityMeasures.ts";

/**
 * The measures of diversity of a checkpoint study, each value computed once.
 *
 * @param rollouts Rollouts with a solver per checkpoint.
 * @param wanted Names asked for; undefined: different answers, different operation sequences (texts, where they hold none) and cosine distance.
 * @returns The measures. They take a problem's rows by their first, so that all calls must select the same rows.
 */
export function checkpointMeasures(rollouts: Rollouts, wanted: readonly DiversityMeasureName[] | undefined): readonly DiversityMeasure[] {
  const chosen = wanted === undefined ? usual(diversityMeasures(rollouts)) : diversityMeasures(rollouts, { measures: wanted });
  return chosen.map((measure) => {
    const known = new Map<number, number>();
    const of = (rows: ArrayLike<number>): number => {
      const value = known.get(rows[0]) ?? measure.of(rows);
      known.set(rows[0], value);
      return value;
    };
    return { ...measure, of };
  });
}

function usual(allowed: readonly DiversityMeasure[]): readonly DiversityMeasure[] {
  const texts = allowed.some(({ name }) => name === "unique-operations") ? "unique-operations" : "unique-texts";
  const names: readonly DiversityMeasureName[] = ["unique-answers", texts, "cosine-distance"];
  return names.flatMap((name) => allowed.filter((measure) => measure.name === name));
}

/**
 * The columns that a study reads beyond correctness, whose missing values must be told.
 *
 * @param measures The measures used.
 * @param votes Whether answers are counted as votes, too.
 * @returns Names of columns.
 */
export function measuredColumns(measures: readonly DiversityMeasure[], votes: boolean): ("answer" | "text" | "embedding" | "logProb")[] {
  const reads = (names: readonly DiversityMeasureName[]): boolean => measures.some(({ name }) => names.includes(name));
  return [
    ...(votes || reads(["unique-answers"]) ? (["answer"] as const) : []),
    ...(reads(["unique-operations", "unique-texts", "distinct-1", "distinct-2", "distinct-3", "self-bleu"]) ? (["text"] as const) : []),
    ...(reads(["cosine-distance", "vendi-score", "log-det", "log-det-quality"]) ? (["embedding"] as const) : []),
    ...(reads(["log-det-quality"]) ? (["logProb"] as const) : []),
  ];
}
