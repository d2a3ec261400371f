import type { Rollouts } from "../data/index.ts";
import { sum } from "../numeric/sum.ts";
import type { Rng } from "../random/index.ts";
import type { Steps } from "../steps/index.ts";
import type { DiversityMeasure, DiversityMeasureName } from "./diversityMeasures.ts";
import type { SelectionRule, SelectionRuleName } from "./selectionRules.ts";
import type { SubsetCell } from "./subsetCells.ts";
import { type SubsetChoice, subsetsOf } from "./subsetsOf.ts";

/** What is known of a subset before its outcome: a diversity measure, or how likely its samples were. */
export type CoverageMeasureName = DiversityMeasureName | "mean-log-prob";

/** One size: a row per subset, cells and problems together. */
export interface CoverageTable {
  /** Samples in a subset. */
  readonly size: number;
  /** Index of the cell in the list of cells, shape [rows]. */
  readonly cell: Int32Array;
  /** Code of the problem, shape [rows]. */
  readonly problem: Int32Array;
  /** One over the number of subsets of the cell, shape [rows]. */
  readonly weight: Float64Array;
  /** Values of each measure, the mean log-probability last where there is one; NaN where undefined, shape [rows] each. */
  readonly measures: readonly { readonly name: CoverageMeasureName; readonly values: Float64Array }[];
  /** Values of each outcome, in [0, 1]; NaN where undefined. */
  readonly outcomes: readonly { readonly name: SelectionRuleName; readonly values: Float64Array }[];
  /** The rows of one solver and, unless undefined, one value of the column grouped by. */
  readonly rowsWhere: (solver: number, value: number | undefined) => Int32Array;
}

/** What tables are made from. */
export interface CoverageSource {
  /** The cells; those of a problem stand together. */
  readonly cells: readonly SubsetCell[];
  /** The sizes. */
  readonly sizes: readonly number[];
  /** How subsets are chosen. */
  readonly choice: SubsetChoice;
  /** Randomness, a stream per problem. */
  readonly streams: Rng;
  /** The diversity measures. */
  readonly measures: readonly DiversityMeasure[];
  /** The outcomes. */
  readonly outcomes: readonly SelectionRule[];
}

/**
 * Draws the subsets and computes all measures and outcomes of each.
 *
 * @param rollouts The rollouts.
 * @param source Cells, sizes, subsets, measures, outcomes.
 * @returns One table per size; yields the share of cells done.
 */
export function* coverageTables(rollouts: Rollouts, source: CoverageSource): Steps<readonly CoverageTable[]> {
  const { cells, sizes, choice, streams, measures, outcomes } = source;
  const { logProb } = rollouts;
  const growing = sizes.map((size) => ({ size, cell: [] as number[], weight: [] as number[], measures: measures.map(() => [] as number[]), logProb: [] as number[], outcomes: outcomes.map(() => [] as number[]) }));
  let subsetsAt = subsetsOf(choice, streams);
  for (let c = 0; c < cells.length; c++) {
    const { problem, rows } = cells[c];
    if (c === 0 || problem !== cells[c - 1].problem) subsetsAt = subsetsOf(choice, streams.stream(rollouts.problem.levels[problem]));
    const prepared = outcomes.map(({ prepare }) => prepare(rows));
    for (const table of growing) {
      const { size } = table;
      if (rows.length < size) continue;
      const { positions, count } = subsetsAt(rows.length, size);
      for (let b = 0; b < count; b++) {
        const chosen = positions.subarray(b * size, (b + 1) * size).map((position) => rows[position]);
        table.cell.push(c);
        table.weight.push(1 / count);
        measures.forEach(({ of }, m) => table.measures[m].push(of(chosen)));
        // Samples without one would have to be guessed: those that failed may be the ones that lack it.
        if (logProb !== undefined) table.logProb.push(sum(Array.from(chosen, (row) => logProb[row])) / size);
        prepared.forEach(({ credit }, o) => table.outcomes[o].push(credit(positions, b * size, size)));
        if (b % 4 === 3) yield c / cells.length;
      }
    }
    yield (c + 1) / cells.length;
  }
  return growing.map((table) => ({
    size: table.size,
    cell: Int32Array.from(table.cell),
    problem: Int32Array.from(table.cell, (c) => cells[c].problem),
    weight: Float64Array.from(table.weight),
    measures: [
      ...measures.map(({ name }, m) => ({ name, values: Float64Array.from(table.measures[m]) })),
      ...(logProb === undefined ? [] : [{ name: "mean-log-prob" as const, values: Float64Array.from(table.logProb) }]),
    ],
    outcomes: outcomes.map(({ name }, o) => ({ name, values: Float64Array.from(table.outcomes[o]) })),
    rowsWhere: (solver, value) => {
      const rows: number[] = [];
      table.cell.forEach((c, row) => {
        if (cells[c].solver === solver && (value === undefined || cells[c].value === value)) rows.push(row);
      });
      return Int32Array.from(rows);
    },
  }));
}
