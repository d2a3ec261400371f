import { asMatrix, type Matrix, type MatrixLike } from "../numeric/matrix.ts";

/**
 * Vectors as the rows of a matrix: all finite, with at least one entry.
 *
 * @param action What the caller does, for messages.
 * @param name Name of the argument, for messages.
 * @param input One vector a row; there may be none.
 * @returns The matrix, row-major.
 */
export function asVectors(action: string, name: string, input: MatrixLike): Matrix {
  const matrix = asMatrix(action, name, input);
  const [n, d] = matrix.shape;
  if (n > 0 && d === 0) throw new RangeError(`Cannot ${action}: ${name} must have at least one entry, got none`);
  return matrix;
}
