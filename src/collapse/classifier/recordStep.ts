import { NumericalError } from "../../numeric/errors.ts";
import { kernels } from "../../kernels/backend.ts";
import { mean } from "../../numeric/moments.ts";
import { normalUpperTail, pow } from "../../numeric/special/index.ts";
import { sum } from "../../numeric/sum.ts";
import { logistic } from "../logistic.ts";
import { meanFailure } from "./meanFailure.ts";
import type { ClassifierRecords } from "./simulateClassifier.ts";
import { softplus } from "./softplus.ts";

/**
 * Writes row r of a simulation: what the weights do to the training examples, the test examples and the population.
 *
 * @param result The simulation, filled in place.
 * @param r Row.
 * @param margins Margins of the training examples, shape [n].
 * @param weights Weights, shape [d].
 * @param test Test examples times their labels, shape [testSize, d].
 */
export function recordStep(result: ClassifierRecords, r: number, margins: Float64Array, weights: Float64Array, test: Float64Array): void {
  const d = weights.length;
  const norm = Math.sqrt(sum(weights.map((weight) => weight * weight)));
  if (!Number.isFinite(norm)) throw new NumericalError("non-finite", `Cannot simulate the classifier: weights must be finite, got norm ${norm} after step ${result.steps[r]}`);
  result.weightNorm[r] = norm;
  result.trainingLoss[r] = mean(margins.map((margin) => softplus(-margin)));
  result.trainingAccuracy[r] = margins.filter((margin) => margin > 0).length / margins.length;
  recordTest(result, r, weights, test);
  recordPopulation(result, r, sum(weights) / Math.sqrt(d), norm * Math.SQRT1_2);
}

function recordTest({ ks, rho, passAtK, bias2, variance, bound }: ClassifierRecords, r: number, weights: Float64Array, test: Float64Array): void {
  const d = weights.length;
  const size = rho.shape[1];
  const margins = new Float64Array(size);
  kernels().addProducts(weights, 0, d, test, 0, d, margins, 0, size, 1, size, d);
  rho.data.set(margins.map(logistic), r * size);
  const errors = margins.map((margin) => logistic(-margin));
  const center = mean(errors);
  bias2[r] = center * center;
  variance[r] = mean(errors.map((error) => (error - center) * (error - center)));
  for (let j = 0; j < ks.length; j++) {
    passAtK.data[r * ks.length + j] = 1 - mean(errors.map((error) => pow(error, ks[j])));
    bound.data[r * ks.length + j] = boundFrom(bias2[r] + variance[r], ks[j]);
  }
}

function recordPopulation(result: ClassifierRecords, r: number, center: number, deviation: number): void {
  const { ks, populationPassAtK, populationBias2, populationVariance, populationBound, populationAccuracy } = result;
  const failure = meanFailure(center, deviation, ks);
  const [error, secondMoment] = meanFailure(center, deviation, [1, 2]);
  populationBias2[r] = error * error;
  populationVariance[r] = Math.max(0, secondMoment - error * error);
  populationAccuracy[r] = deviation === 0 ? 1 / 2 : normalUpperTail(-center / deviation);
  for (let j = 0; j < ks.length; j++) {
    populationPassAtK.data[r * ks.length + j] = 1 - failure[j];
    populationBound.data[r * ks.length + j] = boundFrom(secondMoment, ks[j]);
  }
}

/** Proposition B.1 for E[(1 − ρ)²] = bias² + variance. */
function boundFrom(secondMoment: number, k: number): number {
  return k === 1 ? NaN : 1 - pow(secondMoment, k / 2);
}
