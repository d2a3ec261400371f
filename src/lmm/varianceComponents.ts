import { dot } from "../numeric/linalg/dot.ts";
import { sum } from "../numeric/sum.ts";
import type { MixedDesign, RandomTerm } from "./mixedDesign.ts";
import type { RandomCovariance, VarianceComponent } from "./mixedModelFit.ts";

/** The variances on the diagonals of the random covariances, and the residual's, with their shares. */
export function varianceComponents(design: MixedDesign, theta: Float64Array, sigma: number): VarianceComponent[] {
  const { y, weights } = design;
  const components = randomCovariances(design, theta, sigma).flatMap(({ group, effects, covariance }, t) =>
    effects.map((effect, a) => {
      const variance = covariance.data[a * effects.length + a];
      return { group, effect, variance, spread: variance * meanSquare(design.terms[t].z[a]) };
    }),
  );
  const residual = sigma * sigma;
  const residualSpread = weights === null ? residual : (residual * sum(weights.map((w) => 1 / w))) / y.length;
  components.push({ group: "residual", effect: "", variance: residual, spread: residualSpread });
  const total = sum(components.map(({ spread }) => spread));
  return components.map(({ group, effect, variance, spread }) => ({ group, effect, variance, standardDeviation: Math.sqrt(variance), share: spread / total }));
}

/** σ²TT′ per random term, and as correlations. */
export function randomCovariances(design: MixedDesign, theta: Float64Array, sigma: number): RandomCovariance[] {
  let offset = 0;
  return design.terms.map((term) => {
    const factor = unpackTheta(term, theta, offset);
    const k = term.effects.length;
    offset += (k * (k + 1)) / 2;
    return { group: term.group, effects: term.effects, ...covarianceOf(factor, k, sigma) };
  });
}

/** T of one term, k × k row-major, from the lower triangle column by column that starts at `offset`. */
function unpackTheta(term: RandomTerm, theta: Float64Array, offset: number): Float64Array {
  const k = term.effects.length;
  const factor = new Float64Array(k * k);
  for (let j = 0, at = offset; j < k; j++) {
    for (let i = j; i < k; i++) factor[i * k + j] = theta[at++];
  }
  return factor;
}

function covarianceOf(factor: Float64Array, k: number, sigma: number): Pick<RandomCovariance, "covariance" | "correlation"> {
  const covariance = new Float64Array(k * k);
  const correlation = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let c = 0; c <= j; c++) dot += factor[i * k + c] * factor[j * k + c];
      covariance[i * k + j] = covariance[j * k + i] = sigma * sigma * dot;
    }
  }
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const scale = Math.sqrt(covariance[i * k + i] * covariance[j * k + j]);
      correlation[i * k + j] = i === j && scale > 0 ? 1 : covariance[i * k + j] / scale;
    }
  }
  return { covariance: { data: covariance, shape: [k, k] }, correlation: { data: correlation, shape: [k, k] } };
}

function meanSquare(values: Float64Array): number {
  return dot(values, 0, values, 0, values.length) / values.length;
}
