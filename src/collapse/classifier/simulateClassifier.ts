import { checkBetween, checkFinite, checkInteger, checkOptions } from "../../numeric/check.ts";
import { kernels } from "../../kernels/backend.ts";
import { listKs } from "../../passk/listKs.ts";
import { createRng, normal, type Rng, type RngLike } from "../../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../../steps/index.ts";
import { recordTimes } from "../recordTimes.ts";
import type { StepsByK } from "../stepsByK.ts";
import { logistic } from "../logistic.ts";
import { recordStep } from "./recordStep.ts";

/** Options of {@linkcode simulateClassifier}. */
export interface ClassifierOptions {
  /** Seed or generator; initial weights, training and test examples come from its streams `"initial"`, `"training"` and `"test"`. */
  readonly rng: RngLike;
  /** Number of weights d, an integer ≥ 1; 1000 unless given. */
  readonly dimension?: number;
  /** Number of training examples n, an integer ≥ 1; 200 unless given. Up to d they can always be separated. */
  readonly trainingSize?: number;
  /** Number of test examples, an integer ≥ 1; 400 unless given. */
  readonly testSize?: number;
  /** Root mean square norm of the random initial weights, which are N(0, initialNorm²/d) each; ≥ 0, 1 unless given. */
  readonly initialNorm?: number;
  /** Step size η of gradient descent on the mean logistic loss, > 0; 0.1 unless given. */
  readonly learningRate?: number;
  /** Number of steps, an integer ≥ 1; 10,000 unless given. */
  readonly steps?: number;
  /** Steps after which to record, integers from 0 (the initial weights) to `steps`, ascending; 0 and ten per decade unless given. */
  readonly recordAt?: ArrayLike<number>;
  /** The k of pass@k: ascending integers ≥ 1, or the largest for 1 … ks; 1, 2, 4, 8, 16, 32 unless given. */
  readonly ks?: number | ArrayLike<number>;
}

/** Result of {@linkcode simulateClassifier}: what T recorded steps show. What begins with `population` is exact, the rest is of the examples drawn. */
export interface ClassifierSimulation {
  /** What was simulated. */
  readonly method: string;
  /** Steps taken, ascending, shape [T]. */
  readonly steps: Float64Array;
  /** The k of pass@k, ascending, shape [K]. */
  readonly ks: Float64Array;
  /** Euclidean norm of the weights, shape [T]. */
  readonly weightNorm: Float64Array;
  /** Mean logistic loss of the training examples, shape [T]. */
  readonly trainingLoss: Float64Array;
  /** Share of training examples on the right side, shape [T]. */
  readonly trainingAccuracy: Float64Array;
  /** First step after which all training examples are on the right side, of all steps and not only those recorded; Infinity if there is none. */
  readonly separatedAt: number;
  /** Success rate ρ of every test example at every recorded step. */
  readonly rho: { readonly data: Float64Array; readonly shape: readonly [steps: number, examples: number] };
  /** Mean pass@k over the test examples. */
  readonly passAtK: StepsByK;
  /** Squared mean error rate (mean of 1 − ρ)² of the test examples, shape [T]. */
  readonly bias2: Float64Array;
  /** Variance of ρ over the test examples, divisor their number, shape [T]. */
  readonly variance: Float64Array;
  /** Upper bound 1 − (bias² + variance)^(k/2) on the mean pass@k of the test examples: equal to it at k = 2; NaN at k = 1, where the inequality turns round. */
  readonly bound: StepsByK;
  /** Expected pass@k of a new example. */
  readonly populationPassAtK: StepsByK;
  /** Squared expected error rate of a new example, shape [T]. */
  readonly populationBias2: Float64Array;
  /** Variance of ρ over new examples, shape [T]. */
  readonly populationVariance: Float64Array;
  /** The bound from `populationBias2` and `populationVariance`, NaN at k = 1. */
  readonly populationBound: StepsByK;
  /** Probability that the more likely prediction is right for a new example, shape [T]: where pass@k goes, for every k, as the weights grow without turning. */
  readonly populationAccuracy: Float64Array;
}

/** What is recorded step by step. */
export type ClassifierRecords = Omit<ClassifierSimulation, "method" | "separatedAt">;

const action = "simulate the classifier";

/** Rows of the Gram matrix, and multiplications of descent, between two looks at the clock. */
const BAND = 12;
const PAUSE = 1e5;

/**
 * A linear classifier with more weights than examples, trained until its predictions are all but certain, and what that does to pass@k.
 *
 * Labels y = ±1 are equally likely and x | y is N(y·μ, ½·I) with μ = 1/√d in every coordinate. Weights w predict the label 1 with probability
 * σ(⟨w, x⟩) and −1 otherwise, so that with m = y⟨w, x⟩ an example's success rate is ρ = σ(m) and its pass@k is 1 − (1 − ρ)^k. Training takes
 * steps of gradient descent on the mean loss ln(1 + e^(−m)) of all examples, w ← w + (η/n) Σ σ(−mᵢ) yᵢxᵢ. Once they are separated (all
 * mᵢ > 0) every step makes w longer, in the long run in proportion to ln t.
 *
 * The margin m of a new example is N(⟨w, μ⟩, ‖w‖²/2), so the population's pass@k is an integral over one variable, computed to 1e-14.
 *
 * Weights stay in w₀ + span of the examples: their n coefficients are what is iterated, at n² multiplications a step and 8n² bytes in all.
 * The loss falls at every step for learning rates below 8n/λ, λ the largest eigenvalue of the examples' Gram matrix: at d = 1000 below 0.13 for
 * n = 10, 0.9 for n = 100 and 2.7 for n = 500.
 *
 * @param options Seed; sizes, initial scale, learning rate, steps, when to record, which k.
 * @returns Norm, loss, success rates, pass@k, bias, variance and the bound at the recorded steps, of the test examples and of the population.
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 * @throws {NumericalError} `non-finite` if the weights overflow, which takes a learning rate or an initial norm beyond all reason.
 * @see Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, Appendix A, Figures 7 to 9, and Proposition B.1.
 * @see Soudry et al. 2018, The Implicit Bias of Gradient Descent on Separable Data, Theorem 3: the norm grows as ln t over the margin.
 * @example
 * ```ts
 * import { simulateClassifier } from "@divlab/core/collapse";
 *
 * const result = simulateClassifier({ rng: 1, recordAt: [0, 10, 10_000], ks: [1, 8] });
 * result.separatedAt; // => 10
 * result.weightNorm; // => [1.023, 1.161, 4.635]
 * result.populationPassAtK.data; // => [0.507, 0.978, 0.582, 0.986, 0.730, 0.917]
 * ```
 */
export function simulateClassifier(options: ClassifierOptions): ClassifierSimulation {
  return runSteps(classifierSteps(options));
}

/**
 * {@linkcode simulateClassifier} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param options As for {@linkcode simulateClassifier}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { simulateClassifierAsync } from "@divlab/core/collapse";
 *
 * const { separatedAt } = await simulateClassifierAsync({ rng: 1, steps: 100, signal: AbortSignal.timeout(60_000) });
 * separatedAt; // => 10
 * ```
 */
export async function simulateClassifierAsync(options: ClassifierOptions & AsyncOptions): Promise<ClassifierSimulation> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(classifierSteps(rest), options);
}

function* classifierSteps(options: ClassifierOptions): Steps<ClassifierSimulation> {
  checkOptions(action, options, ["rng", "dimension", "trainingSize", "testSize", "initialNorm", "learningRate", "steps", "recordAt", "ks"]);
  const { rng, dimension: d = 1000, trainingSize: n = 200, testSize = 400, initialNorm = 1 } = options;
  const { learningRate = 0.1, steps = 10_000, recordAt, ks = [1, 2, 4, 8, 16, 32] } = options;
  checkInteger(action, "dimension", d, 1);
  checkInteger(action, "trainingSize", n, 1);
  checkInteger(action, "testSize", testSize, 1);
  checkFinite(action, "initialNorm", initialNorm);
  if (initialNorm < 0) throw new RangeError(`Cannot ${action}: initialNorm must be ≥ 0, got ${initialNorm}`);
  checkBetween(action, "learningRate", learningRate, 0, Infinity);
  checkInteger(action, "steps", steps, 1);
  const recorded = recordTimes(action, steps, recordAt);
  const wanted = listKs(action, ks);
  const streams = createRng(rng);

  // Work in multiplications; a normal number costs about as much as a hundred.
  const drawing = 100 * (n + testSize) * d;
  const products = n * n * d;
  const work = drawing + products + (steps + 1) * n * n;
  const training = new Float64Array(n * d);
  for (let i = 0, stream = streams.stream("training"); i < n; i++) {
    drawExample(stream, training, i * d, d);
    yield ((i + 1) * 100 * d) / work;
  }
  const test = new Float64Array(testSize * d);
  for (let i = 0, stream = streams.stream("test"); i < testSize; i++) {
    drawExample(stream, test, i * d, d);
    yield ((n + i + 1) * 100 * d) / work;
  }
  const initial = new Float64Array(d);
  for (let j = 0, stream = streams.stream("initial"); j < d; j++) initial[j] = (initialNorm / Math.sqrt(d)) * normal(stream);

  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i += BAND) {
    const end = Math.min(i + BAND, n);
    kernels().addProducts(training, i * d, d, training, 0, d, gram, i * n, n, end - i, n, d);
    yield (drawing + end * n * d) / work;
  }
  const initialMargins = new Float64Array(n);
  kernels().addProducts(initial, 0, d, training, 0, d, initialMargins, 0, n, 1, n, d);

  const result = emptySimulation(recorded, wanted, testSize);
  const margins = new Float64Array(n);
  const coefficients = new Float64Array(n);
  const rate = learningRate / n;
  const pause = Math.ceil(PAUSE / (n * n));
  let separatedAt = Infinity;
  for (let step = 0, r = 0; step <= steps; step++) {
    margins.set(initialMargins);
    kernels().addProducts(coefficients, 0, n, gram, 0, n, margins, 0, n, 1, n, n);
    if (separatedAt === Infinity && margins.every((margin) => margin > 0)) separatedAt = step;
    const record = step === recorded[r];
    if (record) recordStep(result, r++, margins, weightsOf(initial, training, coefficients), test);
    for (let i = 0; i < n; i++) coefficients[i] += rate * logistic(-margins[i]);
    if (record || step % pause === 0) yield (drawing + products + (step + 1) * n * n) / work;
  }
  const method = `Gradient descent of a linear classifier, ${n} examples in ${d} dimensions, learning rate ${learningRate}, ${steps} steps`;
  return { method, ...result, separatedAt };
}

/** One example times its label, N(μ, ½·I): the margin is its product with the weights whatever the label, so labels need not be drawn. */
function drawExample(stream: Rng, out: Float64Array, at: number, d: number): void {
  const center = 1 / Math.sqrt(d);
  for (let j = at; j < at + d; j++) out[j] = center + Math.SQRT1_2 * normal(stream);
}

/** w = w₀ + Σ cᵢ yᵢxᵢ. */
function weightsOf(initial: Float64Array, training: Float64Array, coefficients: Float64Array): Float64Array {
  const weights = Float64Array.from(initial);
  const d = weights.length;
  for (let i = 0; i < coefficients.length; i++) {
    const c = coefficients[i];
    for (let j = 0, at = i * d; j < d; j++, at++) weights[j] += c * training[at];
  }
  return weights;
}

function emptySimulation(steps: Float64Array, ks: Float64Array, testSize: number): ClassifierRecords {
  const size = steps.length;
  const column = (): Float64Array => new Float64Array(size);
  const byK = (): StepsByK => ({ data: new Float64Array(size * ks.length), shape: [size, ks.length] });
  return {
    steps,
    ks,
    weightNorm: column(),
    trainingLoss: column(),
    trainingAccuracy: column(),
    rho: { data: new Float64Array(size * testSize), shape: [size, testSize] },
    passAtK: byK(),
    bias2: column(),
    variance: column(),
    bound: byK(),
    populationPassAtK: byK(),
    populationBias2: column(),
    populationVariance: column(),
    populationBound: byK(),
    populationAccuracy: column(),
  };
}
