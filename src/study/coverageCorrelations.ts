import type { ConfidenceInterval } from "../numeric/types.ts";
import type { Steps } from "../steps/index.ts";
import { clusteredCorrelation, type ClusteredRows, type CorrelationKind, type CorrelationScope } from "./clusteredCorrelation.ts";
import type { CoverageMeasureName, CoverageTable } from "./coverageTables.ts";
import type { SelectionRuleName } from "./selectionRules.ts";

/**
 * The correlation of a measure of subsets with an outcome, problems being the independent units.
 *
 * Interval and test are a jackknife over problems on Fisher's scale: see docs/methods/diversity-coverage.md.
 */
export interface DiversityCorrelation {
  /** The solver. */
  readonly solver: string;
  /** Value of the column grouped by; absent for all of them together, and where nothing is grouped by. */
  readonly group?: string;
  /** Samples in a subset. */
  readonly size: number;
  /** The diversity measure, or the mean log-probability. */
  readonly measure: CoverageMeasureName;
  /** The outcome. */
  readonly outcome: SelectionRuleName;
  /** `"pooled"`: over all subsets. `"within"`: among the subsets of one problem (and value). `"between"`: of the problems' means. */
  readonly scope: CorrelationScope;
  /** Of the values, of ranks (within: among the subsets of one problem and value), or of the values given the mean log-probability. */
  readonly kind: CorrelationKind;
  /** The coefficient, in [−1, 1]; NaN where a column does not vary. */
  readonly estimate: number;
  /** Its standard error over problems; NaN where the interval is. */
  readonly standardError: number;
  /** Interval; NaN ends where fewer than two problems count, or where all of them or all but one leave nothing that varies or a coefficient of ±1. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Two-sided p-value of no correlation; NaN where the interval is. */
  readonly pValue: number;
  /** Degrees of freedom, `problems` − 1. */
  readonly df: number;
  /** Problems that count: all, or within problems those in which both measure and outcome vary. */
  readonly problems: number;
  /** Subsets correlated. */
  readonly subsets: number;
  /** Subsets left out because measure, outcome or (for partial) mean log-probability is undefined for them. */
  readonly undefinedSubsets: number;
}

/**
 * All correlations of the measures of one size with the outcomes.
 *
 * @param table The subsets of one size.
 * @param rows Which of them.
 * @param label Solver and group, for the records.
 * @param level Confidence level.
 * @returns The records; yields the share done.
 */
export function* coverageCorrelations(
  table: CoverageTable,
  rows: Int32Array,
  label: Pick<DiversityCorrelation, "solver" | "group">,
  level: number,
): Steps<readonly DiversityCorrelation[]> {
  const { size, measures, outcomes } = table;
  const logProb = measures.find(({ name }) => name === "mean-log-prob")?.values;
  const records: DiversityCorrelation[] = [];
  for (let m = 0; m < measures.length; m++) {
    for (let o = 0; o < outcomes.length; o++) {
      const x = measures[m].values;
      const y = outcomes[o].values;
      const control = measures[m].name === "mean-log-prob" ? undefined : logProb;
      const defined = rows.filter((row) => !Number.isNaN(x[row] + y[row]));
      const columns = columnsOf(table, defined, x, y, undefined);
      const controlled = control && columnsOf(table, defined.filter((row) => !Number.isNaN(control[row])), x, y, control);
      for (const scope of scopesOf(columns)) {
        for (const kind of ["pearson", "spearman", "partial"] as const) {
          const used = kind === "partial" ? controlled : columns;
          if (used === undefined) continue;
          const { clusters: problems, ...correlation } = clusteredCorrelation(used, scope, kind, level);
          records.push({
            ...label,
            size,
            measure: measures[m].name,
            outcome: outcomes[o].name,
            scope,
            kind,
            ...correlation,
            problems,
            subsets: used.x.length,
            undefinedSubsets: rows.length - used.x.length,
          });
          yield (m + o / outcomes.length) / measures.length;
        }
      }
    }
  }
  return records;
}

function columnsOf(table: CoverageTable, rows: Int32Array, x: Float64Array, y: Float64Array, control: Float64Array | undefined): ClusteredRows {
  const pick = <Column extends Float64Array | Int32Array>(column: Column, picked: Column): Column => {
    for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]];
    return picked;
  };
  const numbers = (column: Float64Array): Float64Array => pick(column, new Float64Array(rows.length));
  const codes = (column: Int32Array): Int32Array => pick(column, new Int32Array(rows.length));
  return { x: numbers(x), y: numbers(y), weight: numbers(table.weight), cell: codes(table.cell), cluster: codes(table.problem), ...(control !== undefined && { control: numbers(control) }) };
}

/** Within and between differ from pooled only where some cell has two subsets. */
function scopesOf({ cell }: ClusteredRows): readonly CorrelationScope[] {
  for (let i = 1; i < cell.length; i++) if (cell[i] === cell[i - 1]) return ["pooled", "within", "between"];
  return ["pooled"];
}
