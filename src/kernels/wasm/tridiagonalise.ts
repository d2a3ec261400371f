import { jsKernels } from "../js/index.ts";
import { scratch, START } from "./instance.ts";

/** Below so many rows copying and calling cost more than they save. */
const FEWEST = 6;

/** {@linkcode Kernels.tridiagonalise} */
export function tridiagonalise(a: Float64Array, n: number, d: Float64Array, e: Float64Array, factors: Float64Array): void {
  const aAt = START / 8 + 3 * n;
  // The assembly goes over by up to eight rows.
  const work = aAt + n * (n + 8);
  const instance = n < FEWEST ? undefined : scratch(8 * (work + 8 * n + 24 * 8 * Math.ceil(n / 8)) - START);
  if (instance === undefined) {
    jsKernels.tridiagonalise(a, n, d, e, factors);
    return;
  }
  const { exports, doubles } = instance;
  doubles.set(a, aAt);
  exports.tridiagonalise(8 * aAt, n, START, START + 8 * n, START + 16 * n, 8 * work);
  a.set(doubles.subarray(aAt, aAt + n * n));
  const from = START / 8;
  d.set(doubles.subarray(from, from + n));
  e.set(doubles.subarray(from + n, from + 2 * n - 1));
  factors.set(doubles.subarray(from + 2 * n, aAt - 1));
}
