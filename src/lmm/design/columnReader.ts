import { show } from "../../numeric/check.ts";
import type { Categorical } from "../../numeric/types.ts";
import type { ModelColumn, ModelColumns } from "./buildDesign.ts";
import type { DesignRecipe, ScaleMoments } from "../mixedDesign.ts";
import { pointAt } from "../formula/pointAt.ts";

/** What is known of the columns a formula uses; filled as they are read, so that each is read once. */
export interface ColumnReader {
  /** What is being done, for messages. */
  readonly action: string;
  /** The formula, for messages. */
  readonly formula: string;
  /** All columns. */
  readonly columns: ModelColumns;
  /** What an earlier fit made of its columns, where new rows must follow it. */
  readonly fitted: FittedColumns | null;
  /** Number of rows; −1 until a column has been read. */
  rows: number;
  /** Name of the column `rows` was taken from. */
  first: string;
  /** The intercept, once it is needed; shared by all matrices of a design. */
  ones: Float64Array | null;
  /** Numeric variables by label. */
  readonly numbers: Map<string, Float64Array>;
  /** Factors by label. */
  readonly factors: Map<string, Categorical>;
  /** What each scale() took away and divided by, by label. */
  readonly scales: Map<string, ScaleMoments>;
}

/** What new rows must follow. */
export interface FittedColumns extends DesignRecipe {
  /** Levels of every factor. */
  readonly factors: Readonly<Record<string, readonly string[]>>;
}

/** A reader that has read nothing. */
export function columnReader(action: string, formula: string, columns: ModelColumns, fitted: FittedColumns | null): ColumnReader {
  if (typeof columns !== "object" || columns === null) throw new TypeError(`Cannot ${action}: columns must be an object of columns by name, got ${show(columns)}`);
  return { action, formula, columns, fitted, rows: -1, first: "", ones: null, numbers: new Map(), factors: new Map(), scales: new Map() };
}

/**
 * The column of a name, as it was given; its length is checked, its values are not.
 *
 * @param reader The reader.
 * @param name Name of the column.
 * @param at Where the formula names it.
 * @returns The column.
 * @throws {TypeError} If there is none of that name, or it is no column.
 * @throws {RangeError} If it differs in length from the first one read, or is empty.
 */
export function findColumn(reader: ColumnReader, name: string, at: number): ModelColumn {
  const { action, columns } = reader;
  if (!Object.hasOwn(columns, name)) throw unknownColumn(reader, name, at);
  const column: unknown = columns[name];
  const rows = typeof column === "object" && column !== null ? (isCategorical(column) ? column.codes : (column as ArrayLike<unknown>)).length : undefined;
  if (typeof rows !== "number") throw new TypeError(`Cannot ${action}: \`${name}\` must be numbers, strings or { codes, levels }, got ${show(column)}`);
  if (reader.rows < 0) {
    if (rows === 0) throw new RangeError(`Cannot ${action}: columns must hold at least 1 row, got 0 in \`${name}\``);
    reader.rows = rows;
    reader.first = name;
  } else if (rows !== reader.rows) {
    throw new RangeError(`Cannot ${action}: columns must have one length, got ${reader.rows} in \`${reader.first}\` and ${rows} in \`${name}\``);
  }
  return column as ModelColumn;
}

/** Whether a column is a factor by its codes and levels. */
export function isCategorical(column: object): column is Categorical {
  return "codes" in column && "levels" in column && typeof column.codes === "object" && column.codes !== null && Array.isArray(column.levels);
}

/** The error of a value that a model cannot use; rows are counted from 0. */
export function valueError(action: string, name: string, expected: string, value: unknown, row: number, got: string = show(value)): TypeError | RangeError {
  const missing = value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
  const kind = missing || typeof value === "number" ? RangeError : TypeError;
  const advice = missing ? "; rows with missing values are never left out unasked, so leave them out of every column" : "";
  return new kind(`Cannot ${action}: \`${name}\` must be ${expected}, got ${got} at row ${row}${advice}`);
}

function unknownColumn({ action, formula, columns }: ColumnReader, name: string, at: number): TypeError {
  const names = Object.keys(columns);
  const near = names.slice(0, 1000).find((other) => isNear(name, other));
  const listed = `${names.slice(0, 12).join(", ")}${names.length > 12 ? ` and ${names.length - 12} more` : ""}`;
  const hint = near === undefined ? `they are ${names.length === 0 ? "none" : listed}` : `did you mean \`${near}\`? They are ${listed}`;
  return new TypeError(`Cannot ${action}: names in the formula must be columns (${hint}), got \`${name}\` ${pointAt(formula, at)}`);
}

/** Whether two names differ by case, separators or one letter. */
function isNear(name: string, other: string): boolean {
  const [a, b] = [name, other].map((text) => text.toLowerCase().replaceAll(/[._\s-]/g, ""));
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  const isPrefix = start === Math.min(a.length, b.length);
  if (isPrefix && Math.abs(a.length - b.length) <= 1) return true;
  return [a.slice(start + 1) === b.slice(start + 1), a.slice(start + 1) === b.slice(start), a.slice(start) === b.slice(start + 1)].includes(true) && a.length > 2;
}
