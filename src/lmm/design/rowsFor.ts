import type { Matrix } from "../../numeric/matrix.ts";
import type { Categorical } from "../../numeric/types.ts";
import type { ModelColumns } from "./buildDesign.ts";
import { columnReader, isCategorical } from "./columnReader.ts";
import { isFactor } from "./factorVariable.ts";
import { groupFactor } from "./groupFactor.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import { modelLayout } from "./modelLayout.ts";
import { modelMatrix } from "./modelMatrix.ts";
import { numericVariable } from "./numericVariable.ts";
import { parseFormula } from "../formula/parseFormula.ts";
import { rowMajor } from "./rowMajor.ts";

/** New rows of a design. */
export interface DesignRows {
  /** Fixed-effect columns, shape [rows, p]. */
  readonly x: Matrix;
  /** Per random term of the design. */
  readonly z: readonly RandomTermRows[];
}

/** New rows of one random term. */
export interface RandomTermRows {
  /** Level of every row, −1 where the design has no such level. */
  readonly codes: Int32Array;
  /** Columns of the effects that vary. */
  readonly z: readonly Float64Array[];
}

/**
 * The columns of a design for new data: the levels of its factors, their contrasts, and the mean and deviation of its `scale()`.
 *
 * @param design A design made from a formula.
 * @param newColumns New data; the response is not needed.
 * @param groups `"given"` to look levels up in the columns; `"new"` where every row has new levels (−1): grouping columns are not read then.
 * @returns X and the random terms of the new rows.
 * @throws {TypeError} If a column is unknown or of the wrong kind, or the design was not made from a formula.
 * @throws {RangeError} If a value is missing or not finite, or a factor of X or of a random effect has a level that the design has not.
 */
export function rowsFor(design: MixedDesign, newColumns: ModelColumns, groups: "given" | "new" = "given"): DesignRows {
  const { formula, factors, recipe, terms } = design;
  if (recipe === undefined) throw new TypeError(`Cannot ${ACTION}: the design must have been made from a formula, got one that was not`);
  const parsed = parseFormula(formula);
  const reader = columnReader(ACTION, formula, newColumns, { factors, ...recipe });
  const fixedLayout = modelLayout(reader, parsed.fixed);
  const parts = parsed.random.map(({ effects, group }) => ({ layout: modelLayout(reader, effects), group, factor: groups === "given" ? groupFactor(reader, group) : null }));
  // Every column is read before the intercept needs to know how many rows there are.
  for (const { terms: side } of [fixedLayout, ...parts.map(({ layout }) => layout)]) {
    for (const variable of side.variables) if (!isFactor(reader, variable)) numericVariable(reader, variable);
  }
  if (reader.rows < 0) reader.rows = countRows(newColumns);
  const x = modelMatrix(reader, fixedLayout);
  const z = parts.map(({ layout }) => modelMatrix(reader, layout));
  const n = reader.rows;
  // In the order of the design's terms: no two have a group and an effect in common.
  const rows: RandomTermRows[] = [];
  for (const [i, { group, factor }] of parts.entries()) {
    const t = terms.findIndex((term) => term.group === group.label && term.effects[0] === z[i].names[0]);
    rows[t] = { codes: factor === null ? new Int32Array(n).fill(-1) : codesIn(terms[t].levels, factor), z: z[i].columns };
  }
  return { x: { data: rowMajor(x.columns, n), shape: [n, x.columns.length] }, z: rows };
}

const ACTION = "read the new rows";

/** Codes of a factor's rows in the levels of a term. */
function codesIn(levels: readonly string[], factor: Categorical): Int32Array {
  if (factor.levels === levels) return factor.codes;
  const rankOf = new Map(levels.map((level, rank) => [level, rank]));
  const ranks = factor.levels.map((level) => rankOf.get(level) ?? -1);
  return factor.codes.map((code) => (code < 0 ? -1 : ranks[code]));
}

/** Rows of columns of which the formula names none. */
function countRows(columns: ModelColumns): number {
  const column = Object.values(columns)[0];
  if (column === undefined) throw new RangeError(`Cannot ${ACTION}: there must be a column to count rows by, got none`);
  return isCategorical(column) ? column.codes.length : column.length;
}
