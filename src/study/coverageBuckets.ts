import { sum } from "../numeric/sum.ts";
import type { CoverageMeasureName, CoverageTable } from "./coverageTables.ts";
import type { SelectionRuleName } from "./selectionRules.ts";

/** What comes of subsets with similar values of a measure. */
export interface BucketTable {
  /** The solver. */
  readonly solver: string;
  /** Value of the column grouped by; absent for all of them together, and where nothing is grouped by. */
  readonly group?: string;
  /** Samples in a subset. */
  readonly size: number;
  /** The measure. */
  readonly measure: CoverageMeasureName;
  /** Buckets of equal width from the least value to the largest; a single one where the measure does not vary. */
  readonly buckets: readonly CoverageBucket[];
  /** Subsets for which the measure is undefined; they are in no bucket. */
  readonly undefinedSubsets: number;
}

/** One bucket, `from` ≤ value < `to` up to rounding; the last one holds its upper end too. */
export interface CoverageBucket {
  /** Lower end. */
  readonly from: number;
  /** Upper end. */
  readonly to: number;
  /** Least value in it; NaN where it is empty. */
  readonly min: number;
  /** Largest value in it; NaN where it is empty. */
  readonly max: number;
  /** Mean value; NaN where it is empty. */
  readonly mean: number;
  /** Number of subsets. */
  readonly count: number;
  /** Number of problems they come from. */
  readonly problems: number;
  /** Mean of each outcome, in the order of the study's `outcomes`; NaN where the bucket is empty or the outcome undefined in it. */
  readonly outcomes: readonly { readonly outcome: SelectionRuleName; readonly mean: number }[];
}

/**
 * Outcomes by buckets of every measure of one size. Means weigh every problem (and value) alike, as the correlations do.
 *
 * @param table The subsets of one size.
 * @param rows Which of them.
 * @param label Solver and group, for the records.
 * @param buckets Number of buckets.
 * @returns One table per measure; none for a measure that is undefined throughout.
 */
export function coverageBuckets(table: CoverageTable, rows: Int32Array, label: Pick<BucketTable, "solver" | "group">, buckets: number): readonly BucketTable[] {
  return table.measures.flatMap(({ name, values }): BucketTable[] => {
    const defined = rows.filter((row) => !Number.isNaN(values[row]));
    if (defined.length === 0) return [];
    const low = defined.reduce((least, row) => Math.min(least, values[row]), Infinity);
    const high = defined.reduce((most, row) => Math.max(most, values[row]), -Infinity);
    const number = high > low ? buckets : 1;
    const edges = Float64Array.from({ length: number + 1 }, (_, i) => (i === number ? high : low + ((high - low) * i) / number));
    const members: number[][] = Array.from({ length: number }, () => []);
    for (const row of defined) {
      // A value that stands on an edge on paper belongs above it, wherever rounding has put it.
      const at = number === 1 ? 0 : Math.min(number - 1, Math.floor(((values[row] - low) / (high - low)) * number + 1e-9));
      members[at].push(row);
    }
    return [{ ...label, size: table.size, measure: name, buckets: members.map((own, i) => bucket(table, values, own, edges[i], edges[i + 1])), undefinedSubsets: rows.length - defined.length }];
  });
}

function bucket({ weight, problem, outcomes }: CoverageTable, values: Float64Array, rows: readonly number[], from: number, to: number): CoverageBucket {
  const own = rows.map((row) => values[row]);
  return {
    from,
    to,
    min: own.length === 0 ? NaN : own.reduce((least, value) => Math.min(least, value)),
    max: own.length === 0 ? NaN : own.reduce((most, value) => Math.max(most, value)),
    mean: weightedMean(values, weight, rows),
    count: rows.length,
    problems: new Set(rows.map((row) => problem[row])).size,
    outcomes: outcomes.map(({ name, values: marks }) => ({ outcome: name, mean: weightedMean(marks, weight, rows.filter((row) => !Number.isNaN(marks[row]))) })),
  };
}

function weightedMean(values: Float64Array, weight: Float64Array, rows: readonly number[]): number {
  return sum(rows.map((row) => weight[row] * values[row])) / sum(rows.map((row) => weight[row]));
}
