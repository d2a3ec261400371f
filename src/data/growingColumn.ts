import type { Matrix } from "../numeric/matrix.ts";
import type { Categorical } from "../numeric/types.ts";
import { numberOf } from "./csvCell.ts";

/** The numbers of a column. */
export type Numbers = Int8Array | Int32Array | Float64Array;

/** A finished column. */
export type Column = Numbers | Categorical | readonly (string | undefined)[] | Matrix;

/** What stands in a column for one row: a label or text, a number, or a vector. */
export type Cell = string | number | ArrayLike<number>;

/**
 * A column under construction and its cell in the row under way. Columns of all kinds are records of one shape, and
 * functions work on them, because that is twice as fast as an object with methods for each kind.
 */
export interface GrowingColumn {
  /** The row that `value` belongs to; where it is not the row under way, that row has no value yet. */
  row: number;
  /** The cell of that row. */
  value: Cell | undefined;
  /** What the column holds; a column of numbers that meets a string turns into one of labels. */
  kind: "numbers" | "labels" | "texts" | "vectors";
  /** The numbers, or the codes of the labels; longer than the column so far. */
  data: Numbers;
  /** The mark of a missing number. */
  missing: number;
  /** Whether labels arrive as slices of a larger text, which a label kept would keep in memory as a whole. */
  readonly sliced: boolean;
  /** The texts. */
  readonly texts: (string | undefined)[];
  /** The vectors, one after the other; more than the column has so far. Float32 as long as all of them are. */
  vectors: Float64Array | Float32Array;
  /** Length of the vectors; 0 while there is none. */
  width: number;
  /** The labels by code. */
  readonly levels: string[];
  /** The codes by label. */
  readonly codeByLabel: Map<string, number>;
  /** The label stored last, and its code: neighbouring rows often share it, and comparing is cheaper than hashing. */
  lastLabel: string | undefined;
  lastCode: number;
}

const noVectors = new Float32Array(0);

/** An empty column of numbers in arrays like `data`; `sliced` matters where it turns into one of labels. */
export function growingNumbers(data: Numbers, missing: number, sliced: boolean = false): GrowingColumn {
  return {
    row: -1,
    value: undefined,
    kind: "numbers",
    data,
    missing,
    sliced,
    texts: [],
    vectors: noVectors,
    width: 0,
    levels: [],
    codeByLabel: new Map(),
    lastLabel: undefined,
    lastCode: -1,
  };
}

/** An empty column of labels. */
export function growingLabels(sliced: boolean = false): GrowingColumn {
  return { ...growingNumbers(new Int32Array(0), -1, sliced), kind: "labels" };
}

/** An empty column of texts. */
export function growingTexts(): GrowingColumn {
  return { ...growingNumbers(new Int8Array(0), 0), kind: "texts" };
}

/** An empty column of vectors. */
export function growingVectors(): GrowingColumn {
  return { ...growingNumbers(new Int8Array(0), 0), kind: "vectors" };
}

/** Stores the cell of the row under way. Rows come in ascending order; rows left out are missing. */
export function storeCell(column: GrowingColumn): void {
  const { row, value, kind } = column;
  if (kind !== "numbers" && kind !== "labels") return kind === "texts" ? storeText(column) : storeVector(column);
  if (kind === "numbers" && typeof value === "string") turnIntoLabels(column);
  if (row >= column.data.length) reach(column, Math.max(row + 1, 2 * column.data.length, 1024));
  column.data[row] = column.kind === "labels" ? codeOf(column, typeof value === "string" ? value : String(value)) : (value as number);
}

/** The column with `size` rows; undefined where none was stored. */
export function finishColumn(column: GrowingColumn, size: number): Column | undefined {
  if (column.kind === "texts") {
    if (column.texts.length === 0) return undefined;
    reachText(column, size);
    return column.texts;
  }
  if (column.kind === "vectors") return finishVectors(column, size);
  if (column.data.length === 0) return undefined;
  if (column.data.length < size) reach(column, size);
  const data = column.data.slice(0, size);
  return column.kind === "labels" ? { codes: data as Int32Array, levels: column.levels } : data;
}

/** A categorical column as the numbers that its labels write; undefined where one writes none, or none that is finite. */
export function asNumbers({ codes, levels }: Categorical): Float64Array | undefined {
  const values = levels.map((level) => numberOf(level) ?? NaN);
  return values.every(Number.isFinite) ? Float64Array.from(codes, (code) => (code === -1 ? NaN : values[code])) : undefined;
}

/** The code of a label; a new one gets the next code. */
function codeOf(column: GrowingColumn, label: string): number {
  if (label === column.lastLabel) return column.lastCode;
  let code = column.codeByLabel.get(label);
  if (code === undefined) {
    // A round trip through JSON is a copy in every engine, and exact.
    const level = column.sliced ? (JSON.parse(JSON.stringify(label)) as string) : label;
    code = column.levels.length;
    column.levels.push(level);
    column.codeByLabel.set(level, code);
  }
  column.lastLabel = column.levels[code];
  column.lastCode = code;
  return code;
}

/** Turns each number into the label that writes it. */
function turnIntoLabels(column: GrowingColumn): void {
  const numbers = column.data;
  column.kind = "labels";
  column.missing = -1;
  column.data = Int32Array.from(numbers, (value) => (Number.isNaN(value) ? -1 : codeOf(column, String(value))));
}

function reach(column: GrowingColumn, length: number): void {
  const { data, missing } = column;
  const longer = data instanceof Int8Array ? new Int8Array(length) : data instanceof Int32Array ? new Int32Array(length) : new Float64Array(length);
  longer.fill(missing, data.length);
  longer.set(data);
  column.data = longer;
}

function reachText({ texts }: GrowingColumn, size: number): void {
  while (texts.length < size) texts.push(undefined);
}

function storeText(column: GrowingColumn): void {
  reachText(column, column.row);
  column.texts.push(column.value as string);
}

function storeVector(column: GrowingColumn): void {
  const vector = column.value as ArrayLike<number>;
  if (column.width === 0) column.width = vector.length;
  if (column.vectors instanceof Float32Array && !(vector instanceof Float32Array)) column.vectors = new Float64Array(column.vectors);
  const { row, width } = column;
  const room = column.vectors.length / width;
  if (row >= room) reachVectors(column, Math.max(row + 1, 2 * room, 16));
  column.vectors.set(vector, row * width);
}

function finishVectors(column: GrowingColumn, size: number): Matrix | undefined {
  const { width } = column;
  if (width === 0) return undefined;
  if (column.vectors.length < size * width) reachVectors(column, size);
  return { data: column.vectors.slice(0, size * width), shape: [size, width] };
}

function reachVectors(column: GrowingColumn, rows: number): void {
  const { vectors, width } = column;
  const longer = vectors instanceof Float32Array ? new Float32Array(rows * width) : new Float64Array(rows * width);
  longer.fill(NaN, vectors.length);
  longer.set(vectors);
  column.vectors = longer;
}
