import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { farthestFirst, kMedoids } from "@divlab/core/cluster";

const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })), { minLength: 1, maxLength: 9 });

function matrixOf(embeddings: readonly (readonly number[])[]): number[][] {
  return embeddings.map(([x, y]) => embeddings.map(([u, v]) => Math.sqrt((x - u) ** 2 + (y - v) ** 2)));
}

function radiusOf(matrix: readonly (readonly number[])[], chosen: ArrayLike<number>): number {
  return Math.max(...matrix.map((row) => Math.min(...Array.from(chosen, (c) => row[c]))));
}

describe("farthestFirst()", () => {
  it("takes the farthest from those chosen, the lowest index of equals, copies last", () => {
    const { order, radii } = farthestFirst({ embeddings: [[0], [1], [2], [9], [9]], metric: "euclidean" }, 5, { start: 0 });
    expect([...order]).toEqual([0, 3, 2, 1, 4]);
    expect([...radii]).toEqual([9, 2, 1, 0, 0]);
  });

  it("reports radii that are those of its first parts, at most twice the smallest possible", () => {
    fc.assert(
      fc.property(points, (embeddings) => {
        const matrix = matrixOf(embeddings);
        const n = embeddings.length;
        const { order, radii } = farthestFirst(matrix, n);
        expect([...order].toSorted((a, b) => a - b)).toEqual([...matrix.keys()]);
        const best = new Float64Array(n + 1).fill(Infinity);
        for (let set = 1; set < 2 ** n; set++) {
          const chosen = [...matrix.keys()].filter((i) => (set >> i) & 1);
          best[chosen.length] = Math.min(best[chosen.length], radiusOf(matrix, chosen));
        }
        for (let k = 1; k <= n; k++) {
          expect(radii[k - 1]).toBe(radiusOf(matrix, order.subarray(0, k)));
          expect(radii[k - 1]).toBeLessThanOrEqual(2 * best[k]);
        }
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it("starts at the medoid, or where it is told", () => {
    fc.assert(
      fc.property(points, (embeddings) => {
        const matrix = matrixOf(embeddings);
        expect(farthestFirst(matrix, 1).order[0]).toBe(kMedoids(matrix, 1).medoids[0]);
      }),
      { seed: 4, numRuns: 60 },
    );
    const line = { embeddings: [[0], [1], [2], [9]], metric: "euclidean" } as const;
    expect([...farthestFirst(line, 3, { start: [2, 0] }).order]).toEqual([2, 0, 3]);
    expect([...farthestFirst(line, 2, { start: [2, 0] }).radii]).toEqual([7, 7]);
  });

  it("reads distances from object to chosen one, infinite ones too", () => {
    // Object 1 is far from 0, though 0 is near 1.
    const asymmetric = [[0, 1, 2], [9, 0, 2], [3, 1, 0]];
    expect([...farthestFirst(asymmetric, 2, { start: 0 }).order]).toEqual([0, 1]);
    expect(farthestFirst([[0, Infinity], [Infinity, 0]], 2, { start: 1 }).radii).toEqual(Float64Array.of(Infinity, 0));
  });

  it("names what is wrong", () => {
    const line = { embeddings: [[0], [1], [2]], metric: "euclidean" } as const;
    expect(() => farthestFirst(line, 0)).toThrow("Cannot choose farthest first: k must be an integer between 1 and 3, got 0");
    expect(() => farthestFirst(line, 4)).toThrow("k must be an integer between 1 and 3, got 4");
    expect(() => farthestFirst(line, 2, { start: 3 })).toThrow("start must be an integer between 0 and 2, got 3");
    expect(() => farthestFirst(line, 2, { start: [0, 0] })).toThrow("got 0 again at index 1");
    expect(() => farthestFirst(line, 1, { start: [0, 1] })).toThrow("start must hold at most k = 1 objects, got 2");
    expect(() => farthestFirst(line, 1, { from: 0 } as object)).toThrow("unknown option `from`");
    expect(() => farthestFirst([[0, NaN], [NaN, 0]], 1)).toThrow(RangeError);
  });
});

const data = resolve(process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data"), "cwe-embeddings");
const present = existsSync(data);

describe.skipIf(!present)(`farthest-first order of the CWE descriptions${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it("is that of reference.json", () => {
    const reference = JSON.parse(readFileSync(join(data, "reference.json"), "utf8")) as { farthest_first_from_row_0: string[] };
    const rows = gunzipSync(readFileSync(join(data, "samples.jsonl.gz"))).toString().trim().split("\n").map((line) => JSON.parse(line) as { answer: string; embedding: number[] });
    const { order } = farthestFirst({ embeddings: rows.map(({ embedding }) => embedding) }, reference.farthest_first_from_row_0.length, { start: 0 });
    expect(Array.from(order, (i) => rows[i].answer)).toEqual(reference.farthest_first_from_row_0);
  });
});
