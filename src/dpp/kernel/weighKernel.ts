import { NumericalError } from "../../numeric/errors.ts";
import { exp } from "../../numeric/special/exp.ts";

/**
 * Multiplies entry (i, j) by (q_i q_j)^(β/2), in place.
 *
 * @param action What the caller does, for messages.
 * @param data The n² entries, symmetric; stays exactly so.
 * @param n Number of items.
 * @param logQuality log q, shape [n].
 * @param beta β.
 * @throws {NumericalError} `non-finite` if some q^β overflows.
 */
export function weighKernel(action: string, data: Float64Array, n: number, logQuality: Float64Array, beta: number): void {
  const factors = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    factors[i] = exp(0.5 * beta * logQuality[i]);
    if (!(factors[i] * factors[i] < Infinity)) {
      throw new NumericalError("non-finite", `Cannot ${action}: q^β must be finite, got exp(${beta * logQuality[i]}) at index ${i}: subtract the largest log quality from all`);
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) data[i * n + j] *= factors[i] * factors[j];
}
