import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DistanceName, pairwiseDistances } from "../../src/distance/index.ts";
import { meanPairwiseDistance, type MeanPairwiseDistanceOptions } from "../../src/diversity/index.ts";
import { normal } from "../../src/random/normal.ts";
import { createRng } from "../../src/random/rng.ts";
import oracle from "../fixtures/scipy/distances.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Sums of some hundred terms of one sign. */
const SUMS = { rel: 1e-13, abs: 1e-300 };

const names: DistanceName[] = ["cosine", "angular", "correlation", "euclidean", "squaredEuclidean", "manhattan", "chebyshev", "hamming", "jaccard"];
const average = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0) / values.length;

/** The jackknife by its definition: the estimate without each item in turn. */
function jackknife<Item>(items: readonly Item[], estimate: (rest: Item[]) => number): number {
  const n = items.length;
  const values = items.map((_, i) => estimate(items.filter((__, other) => other !== i)));
  const center = average(values);
  return Math.sqrt(((n - 1) / n) * values.reduce((total, value) => total + (value - center) ** 2, 0));
}

const vector = (d: number) => fc.array(fc.integer({ min: -9, max: 9 }), { minLength: d, maxLength: d });
const vectors = fc.integer({ min: 1, max: 5 }).chain((d) => fc.array(vector(d), { minLength: 3, maxLength: 9 }));

describe("meanPairwiseDistance()", () => {
  it.each(names)("%s: the mean over all pairs, error by leaving each item out", (distance) => {
    fc.assert(
      fc.property(vectors, (rows) => {
        const options: MeanPairwiseDistanceOptions = { distance, zeroVector: "orthogonal" };
        const result = meanPairwiseDistance(rows, options);
        const mean = average(pairwiseDistances(rows, options).data);
        // Equal directions differ by rounding: 1e-16 squared in the trace, less in the pairs.
        expectWithin(result.estimate, mean, { rel: 1e-12, abs: 1e-15 });
        expectWithin(result.standardError, jackknife(rows, (rest) => meanPairwiseDistance(rest, options).estimate), { rel: 1e-11, abs: 1e-14 });
        expect(result).toMatchObject({ n: rows.length, distance });
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it("gives SciPy's mean", () => {
    for (const [name, expected] of Object.entries(oracle.distances)) {
      expectWithin(meanPairwiseDistance(oracle.vectors, { distance: name as DistanceName }).estimate, average(expected), SUMS);
    }
  });

  it("keeps the digits of near duplicates (60-digit oracle), and is exactly 0 for equal ones", () => {
    expectWithin(meanPairwiseDistance(oracle.duplicates).estimate, oracle.meanCosineOfDuplicates, { rel: 1e-8 });
    const same = Array.from({ length: 11 }, () => oracle.near[0]);
    expect(meanPairwiseDistance(same)).toEqual({ estimate: 0, standardError: 0, n: 11, distance: "cosine" });
    expect(meanPairwiseDistance(same, { distance: "squaredEuclidean" }).estimate).toBe(0);
    const far = oracle.duplicates.map((row) => row.map((value) => value + 1e6));
    const shifted = meanPairwiseDistance(far, { distance: "squaredEuclidean" }).estimate;
    expectWithin(shifted, average(pairwiseDistances(far, { distance: "squaredEuclidean" }).data), SUMS);
  });

  it("does not care about the order of the vectors or their lengths", () => {
    fc.assert(
      fc.property(vectors, fc.infiniteStream(fc.double({ min: 0.01, max: 100, noNaN: true })), (rows, factors) => {
        const rest = rows.filter((row) => row.some((value) => value !== 0));
        fc.pre(rest.length > 2);
        const { estimate, standardError } = meanPairwiseDistance(rest);
        const reversed = meanPairwiseDistance(rest.toReversed());
        const scaled = meanPairwiseDistance(rest.map((row) => row.map((value) => value * 7.5)));
        const stretched = meanPairwiseDistance(
          rest.map((row) => {
            const factor = factors.next().value as number;
            return row.map((value) => value * factor);
          }),
        );
        for (const other of [reversed, scaled, stretched]) {
          expectWithin(other.estimate, estimate, { rel: 1e-12, abs: 1e-15 });
          expectWithin(other.standardError, standardError, { rel: 1e-11, abs: 1e-14 });
        }
        expect(estimate).toBeGreaterThanOrEqual(0);
        expect(estimate).toBeLessThanOrEqual(2);
      }),
      { seed: 4 },
    );
  });

  it("takes zero vectors as a direction of their own, if told to", () => {
    const rows = [[1, 0], [0, 0], [1, 0], [0, 0]];
    expect(() => meanPairwiseDistance(rows)).toThrow("vectors must not be zero (option zeroVector: \"orthogonal\" allows it), got zeros at row 1");
    expectWithin(meanPairwiseDistance(rows, { zeroVector: "orthogonal" }).estimate, 5 / 6, SUMS);
    expectWithin(meanPairwiseDistance([[0], [0]], { zeroVector: "orthogonal" }).estimate, 1, SUMS);
    expect(meanPairwiseDistance(rows, { distance: "squaredEuclidean" }).estimate).toBeCloseTo(2 / 3, 14);
  });

  it("takes items with a distance of their own; each pair is asked once, the earlier item first", () => {
    const calls: string[] = [];
    const distance = (a: string, b: string) => {
      calls.push(a + b);
      return a === b ? 0 : 1;
    };
    const result = meanPairwiseDistance(["a", "a", "b", "c"], { distance });
    expect(calls).toEqual(["aa", "ab", "ac", "ab", "ac", "bc"]);
    expectWithin(result.estimate, 5 / 6, SUMS);
    expectWithin(result.standardError, jackknife(["a", "a", "b", "c"], (rest) => meanPairwiseDistance(rest, { distance }).estimate), SUMS);
    expect(result).toMatchObject({ n: 4, distance: "custom" });
  });

  it("says NaN where a mean or its error is not defined", () => {
    expect(meanPairwiseDistance([])).toEqual({ estimate: NaN, standardError: NaN, n: 0, distance: "cosine" });
    expect(meanPairwiseDistance([[1, 2]])).toEqual({ estimate: NaN, standardError: NaN, n: 1, distance: "cosine" });
    expect(meanPairwiseDistance([[1, 2]], { distance: "euclidean" }).estimate).toBeNaN();
    expect(meanPairwiseDistance(["a"], { distance: () => 1 }).estimate).toBeNaN();
    const two = meanPairwiseDistance([[1, 0], [0, 1]]);
    expectWithin(two.estimate, 1, { rel: 1e-15 });
    expect(two.standardError).toBeNaN();
  });

  it("gives float32 data in double precision, and fewer vectors than columns or more", () => {
    const data = Float32Array.from({ length: 600 }, (_, i) => ((i * 37) % 101) - 50);
    for (const shape of [[6, 100], [100, 6]]) {
      expect(meanPairwiseDistance({ data, shape })).toEqual(meanPairwiseDistance({ data: Float64Array.from(data), shape }));
      expectWithin(meanPairwiseDistance({ data, shape }).estimate, average(pairwiseDistances({ data, shape }).data), SUMS);
    }
  });

  it("refuses bad input", () => {
    expect(() => meanPairwiseDistance([[], []])).toThrow("at least one entry");
    expect(() => meanPairwiseDistance([[1], [Infinity]])).toThrow("vectors must be finite, got Infinity at row 1, column 0");
    expect(() => meanPairwiseDistance(["a", "b"], { distance: () => NaN })).toThrow("distances must be finite, got NaN for items 0 and 1");
    expect(() => meanPairwiseDistance(["a", "b"], { distance: () => "1" as never })).toThrow('distance must return numbers, got "1"');
    expect(() => meanPairwiseDistance(["a", "b"], { distance: () => 1, zeroVector: "throw" } as never)).toThrow("unknown option `zeroVector`");
    expect(() => meanPairwiseDistance([[1]], { distance: "cos" as DistanceName })).toThrow(RangeError);
    expect(() => meanPairwiseDistance([[1]], { metric: "cosine" } as never)).toThrow("unknown option `metric`");
    expect(() => meanPairwiseDistance(7 as never)).toThrow(TypeError);
  });

  it("has an error that covers: 95 % intervals hold the mean of the population in about 95 % of samples", () => {
    // Directions around a centre in 8 dimensions; the truth by a large sample. docs/methods/diversity.md has the full table.
    const rng = createRng("mean pairwise distance");
    const draw = (n: number) => Array.from({ length: n }, () => Array.from({ length: 8 }, (_, j) => normal(rng) + (j === 0 ? 2 : 0)));
    const truth = meanPairwiseDistance(draw(200_000)).estimate;
    let held = 0;
    const runs = 600;
    for (let run = 0; run < runs; run++) {
      const { estimate, standardError } = meanPairwiseDistance(draw(30));
      // 0.975 quantile of t with 29 degrees of freedom.
      if (Math.abs(estimate - truth) <= 2.045 * standardError) held++;
    }
    expect(held / runs).toBeGreaterThan(0.92);
    expect(held / runs).toBeLessThan(0.98);
  });
});
