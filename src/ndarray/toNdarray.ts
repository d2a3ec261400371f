import ndarray, { type NdArray } from "ndarray";
import { asMatrix, type MatrixLike } from "../numeric/matrix.ts";

/**
 * A matrix as an `ndarray`, for the packages that work on those.
 *
 * Row-major float arrays are not copied: the result looks at the same numbers. Functions of this library take an `ndarray` as it is,
 * transposed or sliced; only this way out needs the package, whose constructor uses `new Function`, which a strict
 * Content-Security-Policy refuses.
 *
 * @param matrix Anything the library takes or returns as a matrix.
 * @returns The `ndarray`, shape [rows, columns].
 * @throws {TypeError} If it is no matrix.
 * @throws {RangeError} If shape and length disagree or an entry is not finite.
 * @example
 * ```ts
 * import { toNdarray } from "@divlab/core/ndarray";
 *
 * const matrix = toNdarray({ data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] });
 * matrix.get(1, 0); // => 4
 * matrix.transpose(1, 0).get(2, 1); // => 6
 * ```
 */
export function toNdarray(matrix: MatrixLike): NdArray<Float64Array | Float32Array> {
  const { data, shape } = asMatrix("make an ndarray", "matrix", matrix);
  return ndarray(data, [...shape]);
}
