import { describe, expect, it } from "vitest";
import { studentTQuantile } from "../../src/numeric/special/index.ts";
import { compareModelDiversity, diversityCoefficient, ensembleDiversity, task2vecDistance } from "../../src/task2vec/index.ts";
import oracle from "../fixtures/scipy/task2vec.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("diversityCoefficient()", () => {
  it("counts pairs of equal batches: distances 0, 0.3, 0.3 have the mean 0.2", () => {
    // cos = 0.7.
    const other = [0.7, Math.sqrt(1 - 0.49)];
    const { estimate, meanDistances, batches, distance } = diversityCoefficient([[1, 0], [1, 0], other]);
    expectWithin(estimate, 0.2, { rel: 1e-14 });
    [0.15, 0.15, 0.3].forEach((value, i) => expectWithin(meanDistances[i], value, { rel: 1e-14 }));
    expect([batches, distance]).toEqual([3, "cosine"]);
    expect(diversityCoefficient([[1, 2], [1, 2], [1, 2]]).estimate).toBe(0);
  });

  it("is the EDC of batches in the place of solvers, standard error over them included", () => {
    for (const { data, shape: [m, batches, d] } of oracle.ensembles) {
      const first = Array.from({ length: m }, (_, i) => data.slice(i * batches * d, i * batches * d + d));
      for (const distance of ["cosine", "task2vecCosine", "kl", "asymmetricKl"] as const) {
        const result = diversityCoefficient(first, { distance });
        const edc = ensembleDiversity(first.map((vector) => [vector]), { distance });
        expectWithin(result.estimate, edc.estimate, { rel: 1e-14, abs: 1e-16 });
        expectWithin(result.standardError, edc.standardErrorOverModels, { rel: 1e-12, abs: 1e-15 });
      }
    }
  });

  it("takes a scale per batch", () => {
    const embeddings = [[1, 2, 3], [3, 2, 1]];
    const scale = [[1, 4, 9], [9, 4, 1]];
    expectWithin(diversityCoefficient(embeddings, { distance: "normalizedCosine", scale }).estimate, task2vecDistance([1, 2, 3], [3, 2, 1]).estimate, { rel: 1e-14 });
    expect(() => diversityCoefficient(embeddings, { distance: "normalizedCosine", scale: [[1, 1, 1]] })).toThrow("scale must have the shape of the embeddings, [2, 3], got [1, 3]");
  });

  it("names what is wrong", () => {
    expect(diversityCoefficient([[1, 2], [2, 1]]).standardError).toBeNaN();
    expect(() => diversityCoefficient([[1, 2]])).toThrow("Cannot compute a diversity coefficient: embeddings must have at least 2 rows and one entry, got shape [1, 2]");
    expect(() => diversityCoefficient([[1, 2], [0, 0]])).toThrow("got zeros at embeddings, batch 1");
    expect(() => diversityCoefficient([[1, 2], [1, -2]])).toThrow("got -2 at embeddings, batch 1, entry 1");
    expect(() => diversityCoefficient([[1, 2], [1, 2]], { zero: 1 } as object)).toThrow("unknown option `zero`");
  });
});

describe("compareModelDiversity()", () => {
  it("is the mean over batches with a t interval", () => {
    const row = oracle.ensembles[4];
    const [, batches, d] = row.shape;
    const rowsOf = (i: number): number[][] => Array.from({ length: batches }, (_, b) => row.data.slice((i * batches + b) * d, (i * batches + b + 1) * d));
    for (const distance of ["cosine", "task2vecCosine", "asymmetricKl"] as const) {
      const result = compareModelDiversity(rowsOf(2), rowsOf(5), { distance, level: 0.9 });
      expectWithin(result.estimate, row.values[distance].matrix[2][5], { rel: 1e-12 });
      rowsOf(2).forEach((vector, b) => expect(result.values[b]).toBe(task2vecDistance(vector, rowsOf(5)[b], { distance }).estimate));
      const average = result.values.reduce((sum, value) => sum + value, 0) / batches;
      const squares = result.values.reduce((sum, value) => sum + (value - average) ** 2, 0);
      expectWithin(result.standardError, Math.sqrt(squares / (batches - 1) / batches), { rel: 1e-12 });
      const { low, high, level } = result.confidenceInterval;
      expectWithin(high - low, 2 * studentTQuantile(0.95, batches - 1) * result.standardError, { rel: 1e-12 });
      expectWithin((low + high) / 2, result.estimate, { rel: 1e-12 });
      expect([level, result.batches, result.distance]).toEqual([0.9, batches, distance]);
    }
  });

  it("has no standard error for one batch", () => {
    const { standardError, confidenceInterval } = compareModelDiversity([[1, 2]], [[2, 1]]);
    expect(standardError).toBeNaN();
    expect(confidenceInterval).toEqual({ low: NaN, high: NaN, level: 0.95 });
  });

  it("takes a scale per model", () => {
    const scale = { first: [[1, 4]], second: [[9, 4]] };
    expectWithin(compareModelDiversity([[1, 2]], [[3, 2]], { distance: "normalizedCosine", scale }).estimate, task2vecDistance([1, 2], [3, 2]).estimate, { rel: 1e-14 });
    expect(() => compareModelDiversity([[1, 2]], [[3, 2]], { distance: "normalizedCosine", scale: { first: [[1]], second: [[1]] } })).toThrow("scale must have the shape of the embeddings, [1, 2], got [1, 1]");
  });

  it("names what is wrong", () => {
    expect(() => compareModelDiversity([[1, 2]], [[1, 2], [3, 4]])).toThrow("Cannot compare models' diversity: first and second must have one shape with at least one batch and one entry, got [1, 2] and [2, 2]");
    expect(() => compareModelDiversity([[1, 2], [0, 0]], [[1, 2], [3, 4]])).toThrow("got zeros at first, batch 1");
    expect(compareModelDiversity([[1, 2], [0, 0]], [[1, 2], [3, 4]], { zeroVector: "orthogonal" }).values).toEqual(Float64Array.of(0, 1));
    expect(() => compareModelDiversity([[1e-300]], [[1e300]], { distance: "kl" })).toThrow('the distance "kl" overflows at batch 0');
    expect(() => compareModelDiversity([[1]], [[1]], { level: 1 })).toThrow("level must lie strictly between 0 and 1");
    expect(() => compareModelDiversity(null as unknown as number[][], [[1]])).toThrow(TypeError);
  });
});
