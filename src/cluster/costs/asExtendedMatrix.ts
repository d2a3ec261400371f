import { asMatrix, type Matrix, type MatrixLike, type StridedMatrix } from "../../numeric/matrix.ts";

/**
 * {@linkcode asMatrix} for entries that may be +Infinity. The largest double stands in for it on the way through the check.
 *
 * @param action What the caller does, for messages.
 * @param name Name of the argument, for messages.
 * @param input The matrix.
 * @returns It, row-major, in single precision where it is; no entry NaN or −Infinity.
 */
export function asExtendedMatrix(action: string, name: string, input: MatrixLike): Matrix {
  const stood = withStandIn(input);
  if (stood === undefined) return asMatrix(action, name, input);
  const { data, shape } = asMatrix(action, name, stood);
  const extended = data.map((value) => (value === Number.MAX_VALUE ? Infinity : value));
  return { data: "data" in input && input.data instanceof Float32Array ? Float32Array.from(extended) : extended, shape };
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

/** What is no number stays as it is, for the check. */
function standIn(values: ArrayLike<number>): ArrayLike<number> {
  return Array.from(values, (value) => (value === Infinity ? Number.MAX_VALUE : value));
}
