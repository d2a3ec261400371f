import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";
import { fUpperTail } from "../../numeric/special/fDistribution.ts";
import { dot } from "./blockAlgebra.ts";
import { bilinear, type CoefficientFrame, coefficientFrame, contrastInFrame } from "./coefficientFrame.ts";
import { type KenwardRoger, kenwardRoger, kenwardRogerDf } from "./kenwardRoger.ts";
import type { DfMethod } from "../mixedModelFit.ts";
import type { MixedModelState } from "../mixedModelState.ts";
import { type Satterthwaite, satterthwaite, satterthwaiteDf } from "./satterthwaite.ts";

/** A fit's numbers from which contrasts of its coefficients are tested. */
export interface TestBasis {
  /** Frame of the coefficients. */
  readonly frame: CoefficientFrame;
  /** Kenward and Roger's ingredients, where they are asked for. */
  readonly kr: KenwardRoger | null;
  /** Satterthwaite's, where they are. */
  readonly st: Satterthwaite | null;
}

/** F test of several contrasts at once. */
export interface JointTest {
  /** F. */
  readonly statistic: number;
  /** Numerator degrees of freedom: the rank of the contrasts. */
  readonly df: number;
  /** Denominator degrees of freedom. */
  readonly denominatorDf: number;
  /** P(F > statistic). */
  readonly pValue: number;
  /** The factor F was multiplied by (Kenward and Roger's λ; 1 otherwise). */
  readonly scaling: number;
}

/** Prepares the tests of a fit. */
export function testBasis(state: MixedModelState, method: DfMethod, reml: boolean): TestBasis {
  const frame = coefficientFrame(state, reml);
  return {
    frame,
    kr: method === "kenward-roger" ? kenwardRoger(state, frame) : null,
    st: method === "satterthwaite" ? satterthwaite(state, frame, reml) : null,
  };
}

/** Variance over σ² and degrees of freedom of a single contrast given in the frame. */
export function singleTest({ frame, kr, st }: TestBasis, l: Float64Array): { variance: number; df: number } {
  return {
    variance: bilinear(l, kr === null ? frame.phi : kr.adjusted, l),
    df: kr !== null ? kenwardRogerDf(kr, frame, l) : st !== null ? satterthwaiteDf(st, frame, l) : Infinity,
  };
}

/**
 * F test that all rows of L times the coefficients are 0. Rows that depend on others count once.
 *
 * @param basis The fit's numbers.
 * @param rows Contrasts of the coefficients of X.
 * @returns F with its degrees of freedom.
 */
export function jointTest(basis: TestBasis, rows: readonly Float64Array[]): JointTest {
  const { frame, kr, st } = basis;
  const inFrame = rows.map((row) => contrastInFrame(frame, row));
  const { contrasts, values } = orthonormalRows(inFrame, rows.map((row) => dot(row, frame.beta)));
  const q = contrasts.length;
  const wald = (covariance: Float64Array): number => quadraticForm(contrasts, covariance, values) / (frame.sigma2 * q);
  if (q === 1) {
    const { variance, df } = singleTest(basis, contrasts[0]);
    return finish((values[0] * values[0]) / (frame.sigma2 * variance), 1, df, 1);
  }
  if (kr !== null) {
    const { denominatorDf, scaling } = kenwardRogerMoments(kr, frame, contrasts);
    return finish(wald(kr.adjusted) * scaling, q, denominatorDf, scaling);
  }
  if (st !== null) return finish(wald(frame.phi), q, satterthwaiteJointDf(st, frame, inFrame, q), 1);
  return finish(wald(frame.phi), q, Infinity, 1);
}

function finish(statistic: number, df: number, denominatorDf: number, scaling: number): JointTest {
  return { statistic, df, denominatorDf, pValue: fUpperTail(statistic, df, denominatorDf), scaling };
}

/**
 * The rows made orthonormal by Gram and Schmidt, with the values of the same combinations; rows that depend on those before, with a tolerance
 * relative to each row, are left out. F is the same for all rows that span the same space.
 */
function orthonormalRows(rows: readonly Float64Array[], of: readonly number[]): { contrasts: Float64Array[]; values: number[] } {
  const contrasts: Float64Array[] = [];
  const values: number[] = [];
  rows.forEach((row, at) => {
    // Divided by its largest entry first: squares of 1e-200 are 0.
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const rest = row.map((entry) => entry / largest);
    let value = of[at] / largest;
    const before = Math.sqrt(dot(rest, rest));
    for (let pass = 0; pass < 2; pass++) {
      for (const [k, unit] of contrasts.entries()) {
        const along = dot(rest, unit);
        for (let i = 0; i < rest.length; i++) rest[i] -= along * unit[i];
        value -= along * values[k];
      }
    }
    const norm = Math.sqrt(dot(rest, rest));
    if (!(norm > 1e-10 * before)) return;
    contrasts.push(rest.map((entry) => entry / norm));
    values.push(value / norm);
  });
  return { contrasts, values };
}

/** v′(LML′)⁻¹v, by Cholesky's factor. */
function quadraticForm(contrasts: readonly Float64Array[], covariance: Float64Array, values: readonly number[]): number {
  const z = solveFactor(gramFactor(contrasts, covariance), values);
  return dot(z, z);
}

/** Lower Cholesky factor of LML′. */
function gramFactor(contrasts: readonly Float64Array[], covariance: Float64Array): Float64Array {
  const q = contrasts.length;
  const out = new Float64Array(q * q);
  for (let i = 0; i < q; i++) {
    for (let j = 0; j <= i; j++) {
      let total = bilinear(contrasts[i], covariance, contrasts[j]);
      for (let k = 0; k < j; k++) total -= out[i * q + k] * out[j * q + k];
      out[i * q + j] = i === j ? Math.sqrt(total) : total / out[j * q + j];
    }
  }
  return out;
}

function solveFactor(factor: Float64Array, values: ArrayLike<number>): Float64Array {
  const q = values.length;
  const out = Float64Array.from(values);
  for (let i = 0; i < q; i++) {
    for (let k = 0; k < i; k++) out[i] -= factor[i * q + k] * out[k];
    out[i] /= factor[i * q + i];
  }
  return out;
}

/**
 * Denominator degrees of freedom and scale of F from its first two moments, with pbkrtest's guards.
 *
 * @see Kenward & Roger 1997, Biometrics 53, section 3.
 */
function kenwardRogerMoments(kr: KenwardRoger, { phi }: CoefficientFrame, contrasts: readonly Float64Array[]): { denominatorDf: number; scaling: number } {
  const q = contrasts.length;
  const factor = gramFactor(contrasts, phi);
  // Rows ΦL′ in combinations that are uncorrelated with variance 1, so that ΘΦP_rΦ has the traces of small symmetric matrices.
  const p = contrasts[0].length;
  const columns = Array.from({ length: p }, (_, c) => {
    const unit = new Float64Array(p);
    unit[c] = 1;
    return solveFactor(factor, contrasts.map((l) => bilinear(l, phi, unit)));
  });
  const rows = Array.from({ length: q }, (_, i) => Float64Array.from(columns, (column) => column[i]));
  const parts = kr.derivatives.map((matrix) => {
    const out = new Float64Array(q * q);
    for (let i = 0; i < q; i++) for (let j = 0; j < q; j++) out[i * q + j] = bilinear(rows[i], matrix, rows[j]);
    return out;
  });
  const traces = parts.map((part) => {
    let total = 0;
    for (let i = 0; i < q; i++) total += part[i * q + i];
    return total;
  });
  let a1 = 0;
  let a2 = 0;
  for (let r = 0; r < parts.length; r++) {
    for (let s = 0; s < parts.length; s++) {
      const weight = kr.w[r * parts.length + s];
      a1 += weight * traces[r] * traces[s];
      a2 += weight * dot(parts[r], parts[s]);
    }
  }
  const b = (a1 + 6 * a2) / (2 * q);
  const g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2);
  const d = 3 * q + 2 * (1 - g);
  const v0 = 1 + (g / d) * b;
  const v1 = 1 - ((q - g) / d) * b;
  const v2 = 1 - ((q + 2 - g) / d) * b;
  const shrink = 1 - a2 / q;
  const ratio = Math.abs(shrink) < 1e-14 && Math.abs(v1) < 1e-14 ? 1 : shrink / v1;
  const rho = (ratio * ratio * (Math.abs(v0) < 1e-10 ? 0 : v0)) / v2 / q;
  const denominatorDf = 4 + (q + 2) / (q * rho - 1);
  return { denominatorDf, scaling: Math.abs(denominatorDf - 2) < 1e-2 ? 1 : (denominatorDf * shrink) / (denominatorDf - 2) };
}

/**
 * lmerTest's denominator degrees of freedom: Satterthwaite's for each principal component ν of LΦL′, matched to the mean of F by
 * 2E/(E − q) with E = Σ ν/(ν − 2); 2 where some ν ≤ 2.
 */
function satterthwaiteJointDf(st: Satterthwaite, frame: CoefficientFrame, rows: readonly Float64Array[], rank: number): number {
  const count = rows.length;
  const { p } = frame;
  const covariance = new Float64Array(count * count);
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) covariance[i * count + j] = bilinear(rows[i], frame.phi, rows[j]);
  const { vectors } = symmetricEigen(covariance, count);
  const dfs = Array.from({ length: rank }, (_, m) => {
    const combined = new Float64Array(p);
    for (let i = 0; i < count; i++) for (let c = 0; c < p; c++) combined[c] += vectors[(count - 1 - m) * count + i] * rows[i][c];
    return satterthwaiteDf(st, frame, combined);
  });
  if (dfs.every((df, m) => m === 0 || Math.abs(df - dfs[m - 1]) < 1e-8)) return dfs.reduce((sum, df) => sum + df, 0) / rank;
  if (dfs.some((df) => df <= 2)) return 2;
  const e = dfs.reduce((sum, df) => sum + df / (df - 2), 0);
  return (2 * e) / (e - rank);
}
