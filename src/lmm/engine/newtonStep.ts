import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";

/** A step and whether the matrix it came from was positive definite. */
export interface NewtonStep {
  /** −|H|⁻¹ gradient, shape [n]. */
  readonly step: Float64Array;
  /** Whether all eigenvalues of H were positive. */
  readonly positive: boolean;
}

/**
 * Newton's step downhill: eigenvalues of H, scaled to a unit diagonal, are replaced by their absolute values.
 * A direction without slope and curvature is left alone.
 *
 * @param hessian H, n × n, symmetric.
 * @param gradient Shape [n].
 * @param flat Slopes and curvatures up to this are rounding.
 * @returns The step.
 */
export function newtonStep(hessian: Float64Array, gradient: Float64Array, flat: number): NewtonStep {
  const n = gradient.length;
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const size = Math.abs(hessian[i * n + i]);
    if (size > flat || Math.abs(gradient[i]) > flat) scale[i] = size > 0 && size < Infinity ? 1 / Math.sqrt(size) : 1;
  }
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) scaled[i * n + j] = hessian[i * n + j] * scale[i] * scale[j];
    if (scale[i] === 0) scaled[i * n + i] = 1;
  }
  const { values, vectors } = symmetricEigen(scaled, n);
  const largest = Math.max(Math.abs(values[0]), Math.abs(values[n - 1]));
  const step = new Float64Array(n);
  for (let e = 0; e < n; e++) {
    let along = 0;
    for (let i = 0; i < n; i++) along += vectors[e * n + i] * gradient[i] * scale[i];
    const curvature = Math.max(Math.abs(values[e]), 1e-12 * largest, Number.MIN_VALUE);
    for (let i = 0; i < n; i++) step[i] -= (vectors[e * n + i] * along * scale[i]) / curvature;
  }
  return { step, positive: values[0] > 0 };
}
