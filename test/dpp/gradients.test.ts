import { describe, expect, it } from "vitest";
import { lEnsemble, logDet, logDetGradient, logLikelihoodGradient, NumericalError } from "../../src/dpp/index.ts";
import oracle from "../fixtures/dpp/gradients.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Well-conditioned matrices of order at most 10: entries of inverses to about 1e-14. */
const EXACT = { rel: 1e-12, abs: 1e-12 };

const gram = (x: readonly (readonly number[])[], shift: number) => x.map((a, i) => x.map((b, j) => a.reduce((total, value, t) => total + value * b[t], i === j ? shift : 0)));

describe.each(oracle.cases)("gradients, case %#", ({ X, eps, logdet, grad_X: expected, observed, log_likelihood: likelihood, grad_L_of_log_likelihood: expectedL }) => {
  it("logDetGradient() agrees with 60 digits", () => {
    const { data, shape, logDet: value } = logDetGradient(X, { jitter: eps });
    expect(shape).toEqual([X.length, X[0].length]);
    expectWithin(value, logdet, EXACT);
    expected.flat().forEach((derivative, at) => expectWithin(data[at], derivative, EXACT));
  });

  it("logLikelihoodGradient() agrees with 60 digits", () => {
    const { data, shape, logLikelihood } = logLikelihoodGradient(gram(X, eps), observed);
    expect(shape).toEqual([X.length, X.length]);
    expectWithin(logLikelihood, likelihood, EXACT);
    expectedL.flat().forEach((derivative, at) => expectWithin(data[at], derivative, EXACT));
  });

  it("are the slopes of the values", () => {
    const step = 1e-5;
    const shifted = (matrix: readonly (readonly number[])[], i: number, j: number, by: number) => matrix.map((row, r) => row.map((value, c) => (r === i && c === j ? value + by : value)));
    const slope = (f: (by: number) => number) => (f(step) - f(-step)) / (2 * step);
    // Differences over 2e-5 are right to about 1e-9.
    const tolerance = { rel: 1e-6, abs: 1e-7 };
    expectWithin(logDetGradient(X, { jitter: eps }).data[1], slope((by) => logDet(gram(shifted(X, 0, 1, by), eps)).logAbsDet), tolerance);
    const both = (by: number) => shifted(shifted(gram(X, eps), 0, 2, by), 2, 0, by);
    const { data } = logLikelihoodGradient(gram(X, eps), observed);
    expectWithin(data[2] + data[2 * X.length], slope((by) => logLikelihoodGradient(both(by), observed).logLikelihood), tolerance);
  });
});

describe("logDetGradient()", () => {
  it("refuses what has no gradient", () => {
    expect(() => logDetGradient([[1, 0], [1, 0]])).toThrow(NumericalError);
    expect(() => logDetGradient([[1], [2]])).toThrow("X Xᵀ + εI must be positive definite, got a singular one with ε = 0");
    expect(() => logDetGradient([])).toThrow("features must not be empty, got 0 × 0");
    expect(() => logDetGradient([[1]], { jitter: -1 })).toThrow("jitter must be ≥ 0, got -1");
    expect(logDetGradient([[1], [2]], { jitter: 1 }).logDet).toBeCloseTo(Math.log(6), 14);
  });
});

describe("logLikelihoodGradient()", () => {
  it("of nothing observed is −(I + L)⁻¹", () => {
    const { data, logLikelihood } = logLikelihoodGradient([[1, 0], [0, 3]], []);
    [-0.5, 0, 0, -0.25].forEach((derivative, at) => expectWithin(data[at] + 0, derivative, { abs: 1e-15 }));
    expectWithin(logLikelihood, -Math.log(8), { abs: 1e-15 });
  });

  it("refuses what it cannot use", () => {
    const kernel = lEnsemble([[1, 0], [0, 1]]);
    expect(() => logLikelihoodGradient(kernel, [0, 0])).toThrow("observed must be distinct, got 0 twice");
    expect(() => logLikelihoodGradient(kernel, [2])).toThrow("observed[0] must be an integer between 0 and 1, got 2");
    expect(() => logLikelihoodGradient([[1, 1], [1, 1]], [0, 1])).toThrow("L_S must be positive definite");
    expect(() => logLikelihoodGradient([[1, 2], [2, 1]], [0])).toThrow("I + L must be positive definite");
  });
});
