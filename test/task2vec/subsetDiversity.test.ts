import { describe, expect, it } from "vitest";
import { answerDiversity, disagreement, ensembleDiversity, subsetDiversity } from "../../src/task2vec/index.ts";
import oracle from "../fixtures/scipy/task2vec.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("subsetDiversity()", () => {
  it("gives what the ensemble by itself gives, for every subset and symmetric and asymmetric distances", () => {
    const row = oracle.ensembles[4];
    const [m, batches, d] = row.shape;
    const solver = (i: number): number[][] => Array.from({ length: batches }, (_, b) => row.data.slice((i * batches + b) * d, (i * batches + b + 1) * d));
    const subsets = Array.from({ length: 2 ** m }, (_, mask) => Array.from({ length: m }, (__, i) => i).filter((i) => (mask >> i) & 1)).filter(({ length }) => length >= 2);
    for (const distance of ["cosine", "asymmetricKl"] as const) {
      const { matrix } = ensembleDiversity(Array.from({ length: m }, (_, i) => solver(i)), { distance, matrix: true });
      const { estimate, standardErrorOverModels } = subsetDiversity(matrix, subsets);
      subsets.forEach((members, e) => {
        const own = ensembleDiversity(members.map(solver), { distance });
        expectWithin(estimate[e], own.estimate, { rel: 1e-13 });
        // A difference of two mean distances of order 1.
        expectWithin(standardErrorOverModels[e], own.standardErrorOverModels, { rel: 1e-10, abs: 1e-15 * own.estimate });
      });
    }
  });

  it("reads every matrix of this folder, and does not read the diagonal", () => {
    const correct = [[1, 0, 1], [1, 1, 1], [0, 0, 1]];
    expectWithin(subsetDiversity(disagreement(correct).matrix, [[0, 1, 2]]).estimate[0], disagreement(correct).estimate, { rel: 1e-15 });
    const differ = (a: number, b: number): number => Math.abs(a - b);
    expectWithin(subsetDiversity(answerDiversity(correct, { distance: differ }).matrix, [[2, 0, 1]]).estimate[0], disagreement(correct).estimate, { rel: 1e-15 });
    expect(subsetDiversity([[9, 2], [4, 9]], [Uint8Array.of(1, 0)]).estimate).toEqual(Float64Array.of(3));
    expect(subsetDiversity([[0]], []).estimate).toEqual(new Float64Array(0));
  });

  it("names what is wrong", () => {
    const matrix = [[0, 1], [1, 0]];
    expect(() => subsetDiversity([[0, 1]], [[0, 1]])).toThrow("Cannot compute ensembles' diversity: matrix must be square, got 1 × 2");
    expect(() => subsetDiversity(matrix, [[0, 1], [0]])).toThrow("ensemble 1 must hold at least 2 values, got 1");
    expect(() => subsetDiversity(matrix, [[0, 2]])).toThrow("member 1 of ensemble 0 must be an integer between 0 and 1, got 2");
    expect(() => subsetDiversity(matrix, [[0, 1], [1, 1]])).toThrow("members must be distinct, got 1 twice at ensemble 1");
    expect(() => subsetDiversity([[0, NaN], [1, 0]], [[0, 1]])).toThrow("matrix must be finite, got NaN at row 0, column 1");
    expect(() => subsetDiversity(matrix, 3 as unknown as number[][])).toThrow(TypeError);
  });
});
