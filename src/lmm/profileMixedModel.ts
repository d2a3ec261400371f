import { checkChoice, checkLevel, checkOptions, show } from "../numeric/check.ts";
import { checkFit } from "./checkFit.ts";
import { ln, normalQuantile } from "../numeric/special/index.ts";
import { coefficientFrame, contrastInFrame } from "./inference/coefficientFrame.ts";
import { fitDesign, stateOf } from "./fitDesign.ts";
import { minimiseProfile } from "./inference/minimiseProfile.ts";
import type { MixedModelFit, MixedModelMethod } from "./mixedModelFit.ts";
import { profileEnd } from "./inference/profileEnd.ts";
import { type ProfiledModel, profilePath, type ProfileTarget } from "./inference/profilePath.ts";

/** Options of {@linkcode profileMixedModel}. */
export interface ProfileMixedModelOptions {
  /** Names of parameters; all unless given. */
  readonly parameters?: readonly string[];
  /** Coverage, in (0, 1); default 0.95. */
  readonly level?: number;
  /** Likelihood that is profiled: `"ML"` (default, as in lme4, for any fit) or `"REML"`, for variance parameters only. */
  readonly method?: MixedModelMethod;
}

/** Result of {@linkcode profileMixedModel}. */
export interface MixedModelProfile {
  /** Which likelihood was profiled. */
  readonly method: string;
  /** One interval per parameter. */
  readonly intervals: readonly ProfileInterval[];
}

/** Profile likelihood interval of one parameter. */
export interface ProfileInterval {
  /** Its name as lme4 writes it: `sd_(Intercept)|g`, `cor_x.(Intercept)|g`, `sigma`, or a coefficient's name. */
  readonly parameter: string;
  /** Its value at the maximum of the profiled likelihood. */
  readonly estimate: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Nominal coverage. */
  readonly level: number;
}

const action = "profile a mixed model";

/**
 * Profile likelihood intervals of standard deviations, correlations, σ and coefficients.
 *
 * An interval holds the values at which the criterion, minimised over all other parameters, exceeds its minimum by at most the χ²(1) quantile.
 * Its ends are roots found with exact derivatives, each minimisation starting where the last one ended; a standard deviation's interval ends at
 * 0 and a correlation's at ±1 where the criterion stays below the bound up to there. Intervals of standard deviations that begin at 0 have more
 * than their nominal coverage. The ML deviance is profiled as in lme4; with `"REML"` the intervals of variance parameters belong to the REML
 * estimates, which are better centred where there are few groups.
 *
 * @param fit A fitted model; it is fitted again where the criterion differs.
 * @param options Parameters, level, likelihood.
 * @returns One interval per parameter; ends are NaN where no root was found, where the criterion is met below the fit's own
 * (the fit is at a local minimum), and for a correlation with a standard deviation of 0.
 * @throws {RangeError} If a parameter is unknown, or a coefficient is to be profiled by REML.
 * @see Bates, Mächler, Bolker & Walker 2015, Journal of Statistical Software 67(1), section 5.1; Venzon & Moolgavkar 1988, Applied Statistics 37, 87–94.
 * @example
 * ```ts
 * import { fitMixedModel, profileMixedModel } from "@divlab/core/lmm";
 * const yields = [1545, 1440, 1440, 1520, 1580, 1540, 1555, 1490, 1560, 1495, 1595, 1550, 1605, 1510, 1560,
 *   1445, 1440, 1595, 1465, 1545, 1595, 1630, 1515, 1635, 1625, 1520, 1455, 1450, 1480, 1445];
 * const batch = yields.map((_, i) => "ABCDEF"[Math.floor(i / 5)]);
 * const { intervals } = profileMixedModel(fitMixedModel("yields ~ 1 + (1 | batch)", { yields, batch }));
 * intervals[0].parameter; // => "sd_(Intercept)|batch"
 * intervals[0].low; // => 12.1965
 * intervals[0].high; // => 84.063
 * ```
 */
export function profileMixedModel(fit: MixedModelFit, options: ProfileMixedModelOptions = {}): MixedModelProfile {
  checkFit(action, fit);
  checkOptions(action, options, ["parameters", "level", "method"]);
  const { level = 0.95, method = "ML" } = options;
  checkLevel(action, level);
  checkChoice(action, "method", method, ["ML", "REML"]);
  const known = targetsOf(fit);
  const names = options.parameters ?? known.filter(({ kind }) => method === "ML" || kind !== "coefficient").map(({ parameter }) => parameter);
  if (!Array.isArray(names)) throw new TypeError(`Cannot ${action}: parameters must be an array of names, got ${show(names)}`);
  const targets = names.map((name: string) => {
    const target = known.find(({ parameter }) => parameter === name);
    if (target === undefined) throw new RangeError(`Cannot ${action}: parameters must be among ${known.map(({ parameter }) => `"${parameter}"`).join(", ")}, got ${show(name)}`);
    if (target.kind === "coefficient" && method === "REML") {
      throw new RangeError(`Cannot ${action}: coefficients must be profiled by method "ML", got "REML" for ${show(name)} (restricted likelihoods of different fixed effects do not compare)`);
    }
    return target;
  });
  const model = profiledModel(fit, method);
  const z = normalQuantile((1 + level) / 2);
  return {
    method: `Profile likelihood intervals, ${method === "ML" ? "ML deviance" : "REML criterion"}`,
    intervals: targets.map((target): ProfileInterval => ({ parameter: target.parameter, ...intervalOf(model, target, z), level })),
  };
}

/** All parameters in lme4's order. */
function targetsOf({ design }: MixedModelFit): ProfileTarget[] {
  const out: ProfileTarget[] = [];
  design.terms.forEach(({ group, effects }, term) => {
    effects.forEach((name, effect) => {
      out.push({ parameter: `sd_${name}|${group}`, kind: "deviation", term, effect, other: -1 });
      for (let other = effect + 1; other < effects.length; other++) {
        out.push({ parameter: `cor_${effects[other]}.${name}|${group}`, kind: "correlation", term, effect, other });
      }
    });
  });
  out.push({ parameter: "sigma", kind: "sigma", term: -1, effect: -1, other: -1 });
  design.coefficientNames.forEach((parameter, effect) => out.push({ parameter, kind: "coefficient", term: -1, effect, other: -1 }));
  return out;
}

function profiledModel(fit: MixedModelFit, method: MixedModelMethod): ProfiledModel {
  const same = fit.reml === (method === "REML") ? fit : fitDesign(fit.design, { method, df: "z" });
  const { cross, response, factorisation, solution } = stateOf(same, false);
  const frame = coefficientFrame({ cross, response, factorisation, solution }, same.reml);
  const contrasts = Array.from({ length: frame.p }, (_, j) => {
    const unit = new Float64Array(frame.p);
    unit[j] = 1;
    const l = contrastInFrame(frame, unit);
    let offset = 0;
    for (let c = 0; c < frame.p; c++) offset += l[c] * response.qty[c];
    return { l, offset };
  });
  const factors = factorisation.factors.map((factor) => factor.map((value) => value * same.sigma));
  return { cross, response, method, factors, logSigma: ln(same.sigma), beta: frame.beta, contrasts };
}

function intervalOf(model: ProfiledModel, target: ProfileTarget, z: number): { estimate: number; low: number; high: number } {
  const profile = profilePath(model, target);
  if (profile === null) return { estimate: NaN, low: NaN, high: NaN };
  const { estimate } = profile;
  const best = minimiseProfile((x) => profile.evaluate(estimate, x), profile.start);
  return { estimate, low: profileEnd(profile, best, z, -1), high: profileEnd(profile, best, z, 1) };
}
