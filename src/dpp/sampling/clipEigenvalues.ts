import { NumericalError } from "../../numeric/errors.ts";

/** Eigenvalues below −this of the largest make a kernel indefinite. */
const INDEFINITE = 1e-8;

/**
 * The positive ones among the ascending eigenvalues of a positive semidefinite matrix, what rounding left in place of zeros taken out.
 *
 * @param action What the caller does, for messages.
 * @param eigenvalues All eigenvalues, ascending.
 * @param cut Those up to this share of the largest are rounding.
 * @returns The last of them, a view.
 * @throws {NumericalError} `not-positive-definite` if one is below −1e-8 (or −cut) of the largest in size; `non-finite` if the largest overflows.
 */
export function clipEigenvalues(action: string, eigenvalues: Float64Array, cut: number): Float64Array {
  const n = eigenvalues.length;
  if (n === 0) return eigenvalues;
  const largest = Math.max(eigenvalues[n - 1], 0);
  if (!(largest < Infinity)) {
    throw new NumericalError("non-finite", `Cannot ${action}: the largest eigenvalue must be finite, got ${largest}: scale the kernel down`);
  }
  if (eigenvalues[0] < -Math.max(INDEFINITE, cut) * largest) {
    throw new NumericalError(
      "not-positive-definite",
      `Cannot ${action}: the kernel must be positive semidefinite, got the eigenvalue ${eigenvalues[0]} beside the largest, ${eigenvalues[n - 1]}`,
    );
  }
  let first = 0;
  while (first < n && eigenvalues[first] <= cut * largest) first++;
  return eigenvalues.subarray(first);
}
