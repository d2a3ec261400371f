import { asMatrix, type MatrixLike } from "../numeric/matrix.ts";

/** A likelihood kernel as functions compute with it. */
export interface Kernel {
  /** The n² entries, exactly symmetric, row after row; a copy. */
  readonly data: Float64Array;
  /** Number of items. */
  readonly n: number;
  /** Relative rounding of the entries: 2⁻⁵², or 2⁻²³ where they came in single precision. */
  readonly epsilon: number;
}

/** How far two entries that should be equal may lie apart, as a share of √(L_ii L_jj): what single precision leaves. */
const ASYMMETRY = 1e-6;

/**
 * A square matrix that is symmetric within 1e-6 of √(L_ii L_jj), averaged to be exactly so.
 *
 * @param action What the caller does, for messages.
 * @param input The matrix.
 * @param name Name of the argument, for messages.
 * @returns A copy in double precision.
 * @throws {RangeError} If it is empty, not square or not symmetric.
 */
export function asKernel(action: string, input: MatrixLike, name: string = "kernel"): Kernel {
  const { data, shape } = asMatrix(action, name, input);
  const [n, columns] = shape;
  if (n !== columns) throw new RangeError(`Cannot ${action}: ${name} must be square, got ${n} × ${columns}`);
  if (n === 0) throw new RangeError(`Cannot ${action}: ${name} must hold at least one item, got none`);
  const copy = new Float64Array(data);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(copy[i * n + i]));
  for (let i = 1; i < n; i++) {
    for (let j = 0, across = i; j < i; j++, across += n) {
      const lower = copy[i * n + j];
      const upper = copy[across];
      if (lower === upper) continue;
      const size = Math.sqrt(Math.abs(copy[i * n + i])) * Math.sqrt(Math.abs(copy[j * n + j])) || largest;
      if (!(Math.abs(lower - upper) <= ASYMMETRY * size)) {
        throw new RangeError(`Cannot ${action}: ${name} must be symmetric, got ${lower} at row ${i}, column ${j} and ${upper} at row ${j}, column ${i}`);
      }
      const mean = lower + 0.5 * (upper - lower);
      copy[i * n + j] = mean;
      copy[j * n + i] = mean;
    }
  }
  return { data: copy, n, epsilon: data instanceof Float32Array ? 2 ** -23 : 2 ** -52 };
}
