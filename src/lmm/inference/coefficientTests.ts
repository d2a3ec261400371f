import type { Matrix } from "../../numeric/matrix.ts";
import { studentTQuantile, studentTUpperTail } from "../../numeric/special/index.ts";
import { contrastInFrame, covarianceFromFrame } from "./coefficientFrame.ts";
import { singleTest, testBasis } from "./jointTest.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import type { DfMethod, FixedEffect } from "../mixedModelFit.ts";
import type { MixedModelState } from "../mixedModelState.ts";

/** Coefficients, their tests and covariances. */
export interface CoefficientTests {
  /** One test per column of X. */
  readonly fixedEffects: FixedEffect[];
  /** σ̂²(X′H⁻¹X)⁻¹, shape [p, p]. */
  readonly covariance: Matrix;
  /** Kenward and Roger's adjusted covariance, else the same matrix. */
  readonly adjustedCovariance: Matrix;
}

/**
 * Tests of single coefficients: z, t with Satterthwaite's degrees of freedom, or t with Kenward and Roger's covariance and degrees of freedom.
 *
 * @throws {RangeError} If Kenward and Roger are asked for a fit by ML, for which their expansion is not defined.
 */
export function coefficientTests(state: MixedModelState, design: MixedDesign, method: DfMethod, reml: boolean, level: number): CoefficientTests {
  if (method === "kenward-roger" && !reml) {
    throw new RangeError('Cannot test coefficients: df "kenward-roger" needs method "REML", got "ML" (df "satterthwaite" and "z" work for both)');
  }
  const basis = testBasis(state, method, reml);
  const { frame, kr } = basis;
  const { p } = frame;
  const plain: Matrix = { data: covarianceFromFrame(frame, frame.phi), shape: [p, p] };
  const adjusted: Matrix = kr === null ? plain : { data: covarianceFromFrame(frame, kr.adjusted), shape: [p, p] };
  const unit = new Float64Array(p);
  const fixedEffects = design.coefficientNames.map((name, j): FixedEffect => {
    unit.fill(0);
    unit[j] = 1;
    const { variance, df } = singleTest(basis, contrastInFrame(frame, unit));
    return { name, ...studentTest(frame.beta[j], Math.sqrt(frame.sigma2 * variance), df, level) };
  });
  return { fixedEffects, covariance: plain, adjustedCovariance: adjusted };
}

/** Two-sided t test and interval of an estimate. */
export function studentTest(estimate: number, standardError: number, df: number, level: number): Omit<FixedEffect, "name"> {
  const statistic = estimate / standardError;
  const half = studentTQuantile((1 + level) / 2, df) * standardError;
  return {
    estimate,
    standardError,
    df,
    statistic,
    pValue: 2 * studentTUpperTail(Math.abs(statistic), df),
    confidenceInterval: { low: estimate - half, high: estimate + half, level },
  };
}
