import * as fc from "fast-check";
import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import { compareModelDiversity, ensembleDiversity, type StridedTensor, type Task2VecDistance, task2vecDistance } from "../../src/task2vec/index.ts";
import oracle from "../fixtures/scipy/task2vec.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const names: readonly Task2VecDistance[] = ["cosine", "task2vecCosine", "normalizedCosine", "correlation", "kl", "asymmetricKl", "jsd", "entropy"];

const tensor = ({ data, shape }: { data: number[]; shape: number[] }): StridedTensor => ({ data: Float64Array.from(data), shape });

/** Fisher embeddings of 2 … 6 solvers, 1 … 4 batches, 1 … 30 entries. */
const ensembles = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 30 })).chain(([m, batches, d]) =>
  fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: m * batches * d, maxLength: m * batches * d }).map((data) => ({ data, shape: [m, batches, d] })),
);

describe("ensembleDiversity()", () => {
  it.each(names)("%s agrees with all pairs, all solvers really left out, in SciPy", (distance) => {
    for (const row of oracle.ensembles) {
      const expected = row.values[distance];
      // SciPy's distances carry errors of 1e-16 from subtraction.
      const near = { rel: 1e-12, abs: 1e-15 };
      const result = ensembleDiversity(tensor(row), { distance });
      expectWithin(result.estimate, expected.estimate, near);
      result.batchValues.forEach((value, b) => expectWithin(value, expected.batchValues[b], near));
      expectWithin(result.standardErrorOverBatches, expected.standardErrorOverBatches ?? NaN, near);
      expectWithin(result.standardErrorOverModels, expected.standardErrorOverModels ?? NaN, near);
      expected.leaveOneOut.forEach((value, i) => expectWithin(result.leaveOneOut[i], value, near));
      result.contributions.forEach((value, i) => expectWithin(value, result.estimate - result.leaveOneOut[i], near));
      const [m, batches] = row.shape;
      expect([result.distance, result.solvers, result.batches, result.noiseFloor, result.uncorrected]).toEqual([distance, m, batches, NaN, result.estimate]);
      const { matrix, ...rest } = ensembleDiversity(tensor(row), { distance, matrix: true });
      expect(matrix.shape).toEqual([m, m]);
      expected.matrix.flat().forEach((value, at) => expectWithin(matrix.data[at], value, near));
      expectWithin(rest.estimate, expected.estimate, near);
    }
  });

  it("keeps its digits where solvers nearly agree, in linear time as by pairs", () => {
    for (const row of oracle.near) {
      // Entries of unit vectors are rounded to 1e-16, which the difference `apart` magnifies.
      const rel = Math.max(1e-14, 1e-15 / row.apart);
      for (const distance of names) {
        expectWithin(ensembleDiversity(tensor(row), { distance }).estimate, row.values[distance].edc, { rel });
        expectWithin(ensembleDiversity(tensor(row), { distance, matrix: true }).estimate, row.values[distance].edc, { rel });
      }
    }
  });

  it("is the mean of cmdiv over pairs, and the order of solvers and batches does not matter", () => {
    fc.assert(
      fc.property(ensembles, fc.constantFrom(...names), ({ data, shape }, distance) => {
        const [m, batches, d] = shape;
        fc.pre(distance !== "correlation" || d > 1);
        const options = { distance, zeroVector: "orthogonal" } as const;
        const rowsOf = (i: number): number[][] => Array.from({ length: batches }, (_, b) => data.slice((i * batches + b) * d, (i * batches + b + 1) * d));
        let total = 0;
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < m; j++) if (i !== j) total += compareModelDiversity(rowsOf(i), rowsOf(j), options).estimate;
        }
        const { estimate, contributions, meanDistances } = ensembleDiversity({ data, shape }, options);
        const near = { rel: 1e-10, abs: 1e-15 };
        expectWithin(estimate, total / m / (m - 1), near);
        expectWithin(meanDistances.reduce((sum, value) => sum + value, 0) / m, estimate, near);
        if (m > 2) expectWithin(contributions.reduce((sum, value) => sum + value, 0), 0, { abs: 1e-12 * (1 + estimate) });
        const reversed = Array.from({ length: m }, (_, i) => rowsOf(m - 1 - i).toReversed());
        expectWithin(ensembleDiversity(reversed, options).estimate, estimate, near);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it("is exactly 0 for copies of one solver", () => {
    const one = [0.3, 0.1, 0.7, 0.2, 0.9, 0.4];
    for (const distance of names) {
      if (distance === "task2vecCosine" || distance === "entropy") continue;
      const { estimate, standardErrorOverModels } = ensembleDiversity({ data: [...one, ...one, ...one], shape: [3, 2, 3] }, { distance });
      expect([estimate, standardErrorOverModels]).toEqual([0, 0]);
    }
    // With ε the two shares of equal entries still add up to less than 1, alike.
    expect(ensembleDiversity({ data: [...one, ...one, ...one], shape: [3, 2, 3] }, { distance: "task2vecCosine" }).estimate).toBe(0);
    expect(ensembleDiversity({ data: [...one, ...one, ...one], shape: [3, 2, 3] }, { distance: "entropy" }).estimate).toBeLessThan(1e-14);
  });

  it("takes nested lists, any strides, an ndarray, single precision", () => {
    const row = oracle.ensembles[4];
    const [m, batches, d] = row.shape;
    const expected = ensembleDiversity({ data: row.data, shape: row.shape }, { matrix: true });
    const at = (i: number, b: number, j: number): number => row.data[(i * batches + b) * d + j];
    const nested = Array.from({ length: m }, (_, i) => Array.from({ length: batches }, (__, b) => Array.from({ length: d }, (___, j) => at(i, b, j))));
    expect(ensembleDiversity(nested, { matrix: true })).toEqual(expected);
    // Stored as [d, solvers, batches] with an offset.
    const data = new Float64Array(3 + row.data.length);
    for (let i = 0; i < m; i++) for (let b = 0; b < batches; b++) for (let j = 0; j < d; j++) data[3 + (j * m + i) * batches + b] = at(i, b, j);
    expect(ensembleDiversity({ data, shape: [m, batches, d], stride: [batches, 1, m * batches], offset: 3 }, { matrix: true })).toEqual(expected);
    const view = ndarray(data.slice(3), [d, m, batches]).transpose(1, 2, 0);
    expect(ensembleDiversity(view, { matrix: true })).toEqual(expected);
    expect(ensembleDiversity(ndarray(data.slice(3), [d, m, batches]).transpose(1, 2, 0).step(-1, 1, 1)).estimate).toBeCloseTo(expected.estimate, 14);
    const single = Float32Array.from(row.data);
    expect(ensembleDiversity({ data: single, shape: row.shape })).toEqual(ensembleDiversity({ data: Float64Array.from(single), shape: row.shape }));
  });

  it("has more columns than a block", () => {
    const d = 2500;
    const data = Float64Array.from({ length: 3 * 2 * d }, (_, at) => ((at * 7919) % 1013) + 1);
    const linear = ensembleDiversity({ data, shape: [3, 2, d] });
    const pairs = ensembleDiversity({ data, shape: [3, 2, d] }, { matrix: true });
    // Two orders of some thousand additions.
    expectWithin(linear.estimate, pairs.estimate, { rel: 1e-13 });
    const vector = (i: number): Float64Array => data.subarray(2 * i * d, (2 * i + 1) * d);
    expectWithin(pairs.batchValues[0], (task2vecDistance(vector(0), vector(1)).estimate + task2vecDistance(vector(0), vector(2)).estimate + task2vecDistance(vector(1), vector(2)).estimate) / 3, { rel: 1e-13 });
  });

  describe("with replicates", () => {
    it("agrees with the disattenuated cosines at 60 digits", () => {
      for (const row of oracle.replicates) {
        const replicates = { data: row.replicates, shape: row.shape };
        // Distances are of the order of the noise, sums of its squares.
        const near = { rel: 1e-12, abs: 1e-15 };
        const { matrix, ...result } = ensembleDiversity(tensor(row), { replicates, matrix: true });
        expectWithin(result.estimate, row.estimate, near);
        expectWithin(result.noiseFloor, row.noiseFloor, near);
        expectWithin(result.uncorrected, row.uncorrected, near);
        row.matrix.flat().forEach((value, at) => expectWithin(matrix.data[at], value, near));
        expect(result.distance).toBe("cosine, corrected for noise");
        const { estimate, meanDistances } = ensembleDiversity(tensor(row), { replicates });
        expect(estimate).toBe(result.estimate);
        const [m] = row.shape;
        meanDistances.forEach((value, i) => expectWithin(value, matrix.data.subarray(i * m, (i + 1) * m).reduce((sum, distance) => sum + distance, 0) / (m - 1), near));
      }
    });

    it("of no noise change nothing; a length of their own changes nothing", () => {
      const row = oracle.ensembles[3];
      const plain = ensembleDiversity(tensor(row));
      const same = ensembleDiversity(tensor(row), { replicates: tensor(row) });
      expect(same.noiseFloor).toBe(0);
      expectWithin(same.estimate, plain.estimate, { rel: 1e-13 });
      expectWithin(same.uncorrected, plain.estimate, { rel: 0 });
      const twice = row.data.map((value) => 1e100 * value);
      expectWithin(ensembleDiversity(tensor({ data: twice, shape: row.shape }), { replicates: tensor({ data: twice, shape: row.shape }) }).estimate, plain.estimate, { rel: 1e-12 });
    });

    it("are refused where the correction is not defined", () => {
      const embeddings = { data: [1, 0, 0, 1], shape: [2, 1, 2] };
      expect(() => ensembleDiversity(embeddings, { replicates: { data: [0, 1, 0, 1], shape: [2, 1, 2] } })).toThrow(
        "a replicate must have entries in common with its embedding, got none at replicates of solver 0, batch 0",
      );
      expect(() => ensembleDiversity(embeddings, { replicates: embeddings, distance: "kl" })).toThrow('replicates must only be given for distance "cosine" without zero vectors, got distance "kl"');
      expect(() => ensembleDiversity(embeddings, { replicates: embeddings, zeroVector: "orthogonal" })).toThrow("without zero vectors");
      expect(() => ensembleDiversity(embeddings, { replicates: { data: [1, 1], shape: [2, 1, 1] } })).toThrow("replicates must have the shape of the embeddings, [2, 1, 2], got [2, 1, 1]");
    });
  });

  it("takes scale for normalised cosine: 1 changes nothing, a common factor neither", () => {
    const row = oracle.ensembles[3];
    const plain = ensembleDiversity(tensor(row), { distance: "normalizedCosine" });
    const scale = { data: row.data.map(() => 1), shape: row.shape };
    expect(ensembleDiversity(tensor(row), { distance: "normalizedCosine", scale })).toEqual(plain);
    const square = { data: row.data.map((value) => value * value), shape: row.shape };
    // s/h = h: the plain cosine.
    expectWithin(ensembleDiversity(tensor(row), { distance: "normalizedCosine", scale: square }).estimate, ensembleDiversity(tensor(row)).estimate, { rel: 1e-13 });
  });

  it("places zero vectors at distance 1 if asked, by pairs as in the matrix", () => {
    const data = [1, 0, 0, 0, 3, 4, 0, 0];
    const result = ensembleDiversity({ data, shape: [4, 1, 2] }, { zeroVector: "orthogonal", matrix: true });
    expectWithin(result.estimate, (1 + 0.4 + 1 + 1 + 1 + 1) / 6, { rel: 1e-15 });
    expect(result.matrix.data[1 * 4 + 3]).toBe(1);
    expect(result.matrix.data[5]).toBe(0);
    expect(ensembleDiversity({ data, shape: [4, 1, 2] }, { zeroVector: "orthogonal" }).estimate).toBe(result.estimate);
    expect(() => ensembleDiversity({ data, shape: [4, 1, 2] })).toThrow("got zeros at embeddings of solver 1, batch 0");
  });

  it("gives structured-clonable data and NaN where there is too little of it", () => {
    const result = ensembleDiversity([[[1, 2]], [[2, 1]]]);
    expect(result.standardErrorOverBatches).toBeNaN();
    expect(result.standardErrorOverModels).toBeNaN();
    expect(result.contributions).toEqual(Float64Array.of(NaN, NaN));
    expect(structuredClone(result)).toEqual(result);
    expect("matrix" in result).toBe(false);
  });

  it("names what is wrong", () => {
    const refuse = (input: unknown): (() => unknown) => () => ensembleDiversity(input as StridedTensor);
    expect(refuse({ data: [1, 2], shape: [1, 1, 2] })).toThrow("Cannot compute an ensemble's diversity: there must be at least 2 solvers, got 1");
    expect(refuse({ data: [1, 2, 3], shape: [2, 1, 2] })).toThrow("embeddings must hold 2 × 1 × 2 numbers, got 3");
    expect(refuse({ data: [1, 2, 3, 4], shape: [2, 2] })).toThrow("shape of three numbers (solvers, batches, entries), got [2, 2]");
    expect(refuse({ data: [1, 2, 3, 4], shape: [2, 1, 2], stride: [4, 2, 1] })).toThrow("embeddings must hold 2 × 1 × 2 numbers, got 4");
    expect(refuse({ data: [1, 2, 3, 4], shape: [2, 1, 2], stride: [2, 1] })).toThrow("three integer strides");
    expect(refuse({ data: [], shape: [2, 0, 2] })).toThrow("at least one batch and one entry, got shape [2, 0, 2]");
    expect(refuse([[[1, 2]], [[1]]])).toThrow("embeddings must be vectors of one length, got 2 at solver 0, batch 0 and 1 at solver 1, batch 0");
    expect(refuse([[[1, 2]], []])).toThrow("as many vectors for every solver, got 1 at solver 0 and 0 at solver 1");
    expect(refuse([[[1, 2]], [[1, "2"]]])).toThrow(TypeError);
    expect(refuse({ data: [1, 2, null, 4], shape: [2, 1, 2] })).toThrow("embeddings must hold numbers, got null at index 2");
    expect(refuse(7)).toThrow(TypeError);
    expect(refuse({ data: [1, 2, -3, 4], shape: [2, 1, 2] })).toThrow("Fisher information must be finite and ≥ 0, got -3 at embeddings of solver 1, batch 0, entry 0");
    expect(refuse({ data: [1, 2, 3, NaN], shape: [2, 1, 2] })).toThrow("got NaN at embeddings of solver 1, batch 0, entry 1");
    expect(() => ensembleDiversity([[[1]], [[2]]], { matrix: 1 } as object)).toThrow("matrix must be true or false");
    expect(() => ensembleDiversity([[[1]], [[2]]], { level: 0.9 } as object)).toThrow("unknown option `level`");
  });
});
