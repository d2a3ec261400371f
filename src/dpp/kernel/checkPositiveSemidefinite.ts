import { NumericalError } from "../../numeric/errors.ts";
import { cholesky } from "../../numeric/linalg/cholesky.ts";
import type { Kernel } from "./asKernel.ts";

/** The same kernel, if adding 1e-8 (float32: n·2⁻²³) of the largest diagonal entry to its diagonal makes it positive definite. */
export function checkPositiveSemidefinite(action: string, kernel: Kernel): Kernel {
  const { data, n, epsilon } = kernel;
  const tolerance = Math.max(1e-8, epsilon > 2 ** -52 ? n * epsilon : 0);
  const shifted = data.slice();
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, data[i * n + i]);
  for (let i = 0; i < n; i++) shifted[i * n + i] += tolerance * largest;
  if (largest > 0 ? !cholesky(shifted, n) : data.some((entry) => entry !== 0)) {
    throw new NumericalError("not-positive-definite", `Cannot ${action}: L must be positive semidefinite, got an eigenvalue below −${tolerance} of its largest diagonal entry`);
  }
  return kernel;
}
