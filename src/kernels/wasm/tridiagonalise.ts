import { jsKernels } from "../js/index.ts";
import { scratch, START } from "./instance.ts";

/** Below so many rows copying and calling cost more than they save. */
const FEWEST = 12;

/** Columns of a block in the assembly. */
const BLOCK = 8;

/** {@linkcode Kernels.tridiagonalise} */
export function tridiagonalise(a: Float64Array, n: number, d: Float64Array, e: Float64Array, factors: Float64Array): void {
  const work = 8 * BLOCK * n + 2 * 128 * BLOCK * Math.ceil(n / 8) + 128;
  const instance = n < FEWEST ? undefined : scratch(8 * n * (n + 3) + work);
  if (instance === undefined) {
    jsKernels.tridiagonalise(a, n, d, e, factors);
    return;
  }
  const { exports, doubles } = instance;
  const at = START / 8;
  const dAt = at + n * n;
  doubles.set(a, at);
  exports.tridiagonalise(START, n, 8 * dAt, 8 * (dAt + n), 8 * (dAt + 2 * n), 8 * (dAt + 3 * n));
  a.set(doubles.subarray(at, dAt));
  d.set(doubles.subarray(dAt, dAt + n));
  e.set(doubles.subarray(dAt + n, dAt + 2 * n - 1));
  factors.set(doubles.subarray(dAt + 2 * n, dAt + 3 * n - 1));
}
