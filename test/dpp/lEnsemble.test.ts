import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lEnsemble, logDet, NumericalError, type LEnsembleOptions } from "../../src/dpp/index.ts";
import { symmetricEigenvalues } from "../../src/numeric/linalg/symmetricEigenvalues.ts";
import oracle from "../fixtures/dpp/batch_scores.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const vectors = fc
  .integer({ min: 1, max: 4 })
  .chain((d) => fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: d, maxLength: d }), { minLength: 2, maxLength: 9 }))
  .filter((rows) => rows.every((row) => row.some((value) => value !== 0)));

const named: LEnsembleOptions[] = [{ similarity: "cosine" }, { similarity: "shifted-cosine" }, { similarity: "angular" }, { similarity: "rbf", bandwidth: 3 }, { similarity: "dot" }];

const entry = (options: LEnsembleOptions) => lEnsemble([[2, 0], [3, 4]], options).data[1];

describe("lEnsemble()", () => {
  it.each(oracle.batches)("gives the cosine kernel of a batch, ones on the diagonal: n = $n", ({ raw_embeddings: rows, cosine_kernel: kernel, n }) => {
    const { data, shape } = lEnsemble(rows);
    expect(shape).toEqual([n, n]);
    // Dot products of 48 numbers, each side rounded once.
    kernel.flat().forEach((value, at) => expectWithin(data[at], value, { abs: 1e-15 }));
    for (let i = 0; i < n; i++) expect(data[i * n + i]).toBe(1);
  });

  it("compares by cosine, shifted cosine, angle, distance or dot product", () => {
    expectWithin(entry({}), 0.6, { rel: 1e-15 });
    expectWithin(entry({ similarity: "shifted-cosine" }), 0.8, { rel: 1e-15 });
    expectWithin(entry({ similarity: "angular" }), 1 - Math.acos(0.6) / Math.PI, { rel: 1e-15 });
    expectWithin(entry({ similarity: "rbf", bandwidth: 2 }), Math.exp(-17 / 8), { rel: 1e-15 });
    expect(entry({ similarity: "dot" })).toBe(6);
    const rows = [[0, 0], [0, 1], [0, 3], [4, 0]];
    // Distances 1, 2, 3, 4, √17, 5: the median is 3.5.
    const { bandwidth, data } = lEnsemble(rows, { similarity: "rbf" });
    expect(bandwidth).toBe(3.5);
    expectWithin(data[3], Math.exp(-0.5 * (4 / 3.5) ** 2), { rel: 1e-15 });
    expect(lEnsemble(rows.slice(1)).bandwidth).toBeUndefined();
  });

  it("gives exactly symmetric kernels without negative eigenvalues, whatever the similarity", () => {
    fc.assert(
      fc.property(vectors, fc.constantFrom(...named), (rows, options) => {
        const { data, shape } = lEnsemble(rows, { ...options, logQuality: rows.map((row) => row[0] / 3) });
        const [n] = shape;
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) expect(data[i * n + j]).toBe(data[j * n + i]);
        const values = symmetricEigenvalues(data, n);
        // Entries have a rounding of ε times the largest.
        expect(Math.min(...values)).toBeGreaterThanOrEqual(-1e-14 * n * Math.max(...values));
      }),
      { seed: 3 },
    );
  });

  it("weighs by (q_i q_j)^(β/2), β = 2 unless given: log det L = log det S + β Σ log q", () => {
    for (const { raw_embeddings: rows, avg_log_prob: logQuality, cholesky_error_bound: bound, ...batch } of oracle.batches) {
      const tolerance = { abs: 10 * bound };
      expectWithin(logDet(lEnsemble(rows, { logQuality, beta: 1 })).logAbsDet, batch.logdet_quality_exp_logprob_beta1, tolerance);
      expectWithin(logDet(lEnsemble(rows, { logQuality })).logAbsDet, batch.logdet_quality_exp_logprob_beta2, tolerance);
      expectWithin(logDet(lEnsemble(rows, { logQuality: batch.reward, beta: 2 })).logAbsDet, batch.logdet_quality_exp_reward_beta2, tolerance);
    }
    const { data } = lEnsemble([[1, 0], [3, 4]], { logQuality: [Math.log(4), Math.log(9)], beta: 1 });
    [4, 0.6 * 6, 0.6 * 6, 9].forEach((value, at) => expectWithin(data[at], value, { rel: 1e-15 }));
    expect(lEnsemble([[1, 0], [3, 4]], { logQuality: [3, -5], beta: 0 })).toEqual(lEnsemble([[1, 0], [3, 4]]));
  });

  it("turns rewards into quality: log det L = log det S + θ/(1 − θ) Σ r", () => {
    const rows = [[1, 0.2], [0.3, 1]];
    const plain = logDet(lEnsemble(rows)).logAbsDet;
    for (const theta of [0, 0.3, 0.9]) {
      expectWithin(logDet(lEnsemble(rows, { rewards: [0.5, -2], theta })).logAbsDet, plain + (theta / (1 - theta)) * -1.5, { abs: 1e-13 });
    }
  });

  it("takes zero vectors at right angles if asked to, float32 as float64, and n = 1", () => {
    expect([...lEnsemble([[0, 0], [1, 0]], { zeroVector: "orthogonal" }).data]).toEqual([1, 0, 0, 1]);
    expect(lEnsemble([[0, 0], [1, 0]], { zeroVector: "orthogonal", similarity: "angular" }).data[1]).toBe(0.5);
    const single = Float32Array.of(0.1, 0.2, 0.3, 0.7);
    expect(lEnsemble({ data: single, shape: [2, 2] })).toEqual(lEnsemble({ data: Float64Array.from(single), shape: [2, 2] }));
    expect([...lEnsemble([[5, 5]]).data]).toEqual([1]);
  });

  it("takes supplied similarities, makes a diagonal of nearly ones exact and leaves any other", () => {
    const supplied = lEnsemble({ similarities: [[1 + 1e-7, 0.5], [0.5 + 1e-8, 1 - 1e-7]] }, { logQuality: [0, Math.log(2)] });
    expect(supplied.data[0]).toBe(1);
    expectWithin(supplied.data[1], 1, { abs: 2e-8 });
    expectWithin(supplied.data[3], 4, { rel: 1e-15 });
    expect([...lEnsemble({ similarities: [[2, 1], [1, 3]] }).data]).toEqual([2, 1, 1, 3]);
    expect(supplied.clippedMass).toBe(0);
  });

  it("clips negative eigenvalues on request only, keeps the diagonal and says how much there was", () => {
    // Eigenvalues 1 + 0.9·√2, 1, 1 − 0.9·√2 = −0.2728.
    const similarities = [[1, 0.9, 0], [0.9, 1, 0.9], [0, 0.9, 1]];
    expect(logDet(lEnsemble({ similarities })).positiveSemidefinite).toBe(false);
    const clipped = lEnsemble({ similarities }, { nearestPsd: true });
    const negative = 0.9 * Math.SQRT2 - 1;
    expectWithin(clipped.clippedMass, negative / (2 + 2 * negative + 1), { rel: 1e-13 });
    expect([clipped.data[0], clipped.data[4], clipped.data[8]]).toEqual([1, 1, 1]);
    expect(logDet(clipped)).toMatchObject({ sign: 0, rank: 2, positiveSemidefinite: true });
    const fine = [[1, 0.5], [0.5, 1]];
    expect(lEnsemble({ similarities: fine }, { nearestPsd: true })).toEqual(lEnsemble({ similarities: fine }));
    // Where it is allowed, similarities above 1 are clipped too.
    expect(lEnsemble({ similarities: [[1, 2], [2, 1]] }, { nearestPsd: true })).toMatchObject({ data: Float64Array.of(1, 1, 1, 1), clippedMass: 0.25 });
  });

  it.each([
    [() => lEnsemble([]), RangeError, "there must be at least one item, got none"],
    [() => lEnsemble([[1, 0], [0, 0]]), RangeError, 'vectors must not be zero (option zeroVector: "orthogonal" allows it), got zeros at row 1'],
    [() => lEnsemble([[1, 0], [0, Infinity]]), RangeError, "items must be finite, got Infinity at row 1, column 1"],
    [() => lEnsemble([[1], [2]], { similarity: "sine" as "cosine" }), RangeError, 'similarity must be "cosine" or'],
    [() => lEnsemble([[1], [2]], { bandwidth: 2 }), TypeError, 'bandwidth goes with similarity "rbf" only, got 2'],
    [() => lEnsemble([[1], [2]], { similarity: "rbf", bandwidth: 0 }), RangeError, 'bandwidth must be > 0 or "median", got 0'],
    [() => lEnsemble([[1], [1]], { similarity: "rbf" }), RangeError, 'bandwidth "median" needs a positive median distance, got 0'],
    [() => lEnsemble([[1]], { similarity: "rbf" }), RangeError, 'bandwidth "median" needs a positive median distance, got no pairs'],
    [() => lEnsemble([[1], [2]], { logQuality: [0] }), RangeError, "logQuality and items must have one length, got 1 and 2"],
    [() => lEnsemble([[1]], { logQuality: [-Infinity] }), RangeError, "logQuality must be finite numbers, got -Infinity at index 0"],
    [() => lEnsemble([[1]], { logQuality: [400] }), NumericalError, "q^β must be finite, got exp(800) at index 0: subtract the largest log quality from all"],
    [() => lEnsemble([[1]], { beta: -1 }), RangeError, "beta must be ≥ 0, got -1"],
    [() => lEnsemble([[1]], { rewards: [1] }), TypeError, "rewards and theta go together, got one of them"],
    [() => lEnsemble([[1]], { rewards: [1], theta: 1 }), RangeError, "theta must be ≥ 0 and < 1, got 1"],
    [() => lEnsemble([[1]], { rewards: [1], theta: 0, logQuality: [0] }), TypeError, "quality must be logQuality or rewards, got both"],
    [() => lEnsemble([[1]], { nearestPsd: true }), TypeError, "nearestPsd goes with supplied similarities only, got vectors"],
    [() => lEnsemble({ similarities: [[1]] }, { similarity: "dot" }), TypeError, "similarity says how vectors are compared, got it beside supplied similarities"],
    [() => lEnsemble({ similarities: [[1, 2], [2, 1]] }), RangeError, "got 2 at row 1, column 0"],
    [() => lEnsemble({ similarities: [[1, 0.3], [0.2, 1]] }), RangeError, "similarities must be symmetric, got 0.2 at row 1, column 0 and 0.3 at row 0, column 1"],
    [() => lEnsemble({ similarities: [[-1]] }), RangeError, "the diagonal of similarities must be ≥ 0, got -1 at row 0"],
    [() => lEnsemble([[1e200, 2], [1, 2]], { similarity: "rbf", bandwidth: 1e200 }), NumericalError, "squared distances must be finite, got Infinity between rows 0 and 1"],
    [() => lEnsemble([[1e200]], { similarity: "dot" }), NumericalError, "squared lengths must be finite, got Infinity at row 0"],
  ])("refuses what it cannot use: %#", (call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
