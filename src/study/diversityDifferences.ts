import type { Rollouts } from "../data/index.ts";
import { adjustPValues } from "../stats/index.ts";
import { distinctN } from "../text/index.ts";
import type { DiversityMeasure } from "./diversityMeasures.ts";
import { type PairedDifference, pairedDifference } from "./pairedDifference.ts";
import type { SharedProblem } from "./sharedProblems.ts";

/** One diversity measure of two arms, problem by problem. */
export interface DiversityDifference extends PairedDifference {
  /** The measure: a name of `diversityMeasures`, or `"distinct-2-equal-length"`. */
  readonly measure: string;
  /** What it is, in words. */
  readonly label: string;
  /** Whether a larger value means more diverse samples. */
  readonly largerIsMoreDiverse: boolean;
  /** p-value of the t test corrected for the number of measures by Holm's method; null where there is no t test. */
  readonly adjustedPValue: number | null;
  /** Names of the problems compared. */
  readonly problem: readonly string[];
  /** The measure per problem in each arm. */
  readonly values: { readonly a: Float64Array; readonly b: Float64Array };
  /** Names of the shared problems for which the measure is undefined in one of the arms. */
  readonly leftOut: readonly string[];
}

/**
 * Diversity of two arms on the problems they share, paired, by every measure.
 *
 * Most measures change with the number of samples, so both arms give the same number of each problem: the first as many as
 * the arm with fewer has. distinct-n falls with the length of texts, too: `"distinct-2-equal-length"` compares the arms at
 * one number of two-word sequences per problem, that of the arm with fewer, by rarefaction.
 *
 * @param rollouts The rollouts.
 * @param shared The shared problems with their rows.
 * @param measures The measures.
 * @param level Confidence level.
 * @returns One entry per measure that is defined for at least one problem; yields between measures.
 */
export function* diversityDifferences(
  rollouts: Rollouts,
  shared: readonly SharedProblem[],
  measures: readonly DiversityMeasure[],
  level: number,
): Generator<void, DiversityDifference[], void> {
  const problems = shared.map(({ problem, a, b }) => {
    const count = Math.min(a.length, b.length);
    return { problem, a: a.subarray(0, count), b: b.subarray(0, count) };
  });
  const found: Omit<DiversityDifference, "adjustedPValue">[] = [];
  const add = (measure: Pick<DiversityDifference, "measure" | "label" | "largerIsMoreDiverse">, a: readonly number[], b: readonly number[]): void => {
    const defined = problems.flatMap((_, i) => (Number.isNaN(a[i]) || Number.isNaN(b[i]) ? [] : [i]));
    if (defined.length === 0) return;
    const values = { a: Float64Array.from(defined, (i) => a[i]), b: Float64Array.from(defined, (i) => b[i]) };
    const leftOut = problems.filter((_, i) => Number.isNaN(a[i]) || Number.isNaN(b[i])).map(({ problem }) => problem);
    found.push({ ...measure, ...pairedDifference(values.a, values.b, level), problem: defined.map((i) => problems[i].problem), values, leftOut });
  };
  for (const { name, label, largerIsMoreDiverse, of } of measures) {
    // One sample differs from nothing.
    const value = (rows: Int32Array): number => (rows.length < 2 ? NaN : of(rows));
    add({ measure: name, label, largerIsMoreDiverse }, problems.map(({ a }) => value(a)), problems.map(({ b }) => value(b)));
    yield;
    if (name !== "distinct-2") continue;
    const pairs = problems.map(({ a, b }) => (a.length < 2 ? { a: NaN, b: NaN } : equalLength(rollouts, a, b)));
    const equal = { measure: "distinct-2-equal-length", label: "distinct-2 at equal length, both arms cut to the same number of two-word sequences", largerIsMoreDiverse };
    add(equal, pairs.map((pair) => pair.a), pairs.map((pair) => pair.b));
    yield;
  }
  const tested = found.flatMap(({ tTest }) => (tTest === null ? [] : [tTest.pValue]));
  const adjusted = adjustPValues(tested);
  let next = 0;
  return found.map((difference) => ({ ...difference, adjustedPValue: difference.tTest === null ? null : adjusted[next++] }));
}

/** Expected distinct-2 of both texts' sequences at the smaller of their numbers. */
function equalLength({ text = [] }: Rollouts, a: Int32Array, b: Int32Array): { readonly a: number; readonly b: number } {
  const texts = (rows: Int32Array): string[] => Array.from(rows).flatMap((row) => text[row] ?? []);
  const ofA = texts(a);
  const ofB = texts(b);
  const budget = Math.min(distinctN(ofA, 2).total, distinctN(ofB, 2).total);
  return budget === 0 ? { a: NaN, b: NaN } : { a: distinctN(ofA, 2, { budget }).rarefied, b: distinctN(ofB, 2, { budget }).rarefied };
}
