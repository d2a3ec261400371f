import { asMatrix, type Matrix, type MatrixLike } from "../../numeric/matrix.ts";
import { plainMatrix } from "./plainMatrix.ts";

/** A likelihood kernel as functions compute with it. */
export interface Kernel {
  /** The n² entries, exactly symmetric, row after row; a copy. In `room`, more may follow. */
  readonly data: Float64Array;
  /** Number of items. */
  readonly n: number;
  /** Relative rounding of the entries: 2⁻⁵², or 2⁻²³ where they came in single precision. */
  readonly epsilon: number;
}

/** How far two entries that should be equal may lie apart, as a share of √(L_ii L_jj): what single precision leaves. */
export const ASYMMETRY = 1e-6;

/**
 * A square matrix that is symmetric within 1e-6 of √(L_ii L_jj), averaged to be exactly so.
 *
 * @param action What the caller does, for messages.
 * @param input The matrix.
 * @param name Name of the argument, for messages.
 * @param room Where the copy may go if it is long enough; a new array unless given.
 * @returns A copy in double precision.
 * @throws {RangeError} If it is empty, not square or not symmetric.
 */
export function asKernel(action: string, input: MatrixLike, name: string = "kernel", room?: Float64Array): Kernel {
  const matrix = plainMatrix(action, name, input);
  const { data, shape } = matrix;
  const [n, columns] = shape;
  if (n !== columns) throw new RangeError(`Cannot ${action}: ${name} must be square, got ${n} × ${columns}`);
  if (n === 0) throw new RangeError(`Cannot ${action}: ${name} must hold at least one item, got none`);
  const copy = room !== undefined && room.length >= n * n ? room : new Float64Array(n * n);
  copy.set(data);
  // x − x is 0 of finite numbers, NaN of all others; in two sums, which need not wait for each other.
  let check = 0;
  let other = 0;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let at = row;
    let across = i;
    for (; across + n < row; at += 2, across += 2 * n) {
      const first = copy[at];
      const second = copy[at + 1];
      check += first - first;
      other += second - second;
      if (first !== copy[across]) copy[at] = copy[across] = meanEntry(action, name, matrix, i, at - row);
      if (second !== copy[across + n]) copy[at + 1] = copy[across + n] = meanEntry(action, name, matrix, i, at + 1 - row);
    }
    if (across < row) {
      const last = copy[at];
      check += last - last;
      if (last !== copy[across]) copy[at] = copy[across] = meanEntry(action, name, matrix, i, at - row);
    }
    const own = copy[row + i];
    other += own - own;
  }
  if (check + other !== 0) asMatrix(action, name, matrix);
  return { data: copy, n, epsilon: data instanceof Float32Array ? 2 ** -23 : 2 ** -52 };
}

/** Mean of the entries (i, j) and (j, i), if they are near enough. */
function meanEntry(action: string, name: string, matrix: Matrix, i: number, j: number): number {
  const { data, shape: [n] } = matrix;
  const lower = data[i * n + j];
  const upper = data[j * n + i];
  let size = Math.sqrt(Math.abs(data[i * n + i])) * Math.sqrt(Math.abs(data[j * n + j]));
  for (let t = 0; t < n && size === 0; t++) size = Math.abs(data[t * n + t]);
  if (!Number.isFinite(lower - upper)) asMatrix(action, name, matrix);
  if (!(Math.abs(lower - upper) <= ASYMMETRY * size)) {
    throw new RangeError(`Cannot ${action}: ${name} must be symmetric, got ${lower} at row ${i}, column ${j} and ${upper} at row ${j}, column ${i}`);
  }
  return lower + 0.5 * (upper - lower);
}
