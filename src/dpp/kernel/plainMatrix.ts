import { asMatrix, type Matrix, type MatrixLike } from "../../numeric/matrix.ts";

/**
 * A matrix of which the entries of row-major float arrays are not looked at, for callers that check what they read or have a faster way;
 * anything else comes through `asMatrix`.
 *
 * @param action What the caller does, for messages.
 * @param name Name of the argument, for messages.
 * @param input The matrix.
 */
export function plainMatrix(action: string, name: string, input: MatrixLike): Matrix {
  if (typeof input === "object" && input !== null && "data" in input) {
    const { data, shape, stride, offset } = input;
    const float = data instanceof Float64Array || data instanceof Float32Array;
    if (float && stride === undefined && offset === undefined && shape?.length === 2 && Number.isInteger(shape[0]) && shape[0] >= 0 && shape[0] * shape[1] === data.length) {
      return { data, shape: [shape[0], shape[1]] };
    }
  }
  return asMatrix(action, name, input);
}
