import { describe, expect, it } from "vitest";
import { type DistanceName, pairwiseDistances } from "@divlab/core/distance";
import { blockSize } from "../../src/distance/blockSize.ts";
import { rowDistances } from "../../src/distance/rowDistances.ts";
import { useBackend } from "../../src/kernels/backend.ts";
import { asMatrix } from "../../src/numeric/matrix.ts";
import { numbers } from "../kernels/twins.ts";
import { expectWithin } from "../within.ts";

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

  it.each(["manhattan", "chebyshev", "cosine"] as const)("agrees with the formula and with pairwiseDistances over many blocks: %s", (name) => {
    // Of rows as long as these a block holds 64.
    const [n, d] = [150, 2 ** 14];
    expect(blockSize(d)).toEqual({ rows: 64, columns: 64 });
    const x = numbers(n * d, 5).map((value, i) => value * (1 + Math.floor(i / d)));
    const rows = Array.from({ length: n }, (_, i) => x.subarray(i * d, (i + 1) * d));
    const { data } = pairwiseDistances({ data: x, shape: [n, d] }, { distance: name });
    const all = Int32Array.from({ length: n }, (_, i) => i);
    const out = new Float64Array(n * n);
    rowDistances("test", asMatrix("test", "rows", { data: x, shape: [n, d] as const }), name, "throw")(all, all, out);
    let at = 0;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++, at++) if (out[i * n + j] !== data[at] || out[j * n + i] !== data[at]) expect.fail(`${i}, ${j}`);
    for (let i = 3; i < n; i += 31) {
      for (let j = i + 1; j < n; j += 17) {
        let dot = 0;
        let squares = [0, 0];
        let total = 0;
        let largest = 0;
        for (let k = 0; k < d; k++) {
          const [u, v] = [rows[i][k], rows[j][k]];
          dot += u * v;
          squares = [squares[0] + u * u, squares[1] + v * v];
          total += Math.abs(u - v);
          largest = Math.max(largest, Math.abs(u - v));
        }
        const expected = { manhattan: total, chebyshev: largest, cosine: 1 - dot / Math.sqrt(squares[0] * squares[1]) }[name];
        // Plain sums of 16,384 numbers.
        expectWithin(out[i * n + j], expected, { rel: 1e-12 });
      }
    }
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
