import { exp, ln } from "../../numeric/special/index.ts";
import type { CrossProducts } from "../engine/crossProducts.ts";
import { lowerTrapezoid } from "../engine/lowerTrapezoid.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import { profileCriterion, type ProfileDirection, type ProfileValue } from "./profileCriterion.ts";
import type { ResponseProducts } from "../engine/responseProducts.ts";

/** A parameter that can be profiled. */
export interface ProfileTarget {
  readonly parameter: string;
  readonly kind: "deviation" | "correlation" | "sigma" | "coefficient";
  /** Term and effects, or the coefficient's index. */
  readonly term: number;
  readonly effect: number;
  readonly other: number;
}

/** The model at the maximum of the likelihood that is profiled. */
export interface ProfiledModel {
  readonly cross: CrossProducts;
  readonly response: ResponseProducts;
  readonly method: MixedModelMethod;
  /** T per block on the scale of the response, for the scaled columns. */
  readonly factors: readonly Float64Array[];
  readonly logSigma: number;
  readonly beta: Float64Array;
  /** Contrasts of the coefficients in the frame of Q, and least squares' values of them. */
  readonly contrasts: readonly { readonly l: Float64Array; readonly offset: number }[];
}

/** A profile: how the model looks with the target at a value, as a function of the free parameters, the target's direction last. */
export interface ProfilePath {
  readonly estimate: number;
  /** Ends of the parameter's range. */
  readonly low: number;
  readonly high: number;
  /** Free parameters at the estimate. */
  readonly start: Float64Array;
  /** The criterion at a value; the last direction is the target's, where it has one. */
  readonly evaluate: (target: number, x: Float64Array) => ProfileValue;
  /** Slope of the criterion along the target at a minimum. */
  readonly slope: (value: ProfileValue) => number;
}

/** The profile of one parameter; null for a correlation of effects one of which does not vary. */
export function profilePath(model: ProfiledModel, target: ProfileTarget): ProfilePath | null {
  if (target.kind === "sigma") return sigmaProfile(model);
  if (target.kind === "coefficient") return coefficientProfile(model, target.effect);
  return target.kind === "deviation" ? deviationProfile(model, target) : correlationProfile(model, target);
}

/** Every lower triangular element of T in an order of the effects, per block. */
function elementsOf(model: ProfiledModel, block: number, order: readonly number[]): ProfileDirection[] {
  const { k } = model.cross.blocks[block];
  const out: ProfileDirection[] = [];
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      const change = new Float64Array(k * k);
      change[order[i] * k + j] = 1;
      out.push({ block, change });
    }
  }
  return out;
}

function naturalOrder(k: number): number[] {
  return Array.from({ length: k }, (_, i) => i);
}

/** T of a block with the effects in another order made lower triangular. */
function reordered(model: ProfiledModel, block: number, order: readonly number[]): Float64Array {
  const { k } = model.cross.blocks[block];
  const rows = new Float64Array(k * k);
  order.forEach((from, to) => rows.set(model.factors[block].subarray(from * k, (from + 1) * k), to * k));
  const lower = lowerTrapezoid(rows, k, k);
  const out = new Float64Array(k * k);
  order.forEach((to, from) => out.set(lower.subarray(from * k, (from + 1) * k), to * k));
  return out;
}

const LOG_SIGMA: ProfileDirection = { block: -1, change: new Float64Array(0) };

/** T of all blocks after free parameters have been put at x: sums of x times the directions on a base of what is fixed. */
function place(model: ProfiledModel, directions: readonly ProfileDirection[], x: Float64Array, base: readonly Float64Array[]): { factors: Float64Array[]; logSigma: number } {
  const factors = base.map((factor) => Float64Array.from(factor));
  let { logSigma } = model;
  for (let r = 0; r < x.length; r++) {
    const { block, change } = directions[r];
    if (block < 0) logSigma = x[r];
    else for (let i = 0; i < change.length; i++) factors[block][i] += x[r] * change[i];
  }
  return { factors, logSigma };
}

/** Values of T along its directions; ln σ for its own. */
function valuesOf(factors: readonly Float64Array[], logSigma: number, directions: readonly ProfileDirection[]): Float64Array {
  return Float64Array.from(directions, ({ block, change }) => {
    if (block < 0) return logSigma;
    return factors[block][change.indexOf(1)];
  });
}

function zeros(model: ProfiledModel): Float64Array[] {
  return model.cross.blocks.map(({ k }) => new Float64Array(k * k));
}

function allElements(model: ProfiledModel): ProfileDirection[] {
  return model.cross.blocks.flatMap(({ k }, block) => elementsOf(model, block, naturalOrder(k)));
}

function sigmaProfile(model: ProfiledModel): ProfilePath {
  const free = allElements(model);
  const directions = [...free, LOG_SIGMA];
  const base = zeros(model);
  return {
    // On the scale of ln σ; what comes out is σ.
    ...inLogarithms({
      estimate: model.logSigma,
      low: -Infinity,
      high: Infinity,
      start: valuesOf(model.factors, 0, free),
      evaluate: (target, x) => {
        const { factors } = place(model, free, x, base);
        return profileCriterion(model.cross, model.response, model.method, { factors, logSigma: target, held: null }, directions);
      },
      slope: lastSlope,
    }),
  };
}

/** A profile in ln of a parameter as one in the parameter. */
function inLogarithms(profile: ProfilePath): ProfilePath {
  return {
    ...profile,
    estimate: exp(profile.estimate),
    low: -Infinity,
    evaluate: (target, x) => {
      if (!(target > 0)) return { objective: Infinity, gradient: new Float64Array(x.length + 1), hessian: new Float64Array((x.length + 1) * (x.length + 1)), heldSlope: 0 };
      const value = profile.evaluate(ln(target), x);
      const size = x.length + 1;
      const gradient = Float64Array.from(value.gradient);
      const hessian = Float64Array.from(value.hessian);
      hessian[size * size - 1] = (hessian[size * size - 1] - gradient[size - 1]) / (target * target);
      gradient[size - 1] /= target;
      return { ...value, gradient, hessian };
    },
  };
}

function lastSlope({ gradient }: ProfileValue): number {
  return gradient[gradient.length - 1];
}

function coefficientProfile(model: ProfiledModel, j: number): ProfilePath {
  const free = [...allElements(model), LOG_SIGMA];
  const base = zeros(model);
  const { l, offset } = model.contrasts[j];
  const squares = l.reduce((sum, value) => sum + value * value, 0);
  return {
    estimate: model.beta[j],
    low: -Infinity,
    high: Infinity,
    start: valuesOf(model.factors, model.logSigma, free),
    evaluate: (target, x) => {
      const { factors, logSigma } = place(model, free, x, base);
      const value = profileCriterion(model.cross, model.response, model.method, { factors, logSigma, held: { l, value: target - offset } }, free);
      // A last direction for the first step only: least squares' curvature, 2/(σ²l′l), is larger than the profile's.
      const size = free.length + 1;
      const gradient = new Float64Array(size);
      gradient.set(value.gradient);
      const hessian = new Float64Array(size * size);
      for (let r = 0; r < free.length; r++) for (let s = 0; s < free.length; s++) hessian[r * size + s] = value.hessian[r * free.length + s];
      hessian[size * size - 1] = 2 / (exp(2 * logSigma) * squares);
      return { ...value, gradient, hessian };
    },
    slope: ({ heldSlope }) => heldSlope,
  };
}

function deviationProfile(model: ProfiledModel, { term, effect }: ProfileTarget): ProfilePath {
  const block = model.cross.blocks.findIndex((candidate) => candidate.term === term);
  const { k, transform } = model.cross.blocks[block];
  const scale = 1 / transform[effect * k + effect];
  const order = [effect, ...naturalOrder(k).filter((other) => other !== effect)];
  const [own, ...others] = elementsOf(model, block, order);
  const rest = model.cross.blocks.flatMap((other, b) => (b === block ? [] : elementsOf(model, b, naturalOrder(other.k))));
  const free = [...others, ...rest, LOG_SIGMA];
  const target: ProfileDirection = { block, change: own.change.map((value) => value * scale) };
  const factors = model.factors.map((factor, b) => (b === block ? reordered(model, block, order) : factor));
  const directions = [...free, target];
  return {
    estimate: Math.abs(factors[block][effect * k]) / scale,
    low: 0,
    high: Infinity,
    start: valuesOf(factors, model.logSigma, free),
    evaluate: (value, x) => {
      const base = zeros(model);
      base[block][effect * k] = value * scale;
      return profileCriterion(model.cross, model.response, model.method, { ...place(model, free, x, base), held: null }, directions);
    },
    slope: lastSlope,
  };
}

/** Effects a and b first: row b of T is s(ρ, √(1 − ρ²)), s free. */
function correlationProfile(model: ProfiledModel, { term, effect: a, other: b }: ProfileTarget): ProfilePath | null {
  const block = model.cross.blocks.findIndex((candidate) => candidate.term === term);
  const { k } = model.cross.blocks[block];
  const order = [a, b, ...naturalOrder(k).filter((other) => other !== a && other !== b)];
  const elements = elementsOf(model, block, order);
  const rest = model.cross.blocks.flatMap((other, at) => (at === block ? [] : elementsOf(model, at, naturalOrder(other.k))));
  // Elements 1 and 2 of the block are row b; one free size takes their place.
  const fixed = [elements[0], ...elements.slice(3), ...rest, LOG_SIGMA];
  const factors = model.factors.map((factor, at) => (at === block ? reordered(model, block, order) : factor));
  const x = factors[block][b * k];
  const y = factors[block][b * k + 1];
  const size = Math.sqrt(x * x + y * y);
  if (size === 0 || factors[block][a * k] === 0) return null;
  const row = (first: number, second: number): ProfileDirection => {
    const change = new Float64Array(k * k);
    change[b * k] = first;
    change[b * k + 1] = second;
    return { block, change };
  };
  const start = Float64Array.of(size, ...valuesOf(factors, model.logSigma, fixed));
  return {
    estimate: x / size,
    low: -1,
    high: 1,
    start,
    evaluate: (rho, free) => {
      const root = Math.sqrt(Math.max(0, (1 - rho) * (1 + rho)));
      const directions = [row(rho, root), ...fixed];
      const point = { ...place(model, directions, free, zeros(model)), held: null };
      const target = row(free[0], root === 0 ? 0 : (-free[0] * rho) / root);
      return profileCriterion(model.cross, model.response, model.method, point, [...directions, target]);
    },
    slope: lastSlope,
  };
}
