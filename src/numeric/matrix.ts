import { checkArray, show } from "./check.ts";

/** Numbers in rows and columns, row-major: entry (i, j) is `data[i * shape[1] + j]`. */
export interface Matrix {
  /** The entries, row after row. */
  readonly data: Float64Array | Float32Array;
  /** Number of rows and of columns. */
  readonly shape: readonly [rows: number, columns: number];
}

/**
 * What functions accept as a matrix: a record `{ data, shape }` with optional strides and offset (an `ndarray` is one, transposed
 * or sliced as it may be), rows of numbers, or a `Matrix` of ml-matrix.
 */
export type MatrixLike = StridedMatrix | readonly ArrayLike<number>[] | MlMatrix;

/** Numbers in memory and how rows and columns lie in it: entry (i, j) is `data[offset + i * stride[0] + j * stride[1]]`. */
export interface StridedMatrix {
  /** The numbers. */
  readonly data: ArrayLike<number>;
  /** Number of rows and of columns. */
  readonly shape: readonly number[];
  /** Steps in `data` from row to row and from column to column; row-major unless given. */
  readonly stride?: readonly number[];
  /** Where entry (0, 0) lies; 0 unless given. */
  readonly offset?: number;
}

/** The part of ml-matrix's `Matrix` that is read. */
export interface MlMatrix {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly columns: number;
  /** The entries, row after row. */
  readonly to1DArray: () => number[];
}

/**
 * The one door through which matrices come in. Row-major float arrays are taken as they are, anything else is copied.
 *
 * @param action What the caller does, for messages.
 * @param name Name of the argument, for messages.
 * @param input The matrix.
 * @returns It, row-major; every entry finite.
 * @throws {TypeError} If it is no matrix.
 * @throws {RangeError} If shape and length disagree, rows differ in length, or an entry is not finite.
 */
export function asMatrix(action: string, name: string, input: MatrixLike): Matrix {
  const matrix = toRowMajor(action, name, input);
  const { data, shape } = matrix;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new RangeError(`Cannot ${action}: ${name} must be finite, got ${data[i]} at row ${Math.floor(i / shape[1])}, column ${i % shape[1]}`);
    }
  }
  return matrix;
}

function toRowMajor(action: string, name: string, input: MatrixLike): Matrix {
  if (Array.isArray(input)) return fromRows(action, name, input as readonly ArrayLike<number>[]);
  if (typeof input === "object" && input !== null) {
    if ("shape" in input && "data" in input) return fromStrided(action, name, input);
    if ("to1DArray" in input) return { data: Float64Array.from(input.to1DArray()), shape: [input.rows, input.columns] };
  }
  throw new TypeError(`Cannot ${action}: ${name} must be a matrix ({ data, shape }, rows of numbers, an ndarray or an ml-matrix Matrix), got ${show(input)}`);
}

function fromRows(action: string, name: string, rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    const row: ArrayLike<number> | null | undefined = rows[i];
    if (typeof row !== "object" || row === null || typeof row.length !== "number") {
      throw new TypeError(`Cannot ${action}: ${name} must have rows of numbers, got ${show(row)} at row ${i}`);
    }
    if (row.length !== columns) throw new RangeError(`Cannot ${action}: ${name} must have rows of one length, got ${columns} at row 0 and ${row.length} at row ${i}`);
    for (let j = 0; j < columns; j++) data[i * columns + j] = numberAt(action, name, row[j], i, j);
  }
  return { data, shape: [rows.length, columns] };
}

function fromStrided(action: string, name: string, { data, shape, stride, offset = 0 }: StridedMatrix): Matrix {
  checkArray(action, `data of ${name}`, data);
  checkArray(action, `shape of ${name}`, shape);
  if (shape.length !== 2 || !Array.from(shape).every((length) => Number.isInteger(length) && length >= 0)) {
    throw new RangeError(`Cannot ${action}: ${name} must have a shape of two numbers of rows and columns, got [${Array.from(shape).join(", ")}]`);
  }
  const [rows, columns] = shape as readonly [number, number];
  const [rowStep, columnStep] = stride ?? [columns, 1];
  if (![rowStep, columnStep, offset].every(Number.isInteger)) {
    throw new RangeError(`Cannot ${action}: ${name} must have two integer strides and an integer offset, got [${Array.from(stride ?? []).join(", ")}] and ${offset}`);
  }
  const isFloat = data instanceof Float64Array || data instanceof Float32Array;
  const last = offset + (rows - 1) * Math.max(rowStep, 0) + (columns - 1) * Math.max(columnStep, 0);
  const first = offset + (rows - 1) * Math.min(rowStep, 0) + (columns - 1) * Math.min(columnStep, 0);
  const size = rows * columns;
  if ((size > 0 && (first < 0 || last >= data.length)) || (stride === undefined && offset === 0 && data.length !== size)) {
    throw new RangeError(`Cannot ${action}: ${name} must hold ${rows} × ${columns} numbers, got ${data.length}`);
  }
  if (isFloat && offset === 0 && columnStep === 1 && rowStep === columns && data.length === size) return { data, shape: [rows, columns] };
  const copy = data instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) copy[i * columns + j] = numberAt(action, name, data[offset + i * rowStep + j * columnStep], i, j);
  }
  return { data: copy, shape: [rows, columns] };
}

function numberAt(action: string, name: string, value: unknown, row: number, column: number): number {
  if (typeof value !== "number") throw new TypeError(`Cannot ${action}: ${name} must hold numbers, got ${show(value)} at row ${row}, column ${column}`);
  return value;
}
