import type { Rollouts } from "../data/index.ts";
import { checkArray, checkSameLength, show } from "../numeric/check.ts";
import type { Categorical } from "../numeric/types.ts";

/** Accuracy of ensembles after training, where it was measured elsewhere. */
export interface AfterTable {
  /** Label of the ensemble of each row. */
  readonly ensemble: readonly string[] | Categorical;
  /** Label of the split of each row. */
  readonly split: readonly string[] | Categorical;
  /** Accuracy on Test B after training, a share between 0 and 1; NaN where missing, like a row that is not there. */
  readonly accuracy: ArrayLike<number>;
}

/** What is known of each cell after training: its accuracy, or its rows of the rollouts. */
export type AfterCells =
  | { readonly kind: "accuracy"; readonly accuracy: Float64Array }
  | { readonly kind: "rollouts"; readonly rollouts: Rollouts; readonly rows: readonly (readonly number[])[] };

const action = "study ensembles";

/**
 * Sorts what was measured after training into cells, ensemble by ensemble.
 *
 * @param after A table of accuracies, or rollouts with further columns `ensemble` and `split`.
 * @param ensembles Labels of the ensembles.
 * @param splits Labels of the splits.
 * @returns One entry per cell; NaN or no rows where nothing was measured.
 */
export function afterCells(after: AfterTable | Rollouts, ensembles: readonly string[], splits: readonly string[]): AfterCells {
  if ("size" in after) {
    const { ensemble, split } = after.extra;
    if (after.correct === undefined) throw new RangeError(`Cannot ${action}: rollouts after training must have a column \`correct\`, got none`);
    const cell = cellCodes(labelsOfExtra("ensemble", ensemble), labelsOfExtra("split", split), after.size, ensembles, splits);
    const rows: number[][] = Array.from({ length: ensembles.length * splits.length }, () => []);
    cell.forEach((at, row) => rows[at].push(row));
    return { kind: "rollouts", rollouts: after, rows };
  }
  checkArray(action, "accuracy after training", after.accuracy);
  const n = after.accuracy.length;
  const cell = cellCodes(labelReader("ensemble", after.ensemble, n), labelReader("split", after.split, n), n, ensembles, splits);
  const accuracy = new Float64Array(ensembles.length * splits.length).fill(NaN);
  const seen = new Uint8Array(accuracy.length);
  cell.forEach((at, row) => {
    const value: unknown = after.accuracy[row];
    if (typeof value !== "number" || value < 0 || value > 1) {
      throw new RangeError(`Cannot ${action}: accuracy after training must lie between 0 and 1, got ${show(value)} at row ${row}`);
    }
    if (seen[at] === 1) throw new RangeError(`Cannot ${action}: there must be one accuracy per ensemble and split, got a second at row ${row}`);
    seen[at] = 1;
    accuracy[at] = value;
  });
  return { kind: "accuracy", accuracy };
}

function cellCodes(ensemble: (row: number) => string, split: (row: number) => string, n: number, ensembles: readonly string[], splits: readonly string[]): Int32Array {
  const known = { ensemble: new Map(ensembles.map((label, i) => [label, i])), split: new Map(splits.map((label, i) => [label, i])) };
  return Int32Array.from({ length: n }, (_, row) => {
    const e = known.ensemble.get(ensemble(row));
    const s = known.split.get(split(row));
    if (e === undefined || s === undefined) {
      const [name, label] = e === undefined ? ["ensemble", ensemble(row)] : ["split", split(row)];
      throw new RangeError(`Cannot ${action}: rows after training must name an ${name} of the study, got ${show(label)} at row ${row}`.replace("an split", "a split"));
    }
    return e * splits.length + s;
  });
}

function labelReader(name: string, column: readonly string[] | Categorical, n: number): (row: number) => string {
  if ("codes" in column) {
    checkSameLength(action, name, column.codes.length, "accuracy", n);
    return (row) => column.levels[column.codes[row]];
  }
  checkArray(action, name, column);
  checkSameLength(action, name, column.length, "accuracy", n);
  return (row) => column[row];
}

/** Labels like 3 were read as numbers: their text is the label. */
function labelsOfExtra(name: string, column: Categorical | Float64Array | undefined): (row: number) => string {
  if (column === undefined) throw new RangeError(`Cannot ${action}: rollouts after training must have a further column \`${name}\`, got none`);
  return column instanceof Float64Array ? (row) => String(column[row]) : (row) => column.levels[column.codes[row]];
}
