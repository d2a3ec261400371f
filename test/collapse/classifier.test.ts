import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ClassifierOptions, type ClassifierSimulation, simulateClassifier, simulateClassifierAsync } from "../../src/collapse/classifier/simulateClassifier.ts";
import type { StepsByK } from "../../src/collapse/stepsByK.ts";
import { NumericalError } from "../../src/numeric/errors.ts";
import oracle from "../fixtures/numpy/classifier.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const small = { dimension: 20, trainingSize: 8, testSize: 30, steps: 50 };

/** Values over the recorded steps at one k. */
const atK = (values: StepsByK, j: number): number[] => Array.from({ length: values.shape[0] }, (_, t) => values.data[t * values.shape[1] + j]);

describe("simulateClassifier() against gradient descent over all weights in NumPy", () => {
  // The uniform numbers behind the data are the fixture's: SciPy made normal ones of them, drew labels, took the steps and the integrals.
  const cases = oracle.cases.map(({ uniforms, ...rest }) => {
    let drawn = 0;
    return { ...rest, uniforms, result: simulateClassifier({ ...rest.options, rng: () => uniforms[drawn++] }), drawn };
  });

  it.each(cases)("d = $options.dimension, n = $options.trainingSize", ({ uniforms, drawn, result, rows, separatedAt, options }) => {
    expect(drawn).toBe(uniforms.length);
    expect(result.separatedAt).toBe(separatedAt ?? Infinity);
    expect(result.steps).toEqual(Float64Array.from(options.recordAt));
    expect(result.ks).toEqual(Float64Array.from(options.ks));
    expect(result.method).toContain(`${options.trainingSize} examples in ${options.dimension} dimensions`);
    rows.forEach((row, t) => {
      // Rounding of up to 20,000 steps, which descent on a convex loss does not amplify; SciPy's quadrature is good to 1e-14.
      const close = { rel: 1e-11, abs: 1e-14 };
      for (const name of ["weightNorm", "trainingLoss", "trainingAccuracy", "bias2", "variance", "populationBias2", "populationVariance", "populationAccuracy"] as const) {
        expectWithin(result[name][t], row[name], close);
      }
      row.rho.forEach((rho, i) => expectWithin(result.rho.data[t * options.testSize + i], rho, close));
      options.ks.forEach((k, j) => {
        expectWithin(atK(result.passAtK, j)[t], row.passAtK[j], close);
        expectWithin(atK(result.populationPassAtK, j)[t], row.populationPassAtK[j], close);
        expectWithin(atK(result.bound, j)[t], k === 1 ? NaN : 1 - (row.bias2 + row.variance) ** (k / 2), close);
        expectWithin(atK(result.populationBound, j)[t], k === 1 ? NaN : 1 - (row.populationBias2 + row.populationVariance) ** (k / 2), close);
      });
    });
  });

  it("does not separate what cannot be separated, and there the norm stays bounded", () => {
    expect(cases[2].separatedAt).toBeNull();
    const { uniforms, options } = cases[2];
    let drawn = 0;
    const { weightNorm, trainingAccuracy } = simulateClassifier({ ...options, steps: 5000, recordAt: [2500, 5000], rng: () => uniforms[drawn++] });
    expect(trainingAccuracy[1]).toBeLessThan(1);
    expectWithin(weightNorm[1], weightNorm[0], { rel: 1e-12 });
  });

  it("after separation the norm grows by the norm of the largest-margin separator for every unit of ln t", () => {
    for (const { uniforms, options, largestMarginNorm } of cases.slice(0, 2)) {
      let drawn = 0;
      const { weightNorm } = simulateClassifier({ ...options, steps: 60_000, recordAt: [20_000, 60_000], rng: () => uniforms[drawn++] });
      // What Soudry et al. call the residual stays; its part across the separator bends the norm by about 1/ln² t.
      expectWithin((weightNorm[1] - weightNorm[0]) / Math.log(3), largestMarginNorm ?? NaN, { rel: 0.02 });
    }
  });
});

describe("simulateClassifier()", () => {
  it("has test examples whose means go to the population's", () => {
    const testSize = 20_000;
    const result = simulateClassifier({ ...small, rng: 3, testSize, recordAt: [0, 5, 50], ks: [1, 2, 8] });
    result.ks.forEach((k, j) => {
      for (let t = 0; t < 3; t++) {
        // Five standard errors of a mean of numbers with the spread of (1 − ρ)^k.
        const failures = result.rho.data.subarray(t * testSize, (t + 1) * testSize).map((rho) => (1 - rho) ** k);
        const center = failures.reduce((a, b) => a + b) / testSize;
        const spread = Math.sqrt(failures.reduce((total, f) => total + (f - center) ** 2, 0) / testSize);
        expectWithin(atK(result.passAtK, j)[t], atK(result.populationPassAtK, j)[t], { abs: (5 * spread) / Math.sqrt(testSize) });
      }
    });
    const right = result.rho.data.subarray(2 * testSize).filter((rho) => rho > 0.5).length / testSize;
    expectWithin(right, result.populationAccuracy[2], { abs: 5 * Math.sqrt(0.25 / testSize) });
  });

  it("keeps pass@k under the bound for k > 2, on it for k = 2, and lets it rise in k", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 20, noNaN: true }), (rng, dimension, trainingSize, initialNorm) => {
        const result = simulateClassifier({ rng, dimension, trainingSize, testSize: 9, initialNorm, learningRate: 0.5, steps: 20 });
        for (const [values, bounds] of [[result.passAtK, result.bound], [result.populationPassAtK, result.populationBound]]) {
          for (let t = 0; t < result.steps.length; t++) {
            expect(atK(bounds, 0)[t]).toBeNaN();
            expectWithin(atK(values, 1)[t], atK(bounds, 1)[t], { abs: 1e-14 });
            for (let j = 1; j < result.ks.length; j++) {
              expect(atK(values, j)[t]).toBeLessThanOrEqual(atK(bounds, j)[t] + 1e-14);
              expect(atK(values, j)[t]).toBeGreaterThanOrEqual(atK(values, j - 1)[t] - 1e-14);
            }
          }
        }
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  it("from weights 0 guesses: pass@k is 1 − 2⁻ᵏ, and the first step adds half the mean example", () => {
    const options = { ...small, rng: 5, initialNorm: 0, ks: [1, 2, 5] };
    const [still, moved] = [0, 1].map((step) => simulateClassifier({ ...options, learningRate: 0.25, recordAt: [step] }));
    expect([...still.passAtK.data]).toEqual([0.5, 0.75, 0.96875]);
    // Margins of 0 are not on the right side.
    expect(still.separatedAt).toBeGreaterThan(0);
    for (const [j, value] of [0.5, 0.75, 0.96875].entries()) expectWithin(still.populationPassAtK.data[j], value, { abs: 1e-15 });
    expect([still.weightNorm[0], still.variance[0], still.populationAccuracy[0], still.trainingAccuracy[0]]).toEqual([0, 0, 0.5, 0]);
    const faster = simulateClassifier({ ...options, learningRate: 0.75, recordAt: [1] });
    expectWithin(faster.weightNorm[0], 3 * moved.weightNorm[0], { rel: 1e-14 });
  });

  it("stays finite where exponentials of the margins would not", () => {
    const result = simulateClassifier({ ...small, rng: 6, initialNorm: 1e5, recordAt: [0, 50] });
    expect(result.trainingLoss[0]).toBeGreaterThan(1000);
    expect(Number.isFinite(result.trainingLoss[0])).toBe(true);
    for (const column of [result.rho.data, result.passAtK.data, result.populationPassAtK.data, result.bias2, result.populationVariance]) {
      expect(column.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
    // Nearly every prediction is certain: pass@k is the same for every k.
    expectWithin(result.populationPassAtK.data[5], result.populationAccuracy[0], { abs: 1e-4 });
  });

  it("never has a negative variance where success rates hardly differ", () => {
    for (let rng = 0; rng < 20; rng++) {
      const { populationVariance, variance } = simulateClassifier({ ...small, rng, initialNorm: 1e-9, recordAt: [0] });
      expect(populationVariance[0]).toBeGreaterThanOrEqual(0);
      expect(variance[0]).toBeGreaterThan(0);
      expect(populationVariance[0]).toBeLessThan(1e-15);
    }
  });

  it("draws from a stream for each purpose: sizes, rates and records do not touch the rest", () => {
    const base = simulateClassifier({ ...small, rng: 7, recordAt: [0, 50] });
    const more = simulateClassifier({ ...small, rng: 7, recordAt: [0, 50], trainingSize: 9 });
    expect(more.rho.data.subarray(0, 30)).toEqual(base.rho.data.subarray(0, 30));
    expect(more.weightNorm[1]).not.toBe(base.weightNorm[1]);
    const fewerTests = simulateClassifier({ ...small, rng: 7, recordAt: [0, 50], testSize: 4 });
    expect(fewerTests.weightNorm).toEqual(base.weightNorm);
    expect(fewerTests.rho.data.subarray(4)).toEqual(base.rho.data.slice(30, 34));
    expect(simulateClassifier({ ...small, rng: 7, recordAt: [50] }).rho.data).toEqual(base.rho.data.subarray(30));
    expect(simulateClassifier({ ...small, rng: 7, recordAt: [0, 1] }).separatedAt).toBe(base.separatedAt);
    const { rho, trainingLoss } = simulateClassifier({ ...small, rng: 7, recordAt: [0], testSize: small.trainingSize });
    expect(Math.abs(rho.data.reduce((loss, value) => loss - Math.log(value) / small.trainingSize, 0) - trainingLoss[0])).toBeGreaterThan(1e-3);
  });

  it("draws initial weights that know of no example", () => {
    // The margin of an example drawn from the same numbers as the weights would be about √(d/2), 22.
    const { rho, trainingLoss } = simulateClassifier({ rng: 8, dimension: 1000, trainingSize: 1, testSize: 1, steps: 1, recordAt: [0] });
    for (const success of [rho.data[0], Math.exp(-trainingLoss[0])]) expect(Math.abs(Math.log(success / (1 - success)))).toBeLessThan(4);
  });

  it("takes the largest k for all up to it", () => {
    expect(simulateClassifier({ ...small, rng: 1, ks: 4 })).toEqual(simulateClassifier({ ...small, rng: 1, ks: [1, 2, 3, 4] }));
  });

  it("refuses what makes no sense", () => {
    const refuse = (options: object, message: string | RegExp) => expect(() => simulateClassifier({ rng: 1, ...options } as ClassifierOptions)).toThrow(message);
    refuse({ dimension: 0 }, "Cannot simulate the classifier: dimension must be an integer ≥ 1, got 0");
    refuse({ trainingSize: 1.5 }, "trainingSize must be an integer ≥ 1, got 1.5");
    refuse({ testSize: "9" }, 'testSize must be an integer, got "9"');
    refuse({ initialNorm: -1 }, "initialNorm must be ≥ 0, got -1");
    refuse({ initialNorm: NaN }, "initialNorm must be finite, got NaN");
    refuse({ learningRate: 0 }, "learningRate must lie strictly between 0 and Infinity, got 0");
    refuse({ steps: 0 }, "steps must be an integer ≥ 1, got 0");
    refuse({ steps: 5, recordAt: [6] }, "recordAt[0] must be an integer between 0 and 5, got 6");
    refuse({ recordAt: [3, 3] }, "recordAt must ascend");
    refuse({ ks: [0] }, "ks[0] must be an integer ≥ 1, got 0");
    refuse({ size: 3 }, "unknown option `size`");
    refuse({ rng: undefined }, "`rng` must be a seed");
    expect(() => simulateClassifier({ ...small, rng: 1, learningRate: 1e308 })).toThrow(NumericalError);
  });

  it("asynchronously gives the same bits, says how far it is and can be stopped", async () => {
    const shares: number[] = [];
    const asynchronous = await simulateClassifierAsync({ ...small, rng: 2, steps: 20_000, sliceMs: 0, onProgress: (share) => shares.push(share) });
    expect(asynchronous).toEqual(simulateClassifier({ ...small, rng: 2, steps: 20_000 }));
    // One per example and ten or more on the way down.
    expect(shares.length).toBeGreaterThan(small.trainingSize + small.testSize + 10);
    expect(shares.every((share, i) => share > (shares[i - 1] ?? 0) && share <= 1)).toBe(true);
    // However few examples, recording is work too: a look at the clock after each record.
    const recordAt = Array.from({ length: 301 }, (_, step) => step);
    let looks = 0;
    await simulateClassifierAsync({ dimension: 3, trainingSize: 1, testSize: 1, rng: 2, steps: 300, recordAt, sliceMs: 0, onProgress: () => void looks++ });
    expect(looks).toBeGreaterThan(300);
    await expect(simulateClassifierAsync({ rng: 2, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});

describe("the claims of Appendix A, by the population, at the defaults", () => {
  const runs = ["a", "b", "c"].map((rng) => simulateClassifier({ rng }));
  const rises = (values: ArrayLike<number>): boolean => Array.from(values).every((value, t) => t === 0 || value > values[t - 1]);
  const afterSeparation = (run: ClassifierSimulation, values: ArrayLike<number>): number[] => Array.from(values).filter((_, t) => run.steps[t] >= run.separatedAt);
  const overTime = (run: ClassifierSimulation, k: number) => {
    const values = atK(run.populationPassAtK, run.ks.indexOf(k));
    return { first: values[0], peak: Math.max(...values), peakAt: run.steps[values.indexOf(Math.max(...values))], last: values[values.length - 1] };
  };

  it("hold: pass@1 never stops rising, the norm neither once the training examples are separated, and variance rises", () => {
    for (const run of runs) {
      expect(run.separatedAt).toBeLessThan(30);
      expect(rises(atK(run.populationPassAtK, 0))).toBe(true);
      expect(rises(afterSeparation(run, run.weightNorm))).toBe(true);
      expect(rises(afterSeparation(run, run.populationVariance))).toBe(true);
      expect(run.populationVariance.at(-1)).toBeGreaterThan(4 * run.populationVariance[0]);
    }
  });

  it("hold for k ≥ 4: pass@k ends below where it began and rises only in the first steps", () => {
    for (const run of runs) {
      for (const k of [4, 8, 16, 32]) {
        const { first, peakAt, last } = overTime(run, k);
        expect(last).toBeLessThan(first - 0.015);
        expect(peakAt).toBeLessThan(40);
      }
    }
  });

  it("do not hold for k = 2, nor so for the bound, which is a function of pass@2: both end above where they began, a little below their peak", () => {
    for (const run of runs) {
      const { first, peak, peakAt, last } = overTime(run, 2);
      expect(last).toBeGreaterThan(first + 0.07);
      expect(last).toBeLessThan(peak);
      expect(peakAt).toBeGreaterThan(100);
      const bound = atK(run.populationBound, run.ks.indexOf(8));
      expect(bound[bound.length - 1]).toBeGreaterThan(bound[0]);
      expect(run.steps[bound.indexOf(Math.max(...bound))]).toBe(peakAt);
    }
  });

  it("hold: ρ has one mode at first and two in the end", () => {
    for (const run of runs) {
      const share = (t: number, low: number, high: number): number => run.rho.data.subarray(t * 400, (t + 1) * 400).filter((rho) => rho >= low && rho <= high).length / 400;
      const last = run.steps.length - 1;
      expect(share(0, 0.35, 0.65)).toBeGreaterThan(share(0, 0, 0.3) + share(0, 0.7, 1));
      expect(share(last, 0, 0.1)).toBeGreaterThan(share(last, 0.2, 0.3));
      expect(share(last, 0.9, 1)).toBeGreaterThan(share(last, 0.7, 0.8));
    }
  });
});
