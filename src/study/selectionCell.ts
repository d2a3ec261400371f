import { mean } from "../numeric/moments.ts";
import type { SelectionRule } from "./selectionRules.ts";
import type { SubsetCell } from "./subsetCells.ts";
import type { SubsetPositions } from "./subsetsOf.ts";

/** How an expectation over subsets was had: by formula, over all subsets, or over random ones. */
export type SelectionMethod = "exact" | "enumerated" | "subsets";

/** What the rules make of the samples of one cell. */
export interface SelectionCell {
  /** Code of the solver. */
  readonly solver: number;
  /** Code of the problem. */
  readonly problem: number;
  /** Index of the value grouped by. */
  readonly value: number;
  /** One entry per size. */
  readonly sizes: readonly CellAtSize[];
}

/** The rules at one size. */
export interface CellAtSize {
  /** Expected correctness per rule; NaN where too few samples have what the rule reads. */
  readonly estimates: Float64Array;
  /** Covariance of the errors that random subsets leave in them, shape [rules, rules]; 0 for formulas and full enumeration. */
  readonly errors: Float64Array;
  /** How each was had. */
  readonly methods: readonly SelectionMethod[];
}

/**
 * Expected correctness of every rule at every size, for the samples of one cell.
 *
 * @param cell The cell.
 * @param rules The rules.
 * @param sizes The sizes, ascending.
 * @param subsetsAt Subsets of n samples by size, the same for all rules.
 * @returns The expectations with the error of random subsets.
 */
export function selectionCell(cell: SubsetCell, rules: readonly SelectionRule[], sizes: readonly number[], subsetsAt: (n: number, size: number) => SubsetPositions): SelectionCell {
  const { solver, problem, value } = cell;
  const smallest = sizes[0];
  const ready = rules.map(({ usable, prepare }) => {
    const rows = cell.rows.filter(usable);
    return { n: rows.length, prepared: rows.length < smallest ? undefined : prepare(rows) };
  });
  return {
    solver,
    problem,
    value,
    sizes: sizes.map((size) => {
      const estimates = new Float64Array(rules.length).fill(NaN);
      const errors = new Float64Array(rules.length * rules.length);
      const credits: (Float64Array | undefined)[] = [];
      const methods = ready.map(({ n, prepared }, r): SelectionMethod => {
        if (prepared === undefined || n < size) return "exact";
        if (prepared.exact !== undefined) {
          estimates[r] = prepared.exact(size);
          return "exact";
        }
        const { positions, count, method } = subsetsAt(n, size);
        const own = new Float64Array(count);
        for (let b = 0; b < count; b++) own[b] = prepared.credit(positions, b * size, size);
        estimates[r] = mean(own);
        if (method === "enumerated") return "enumerated";
        credits[r] = own;
        return "subsets";
      });
      for (let a = 0; a < rules.length; a++) {
        for (let b = 0; b <= a; b++) {
          // Rules that read different numbers of samples have subsets of their own.
          if (ready[a].n !== ready[b].n) continue;
          errors[a * rules.length + b] = meanCovariance(credits[a], credits[b], estimates[a], estimates[b]);
          errors[b * rules.length + a] = errors[a * rules.length + b];
        }
      }
      return { estimates, errors, methods };
    }),
  };
}

/** Covariance of the means of two lists of values for the same random subsets; 0 where one has no error. */
function meanCovariance(x: Float64Array | undefined, y: Float64Array | undefined, meanX: number, meanY: number): number {
  if (x === undefined || y === undefined) return 0;
  let products = 0;
  for (let b = 0; b < x.length; b++) products += (x[b] - meanX) * (y[b] - meanY);
  return products / (x.length * (x.length - 1));
}
