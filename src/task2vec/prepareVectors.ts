import { unitFactors } from "../distance/unitRows.ts";
import { NumericalError } from "../numeric/errors.ts";
import type { FisherDistance } from "./checkFisherOptions.ts";
import { copyVector, type Tensor } from "./tensor.ts";

/** The vectors of one batch as the loops of {@linkcode pairDistance} expect them. */
export interface PreparedVectors {
  /** One vector a row, shape [solvers, d]. */
  readonly rows: Float64Array;
  /** What each vector was multiplied by; 0 where only directions count and it has none: at distance 1 from all others. Shape [solvers]. */
  readonly factors: Float64Array;
}

/**
 * Copies the vectors of one batch, checks them and turns them into what the distance compares: vectors of length 1 (of the entries, of
 * variances, of variances less their mean), entries plus ε, or the entries themselves.
 *
 * @param action What the caller does, for messages.
 * @param tensor The vectors.
 * @param batch Which batch.
 * @param rule The distance.
 * @param scale Numerators of the variances; 1 unless given.
 * @param rows Room for the result, shape [solvers, d]; overwritten.
 * @returns The rows.
 * @throws {RangeError} If an entry is negative or not finite, or 0 where its inverse is needed, or a vector has no direction.
 * @throws {NumericalError} `non-finite` if a variance overflows.
 */
export function prepareVectors(action: string, tensor: Tensor, batch: number, rule: FisherDistance, scale: Tensor | undefined, rows: Float64Array): PreparedVectors {
  const { d, where } = tensor;
  const m = tensor.solvers.length;
  for (let i = 0; i < m; i++) {
    copyVector(tensor, i, batch, rows, i * d);
    const wrong = findWrong(rows, i * d, d);
    if (wrong < d) {
      throw new RangeError(`Cannot ${action}: Fisher information must be finite and ≥ 0, got ${rows[i * d + wrong]} at ${where(i, batch)}, entry ${wrong}`);
    }
  }
  switch (rule.distance) {
    case "cosine":
      return scaleToUnit(action, tensor, batch, rule, rows);
    case "task2vecCosine":
      return { rows, factors: checkDirections(action, tensor, batch, rule, nonZeros(rows, m, d)) };
    case "entropy":
      return { rows, factors: new Float64Array(m).fill(1) };
    case "normalizedCosine":
    case "correlation":
      addEpsilon(action, tensor, batch, rule, rows);
      invert(action, tensor, batch, scale, rows);
      if (rule.distance === "correlation") centre(rows, m, d);
      return scaleToUnit(action, tensor, batch, rule, rows);
    default:
      addEpsilon(action, tensor, batch, rule, rows);
      return { rows, factors: new Float64Array(m).fill(1) };
  }
}

/** The first of d entries that is negative or not finite; d if there is none. */
function findWrong(rows: Float64Array, from: number, d: number): number {
  for (let j = 0; j < d; j++) {
    const value = rows[from + j];
    if (!(value >= 0 && value < Infinity)) return j;
  }
  return d;
}

function addEpsilon(action: string, { d, where }: Tensor, batch: number, { distance, epsilon }: FisherDistance, rows: Float64Array): void {
  for (let at = 0; at < rows.length; at++) {
    rows[at] += epsilon;
    if (rows[at] === 0) {
      throw new RangeError(
        `Cannot ${action}: Fisher information must be > 0 for distance "${distance}" (option epsilon allows 0), got 0 at ${where(Math.floor(at / d), batch)}, entry ${at % d}`,
      );
    }
  }
}

function invert(action: string, { d, solvers, where }: Tensor, batch: number, scale: Tensor | undefined, rows: Float64Array): void {
  const numerators = new Float64Array(d).fill(1);
  for (let i = 0; i < solvers.length; i++) {
    if (scale !== undefined) {
      copyVector(scale, i, batch, numerators, 0);
      const wrong = numerators.findIndex((value) => !(value > 0 && value < Infinity));
      if (wrong >= 0) throw new RangeError(`Cannot ${action}: scale must be finite and > 0, got ${numerators[wrong]} at ${scale.where(i, batch)}, entry ${wrong}`);
    }
    for (let j = 0; j < d; j++) {
      const variance = numerators[j] / rows[i * d + j];
      if (variance === Infinity) throw new NumericalError("non-finite", `Cannot ${action}: the variance overflows at ${where(i, batch)}, entry ${j}`);
      rows[i * d + j] = variance;
    }
  }
}

/** Rows less their means. Differences from the first entry come first, so that a constant row becomes exactly zero. */
function centre(rows: Float64Array, m: number, d: number): void {
  for (let i = 0; i < m; i++) {
    const first = rows[i * d];
    let total = 0;
    for (let at = i * d; at < (i + 1) * d; at++) {
      rows[at] -= first;
      total += rows[at];
    }
    const mean = total / d;
    for (let at = i * d; at < (i + 1) * d; at++) rows[at] -= mean;
  }
}

function scaleToUnit(action: string, tensor: Tensor, batch: number, rule: FisherDistance, rows: Float64Array): PreparedVectors {
  const { d } = tensor;
  const m = tensor.solvers.length;
  const factors = checkDirections(action, tensor, batch, rule, unitFactors(action, { data: rows, shape: [m, d] }, "orthogonal"));
  for (let i = 0; i < m; i++) {
    const factor = factors[i];
    for (let at = i * d; at < (i + 1) * d; at++) rows[at] *= factor;
  }
  return { rows, factors };
}

/** 1 for each row, 0 for one of zeros. */
function nonZeros(rows: Float64Array, m: number, d: number): Float64Array {
  const factors = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    for (let at = i * d; at < (i + 1) * d; at++) if (rows[at] !== 0) factors[i] = 1;
  }
  return factors;
}

function checkDirections(action: string, { where }: Tensor, batch: number, { distance, zeroVector }: FisherDistance, factors: Float64Array): Float64Array {
  const first = factors.indexOf(0);
  if (first >= 0 && zeroVector === "throw") {
    const kind = distance === "correlation" ? "equal variances" : "zeros";
    throw new RangeError(`Cannot ${action}: vectors must have a direction (option zeroVector: "orthogonal" allows others), got ${kind} at ${where(first, batch)}`);
  }
  return factors;
}
