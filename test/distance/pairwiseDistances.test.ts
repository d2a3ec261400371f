import * as fc from "fast-check";
import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import { arcTangent } from "../../src/distance/arcTangent.ts";
import { type DistanceName, pairwiseDistances, type PairwiseDistancesOptions } from "../../src/distance/index.ts";
import { unitRows } from "../../src/distance/unitRows.ts";
import oracle from "../fixtures/scipy/distances.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const names: DistanceName[] = ["cosine", "angular", "correlation", "euclidean", "squaredEuclidean", "manhattan", "chebyshev", "hamming", "jaccard"];

function expectAllWithin(actual: ArrayLike<number>, expected: readonly number[], tolerance: { rel?: number; abs?: number }): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expectWithin(actual[i], value, tolerance));
}

describe("pairwiseDistances()", () => {
  it.each(Object.entries(oracle.distances))("gives SciPy's pdist for %s", (name, expected) => {
    const { data, n } = pairwiseDistances(oracle.vectors, { distance: name as DistanceName });
    expect(n).toBe(37);
    // SciPy subtracts the cosine from 1, which leaves an absolute error of some 1e-16.
    expectAllWithin(data, expected, { rel: 1e-13, abs: 1e-15 });
  });

  it("gives SciPy's Jaccard distance of sets, 0 for two empty ones", () => {
    const { data } = pairwiseDistances(oracle.members, { distance: "jaccard" });
    expectAllWithin(data, oracle.jaccard, { rel: 1e-15 });
    expect(pairwiseDistances([[0, 0], [0, 0], [0, -2]], { distance: "jaccard" }).data).toEqual(Float64Array.of(0, 1, 1));
  });

  it("keeps the digits of near duplicates and of near opposites (60-digit oracle)", () => {
    // Rows 1e-7 apart: normalising rounds each entry by 1e-16 of its size, 1e-9 of the difference.
    const tolerance = { rel: 1e-8 };
    expectAllWithin(pairwiseDistances(oracle.near).data, oracle.cosine, tolerance);
    expectAllWithin(pairwiseDistances(oracle.near, { distance: "angular" }).data, oracle.angular, tolerance);
    // What is subtracted from 1 instead has lost the digits: the tolerance is one that tells.
    expect(Math.abs(1 - (1 - oracle.cosine[0]) - oracle.cosine[0]) / oracle.cosine[0]).toBeGreaterThan(1e-4);
  });

  it("is accurate on both sides of the change of formula at 0.01", () => {
    for (const angle of [0.1, 0.1414, 0.1415, 0.15, 0.5]) {
      const vectors = [[1, 0], [Math.cos(angle), Math.sin(angle)]];
      // 2 sin²(φ/2) from the engine's sine.
      expectWithin(pairwiseDistances(vectors).data[0], 2 * Math.sin(angle / 2) ** 2, { rel: 1e-13 });
      expectWithin(pairwiseDistances(vectors, { distance: "angular" }).data[0], angle / Math.PI, { rel: 1e-13 });
    }
  });

  it("has closed values: equal, orthogonal, opposite", () => {
    const vectors = [[1, 0], [2, 0], [0, 3], [-4, 0]];
    expect(pairwiseDistances(vectors).data).toEqual(Float64Array.of(0, 1, 2, 1, 2, 1));
    expect(pairwiseDistances(vectors, { distance: "angular" }).data).toEqual(Float64Array.of(0, 0.5, 1, 0.5, 1, 0.5));
    expectAllWithin(pairwiseDistances([[1, 2, 3], [4, 6, 8], [3, 2, 1]], { distance: "correlation" }).data, [0, 2, 2], { abs: 1e-15 });
  });

  it("takes float32 rows, turned ndarrays and very large or small vectors", () => {
    const data = Float32Array.from(oracle.vectors.flat());
    const plain = pairwiseDistances(oracle.vectors).data;
    expect(pairwiseDistances({ data, shape: [37, 5] }).data).toEqual(plain);
    const turned = ndarray(Float64Array.from({ length: 37 * 5 }, (_, at) => oracle.vectors[at % 37][Math.floor(at / 37)]), [5, 37]).transpose(1, 0);
    expect(pairwiseDistances(turned).data).toEqual(plain);
    for (const factor of [2 ** 1000, 2 ** -1000]) {
      expect(pairwiseDistances(oracle.vectors.map((row, i) => (i % 2 === 0 ? row : row.map((value) => value * factor)))).data).toEqual(plain);
    }
  });

  it("is symmetric in order, a metric where it claims to be, 0 for equal vectors and within its range", () => {
    const entry = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const vectors = fc.integer({ min: 1, max: 9 }).chain((d) => fc.array(fc.array(entry, { minLength: d, maxLength: d }), { minLength: 3, maxLength: 3 }));
    const top: Partial<Record<DistanceName, number>> = { cosine: 2, angular: 1, correlation: 2, hamming: 1, jaccard: 1 };
    fc.assert(
      fc.property(vectors, fc.constantFrom(...names), ([a, b, c], distance) => {
        const options: PairwiseDistancesOptions = { distance, zeroVector: "orthogonal" };
        const [ab, ac, bc] = pairwiseDistances([a, b, c], options).data;
        const [ba] = pairwiseDistances([b, a], options).data;
        expect(ba).toBe(ab);
        const direction = ["cosine", "angular", "correlation"].includes(distance);
        if (!direction) expect(pairwiseDistances([a, a], options).data[0]).toBe(0);
        for (const value of [ab, ac, bc]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(top[distance] ?? Infinity);
        }
        if (!["cosine", "correlation", "squaredEuclidean"].includes(distance) && !(direction && [a, b, c].some((row) => row.every((value) => Math.abs(value) < 1e-300)))) {
          expect(ab).toBeLessThanOrEqual((ac + bc) * (1 + 1e-12) + 1e-15);
        }
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("refuses zero vectors by row, or takes them as orthogonal to everything", () => {
    const vectors = [[1, 1], [0, 0], [2, 2], [-0, 0]];
    expect(() => pairwiseDistances(vectors)).toThrow('Cannot compute pairwise distances: vectors must not be zero (option zeroVector: "orthogonal" allows it), got zeros at row 1');
    const { data } = pairwiseDistances(vectors, { zeroVector: "orthogonal" });
    expectAllWithin(data, [1, 0, 1, 1, 1, 1], { abs: 1e-30 });
    expectAllWithin(pairwiseDistances(vectors, { zeroVector: "orthogonal", distance: "angular" }).data, [0.5, 0, 0.5, 0.5, 0.5, 0.5], { abs: 1e-15 });
    expect(() => pairwiseDistances([[1, 2], [0.1, 0.1]], { distance: "correlation" })).toThrow("row 1");
    expect(pairwiseDistances([[1, 2], [0.1, 0.1]], { distance: "correlation", zeroVector: "orthogonal" }).data).toEqual(Float64Array.of(1));
    expect(pairwiseDistances(vectors, { distance: "euclidean" }).data[0]).toBe(Math.SQRT2);
  });

  it("gives nothing for fewer than two vectors", () => {
    expect(pairwiseDistances([[1, 2]])).toEqual({ data: new Float64Array(0), n: 1 });
    expect(pairwiseDistances([])).toEqual({ data: new Float64Array(0), n: 0 });
  });

  it("refuses bad input", () => {
    expect(() => pairwiseDistances([[], []])).toThrow("vectors must have at least one entry, got none");
    expect(() => pairwiseDistances([[1], [NaN]])).toThrow("vectors must be finite, got NaN at row 1, column 0");
    expect(() => pairwiseDistances([[1]], { distance: "cos" as DistanceName })).toThrow(RangeError);
    expect(() => pairwiseDistances([[1]], { zeroVector: "nan" as "throw" })).toThrow(RangeError);
    expect(() => pairwiseDistances([[1]], { metric: "cosine" } as PairwiseDistancesOptions)).toThrow("unknown option `metric`");
    expect(() => pairwiseDistances("abc" as never)).toThrow(TypeError);
  });
});

describe("unitRows()", () => {
  it("gives rows of length 1, also near the ends of the number range; entries below 1e-308 count as 0", () => {
    const rows = [[3, 4], [3e-300, 4e-300], [3e307, 4e307], [5e-324, 0], [0, 0]];
    const { data } = unitRows("test", { data: Float64Array.from(rows.flat()), shape: [5, 2] }, "orthogonal");
    expectAllWithin(data, [0.6, 0.8, 0.6, 0.8, 0.6, 0.8, 0, 0, 0, 0], { rel: 4e-16 });
  });
});

describe("arcTangent()", () => {
  it("agrees with the engine's within rounding, from tiny to infinite arguments", () => {
    for (let x = 2 ** -60; x < 2 ** 60; x *= 1.01) expectWithin(arcTangent(x), Math.atan(x), { rel: 1e-15 });
    expect(arcTangent(0)).toBe(0);
    expect(arcTangent(Infinity)).toBe(Math.PI / 2);
  });
});
