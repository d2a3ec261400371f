import { describe, expect, it } from "vitest";
import { answerDiversity, disagreement } from "../../src/task2vec/index.ts";
import oracle from "../fixtures/scipy/task2vec.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("disagreement()", () => {
  it("agrees with NumPy over pairs and common problems; the standard error with derivatives at 60 digits", () => {
    for (const row of oracle.disagreement) {
      const outcomes = row.outcomes.map((column) => column.map((value) => value ?? NaN));
      const { estimate, standardErrorOverBatches, matrix, solvers, batches, distance } = disagreement(outcomes);
      const m = outcomes.length;
      expectWithin(estimate, row.estimate, { rel: 1e-14 });
      expectWithin(standardErrorOverBatches, row.standardErrorOverBatches, { rel: 1e-12 });
      let t = 0;
      for (let i = 0; i < m; i++) {
        expect(matrix.data[i * m + i]).toBe(0);
        for (let j = i + 1; j < m; j++, t++) {
          expectWithin(matrix.data[i * m + j], row.pairs[t], { rel: 1e-15 });
          expect(matrix.data[j * m + i]).toBe(matrix.data[i * m + j]);
        }
      }
      expect([solvers, batches, distance]).toEqual([m, outcomes[0].length, "disagreement"]);
    }
  });

  it("has the errors of complete data: s/√P over problems, the jackknife over solvers", () => {
    const outcomes = oracle.disagreement[0].outcomes.map((column) => column.map(Number));
    const { estimate, batchValues, standardErrorOverBatches, standardErrorOverModels, leaveOneOut, contributions } = disagreement(outcomes);
    const P = batchValues.length;
    const squares = batchValues.reduce((sum, value) => sum + (value - estimate) ** 2, 0);
    expectWithin(standardErrorOverBatches, Math.sqrt(squares / (P - 1) / P), { rel: 1e-13 });
    const without = outcomes.map((_, i) => disagreement(outcomes.toSpliced(i, 1)).estimate);
    without.forEach((value, i) => {
      expectWithin(leaveOneOut[i], value, { rel: 1e-14 });
      expectWithin(contributions[i], estimate - value, { rel: 1e-12, abs: 1e-16 });
    });
    const spread = without.reduce((sum, value) => sum + (value - estimate) ** 2, 0);
    expectWithin(standardErrorOverModels, Math.sqrt((3 / 4) * spread), { rel: 1e-12 });
  });

  it("takes booleans, typed arrays and matrices of any strides", () => {
    const expected = disagreement([[1, 0, 1], [1, 1, 0]]);
    expect(disagreement([[true, false, true], [true, true, false]])).toEqual(expected);
    expect(disagreement([Uint8Array.of(1, 0, 1), Uint8Array.of(1, 1, 0)])).toEqual(expected);
    expect(disagreement({ data: [1, 0, 1, 1, 1, 0], shape: [2, 3] })).toEqual(expected);
    expect(disagreement({ data: [9, 1, 1, 0, 1, 1, 0], shape: [2, 3], stride: [1, 2], offset: 1 })).toEqual(expected);
    expectWithin(expected.estimate, 2 / 3, { rel: 1e-15 });
  });

  it("gives NaN for a problem that fewer than two solvers have", () => {
    const { batchValues, estimate, standardErrorOverBatches } = disagreement([[1, NaN], [0, 1]]);
    expect(batchValues).toEqual(Float64Array.of(1, NaN));
    expect(estimate).toBe(1);
    expect(standardErrorOverBatches).toBe(0);
    expect(disagreement([[1], [0]]).standardErrorOverBatches).toBeNaN();
  });

  it("names what is wrong", () => {
    expect(() => disagreement([[1, NaN], [NaN, 1]])).toThrow("Cannot compute disagreement: every two solvers must have a problem in common, got none for solvers 0 and 1");
    expect(() => disagreement([[1, 0]])).toThrow("there must be at least 2 solvers, got 1");
    expect(() => disagreement([[], []])).toThrow("there must be at least 1 problem, got none");
    expect(() => disagreement([[1, 0], [1]])).toThrow("outcomes must have one length, got 2 for solver 0 and 1 for solver 1");
    expect(() => disagreement([["a"], ["b"]] as unknown as number[][])).toThrow('outcomes must be numbers or true or false, got "a" at solver 0, problem 0');
    expect(() => disagreement({ data: [1, 2, 3], shape: [2, 2] })).toThrow("outcomes must hold 2 × 2 × 1 numbers, got 3");
    expect(() => disagreement({ data: [1, 2, 3, 4, 5], shape: [2, 2] })).toThrow("outcomes must hold 2 × 2 × 1 numbers, got 5");
    expect(() => disagreement({ data: [1, 2, 3], shape: [3] })).toThrow("a shape of two numbers (solvers, problems)");
    expect(() => disagreement(3 as unknown as number[][])).toThrow(TypeError);
  });
});

describe("answerDiversity()", () => {
  const answers = [
    ["12", "7", "x", null],
    ["12", "8", "y", "1"],
    ["13", "7", undefined, "1"],
  ];
  const differ = (a: string, b: string): number => (a === b ? 0 : 1);

  it("of answers by equality is disagreement of their codes, missing ones included", () => {
    const codes = [[0, 7, 1, NaN], [0, 8, 2, 1], [3, 7, NaN, 1]];
    expect(answerDiversity(answers, { distance: differ })).toEqual({ ...disagreement(codes), distance: "custom" });
  });

  it("of vectors is the mean of their distances over the problems both have", () => {
    const gone = [NaN, NaN];
    const vectors = [
      [[1, 0], [1, 1], gone],
      [[-1, 0], [1, 1], [3, 4]],
      [[0, 2], gone, [4, 3]],
    ];
    const { matrix, estimate, batchValues, distance } = answerDiversity(vectors);
    const expected = [0, 1, 1, 1, 0, (1 + 0.04) / 2, 1, (1 + 0.04) / 2, 0];
    expected.forEach((value, at) => expectWithin(matrix.data[at], value, { rel: 1e-14, abs: 1e-16 }));
    expectWithin(estimate, (1 + 1 + 0.52) / 3, { rel: 1e-14 });
    [4 / 3, 0, 0.04].forEach((value, p) => expectWithin(batchValues[p], value, { rel: 1e-13, abs: 1e-16 }));
    expect(distance).toBe("cosine");
    const manhattan = answerDiversity(vectors, { distance: "manhattan" });
    expectWithin(manhattan.matrix.data[1], 1, { rel: 1e-15 });
    const data = Float32Array.from(vectors.flat(2));
    expect(answerDiversity({ data, shape: [3, 3, 2] }, { distance: "manhattan" })).toEqual(manhattan);
  });

  it("spans more solvers than a tile of distances", () => {
    const m = 70;
    const vectors = Array.from({ length: m }, (_, i) => [[i, 0.5 * i]]);
    const { matrix } = answerDiversity(vectors, { distance: "manhattan" });
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) expectWithin(matrix.data[i * m + j], 1.5 * Math.abs(i - j), { rel: 1e-15 });
  });

  it("leaves out a problem nobody has answered", () => {
    expect(answerDiversity([[[NaN], [1]], [[NaN], [3]]], { distance: "euclidean" }).batchValues).toEqual(Float64Array.of(NaN, 2));
  });

  it("names what is wrong", () => {
    expect(() => answerDiversity([[[1, NaN]], [[1, 2]]])).toThrow("Cannot compute answers' diversity: vectors must be finite or, where missing, all NaN, got NaN at vectors of solver 0, problem 0, entry 1");
    expect(() => answerDiversity([[[NaN, 1]], [[1, 2]]])).toThrow("all NaN, got 1 at");
    expect(() => answerDiversity([[[0, 0]], [[1, 2]]])).toThrow("Cannot compute answers' diversity at problem 0: vectors must not be zero");
    expect(answerDiversity([[[0, 0]], [[1, 2]]], { zeroVector: "orthogonal" }).estimate).toBe(1);
    expect(() => answerDiversity([[[1]]])).toThrow("there must be at least 2 solvers, got 1");
    expect(() => answerDiversity([["a"], [null]], { distance: differ })).toThrow("every two solvers must have a problem in common, got none for solvers 0 and 1");
    expect(() => answerDiversity([["a"], ["b", "c"]], { distance: differ })).toThrow("answers must have one length, got 1 for solver 0 and 2 for solver 1");
    expect(() => answerDiversity([["a"], ["b"]], { distance: () => NaN })).toThrow("distances must be finite, got NaN for solvers 0 and 1, problem 0");
    expect(() => answerDiversity([["a"], ["b"]], { distance: () => "far" as unknown as number })).toThrow(TypeError);
    expect(() => answerDiversity([["a"], ["b"]], { distance: differ, zeroVector: "throw" } as never)).toThrow("unknown option `zeroVector`");
    expect(() => answerDiversity([[[1]], [[2]]], { distance: "bleu" } as never)).toThrow("distance must be");
  });
});
