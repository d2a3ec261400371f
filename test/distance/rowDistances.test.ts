import { describe, expect, it } from "vitest";
import { type DistanceName, pairwiseDistances } from "@divlab/core/distance";
import { rowDistances } from "../../src/distance/rowDistances.ts";
import { useBackend } from "../../src/kernels/backend.ts";
import { asMatrix } from "../../src/numeric/matrix.ts";
import { numbers } from "../kernels/twins.ts";

const names: readonly DistanceName[] = ["cosine", "angular", "correlation", "euclidean", "squaredEuclidean", "manhattan", "chebyshev", "hamming", "jaccard"];

/** Small integers, so that all distances tie, vanish and differ; row 71 repeats row 3. */
const rows = Array.from({ length: 80 }, (_, i) => Array.from({ length: 7 }, (__, j) => (((i === 71 ? 3 : i) * (j + 3) + j * j) % 5) + (j === 0 ? 1 : 0)));

describe("rowDistances()", () => {
  it.each(names)("has the bits of pairwiseDistances, in any order and over several tiles: %s", (name) => {
    const n = rows.length;
    const { data } = pairwiseDistances(rows, { distance: name, zeroVector: "orthogonal" });
    const pair = (i: number, j: number) => (i === j ? 0 : data[(Math.min(i, j) * (2 * n - Math.min(i, j) - 1)) / 2 + Math.abs(i - j) - 1]);
    const fill = rowDistances("test", asMatrix("test", "rows", rows), name, "orthogonal");
    const objects = Array.from({ length: 70 }, (_, i) => (i * 37) % n);
    const candidates = Array.from({ length: 41 }, (_, i) => (i * 53 + 7) % n);
    const out = new Float64Array(objects.length * candidates.length);
    fill(objects, candidates, out);
    candidates.forEach((candidate, c) => {
      objects.forEach((object, o) => expect(out[c * objects.length + o]).toBe(pair(object, candidate)));
    });
  });

  it.each(["js", "wasm"] as const)("gives the same whether jobs follow one another or take turns: %s", (backend) => {
    const jobs = [
      { name: "euclidean", d: 40, n: 300 },
      { name: "cosine", d: 90, n: 200 },
      { name: "chebyshev", d: 7, n: 400 },
    ] as const;
    useBackend(backend);
    const start = (): (() => Float64Array)[] =>
      jobs.map(({ name, d, n }) => {
        const matrix = asMatrix("test", "rows", { data: numbers(n * d, d), shape: [n, d] as const });
        const fill = rowDistances("test", matrix, name, "throw");
        const objects = Int32Array.from({ length: n }, (_, i) => (i * 7) % n);
        let candidate = 0;
        return () => {
          const out = new Float64Array(2 * n);
          fill(objects, [candidate, (candidate + 50) % n], out);
          candidate += 3;
          return out;
        };
      });
    const steps = [0, 1, 2, 3];
    const alone = start().map((step) => steps.map(step));
    const turns = start();
    const together: Float64Array[][] = jobs.map(() => []);
    for (const _ of steps) turns.forEach((step, job) => together[job].push(step()));
    useBackend("auto");
    expect(together).toEqual(alone);
    expect(alone.flat().every((out) => out.every((value) => value >= 0) && out.some((value) => value > 0))).toBe(true);
  });

  it("fills single precision, nothing, and takes zero vectors as told", () => {
    const matrix = asMatrix("test", "rows", [[1, 0], [0, 2]]);
    const out = new Float32Array(2);
    const fill = rowDistances("test", matrix, "cosine", "throw");
    fill([0, 1], [1], out);
    expect(out).toEqual(Float32Array.of(1, 0));
    fill([], [1], out);
    fill([1], [], out);
    expect(out).toEqual(Float32Array.of(1, 0));
    expect(() => rowDistances("test", asMatrix("test", "rows", [[0, 0]]), "cosine", "throw")).toThrow("got zeros at row 0");
  });
});
