import { jsKernels } from "../js/index.ts";
import { scratch, START } from "./instance.ts";
import { packTriangle, triangleLayout } from "./triangle.ts";

/** Matrices of fewer rows are factored faster than copied. */
const FEWEST = 13;

/** {@linkcode Kernels.cholesky} */
export function cholesky(a: Float64Array, n: number): boolean {
  if (n < FEWEST) return jsKernels.cholesky(a, n);
  const layout = triangleLayout(n);
  const instance = scratch(layout.bytes);
  if (instance === undefined) return jsKernels.cholesky(a, n);
  const { exports, doubles } = instance;
  const { first, stage, rows } = layout;
  packTriangle(instance, layout, a, n);
  if (exports.cholesky(START, n, first) === 0) return false;
  for (let start = 0; start < n; start += rows) {
    const end = Math.min(start + rows, n);
    exports.unpackTriangle(START, n, start, end - start, stage);
    a.set(doubles.subarray(stage / 8, stage / 8 + (end - start) * n), start * n);
  }
  return true;
}
