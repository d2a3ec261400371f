import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";
import { exp } from "../../numeric/special/exp.ts";
import type { CovarianceFactors } from "./applyLambda.ts";
import { covarianceDerivatives, type Direction, freeDirections } from "./covarianceDerivatives.ts";
import type { CrossProducts } from "./crossProducts.ts";
import { covarianceOf } from "./lowerTrapezoid.ts";
import { newtonStep } from "./newtonStep.ts";
import { evaluate, partsAt, type Point, type Search } from "./search.ts";
import { traceInformation } from "./traceInformation.ts";

/** Newton steps at most at one set of ranks. */
const ITERATIONS = 200;

/** Where effects are correlated, exact second derivatives are used once a step was no larger than this, */
const EXACT_FROM = 1;

/** if they take about as many multiplications at most. */
const EXACT_WORK = 3e7;

/** Slopes and curvatures up to this per row are rounding. */
const FLAT = 1e-14;

/** Steps below this, relative to the factors, end the search. */
const STEP_TOLERANCE = 2e-11;

/**
 * Newton's method at fixed ranks.
 *
 * @param search The search.
 * @param start Where it starts.
 * @param ranks Rank of every block.
 * @param floors Per block the smallest eigenvalue of G below which a lower rank should be tried.
 * @returns Where it ended, and the block that should lose rank, −1 if none.
 */
export function descend(search: Search, start: Point, ranks: Int32Array, floors: Float64Array): { point: Point; drop: number } {
  const { cross, method } = search;
  const directions = freeDirections(cross, ranks);
  const count = directions.length;
  let point = start;
  if (count === 0) return { point, drop: -1 };
  const correction = new Float64Array(count * count);
  let previous: { gradient: Float64Array; step: Float64Array } | null = null;
  let last = Infinity;
  let stalls = 0;
  const exact = count > cross.blocks.length && cross.q * (cross.q2 + cross.p) * (cross.q2 + cross.p) < EXACT_WORK;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { gradient, information, quadratic } = covarianceDerivatives(cross, point.factorisation, partsAt(search, point), point.solution, method, directions);
    // Far away average information is the safer guide.
    if (exact && last <= EXACT_FROM) {
      const traces = traceInformation(cross, point.factorisation, method, directions);
      for (let i = 0; i < traces.length; i++) information[i] += quadratic[i] - traces[i];
      correction.fill(0);
    } else if (previous !== null) addSecant(correction, information, previous.gradient, gradient, previous.step);
    let { step, positive } = newtonStep(information.map((value, i) => value + correction[i]), gradient, FLAT * cross.n);
    if (!positive) {
      correction.fill(0);
      ({ step, positive } = newtonStep(information, gradient, FLAT * cross.n));
    }
    const drop = blockAtEdge(search, point, ranks, floors, directions, gradient, step);
    if (drop >= 0) return { point, drop };
    const size = relativeSize(step, point.factors, cross, directions);
    // Steps that no longer shrink have met rounding.
    if (size < 1e-6 && size >= 0.5 * last) stalls++;
    if (size < (exact ? 0.05 : 1) * STEP_TOLERANCE || stalls === 3) break;
    last = size;
    const next = lineSearch(search, point, directions, gradient, clamp(step, gradient, point.factors, cross, directions));
    if (next === null) break;
    previous = { gradient, step: next.step };
    search.spare = point.factorisation;
    point = next.point;
  }
  return { point, drop: -1 };
}

/** Backtracks until the criterion falls enough; null if it cannot. */
function lineSearch(search: Search, point: Point, directions: readonly Direction[], gradient: Float64Array, full: Float64Array): { point: Point; step: Float64Array } | null {
  const { cross } = search;
  let slope = 0;
  for (let i = 0; i < full.length; i++) slope += gradient[i] * full[i];
  if (!(slope < 0)) return null;
  // What rounding may add to the criterion; close to the minimum the gradient knows better.
  const noise = slope > -1e-7 ? 1e-8 : 8 * Number.EPSILON * (Math.abs(point.objective) + cross.n);
  for (let share = 1; share > 1e-9; ) {
    const step = full.map((value) => value * share);
    const trial = evaluate(search, moveFactors(point.factors, cross, directions, step));
    if (trial.objective <= point.objective + 1e-4 * share * slope + noise) return { point: trial, step };
    search.spare = trial.factorisation;
    const fall = (-slope * share) / (2 * (trial.objective - point.objective - slope * share));
    share *= Number.isFinite(trial.objective) ? Math.min(0.5, Math.max(0.1, fall)) : 0.25;
  }
  return null;
}

/** Factors after a step. */
function moveFactors(factors: CovarianceFactors, { blocks }: CrossProducts, directions: readonly Direction[], step: Float64Array): CovarianceFactors {
  const moves = blocks.map(({ k }) => new Float64Array(k * k));
  const whitened = new Uint8Array(blocks.length);
  directions.forEach((direction, i) => {
    moves[direction.block][direction.row * blocks[direction.block].k + direction.column] = step[i];
    whitened[direction.block] = direction.whitened ? 1 : 0;
  });
  return factors.map((T, t) => {
    const { k } = blocks[t];
    const move = moves[t];
    if (whitened[t] === 0) return T.map((value, i) => value + move[i]);
    for (let a = 0; a < k; a++) move[a * k + a] = exp(move[a * k + a]);
    const out = new Float64Array(k * k);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) for (let c = b; c <= a; c++) out[a * k + b] += T[a * k + c] * move[c * k + b];
    }
    return out;
  });
}

/** SR1: makes (information + correction)·step equal the change of the gradient. */
function addSecant(correction: Float64Array, information: Float64Array, before: Float64Array, after: Float64Array, step: Float64Array): void {
  const n = step.length;
  const rest = new Float64Array(n);
  let product = 0;
  let restSquares = 0;
  let stepSquares = 0;
  for (let i = 0; i < n; i++) {
    rest[i] = after[i] - before[i];
    for (let j = 0; j < n; j++) rest[i] -= (information[i * n + j] + correction[i * n + j]) * step[j];
    product += rest[i] * step[i];
    restSquares += rest[i] * rest[i];
    stepSquares += step[i] * step[i];
  }
  if (!(Math.abs(product) > 1e-8 * Math.sqrt(restSquares * stepSquares))) return;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) correction[i * n + j] += (rest[i] * rest[j]) / product;
}

/** The first block whose rank should fall: a scalar variance on its way to 0, or a covariance matrix nearly singular. */
function blockAtEdge(
  { cross }: Search,
  { factors }: Point,
  ranks: Int32Array,
  floors: Float64Array,
  directions: readonly Direction[],
  gradient: Float64Array,
  step: Float64Array,
): number {
  for (let t = 0; t < cross.blocks.length; t++) {
    const { k, levels } = cross.blocks[t];
    if (ranks[t] < k) continue;
    if (k > 1) {
      const lowest = lowestEigenvalue(factors[t], k);
      if (lowest < floors[t] && lowest * cross.n < levels) {
        const ahead = lowestEigenvalue(moveFactors(factors, cross, directions, clamp(step, gradient, factors, cross, directions))[t], k);
        if (ahead < 0.7 * lowest) return t;
      }
      continue;
    }
    const variance = factors[t][0] * factors[t][0];
    const i = directions.findIndex(({ block }) => block === t);
    if (variance < floors[t] && variance * cross.n < levels && gradient[i] > 0 && step[i] < -0.2) return t;
  }
  return -1;
}

function lowestEigenvalue(factor: Float64Array, k: number): number {
  return symmetricEigen(covarianceOf(factor, k), k).values[0];
}

/** Largest step relative to what it moves. */
function relativeSize(step: Float64Array, factors: CovarianceFactors, { blocks }: CrossProducts, directions: readonly Direction[]): number {
  let size = 0;
  for (let i = 0; i < step.length; i++) size = Math.max(size, Math.abs(step[i]) / unitOf(factors, blocks[directions[i].block].k, directions[i]));
  return size;
}

/** Keeps every entry of a step within its unit; all together, if entry by entry it would not go down. */
function clamp(step: Float64Array, gradient: Float64Array, factors: CovarianceFactors, { blocks }: CrossProducts, directions: readonly Direction[]): Float64Array {
  const out = new Float64Array(step.length);
  let slope = 0;
  let full = 0;
  let share = 1;
  for (let i = 0; i < step.length; i++) {
    const unit = unitOf(factors, blocks[directions[i].block].k, directions[i]);
    out[i] = Math.min(unit, Math.max(-unit, step[i]));
    slope += out[i] * gradient[i];
    full += step[i] * gradient[i];
    share = Math.min(share, unit / Math.abs(step[i]));
  }
  return slope < 0.1 * share * full ? out : step.map((value) => value * share);
}

/** What a step along a direction is measured by: what it takes to move an entry of T by the largest one; 1 for a diagonal's factor. */
function unitOf(factors: CovarianceFactors, k: number, { block, row, column, whitened }: Direction): number {
  if (whitened && row === column) return 1;
  const T = factors[block];
  let size = 0;
  for (let i = 0; i < k * k; i++) size = Math.max(size, Math.abs(T[i]));
  return whitened ? Math.max(1, size / Math.abs(T[row * k + row])) : Math.max(size, 0.01);
}
