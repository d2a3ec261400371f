import { describe, expect, it } from "vitest";
import type { PairMeasure } from "../../src/kernels/kernels.ts";
import { jsKernels } from "../../src/kernels/js/index.ts";
import { wasmKernels } from "../../src/kernels/wasm/index.ts";
import { expectTwins, numbers, withOddities } from "./twins.ts";

const measures: readonly PairMeasure[] = ["dot", "squaredDifference", "absoluteDifference", "unequal", "largestDifference"];

const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);

/** Indices in some order, with repetitions and runs of neighbours. */
const someRows = (n: number, count: number, seed: number): number[] => Array.from({ length: count }, (_, i) => (i % 3 === 2 ? (i * 7 + seed) % n : (Math.floor(i / 3) * 5 + (i % 3)) % n));

/** What a measure is, one column after the other within blocks of 256, one block after the other. */
function oracle(measure: PairMeasure, x: ArrayLike<number>, d: number, i: number, j: number): number {
  let total = 0;
  for (let from = 0; from < d; from += 256) {
    let block = 0;
    for (let k = from; k < Math.min(from + 256, d); k++) {
      const u = x[i * d + k];
      const v = x[j * d + k];
      const difference = Math.abs(u - v);
      if (measure === "dot") block += u * v;
      else if (measure === "squaredDifference") block += difference * difference;
      else if (measure === "absoluteDifference") block += difference;
      else if (measure === "unequal") block += u === v ? 0 : 1;
      else if (difference > block) block = difference;
    }
    total = measure === "largestDifference" ? Math.max(total, block) : total + block;
  }
  return total;
}

function expectSame(actual: Float64Array, expected: Float64Array): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) if (actual[i] !== expected[i]) expect.fail(`number ${i} is ${actual[i]}, not ${expected[i]}`);
}

describe.each(measures)("pairs: %s", (measure) => {
  it("is the same to the last bit for all sizes, from both storages, and what the formula says", () => {
    for (let size = 1; size <= 70; size++) {
      const n = 40;
      const d = size % 10 === 0 ? [255, 256, 257, 511, 513, 512, 300][size / 10 - 1] : 1 + ((size * 17) % 70);
      const doubles = numbers(n * d, size).map((value, i) => (i % 5 === 0 ? 0.25 : value));
      const x = size % 2 === 0 ? Float32Array.from(doubles) : doubles;
      const a = someRows(n, size, size);
      const b = someRows(n, 1 + ((size * 31) % 70), 3);
      const [out] = expectTwins((kernels) => {
        const result = new Float64Array(a.length * b.length).fill(NaN);
        kernels.pairs(measure, x, d, a, b, false, result);
        return [result];
      }, `${measure}, ${a.length} × ${b.length} × ${d}`);
      const expected = new Float64Array(out.length);
      for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) expected[i * b.length + j] = oracle(measure, x, d, a[i], b[j]);
      expectSame(out, expected);
    }
  });

  it("is the same above the diagonal where only that is wanted", () => {
    for (const [n, rows, d] of [[1, 1, 9], [7, 7, 33], [64, 64, 5], [65, 64, 20], [70, 9, 300], [130, 128, 17], [130, 130, 3]]) {
      const x = numbers((n + 2) * d, n);
      const run = (kernels: typeof jsKernels, upper: boolean): Float64Array => {
        const out = new Float64Array(rows * n);
        kernels.pairs(measure, x, d, range(2, 2 + rows), range(2, 2 + n), upper, out);
        return out;
      };
      const whole = run(jsKernels, false);
      for (const kernels of [jsKernels, wasmKernels]) {
        const out = run(kernels, true);
        for (let i = 0; i < rows; i++) expectSame(out.subarray(i * n + i, (i + 1) * n), whole.subarray(i * n + i, (i + 1) * n));
      }
    }
  });

  it("is the same for zeros of both signs, infinities, NaN and denormals", () => {
    for (let seed = 0; seed < 30; seed++) {
      const x = withOddities(numbers(24 * 31, seed), seed);
      expectTwins((kernels) => {
        const out = new Float64Array(24 * 24);
        kernels.pairs(measure, x, 31, range(0, 24), range(0, 24), false, out);
        return [out];
      }, `${measure}, seed ${seed}`);
    }
  });

  it("keeps no trace of the jobs before: large ones, small ones, of NaN", () => {
    const small = numbers(30 * 40, 1);
    const rows = range(0, 30);
    const first = new Float64Array(900);
    jsKernels.pairs(measure, small, 40, rows, rows, false, first);
    for (const [n, d] of [[200, 300], [31, 41], [300, 900]]) {
      wasmKernels.pairs(measure, new Float64Array(n * d).fill(NaN), d, range(0, n), range(0, n), false, new Float64Array(n * n));
      const again = new Float64Array(900);
      wasmKernels.pairs(measure, small, 40, rows, rows, false, again);
      expectSame(again, first);
    }
  });

  it("is 0 for rows of no numbers, whatever was in memory", () => {
    const rows = range(0, 70);
    wasmKernels.pairs(measure, new Float64Array(70 * 90).fill(NaN), 90, rows, rows, false, new Float64Array(70 * 70));
    for (const kernels of [jsKernels, wasmKernels]) {
      const out = new Float64Array(70 * 70).fill(1);
      kernels.pairs(measure, new Float64Array(0), 0, rows, rows, false, out);
      expectSame(out, new Float64Array(70 * 70));
    }
  });
});
