import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bleuMatrix } from "../../src/text/bleuMatrix.ts";
import { chrFMatrix } from "../../src/text/chrFMatrix.ts";
import { majorityVote, minimumBayesRisk, type MinimumBayesRiskOptions } from "../../src/vote/index.ts";
import oracle from "../fixtures/numpy/choose.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Cosines in double precision against long double, d ≤ 40. */
const COSINE = { rel: 1e-14, abs: 1e-15 };

const optionsOf = ({ weighting, weights, excludeSelf }: (typeof oracle.risks)[number]): MinimumBayesRiskOptions => ({
  excludeSelf,
  ...(weighting === "given" && { weights }),
  ...(weighting === "logProb" && { logProb: weights }),
});

describe("minimumBayesRisk()", () => {
  it.each(oracle.risks.map((row) => ({ ...row, name: `${row.weighting} weights, N = ${row.scores.length}, excludeSelf ${row.excludeSelf}` })))(
    "cosine, $name: the O(N·D) scores are the row means of the whole matrix",
    (row) => {
      const result = minimumBayesRisk({ embeddings: row.embeddings }, { ...optionsOf(row), matrix: true });
      row.scores.forEach((score, i) => expectWithin(result.scores[i], score, COSINE));
      row.matrix?.forEach((utility, at) => expectWithin(result.matrix!.data[at], utility, COSINE));
      const again = minimumBayesRisk({ matrix: result.matrix! }, optionsOf(row));
      row.scores.forEach((score, i) => expectWithin(again.scores[i], score, COSINE));
      expect(again.index).toBe(result.index);
      expect(result.estimate).toBe(Math.max(...result.scores));
      expectWithin(result.weights.reduce((total, weight) => total + weight, 0), 1, { rel: 1e-14 });
    },
  );

  it("BLEU: the published expected scores of four texts, in per cent", () => {
    // mbrs, tests/decoders/test_mbr.py: sacreBLEU with exponential smoothing and effective order.
    const texts = ["another test", "this is a test", "this is an test", "this is a fest"];
    const result = minimumBayesRisk({ matrix: bleuMatrix(texts, { effectiveOrder: true }) });
    expect(result.index).toBe(1);
    [34.197, 52.697, 45.819, 47.852].forEach((score, i) => expectWithin(100 * result.scores[i], score, { abs: 5e-4 }));
    expectWithin(result.margin, result.scores[1] - result.scores[3], { rel: 1e-15 });
  });

  it("chrF: the published scores of two candidates, given references of their own", () => {
    const texts = ["another test", "this is a fest", "this is a test"];
    const { data } = chrFMatrix(texts);
    const result = minimumBayesRisk({ matrix: { data: Float64Array.of(data[2], data[5]), shape: [2, 1] } });
    expect(result).toMatchObject({ index: 1, weights: Float64Array.of(1) });
    [23.06, 60.628].forEach((score, i) => expectWithin(100 * result.scores[i], score, { abs: 5e-4 }));
  });

  it("with utility 1 for equal answers is the majority vote", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 12 }), (candidates) => {
        const result = minimumBayesRisk({ candidates, utility: (a, b) => (a === b ? 1 : 0) });
        const vote = majorityVote(candidates);
        expect(result.index).toBe(vote.index);
        expectWithin(result.estimate, vote.share, { rel: 1e-14 });
        expect(result.tied).toBe(vote.votes > 1 || vote.tied);
      }),
      { seed: 1 },
    );
  });

  it("agrees with the definition for any utility, weights and self-pairs", () => {
    const size = fc.integer({ min: 2, max: 6 });
    const cases = size.chain((n) =>
      fc.record({
        utilities: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n }),
        weights: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: n, maxLength: n }),
        excludeSelf: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ utilities, weights, excludeSelf }) => {
        const n = weights.length;
        const candidates = weights.map((_, i) => i);
        const result = minimumBayesRisk({ candidates, utility: (i, j) => utilities[i * n + j] }, { weights, excludeSelf, matrix: true });
        expect(Array.from(result.matrix!.data)).toEqual(utilities);
        candidates.forEach((i) => {
          const references = candidates.filter((j) => !(excludeSelf && j === i));
          const total = references.reduce((sum, j) => sum + weights[j], 0);
          const expected = references.reduce((sum, j) => sum + (weights[j] / total) * utilities[i * n + j], 0);
          expectWithin(result.scores[i], expected, { rel: 1e-13, abs: 1e-14 });
        });
      }),
      { seed: 2 },
    );
  });

  it("asks for each pair of distinct candidates once", () => {
    let calls = 0;
    const utility = (a: string, b: string): number => {
      calls++;
      return a.length / (a.length + b.length);
    };
    const candidates = ["aa", "b", "aa", "cccc", "b", "aa"];
    const { matrix } = minimumBayesRisk({ candidates, utility }, { matrix: true });
    expect(calls).toBe(9);
    candidates.forEach((a, i) => candidates.forEach((b, j) => expect(matrix!.data[i * 6 + j]).toBe(a.length / (a.length + b.length))));
  });

  it("calls candidates tied that differ by rounding only, and settles ties as told", () => {
    // Two candidates judge each other alike, whatever the order of additions.
    const embeddings = [[0.1, 0.2, 0.7], [0.31, 0.17, 0.4]];
    for (const excludeSelf of [false, true]) expect(minimumBayesRisk({ embeddings }, { excludeSelf })).toMatchObject({ index: 0, tied: true, margin: 0, abstained: false });
    expect(minimumBayesRisk({ embeddings }, { ties: "abstain" })).toMatchObject({ index: -1, tied: true, abstained: true });
    expect(minimumBayesRisk({ embeddings }, { ties: "random", rng: () => 0.6 }).index).toBe(1);
    expect(minimumBayesRisk({ embeddings: [[3, 4]] })).toMatchObject({ index: 0, estimate: 1, tied: false, margin: NaN });
  });

  it("weights by log-probability are those of its softmax, far beyond the range of exp", () => {
    const embeddings = [[1, 0], [0.6, 0.8], [0, 1]];
    const plain = minimumBayesRisk({ embeddings }, { weights: [1, Math.exp(-1), 0] });
    const shifted = minimumBayesRisk({ embeddings }, { logProb: [-5000, -5001, -Infinity] });
    plain.scores.forEach((score, i) => expectWithin(shifted.scores[i], score, { rel: 1e-14 }));
    expect(minimumBayesRisk({ embeddings }, { logProb: [-5000, -9000, -9100] }).scores).toEqual(Float64Array.of(1, 0.6, 0));
  });

  it("judges a candidate that has all the weight by the next likeliest when it is left out", () => {
    const embeddings = [[1, 0], [0.6, 0.8], [0, 1]];
    for (const logProb of [[-50, -9000, -9900], [-50, -9000, -Infinity]]) {
      const result = minimumBayesRisk({ embeddings }, { logProb, excludeSelf: true });
      [0.6, 0.6, 0].forEach((score, i) => expectWithin(result.scores[i], score, { rel: 1e-15 }));
    }
    // With a weight of 1 − 1e-12 the rest keeps its digits: nothing is taken off a total.
    const heavy = minimumBayesRisk({ embeddings }, { weights: [1, 3e-13, 1e-13], excludeSelf: true });
    expectWithin(heavy.scores[0], 0.75 * 0.6, { rel: 1e-14 });
  });

  it("takes zero embeddings only when told, as of no use to anyone", () => {
    const embeddings = [[0, 0], [1, 0], [1, 0]];
    expect(() => minimumBayesRisk({ embeddings })).toThrow(/Cannot minimise Bayes risk: vectors must not be zero.*got zeros at row 0/);
    const result = minimumBayesRisk({ embeddings }, { zeroVector: "orthogonal" });
    [0, 2 / 3, 2 / 3].forEach((score, i) => expectWithin(result.scores[i], score, { rel: 1e-15 }));
  });

  it("gives float32 embeddings and strided views the same answer", () => {
    const rows = [[1, 2], [2, 1], [1, 1]];
    const expected = minimumBayesRisk({ embeddings: rows }).scores;
    expect(minimumBayesRisk({ embeddings: { data: Float32Array.from(rows.flat()), shape: [3, 2] } }).scores).toEqual(expected);
    expect(minimumBayesRisk({ embeddings: { data: [1, 2, 1, 2, 1, 1], shape: [3, 2], stride: [1, 3] } }).scores).toEqual(expected);
  });

  it("names what is wrong", () => {
    const matrix = [[1, 0], [0, 1]];
    expect(() => minimumBayesRisk({} as never)).toThrow("Cannot minimise Bayes risk: input must be { embeddings }, { matrix } or { candidates, utility }, got an object");
    expect(() => minimumBayesRisk({ matrix, embeddings: matrix })).toThrow("got both embeddings and matrix");
    expect(() => minimumBayesRisk({ matrix: [] })).toThrow("there must be at least one candidate and one reference, got 0 and 0");
    expect(() => minimumBayesRisk({ matrix: [[1, NaN]] })).toThrow("matrix must be finite, got NaN at row 0, column 1");
    expect(() => minimumBayesRisk({ matrix: [[1, 0]] }, { excludeSelf: true })).toThrow("excludeSelf needs candidates that are the references, got 1 candidates and 2 references");
    expect(() => minimumBayesRisk({ matrix: [[1]] }, { excludeSelf: true })).toThrow("excludeSelf needs at least two references of positive weight");
    expect(() => minimumBayesRisk({ matrix }, { excludeSelf: true, weights: [1, 0] })).toThrow("at least two references of positive weight");
    expect(() => minimumBayesRisk({ matrix }, { excludeSelf: true, logProb: [-1, -Infinity] })).toThrow("at least two references of positive weight");
    expect(() => minimumBayesRisk({ matrix }, { weights: [1, 1], logProb: [0, 0] })).toThrow("weights and logProb exclude each other");
    expect(() => minimumBayesRisk({ matrix }, { weights: [1] })).toThrow("weights and the references must have one length, got 1 and 2");
    expect(() => minimumBayesRisk({ matrix }, { weights: [1, -1] })).toThrow("weights must be finite and ≥ 0, got -1 at index 1");
    expect(() => minimumBayesRisk({ matrix }, { weights: [0, 0] })).toThrow("weights must have a positive, finite sum, got 0");
    expect(() => minimumBayesRisk({ matrix }, { logProb: [0, NaN] })).toThrow("logProb must be finite or −∞, got NaN at index 1");
    expect(() => minimumBayesRisk({ matrix }, { logProb: [-Infinity, -Infinity] })).toThrow("one logProb at least must be finite");
    expect(() => minimumBayesRisk({ matrix }, { weights: ["1", 1] as never })).toThrow(TypeError);
    expect(() => minimumBayesRisk({ candidates: ["a"], utility: () => NaN })).toThrow("utility must be finite, got NaN for candidates 0 and 0");
    expect(() => minimumBayesRisk({ candidates: ["a"], utility: () => "x" as never })).toThrow(TypeError);
    expect(() => minimumBayesRisk({ candidates: ["a"], utility: "bleu" as never })).toThrow("utility must be a function");
    expect(() => minimumBayesRisk({ candidates: [], utility: () => 1 })).toThrow("candidates must hold at least 1 value");
    expect(() => minimumBayesRisk({ matrix }, { self: false } as never)).toThrow("unknown option `self`");
  });
});
