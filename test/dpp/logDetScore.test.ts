import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedVolume, lEnsemble, logDet, logDetScore, type LogDetScoreOptions, logDetScores, NumericalError } from "../../src/dpp/index.ts";
import { symmetricEigenvalues } from "../../src/numeric/linalg/symmetricEigenvalues.ts";
import oracle from "../fixtures/dpp/batch_scores.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** n vectors of d numbers around a common direction, always the same. */
function vectors(n: number, d: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: d }, (__, j) => 0.5 + Math.sin(1 + i * i * 0.7 + i * j + 3 * j)));
}

const without = <T>(list: readonly T[], i: number): T[] => list.filter((_, j) => j !== i);

const withIdentity = ({ data, shape: [n] }: { data: Float64Array; shape: readonly number[] }, alpha: number) => ({
  data: data.map((value, at) => alpha * value + (at % (n + 1) === 0 ? 1 : 0)),
  shape: [n, n],
});

const batches = fc
  .array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 9 })
  .filter((rows) => rows.every((row) => row.some((value) => value !== 0)));

/** Kernels with pivots down to ε = 0.01. */
const EXACT = { abs: 1e-11 };

describe("logDetScore()", () => {
  it.each(oracle.batches)("agrees with 60 digits on a batch: n = $n, mean distance $mean_pairwise_cosine_distance", (batch) => {
    const { raw_embeddings: rows, avg_log_prob: logQuality, n } = batch;
    const score = (options: LogDetScoreOptions) => logDetScore(rows, { jitter: 0, ...options });
    // The oracle's bound is for a given kernel; this one is made from embeddings.
    const tolerance = { abs: 10 * batch.cholesky_error_bound };
    const plain = score({});
    expectWithin(plain.estimate, batch.logdet_cosine, tolerance);
    expectWithin(plain.perItem, batch.logdet_cosine_per_item, tolerance);
    expectWithin(plain.volume, Math.exp(batch.logdet_cosine_per_item), { rel: 1e-9 });
    expectWithin(plain.logDetPlus, batch.logdet_I_plus_cosine, tolerance);
    plain.credits.forEach((credit, i) => expectWithin(credit, batch.loo_gain[i], tolerance));
    expectWithin(logDetScore(rows).estimate, batch["logdet_cosine_plus_1e-6"], tolerance);
    expectWithin(score({ similarity: "dot" }).estimate, batch.logdet_raw_dot, tolerance);
    expectWithin(score({ logQuality, beta: 1 }).estimate, batch.logdet_quality_exp_logprob_beta1, tolerance);
    expectWithin(score({ logQuality, beta: 2 }).estimate, batch.logdet_quality_exp_logprob_beta2, tolerance);
    expectWithin(score({ logQuality: batch.reward }).estimate, batch.logdet_quality_exp_reward_beta2, tolerance);
    expectWithin(logDetScore({ similarities: batch.cosine_kernel }, { jitter: 0 }).estimate, batch.logdet_cosine, tolerance);
    expect(plain).toMatchObject({ n, jitter: 0, alpha: 1, quality: 0, diversity: plain.estimate });
  });

  it("at β = 1 reproduces the notebook's column qual_dpp = dpp + Σ avg_log_prob", () => {
    // Bucket tables of 22 April (N = 4): mean of each bucket and number of batches.
    const qualDpp = [[-19.7907, 3], [-18.1802, 2], [-15.1642, 14], [-13.1623, 47], [-10.8818, 164], [-8.44445, 1637], [-6.66668, 4912], [-4.9875, 1220]];
    const dpp = [[-13.3102, 5], [-11.395, 19], [-10.0721, 74], [-8.45205, 433], [-7.0209, 1811], [-5.60159, 3323], [-4.22383, 2065], [-2.92574, 269]];
    const avgLogProb = [[-4.2033, 3], [-3.73756, 2], [-2.96207, 5], [-2.50248, 27], [-1.95961, 58], [-1.39358, 89], [-0.785376, 519], [-0.234665, 7297]];
    const mean = (table: number[][]) => table.reduce((total, [value, count]) => total + value * count, 0) / table.reduce((total, [, count]) => total + count, 0);
    const added = mean(qualDpp) - mean(dpp);
    // The tables have six digits, and there are 7999, 7999 and 8000 batches in them.
    expectWithin(added, 4 * mean(avgLogProb), { abs: 1e-3 });
    const logQuality = Array.from({ length: 4 }, () => mean(avgLogProb));
    const one = logDetScore(vectors(4, 8), { logQuality, beta: 1 });
    const two = logDetScore(vectors(4, 8), { logQuality });
    expectWithin(one.estimate - one.diversity, added, { abs: 1e-3 });
    expectWithin(two.estimate - two.diversity, 2 * added, { abs: 2e-3 });
  });

  it("credits each item with the score less that of the batch without it", () => {
    fc.assert(
      fc.property(batches, fc.constantFrom(0.5, 1, 2), (rows, beta) => {
        const logQuality = rows.map((row) => row[0] / 4);
        const score = logDetScore(rows, { logQuality, beta, jitter: 0.01 });
        expectWithin(score.estimate, score.diversity + score.quality, { abs: 1e-14 });
        expectWithin(score.diversity, logDet(lEnsemble(rows), { jitter: 0.01 }).logAbsDet, EXACT);
        expectWithin(score.logDetPlus, logDet(withIdentity(lEnsemble(rows, { logQuality, beta }), 1)).logAbsDet, EXACT);
        rows.forEach((_, i) => {
          const rest = rows.length === 1 ? 0 : logDetScore(without(rows, i), { logQuality: without(logQuality, i), beta, jitter: 0.01 }).estimate;
          expectWithin(score.credits[i], score.estimate - rest, EXACT);
        });
      }),
      { seed: 4 },
    );
  });

  it("does not depend on order or length of vectors, is at most n·log(1 + ε), and 0 for orthogonal items", () => {
    fc.assert(
      fc.property(batches, (rows) => {
        const score = logDetScore(rows, { jitter: 0.01 });
        const changed = logDetScore(rows.toReversed().map((row, i) => row.map((value) => value * (i + 0.5))), { jitter: 0.01 });
        expectWithin(changed.estimate, score.estimate, EXACT);
        changed.credits.toReversed().forEach((credit, i) => expectWithin(credit, score.credits[i], EXACT));
        expect(score.estimate).toBeLessThanOrEqual(rows.length * Math.log(1.01) + 1e-13);
        expect(score.logDetPlus).toBeGreaterThanOrEqual(logDetScore(rows.slice(0, -1).concat(rows.length === 1 ? rows : [])).logDetPlus - 1e-12);
      }),
      { seed: 5 },
    );
    expect(logDetScore([[3, 0, 0], [0, -2, 0], [0, 0, 1]], { jitter: 0 })).toMatchObject({ estimate: 0, volume: 1, credits: Float64Array.of(0, 0, 0) });
  });

  it("at ε = 0 gives −∞ for duplicates, and credits only items that do not depend on others", () => {
    const rows = [[1, 0, 0], [1, 0, 0], [1, 1, 0], [0, 0, 2]];
    const score = logDetScore(rows, { jitter: 0 });
    expect(score).toMatchObject({ estimate: -Infinity, perItem: -Infinity, volume: 0 });
    expect([...score.credits.subarray(0, 2)]).toEqual([-Infinity, -Infinity]);
    // Half of the squared length of the third lies outside the first; the limits of small ε.
    expectWithin(score.credits[2], Math.log(0.5), { abs: 1e-14 });
    expectWithin(score.credits[3], 0, { abs: 1e-14 });
    const near = logDetScore(rows, { jitter: 1e-9 });
    expectWithin(near.credits[2], score.credits[2], { abs: 1e-8 });
    expectWithin(near.estimate, Math.log(2e-9) + Math.log(0.5), { abs: 1e-6 });
    // More items than dimensions.
    expect(logDetScore([[1, 0], [0, 1], [1, 1]], { jitter: 0 }).estimate).toBe(-Infinity);
    // A pair closer than the pivot of a plain factorisation is trusted to show.
    const close = logDetScore([[1, 0], [1, 1e-6]], { jitter: 0 });
    expectWithin(close.estimate, Math.log(1e-12), { rel: 1e-4 });
    expectWithin(close.credits[0], Math.log(1e-12), { rel: 1e-4 });
  });

  it.each([1e-6, 1e-3, 1])("of more items than dimensions is the same by the d × d matrix, ε = %d", (jitter) => {
    const rows = vectors(40, 7);
    const logQuality = rows.map((row) => row[0]);
    const dual = logDetScore(rows, { logQuality, jitter, alpha: 3 });
    const primal = logDetScore({ similarities: lEnsemble(rows) }, { logQuality, jitter, alpha: 3 });
    // 40 items in 7 dimensions have 33 pivots of about ε, each with a rounding of 40 · 2⁻⁵²/ε.
    const tolerance = { abs: 1e-14 + (33 * 40 * 2 ** -52) / jitter };
    expectWithin(dual.estimate, primal.estimate, { rel: 1e-13, ...tolerance });
    expectWithin(dual.logDetPlus, primal.logDetPlus, { rel: 1e-13 });
    dual.credits.forEach((credit, i) => expectWithin(credit, primal.credits[i], tolerance));
    // Zero vectors at right angles to all others have no place in the d × d matrix.
    const zeros = logDetScore([...rows, rows[0].map(() => 0)], { zeroVector: "orthogonal", jitter });
    expectWithin(zeros.estimate, logDetScore(rows, { jitter }).estimate + Math.log(1 + jitter), { rel: 1e-13, ...tolerance });
    const dots = logDetScore(rows, { similarity: "dot", jitter });
    expectWithin(dots.estimate, logDet(lEnsemble(rows, { similarity: "dot" }), { jitter }).logAbsDet, { rel: 1e-13, abs: 40 * tolerance.abs });
  });

  it("takes log det(I + αL) of any quality: duplicates of enormous quality count once", () => {
    const rows = [[1, 0], [1, 0], [0, 1]];
    for (const [quality, alpha] of [[3, 1], [30, 0.1], [100, 7], [600, 1]]) {
      const { logDetPlus } = logDetScore(rows, { logQuality: [quality, quality, -2], alpha, beta: 1 });
      const expected = Math.log(2 * alpha) + quality + Math.log1p(1 / (2 * alpha * Math.exp(quality))) + Math.log1p(alpha * Math.exp(-2));
      // Beyond 1e10 the identity is lost beside duplicates, and with it a factor of at most their number.
      expectWithin(logDetPlus, expected, { abs: quality < 20 ? 1e-12 : Math.LN2 + 1e-12 });
    }
  });

  it("takes log det(I + αL) of items that depend on others, in whatever order and however far qualities lie apart", () => {
    // Where qualities lie close, a factor of at most the number of items is lost, as above: here e^30 or more apart.
    // For vectors in the plane det(I + L) = 1 + Σ w_i + Σ w_i w_j sin²(i, j), w = α q^β: all terms positive.
    const apart = [0.3, 1.1, 0.3, 2, 0.301, 1.5, 2.8, 0.9];
    // The best two are so near each other that rounding grows in what is left of the others.
    const close = [0.3, 0.301, 0.7, 1.1, 2, 1.5, 2.8, 0.9];
    const cases = [...[[50, 100, 130, -10, 20, 190, 3, 60], [10, 90, 30, 40, 170, 60, 130, 50], [400, -300, 90, 90, 90, 350, 0, 380]].map((logs) => ({ angles: apart, logs })), { angles: close, logs: [200, 160, 110, 105, 100, 95, 90, 85] }];
    for (const { angles, logs } of cases) {
      const terms = [0, ...logs];
      logs.forEach((first, i) => {
        for (let j = 0; j < i; j++) if (angles[i] !== angles[j]) terms.push(first + logs[j] + 2 * Math.log(Math.abs(Math.sin(angles[i] - angles[j]))));
      });
      const most = Math.max(...terms);
      const expected = most + Math.log(terms.reduce((total, term) => total + Math.exp(term - most), 0));
      const similarities = angles.map((a) => angles.map((b) => Math.cos(a - b)));
      for (const items of [angles.map((angle) => [Math.cos(angle), Math.sin(angle)]), { similarities }]) {
        expectWithin(logDetScore(items, { logQuality: logs, beta: 1 }).logDetPlus, expected, { abs: 1e-8 });
      }
    }
  });

  it("compares with random subsets of a pool however far qualities lie apart", () => {
    const pool = vectors(7, 5);
    for (const logQuality of [[-40, 0, -3, -90, -20, -20, -60], [0, -1, -2, -8, -9, -10, -30], [-900, -901, -899, -950, -960, -940, -920], [800, 810, 790, 900, 880, 700, 690]]) {
      const options: LogDetScoreOptions = { beta: 1, jitter: 0.01 };
      const baseline = expectedVolume(pool, { ...options, logQuality });
      for (let k = 1; k <= 7; k++) {
        const excesses = subsets(7, k).map((set) => logDetScore(set.map((i) => pool[i]), { ...options, logQuality: set.map((i) => logQuality[i]), baseline }).excess!);
        expectWithin(excesses.reduce((total, excess) => total + Math.exp(excess), 0) / excesses.length, 1, { rel: 1e-10 });
      }
    }
    expect(() => expectedVolume([[1], [2]], { logQuality: [0, -301] })).toThrow("β log q must lie within 600 of the largest, got 602 below it");
    const duplicates = expectedVolume([[1, 0], [1, 0], [0, 1]], { jitter: 0, logQuality: [0, -20, -5] });
    expect(duplicates.logExpected[3]).toBe(-Infinity);
    // Of three pairs, two have a determinant: e^−10 and e^−50.
    expectWithin(duplicates.logExpected[2], -10 + Math.log1p(Math.exp(-40)) - Math.log(3), { abs: 1e-13 });
    const indefinite = { similarities: [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]] };
    for (const logQuality of [[0, 0, 0], [0, 0, -9]]) expect(() => expectedVolume(indefinite, { logQuality })).toThrow(NumericalError);
  });

  it("compares with random subsets of a pool, exactly", () => {
    const pool = vectors(7, 5);
    const logQuality = pool.map((row) => row[1]);
    const options: LogDetScoreOptions = { jitter: 0.01, beta: 1 };
    const baseline = expectedVolume(pool, { ...options, logQuality });
    expect(baseline).toMatchObject({ n: 7, jitter: 0.01 });
    for (let k = 1; k <= 7; k++) {
      const scores = subsets(7, k).map((set) => logDetScore(set.map((i) => pool[i]), { ...options, logQuality: set.map((i) => logQuality[i]), baseline }));
      const mean = scores.reduce((total, { estimate }) => total + Math.exp(estimate), 0) / scores.length;
      expectWithin(baseline.logExpected[k], Math.log(mean), { abs: 1e-12 });
      // So exp(excess) has the mean 1.
      expectWithin(scores.reduce((total, { excess }) => total + Math.exp(excess!), 0) / scores.length, 1, { rel: 1e-11 });
    }
    expect(baseline.logExpected[0]).toBe(0);
    expect(logDetScore(pool).excess).toBeUndefined();
    expect(expectedVolume([[1, 0], [1, 0], [0, 1]], { jitter: 0 }).logExpected[3]).toBe(-Infinity);
    const values = symmetricEigenvalues(lEnsemble(pool).data, 7);
    expectWithin(expectedVolume(pool, { jitter: 0 }).logExpected[1], Math.log(values.reduce((total, value) => total + value, 0) / 7), { abs: 1e-14 });
  });

  it.each([
    [() => logDetScore([]), RangeError, "there must be at least one item, got none"],
    [() => logDetScore([[1, 0], [0, 0]]), RangeError, "got zeros at row 1"],
    [() => logDetScore([[1, 0], [NaN, 0]]), RangeError, "items must be finite, got NaN at row 1, column 0"],
    [() => logDetScore([[1]], { jitter: -1e-9 }), RangeError, "jitter must be ≥ 0, got -1e-9"],
    [() => logDetScore([[1]], { jitter: "auto" as never }), TypeError, 'jitter must be a number, got "auto"'],
    [() => logDetScore([[1]], { alpha: 0 }), RangeError, "alpha must be > 0, got 0"],
    [() => logDetScore([[1], [2]], { logQuality: [1] }), RangeError, "logQuality and items must have one length, got 1 and 2"],
    [() => logDetScore([[1]], { baseline: expectedVolume([[1], [2]], { jitter: 1 }) }), RangeError, "baseline must have the same jitter, 0.000001, got 1"],
    [() => logDetScore([[1], [2]], { baseline: expectedVolume([[1]]) }), RangeError, "the pool of the baseline must hold at least 2 items, got 1"],
    [() => logDetScore([[1]], { baseline: 3 as never }), TypeError, "baseline must be what expectedVolume returns"],
    [() => logDetScore({ similarities: [[1, 0.9, 0], [0.9, 1, 0.9], [0, 0.9, 1]] }), NumericalError, "the kernel must be positive semidefinite, got the pivot"],
    [() => expectedVolume([[1]], { jitter: -1 }), RangeError, "Cannot compute an expected volume: jitter must be ≥ 0, got -1"],
  ])("refuses what it cannot use: %#", (call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});

describe("logDetScores()", () => {
  const rows = vectors(23, 6);
  const sizes = [4, 1, 8, 2, 8];
  const lists = sizes.map((size, b) => rows.slice(sizes.slice(0, b).reduce((a, c) => a + c, 0)).slice(0, size));
  const logQuality = rows.map((row) => row[2]);
  const baseline = expectedVolume(vectors(12, 6));

  it.each<LogDetScoreOptions>([{}, { beta: 1, alpha: 2 }, { similarity: "rbf", bandwidth: 2 }, { similarity: "angular" }, { similarity: "dot", jitter: 0.1 }, { baseline }])(
    "gives the bits of logDetScore, batch by batch: %o",
    (options) => {
      const all = logDetScores({ embeddings: rows, size: sizes }, { ...options, logQuality });
      expect(logDetScores({ batches: lists }, { ...options, logQuality })).toEqual(all);
      expect([...all.sizes]).toEqual(sizes);
      let from = 0;
      lists.forEach((list, b) => {
        const single = logDetScore(list, { ...options, logQuality: logQuality.slice(from, from + list.length) });
        for (const name of ["estimate", "diversity", "quality", "perItem", "volume", "logDetPlus", "excess"] as const) expect(all[name]?.[b]).toBe(single[name]);
        expect(all.credits.slice(from, from + list.length)).toEqual(single.credits);
        from += list.length;
      });
    },
  );

  it("takes equal sizes, float32, similarities and no batches at all", () => {
    const data = Float32Array.from(rows.slice(0, 20).flat());
    const scores = logDetScores({ embeddings: { data, shape: [20, 6] }, size: 5 });
    expect(scores.estimate.length).toBe(4);
    expect(scores.estimate[3]).toBe(logDetScore({ data: data.slice(90), shape: [5, 6] }).estimate);
    expect(logDetScores({ batches: [{ similarities: lEnsemble(lists[0]) }] }).estimate[0]).toBe(logDetScore(lists[0]).estimate);
    expect(logDetScores({ embeddings: { data: new Float64Array(0), shape: [0, 6] }, size: 4 }).estimate.length).toBe(0);
    expect(logDetScores({ batches: [] })).toMatchObject({ estimate: new Float64Array(0), credits: new Float64Array(0) });
  });

  it.each([
    [() => logDetScores({ embeddings: rows, size: 4 }), "rows must be a multiple of size, got 23 rows and size 4"],
    [() => logDetScores({ embeddings: rows, size: [4, 4] }), "sizes must add up to the 23 rows, got 8"],
    [() => logDetScores({ embeddings: rows, size: 0 }), "size must be an integer ≥ 1, got 0"],
    [() => logDetScores({ embeddings: [[1, 2], [3, NaN]], size: 2 }), "embeddings must be finite, got NaN at row 1, column 1"],
    [() => logDetScores({ embeddings: { data: Float32Array.of(1, 2, 3, Infinity, 5), shape: [5, 1] }, size: 1 }), "embeddings must be finite, got Infinity at row 3, column 0"],
    [() => logDetScores({ batches: [[[1, 2]], [[1, 0], [0, 0]]] }), "Cannot compute log-determinant scores of batch 1: vectors must not be zero"],
    [() => logDetScores({ batches: [[[1, 2]], []] }), "Cannot compute log-determinant scores of batch 1: there must be at least one item, got none"],
    [() => logDetScores(rows as never), "the input must be { embeddings, size } or { batches }, got an array of length 23"],
    [() => logDetScores({ embeddings: rows, size: sizes }, { logQuality: [1] }), "logQuality and items must have one length, got 1 and 23"],
  ])("refuses what it cannot use: %#", (call, message) => {
    expect(call).toThrow(message);
  });
});

/** All k-subsets of 0 … n − 1. */
function subsets(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  return Array.from({ length: n }, (_, i) => i).flatMap((last) => (last < k - 1 ? [] : subsets(last, k - 1).map((set) => [...set, last])));
}
