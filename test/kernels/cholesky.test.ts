import { describe, expect, it } from "vitest";
import { expectTwins, numbers } from "./twins.ts";

const sizes = [...Array.from({ length: 70 }, (_, i) => i + 1), 95, 96, 97, 127, 128, 129, 255, 256, 257, 500, 521];

function definite(n: number, seed: number): Float64Array {
  const a = numbers(n * n, seed);
  for (let i = 0; i < n; i++) a[i * n + i] = n / 4 + 1 + a[i * n + i];
  return a;
}

describe("cholesky", () => {
  it("is the same to the last bit for all sizes", () => {
    for (const n of sizes) {
      const a = definite(n, n);
      expectTwins((kernels) => {
        const l = a.slice();
        expect(kernels.cholesky(l, n)).toBe(true);
        const inverse = new Float64Array(n * n).fill(NaN);
        kernels.invertTriangle(l, n, inverse);
        const rows = 1 + ((n * 37) % 50);
        const x = numbers(rows * n, n + 1);
        kernels.solveTriangle(l, n, x, rows);
        return [l, inverse, x];
      }, `n = ${n}`);
    }
  });
});
