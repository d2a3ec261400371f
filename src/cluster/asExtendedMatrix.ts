import { asMatrix, type Matrix, type MatrixLike, type StridedMatrix } from "../numeric/matrix.ts";

/**
 * {@linkcode asMatrix} for entries that may be +Infinity. The largest double stands in for it on the way through the check.
 *
 * @param action What the caller does, for messages.
 * @param name Name of the argument, for messages.
 * @param input The matrix.
 * @returns It, row-major; no entry NaN or −Infinity.
 */
export function asExtendedMatrix(action: string, name: string, input: MatrixLike): Matrix {
  const stood = withStandIn(input);
  if (stood === undefined) return asMatrix(action, name, input);
  const { data, shape } = asMatrix(action, name, stood);
  return { data: data.map((value) => (value === Number.MAX_VALUE ? Infinity : value)), shape };
}

/** The matrix with the largest double in place of +Infinity; undefined where there is none. */
function withStandIn(input: MatrixLike): MatrixLike | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  if (Array.isArray(input)) {
    const rows = input as readonly ArrayLike<number>[];
    return rows.some(holdsInfinity) ? rows.map(standIn) : undefined;
  }
  if ("to1DArray" in input) {
    const data = input.to1DArray();
    return holdsInfinity(data) ? { data: standIn(data), shape: [input.rows, input.columns] } : undefined;
  }
  const strided = input as StridedMatrix;
  return holdsInfinity(strided.data) ? { ...strided, data: standIn(strided.data) } : undefined;
}

function holdsInfinity(values: ArrayLike<number>): boolean {
  if (values instanceof Float64Array || values instanceof Float32Array) return values.includes(Infinity);
  return typeof values === "object" && values !== null && Array.prototype.includes.call(values, Infinity);
}

function standIn(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value) => (value === Infinity ? Number.MAX_VALUE : value));
}
