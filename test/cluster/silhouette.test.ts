import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Distances, medoidSilhouette, silhouette } from "@divlab/core/cluster";
import { pairwiseDistances } from "@divlab/core/distance";
import sklearn from "../fixtures/sklearn/silhouettes.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { readFixture, readReference, referenceNames } from "./kMedoidsReference.ts";

/** Means of up to n distances, and the distances from points that R and we compute each for ourselves. */
const VALUE = { rel: 1e-12, abs: 1e-12 };

interface Run {
  readonly algorithm: string;
  readonly medoids: readonly number[];
  readonly avg_silhouette?: number;
  readonly cluster_avg_silhouette?: readonly number[];
  readonly avg_medoid_silhouette?: number;
  readonly cluster_sizes: readonly number[];
  readonly labels?: readonly number[];
  readonly silhouettes?: readonly number[];
  readonly medoid_silhouettes?: readonly number[];
  readonly clusinfo?: readonly (readonly number[])[];
}

interface Case {
  readonly name: string;
  readonly dissimilarity: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly silhouettes: readonly number[];
  readonly average: number;
}

const small = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: -2, max: 2 })), { minLength: 1, maxLength: 12 });

/** Rousseeuw's definition, word by word. */
function bySums(distance: readonly (readonly number[])[], labels: readonly number[]): number[] {
  const mean = (i: number, group: number): number => {
    const others = labels.flatMap((label, j) => (label === group && j !== i ? [distance[i][j]] : []));
    return others.reduce((total, d) => total + d, 0) / others.length;
  };
  return labels.map((own, i) => {
    const rest = [...new Set(labels)].filter((label) => label !== own);
    if (rest.length === 0 || labels.filter((label) => label === own).length === 1) return 0;
    const a = mean(i, own);
    const b = Math.min(...rest.map((label) => mean(i, label)));
    return a === 0 && b === 0 ? 0 : (b - a) / Math.max(a, b);
  });
}

const cityBlock = (points: readonly (readonly number[])[]) => points.map(([x, y]) => points.map(([u, v]) => Math.abs(x - u) + Math.abs(y - v)));

describe("silhouette()", () => {
  const { cases } = readFixture<{ readonly cases: readonly Case[] }>("silhouette_cases.json");

  it.each(cases)("has the known values: $name", ({ dissimilarity, labels, silhouettes, average }) => {
    const result = silhouette(dissimilarity as number[][], labels);
    expectWithin(result.estimate, average, VALUE);
    silhouettes.forEach((value, i) => expectWithin(result.values[i], value, VALUE));
    const counts = new Map<number, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    expect(Array.from(result.clusters)).toEqual([...counts.keys()].toSorted((a, b) => a - b));
    expect(Array.from(result.sizes)).toEqual(Array.from(result.clusters, (label) => counts.get(label)));
    expect(result.singletons).toBe([...counts.values()].filter((count) => count === 1).length);
  });

  it.each(sklearn.cases)("agrees with scikit-learn: $name", ({ metric, points, matrix, labels, values }) => {
    const distances = (matrix ?? { embeddings: points, metric }) as Distances;
    const result = silhouette(distances, labels);
    values.forEach((value, i) => expectWithin(result.values[i], value, VALUE));
    expect(result.estimate).toBeCloseTo(values.reduce((total, value) => total + value, 0) / values.length, 12);
  });

  it.each(referenceNames)("agrees with R's for its partitions: %s", (name) => {
    const { distances, results, n } = readReference(name);
    let compared = 0;
    for (const { runs } of results as unknown as readonly { readonly runs: readonly Run[] }[]) {
      for (const { labels, silhouettes, avg_silhouette, cluster_avg_silhouette, cluster_sizes, clusinfo } of runs) {
        if (labels === undefined || avg_silhouette === undefined) continue;
        compared++;
        const result = silhouette(distances, labels);
        expectWithin(result.estimate, avg_silhouette, VALUE);
        expect(result.values).toHaveLength(n);
        silhouettes?.forEach((value, i) => expectWithin(result.values[i], value, VALUE));
        cluster_avg_silhouette!.forEach((value, g) => expectWithin(result.perCluster[g], value, VALUE));
        expectWithin(result.macroAverage, cluster_avg_silhouette!.reduce((total, value) => total + value, 0) / cluster_sizes.length, VALUE);
        expect(Array.from(result.sizes)).toEqual(cluster_sizes);
        if (clusinfo) expect(Array.from(result.sizes)).toEqual(clusinfo.map(([size]) => size));
      }
    }
    expect(compared).toBeGreaterThanOrEqual(3);
  });

  it.each(referenceNames)("agrees with R's average for the medoids of every run: %s", (name) => {
    const { distances, results } = readReference(name);
    for (const { runs } of results as unknown as readonly { readonly runs: readonly Run[] }[]) {
      for (const { medoids, labels, avg_silhouette, avg_medoid_silhouette, medoid_silhouettes } of runs) {
        if (avg_medoid_silhouette === undefined) continue;
        const result = medoidSilhouette(distances, medoids);
        expectWithin(result.estimate, avg_medoid_silhouette, VALUE);
        medoid_silhouettes?.forEach((value, i) => expectWithin(result.values[i], value, VALUE));
        // The partition of a run without labels: every object at its nearest medoid.
        if (labels === undefined) expectWithin(silhouette(distances, nearest(distances, medoids)).estimate, avg_silhouette!, VALUE);
      }
    }
  });

  it("is the definition, whatever the labels, and does not care about their names or the order of objects", () => {
    fc.assert(
      fc.property(small, (objects) => {
        const matrix = cityBlock(objects);
        const labels = objects.map(([, , label]) => label);
        const { values, estimate, perCluster, sizes, neighbor, clusters } = silhouette(matrix, labels);
        bySums(matrix, labels).forEach((value, i) => expectWithin(values[i], value, VALUE));
        expectWithin(perCluster.reduce((total, mean, g) => total + mean * sizes[g], 0) / labels.length, estimate, VALUE);
        const renamed = silhouette(matrix, labels.map((label) => 100 - 7 * label));
        expect(renamed.values).toEqual(values);
        const reversed = silhouette(matrix.map((row) => row.toReversed()).toReversed(), labels.toReversed());
        reversed.values.toReversed().forEach((value, i) => expectWithin(value, values[i], VALUE));
        neighbor.forEach((g, i) => (clusters.length === 1 ? expect(g).toBe(-1) : expect(clusters[g]).not.toBe(labels[i])));
      }),
      { seed: 11 },
    );
  });

  it("takes every form of distances alike, more objects than a block too", () => {
    const embeddings = Array.from({ length: 150 }, (_, i) => [(i * 37) % 101, (i * i) % 53]);
    const labels = embeddings.map(([x]) => Math.floor(x / 30));
    const condensed = pairwiseDistances(embeddings, { distance: "euclidean" });
    const distance = (i: number, j: number) => Math.sqrt((embeddings[i][0] - embeddings[j][0]) ** 2 + (embeddings[i][1] - embeddings[j][1]) ** 2);
    const expected = silhouette(condensed, labels);
    expect(silhouette(condensed.data, labels)).toEqual(expected);
    expect(silhouette({ embeddings, metric: "euclidean" }, labels)).toEqual(expected);
    expect(silhouette({ size: 150, distance }, labels)).toEqual(expected);
    expect(structuredClone(expected)).toEqual(expected);
  });

  it("names the next cluster", () => {
    expect(silhouette(cityBlock([[0, 0], [1, 0], [5, 0], [6, 0], [20, 0]]), [4, 4, 9, 9, 1]).neighbor).toEqual(Int32Array.of(2, 2, 1, 1, 2));
  });

  it("is 0 for objects at infinite distance from both, −1 or 1 from one", () => {
    const far = Infinity;
    expect(silhouette([[0, far, far], [far, 0, far], [far, far, 0]], [0, 0, 1]).values).toEqual(Float64Array.of(0, 0, 0));
    expect(silhouette([[0, 1, far], [1, 0, far], [far, far, 0]], [0, 0, 1]).values).toEqual(Float64Array.of(1, 1, 0));
    expect(silhouette([[0, far, 1], [far, 0, 1], [1, 1, 0]], [0, 0, 1]).values).toEqual(Float64Array.of(-1, -1, 0));
  });

  it("refuses bad input", () => {
    const two = [[0, 1], [1, 0]];
    expect(() => silhouette(two, [0])).toThrow("Cannot compute silhouettes: labels and distances must have one length, got 1 and 2");
    expect(() => silhouette(two, [0, 0.5])).toThrow("labels must be integers of 32 bits, got 0.5 at index 1");
    expect(() => silhouette(two, [0, 2 ** 40])).toThrow(RangeError);
    expect(() => silhouette(two, ["a", "b"] as never)).toThrow(TypeError);
    expect(() => silhouette([[0, NaN], [1, 0]], [0, 1])).toThrow(RangeError);
    expect(() => silhouette({ size: 2, distance: () => NaN }, [0, 1])).toThrow("got NaN for object 0, candidate 0");
    expect(() => silhouette({ size: 2, distance: () => -1 }, [0, 1])).toThrow("distances must be ≥ 0, got -1 for object 1, candidate 0");
    expect(() => silhouette({ size: 2, distance: () => "near" } as never, [0, 1])).toThrow(TypeError);
    expect(() => silhouette({ size: 0, distance: () => 0 }, [])).toThrow(RangeError);
    expect(() => silhouette({ embeddings: [[1], [2]], metric: "nearness" } as never, [0, 1])).toThrow(RangeError);
    expect(() => silhouette(null as never, [])).toThrow(TypeError);
  });
});

describe("medoidSilhouette()", () => {
  it("is 1 for a medoid, also beside its duplicate, and 0 for a single one", () => {
    const matrix = [[0, 0, 3], [0, 0, 3], [3, 3, 0]];
    expect(medoidSilhouette(matrix, [0, 1]).values).toEqual(Float64Array.of(1, 1, 0));
    expect(medoidSilhouette(matrix, [0, 2]).values).toEqual(Float64Array.of(1, 1, 1));
    expect(medoidSilhouette(matrix, [2])).toEqual({ estimate: 0, values: Float64Array.of(0, 0, 0) });
  });

  it("is 1 − a/b, weights being counts of replicated objects", () => {
    fc.assert(
      fc.property(small, fc.nat(), fc.nat(), (objects, first, second) => {
        const n = objects.length;
        const medoids = [...new Set([first % n, second % n])];
        const matrix = cityBlock(objects);
        const { values, estimate } = medoidSilhouette(matrix, medoids);
        for (let i = 0; i < n; i++) {
          const [a, b] = medoids.map((m) => matrix[i][m]).toSorted((x, y) => x - y);
          expectWithin(values[i], medoids.length === 1 ? 0 : a === 0 ? 1 : 1 - a / b, VALUE);
          expect(values[i]).toBeGreaterThanOrEqual(0);
          expect(values[i]).toBeLessThanOrEqual(1);
        }
        expectWithin(estimate, values.reduce((total, value) => total + value, 0) / n, VALUE);
        const weights = objects.map(([, , w]) => w + 2);
        fc.pre(weights.some((w) => w > 0));
        const copies = objects.flatMap((object, i) => Array.from({ length: weights[i] }, () => object));
        const chosen = medoids.map((m) => objects[m]);
        const replicated = medoidSilhouette(cityBlock([...chosen, ...copies]), medoids.map((_, m) => m), { weights: [...chosen.map(() => 0), ...copies.map(() => 1)] });
        expectWithin(medoidSilhouette(matrix, medoids, { weights }).estimate, replicated.estimate, VALUE);
      }),
      { seed: 12 },
    );
  });

  it("refuses bad input", () => {
    const two = [[0, 1], [1, 0]];
    expect(() => medoidSilhouette(two, [])).toThrow("medoids must hold at least 1 value, got 0");
    expect(() => medoidSilhouette(two, [0, 0])).toThrow("medoids must be distinct objects, got 0 again at index 1");
    expect(() => medoidSilhouette(two, [2])).toThrow(RangeError);
    expect(() => medoidSilhouette(two, [0], { weights: [1] })).toThrow("weights and objects must have one length, got 1 and 2");
    expect(() => medoidSilhouette(two, [0], { weights: [1, -1] })).toThrow("weights must be ≥ 0, got -1 at index 1");
    expect(() => medoidSilhouette(two, [0], { weights: [0, 0] })).toThrow("weights must not all be 0");
    expect(() => medoidSilhouette(two, [0], { weight: [1, 1] } as never)).toThrow("unknown option `weight`");
  });
});

/** Position of the nearest medoid of each object; a medoid its own. */
function nearest(distances: Distances, medoids: readonly number[]): number[] {
  const rows = "embeddings" in (distances as object) ? matrixOf(distances as never) : (distances as number[][]);
  return rows.map((row, i) => {
    if (medoids.includes(i)) return medoids.indexOf(i);
    let best = 0;
    medoids.forEach((m, at) => {
      if (row[m] < row[medoids[best]]) best = at;
    });
    return best;
  });
}

function matrixOf({ embeddings, metric }: { embeddings: number[][]; metric: "cosine" }): number[][] {
  const { data, n } = pairwiseDistances(embeddings, { distance: metric });
  const rows = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0, at = 0; i < n; i++) for (let j = i + 1; j < n; j++, at++) rows[i][j] = rows[j][i] = data[at];
  return rows;
}
