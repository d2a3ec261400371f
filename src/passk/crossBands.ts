import { checkLevel, checkOptions } from "../numeric/check.ts";
import { exp, normalQuantile } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { mcnemar, type McnemarResult } from "../stats/mcnemar.ts";
import { type CheckedCounts, checkCounts, type Counts } from "./counts.ts";
import { pairProblems, type Unpaired } from "./pairProblems.ts";
import type { BandCounts } from "./varianceBand.ts";

/** Options of {@linkcode crossBands}. */
export interface CrossBandsOptions {
  /** Confidence level of the intervals; 0.95 unless given. */
  readonly level?: number;
}

/** Result of {@linkcode crossBands}. */
export interface BandCrossing {
  /** Problems by class in arm a (rows) and arm b (columns), both in the order all zero, band, all one; shape [3, 3]. */
  readonly table: readonly (readonly number[])[];
  /** Row totals. */
  readonly a: BandCounts;
  /** Column totals. */
  readonly b: BandCounts;
  /** Number of problems both arms have. */
  readonly problems: number;
  /** Size of a's band over size of b's; ∞ or NaN where b's is empty. Delta-method error of its logarithm, and interval for the problems' population. */
  readonly bandRatio: { readonly estimate: number; readonly logStandardError: number; readonly confidenceInterval: ConfidenceInterval };
  /** Problems in both bands, as a number and as shares of a's band, of b's band, and of their union (Jaccard); NaN where that is empty. */
  readonly overlap: { readonly count: number; readonly ofA: number; readonly ofB: number; readonly jaccard: number };
  /** Share of problems in the same class in both arms. */
  readonly agreement: number;
  /** Cohen's kappa, agreement beyond chance; NaN where both arms put every problem in one and the same class. */
  readonly kappa: number;
  /** Exact McNemar test that a's and b's bands are equally likely to hold a problem; `statistic` counts those in a's only. */
  readonly bandTest: McnemarResult;
  /** The same for problems with at least one correct sample. */
  readonly solvedTest: McnemarResult;
  /** Names of the problems that only one arm has. */
  readonly unpaired: Unpaired;
}

const action = "cross variance bands";

/**
 * Cross-tabulates two arms by class: which problems each solves never, sometimes, always.
 *
 * Classes are the observed ones, each problem by all samples an arm has of it: c = 0, 0 < c < n, c = n. Where n differs
 * between the arms, the one with more samples has the wider band for that reason alone; thin it first, or compare
 * {@linkcode varianceBand} at one G.
 *
 * @param a Counts of the first arm.
 * @param b Counts of the second arm. Problems are paired by name where both arms carry names, by position otherwise.
 * @param options Confidence level.
 * @returns The table with its totals, overlap, agreement and tests.
 * @throws RangeError if a count is out of range, names repeat, no problem is shared, or unnamed arms differ in length.
 * @see Cohen 1960, A Coefficient of Agreement for Nominal Scales.
 *
 * @example
 * ```ts
 * import { crossBands } from "@divlab/core/passk";
 *
 * const { table, bandRatio, overlap } = crossBands({ n: 8, c: [0, 3, 5, 2, 8] }, { n: 8, c: [4, 1, 8, 8, 8] });
 * table; // => [[0, 1, 0], [0, 1, 2], [0, 0, 1]]
 * bandRatio.estimate; // => 1.5
 * overlap; // => { count: 1, ofA: 0.3333, ofB: 0.5, jaccard: 0.25 }
 * ```
 */
export function crossBands(a: Counts, b: Counts, options: CrossBandsOptions = {}): BandCrossing {
  checkOptions(action, options, ["level"]);
  const { level = 0.95 } = options;
  checkLevel(action, level);
  const first = checkCounts(`${action} (first arm)`, a);
  const second = checkCounts(`${action} (second arm)`, b);
  const pairs = pairProblems(action, a, first.size, b, second.size);
  const table = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  pairs.a.forEach((i, pair) => table[classOf(first, i)][classOf(second, pairs.b[pair])]++);
  const rows = table.map((row) => row[0] + row[1] + row[2]);
  const columns = [0, 1, 2].map((j) => table[0][j] + table[1][j] + table[2][j]);
  const problems = pairs.a.length;
  const both = table[1][1];
  const agreement = (table[0][0] + both + table[2][2]) / problems;
  const chance = rows.reduce((total, row, i) => total + row * columns[i], 0) / (problems * problems);
  return {
    table,
    a: named(rows),
    b: named(columns),
    problems,
    bandRatio: ratio(rows[1], columns[1], both, level),
    overlap: { count: both, ofA: both / rows[1], ofB: both / columns[1], jaccard: both / (rows[1] + columns[1] - both) },
    agreement,
    kappa: (agreement - chance) / (1 - chance),
    bandTest: mcnemar(rows[1] - both, columns[1] - both, { level }),
    solvedTest: mcnemar(table[1][0] + table[2][0], table[0][1] + table[0][2], { level }),
    unpaired: pairs.unpaired,
  };
}

function classOf({ n, c }: CheckedCounts, i: number): number {
  return c[i] === 0 ? 0 : c[i] < n[i] ? 1 : 2;
}

function named([allZero, band, allOne]: readonly number[]): BandCounts {
  return { allZero, band, allOne };
}

/** Ratio of two overlapping shares of one set of problems: Var ln(x/y) = (x + y − 2·both)/(xy), a multinomial's delta method. */
function ratio(x: number, y: number, both: number, level: number): BandCrossing["bandRatio"] {
  const estimate = x / y;
  const logStandardError = Math.sqrt((x + y - 2 * both) / (x * y));
  const factor = exp(normalQuantile((1 + level) / 2) * logStandardError);
  return { estimate, logStandardError, confidenceInterval: { low: estimate / factor, high: estimate * factor, level } };
}
