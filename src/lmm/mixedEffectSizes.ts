import { show } from "../numeric/check.ts";
import { checkFit } from "./checkFit.ts";
import { findRoot } from "../numeric/findRoot.ts";
import { exp } from "../numeric/special/index.ts";
import { crossProducts } from "./engine/crossProducts.ts";
import { bilinear, coefficientFrame } from "./inference/coefficientFrame.ts";
import { factorise } from "./engine/factorise.ts";
import { fitDesign } from "./fitDesign.ts";
import { inverseFactor } from "./inference/inverseFactor.ts";
import type { MixedDesign } from "./mixedDesign.ts";
import type { MixedModelFit } from "./mixedModelFit.ts";
import { responseProducts } from "./engine/responseProducts.ts";
import { solve } from "./engine/solve.ts";
import { factorsOf } from "./engine/thetaOf.ts";

/** Result of {@linkcode mixedEffectSizes}. */
export interface MixedEffectSizes {
  /** `"Effect sizes of <name> in a linear mixed model"`. */
  readonly method: string;
  /** The coefficient. */
  readonly name: string;
  /** Standardised coefficient β̂·sd(x)/sd(y). */
  readonly estimate: number;
  /** Its standard error, that of β̂ times sd(x)/sd(y); the deviations are taken as known. */
  readonly standardError: number;
  /** Standard deviation of the column of X, divisor n − 1. */
  readonly predictorDeviation: number;
  /** Standard deviation of the response, divisor n − 1. */
  readonly responseDeviation: number;
  /** Variances explained in the model, and without the column. */
  readonly full: ExplainedVariances;
  /** The same for the model fitted again without the column. */
  readonly reduced: ExplainedVariances;
  /** Local f² from marginal R²: (R²m − R²m without the column)/(1 − R²m). The one to report for a predictor of groups. */
  readonly f2LocalMarginal: number;
  /** Local f² from conditional R². Near 0 or negative for a predictor of groups: the random effects take over what it explained. */
  readonly f2LocalConditional: number;
  /** Selya's local f²: V_A/V_AB − 1 of the residual variances without and with the column, random covariances held. Also near 0 for a predictor of groups. */
  readonly f2LocalSelya: number;
  /** Global f² of all fixed effects: R²m/(1 − R²m). */
  readonly f2GlobalMarginal: number;
  /** Global f² of fixed and random effects: R²c/(1 − R²c). */
  readonly f2GlobalConditional: number;
}

/** Variances of a mixed model and the shares they explain. */
export interface ExplainedVariances {
  /** Variance of Xβ̂ over the rows, divisor n − 1. */
  readonly fixed: number;
  /** Mean over the rows of z′Gz. */
  readonly random: number;
  /** σ̂². */
  readonly residual: number;
  /** R² of the fixed effects, fixed over the sum of the three. */
  readonly r2Marginal: number;
  /** R² of fixed and random effects. */
  readonly r2Conditional: number;
}

const action = "compute effect sizes";

/**
 * Effect sizes of one coefficient: standardised coefficient, R², Cohen's f².
 *
 * The model is fitted once more without the column, by the same criterion. Of the three local f² the marginal one is primary. For a predictor
 * that is constant within a grouping factor (the diversity of an ensemble), the conditional one and Selya's are near 0 whatever the predictor
 * does, since the group's random effect absorbs what it leaves and σ² does not move; the conditional one is often negative.
 *
 * @param fit A fitted model.
 * @param name Name of a coefficient other than the intercept.
 * @returns The effect sizes, each under its own name.
 * @throws {RangeError} If there is no such coefficient, its column is constant, or it is the only one.
 * @see Nakagawa & Schielzeth 2013, Methods in Ecology and Evolution 4, 133–142; Johnson 2014, ibid. 5, 944–946; Selya et al. 2012, Frontiers
 * in Psychology 3, 111.
 * @example
 * ```ts
 * import { fitMixedModel, mixedEffectSizes } from "@divlab/core/lmm";
 * const group = [..."aaaabbbbccccdddd"];
 * const x = group.map((_, i) => i % 4);
 * const y = [4.1, 5.3, 5.8, 7.9, 2.2, 3.1, 4.9, 5.2, 5.9, 6.2, 8.3, 9.1, 3.0, 3.7, 4.4, 6.4];
 * const sizes = mixedEffectSizes(fitMixedModel("y ~ x + (1 | group)", { y, x, group }), "x");
 * sizes.estimate; // => 0.6678
 * sizes.full.r2Marginal; // => 0.3944
 * ```
 */
export function mixedEffectSizes(fit: MixedModelFit, name: string): MixedEffectSizes {
  checkFit(action, fit);
  const { design } = fit;
  const { coefficientNames: names, assign } = design;
  const j = names.indexOf(name);
  if (j < 0 || assign[j] < 0) {
    const known = names.filter((_, i) => assign[i] >= 0);
    throw new RangeError(`Cannot ${action}: name must be a coefficient other than the intercept (${known.map((other) => `"${other}"`).join(", ")}), got ${show(name)}`);
  }
  const [n, p] = design.x.shape;
  if (p === 1) throw new RangeError(`Cannot ${action}: there must be another column of X to fit without \`${name}\`, got none`);
  const predictorDeviation = deviation(n, (i) => design.x.data[i * p + j]);
  if (predictorDeviation === 0) throw new RangeError(`Cannot ${action}: the column of \`${name}\` must vary, got a constant`);
  const responseDeviation = deviation(n, (i) => design.y[i]);
  const without = withoutColumn(design, j);
  const refit = fitDesign(without, { method: fit.reml ? "REML" : "ML", df: "z" });
  const full = explainedVariances(fit);
  const reduced = explainedVariances(refit);
  const ratio = predictorDeviation / responseDeviation;
  const { estimate, standardError } = fit.fixedEffects[j];
  return {
    method: `Effect sizes of ${name} in a linear mixed model`,
    name,
    estimate: estimate * ratio,
    standardError: standardError * ratio,
    predictorDeviation,
    responseDeviation,
    full,
    reduced,
    f2LocalMarginal: (full.r2Marginal - reduced.r2Marginal) / (1 - full.r2Marginal),
    f2LocalConditional: (full.r2Conditional - reduced.r2Conditional) / (1 - full.r2Conditional),
    f2LocalSelya: residualVarianceGiven(without, fit) / full.residual - 1,
    f2GlobalMarginal: full.r2Marginal / (1 - full.r2Marginal),
    f2GlobalConditional: full.r2Conditional / (1 - full.r2Conditional),
  };
}

/** Variances of Xβ̂, of the random effects (Johnson's mean over rows) and of the residuals, with R². */
function explainedVariances(fit: MixedModelFit): ExplainedVariances {
  const { x, terms } = fit.design;
  const [n, p] = x.shape;
  const beta = fit.fixedEffects.map(({ estimate }) => estimate);
  const fixedDeviation = deviation(n, (i) => beta.reduce((sum, value, j) => sum + value * x.data[i * p + j], 0));
  const fixed = fixedDeviation * fixedDeviation;
  let random = 0;
  terms.forEach(({ z }, t) => {
    const { data } = fit.randomCovariances[t].covariance;
    for (let a = 0; a < z.length; a++) {
      for (let b = 0; b < z.length; b++) {
        let products = 0;
        for (let i = 0; i < n; i++) products += z[a][i] * z[b][i];
        random += (data[a * z.length + b] * products) / n;
      }
    }
  });
  const residual = fit.sigma * fit.sigma;
  const total = fixed + random + residual;
  return { fixed, random, residual, r2Marginal: fixed / total, r2Conditional: (fixed + random) / total };
}

/** Standard deviation, divisor n − 1, in two passes. */
function deviation(n: number, value: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += value(i);
  const mean = total / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const difference = value(i) - mean;
    squares += difference * difference;
  }
  return Math.sqrt(squares / (n - 1));
}

/** The design without column j of X. */
function withoutColumn(design: MixedDesign, j: number): MixedDesign {
  const [n, p] = design.x.shape;
  const kept = Array.from({ length: p }, (_, i) => i).filter((i) => i !== j);
  const data = new Float64Array(n * (p - 1));
  for (let i = 0; i < n; i++) kept.forEach((from, to) => (data[i * (p - 1) + to] = design.x.data[i * p + from]));
  return {
    ...design,
    x: { data, shape: [n, p - 1] },
    coefficientNames: kept.map((i) => design.coefficientNames[i]),
    assign: Int32Array.from(kept, (i) => design.assign[i]),
  };
}

/**
 * Residual variance of a design with the random covariances of a fit held on the scale of the response: the root in ln σ² of the derivative
 * of its criterion, σ²·tr(P_V) − σ²·y′P_VP_Vy, by traces of M⁻¹ and the residual sum of squares.
 */
function residualVarianceGiven(design: MixedDesign, fit: MixedModelFit): number {
  const cross = crossProducts(design);
  const response = responseProducts(cross, design, design.y);
  const slope = (logRatio: number): number => {
    const factors = factorsOf(cross, design, fit.theta.map((value) => value / exp(logRatio / 2)));
    const factorisation = factorise(cross, factors);
    const solution = solve(cross, factorisation, response);
    const state = { cross, response, factorisation, solution };
    const { w, diagonal } = inverseFactor(state);
    const { phi, p } = coefficientFrame(state, fit.reml);
    let degrees = fit.reml ? cross.n - cross.p - cross.q : cross.n - cross.q;
    cross.blocks.forEach(({ k, levels }, at) => {
      for (let m = 0; m < levels; m++) for (let a = 0; a < k; a++) degrees += diagonal[at][(m * k + a) * k + a];
    });
    let squares = solution.r2;
    for (let i = 0; i < cross.q; i++) {
      const row = w.subarray(i * p, (i + 1) * p);
      if (fit.reml) degrees += bilinear(row, phi, row);
      squares -= solution.u[i] * solution.u[i];
    }
    return degrees - squares / (fit.sigma * fit.sigma * exp(logRatio));
  };
  let low = -1;
  let high = 1;
  while (slope(low) > 0 && low > -60) low *= 2;
  while (slope(high) < 0 && high < 60) high *= 2;
  return fit.sigma * fit.sigma * exp(findRoot(slope, low, high));
}
