import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";
import type { ProfileValue } from "./profileCriterion.ts";

/** A minimum over the free parameters. */
export interface ProfileMinimum {
  /** The free parameters. */
  readonly x: Float64Array;
  /** The criterion there and its derivatives. */
  readonly value: ProfileValue;
  /** Whether Newton's step became negligible at a point without a direction of descent. */
  readonly converged: boolean;
}

/**
 * Newton's method with exact derivatives, eigenvalues taken by their size, and steps that are halved until the criterion falls. Where the
 * gradient vanishes at a saddle (a variance that is 0 and wants to grow) it leaves along the direction of negative curvature.
 *
 * @param evaluate Criterion, gradient and Hessian at x; the leading x.length directions are used.
 * @param start Where to begin.
 */
export function minimiseProfile(evaluate: (x: Float64Array) => ProfileValue, start: Float64Array): ProfileMinimum {
  const d = start.length;
  let x = start;
  let value = evaluate(x);
  if (d === 0) return { x, value, converged: Number.isFinite(value.objective) };
  for (let iteration = 0; iteration < 100; iteration++) {
    const { step, decrement, escape } = newton(value, d);
    if (decrement < 1e-13 * Math.max(1, Math.abs(value.objective) * 1e-3)) {
      if (escape === null) return { x, value, converged: true };
      const left = search(evaluate, x, escape, value.objective - 1e-9);
      if (left === null) return { x, value, converged: true };
      ({ x, value } = left);
      continue;
    }
    const next = search(evaluate, x, step, value.objective);
    // Nothing lower along the step: the criterion is at its rounding.
    if (next === null) return { x, value, converged: decrement < 1e-8 };
    ({ x, value } = next);
  }
  return { x, value, converged: false };
}

/** The first of x + step, x + step/2, … whose criterion is below `bound`. */
function search(evaluate: (x: Float64Array) => ProfileValue, x: Float64Array, step: Float64Array, bound: number): { x: Float64Array; value: ProfileValue } | null {
  for (let scale = 1; scale > 1e-6; scale /= 2) {
    const trial = x.map((at, i) => at + scale * step[i]);
    const value = evaluate(trial);
    if (value.objective <= bound) return { x: trial, value };
  }
  return null;
}

/** The step, the fall it promises, and a direction of negative curvature if there is one. */
function newton({ gradient, hessian }: ProfileValue, d: number): { step: Float64Array; decrement: number; escape: Float64Array | null } {
  const size = gradient.length;
  const scale = Float64Array.from({ length: d }, (_, i) => 1 / Math.sqrt(Math.abs(hessian[i * size + i]) || 1));
  const scaled = new Float64Array(d * d);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) scaled[i * d + j] = scale[i] * hessian[i * size + j] * scale[j];
  const { values, vectors } = symmetricEigen(scaled, d);
  const largest = Math.max(...values.map(Math.abs));
  const step = new Float64Array(d);
  let decrement = 0;
  let worst = -1;
  for (let e = 0; e < d; e++) {
    let along = 0;
    for (let i = 0; i < d; i++) along += vectors[e * d + i] * scale[i] * gradient[i];
    const curvature = Math.max(Math.abs(values[e]), 1e-9 * largest);
    decrement += (along * along) / curvature;
    for (let i = 0; i < d; i++) step[i] -= (scale[i] * vectors[e * d + i] * along) / curvature;
    if (values[e] < -1e-6 * largest && (worst < 0 || values[e] < values[worst])) worst = e;
  }
  const escape = worst < 0 ? null : Float64Array.from({ length: d }, (_, i) => scale[i] * vectors[worst * d + i]);
  return { step, decrement, escape };
}
