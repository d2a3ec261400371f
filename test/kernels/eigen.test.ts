import { describe, expect, it } from "vitest";
import { useBackend } from "../../src/kernels/backend.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { symmetricEigen } from "../../src/numeric/linalg/symmetricEigen.ts";
import { symmetricEigenvalues } from "../../src/numeric/linalg/symmetricEigenvalues.ts";
import { expectTwins, numbers } from "./twins.ts";

const UNIT = 2 ** -53;

/** Around octets, blocks of 8 and 16 columns, and sums over 256. */
const sizes = [...Array.from({ length: 70 }, (_, i) => i + 1), 127, 128, 129, 255, 256, 257, 258, 263, 264, 265, 300];

function symmetric(n: number, entry: (i: number, j: number) => number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = entry(i, j);
  return a;
}

function random(n: number, seed: number): Float64Array {
  const from = numbers(n * n, seed);
  return symmetric(n, (i, j) => 2 * from[i * n + j]);
}

const kinds: Record<string, (n: number) => Float64Array> = {
  random: (n) => random(n, n),
  "equal eigenvalues": (n) => symmetric(n, (i, j) => Number(i === j) - 2 / n),
  zero: (n) => new Float64Array(n * n),
  "blocks that fall apart": (n) => symmetric(n, (i, j) => (Math.floor(i / 9) === Math.floor(j / 9) ? ((i * 7 + j * 5) % 11) / 11 : 0)),
  "tiny and huge": (n) => symmetric(n, (i, j) => 10 ** ((-300 * (i + j)) / (2 * n))),
  "signed zeros": (n) => symmetric(n, (i, j) => ((i + j) % 3 === 0 ? 1 / (i + j + 1) : i % 2 === 0 ? 0 : -0)),
};

/** What the reduction is specified to give: T, the factors and the vectors above the diagonal. */
function reduce(kernels: Kernels, matrix: Float64Array, n: number): { a: Float64Array; d: Float64Array; e: Float64Array; factors: Float64Array } {
  const a = matrix.slice();
  const d = new Float64Array(n);
  const e = new Float64Array(Math.max(0, n - 1));
  const factors = new Float64Array(Math.max(0, n - 1));
  kernels.tridiagonalise(a, n, d, e, factors);
  for (let i = 0; i < n; i++) a.fill(0, i * n, i * n + i + 1);
  return { a, d, e, factors };
}

describe("tridiagonalise and applyReflections", () => {
  it.each(Object.keys(kinds))("are the same to the last bit for all sizes: %s", (kind) => {
    for (const n of kind === "random" ? [...sizes, 513] : [2, 13, 24, 33, 64, 130, 266]) {
      const matrix = kinds[kind](n);
      expectTwins((kernels) => {
        const { a, d, e, factors } = reduce(kernels, matrix, n);
        const x = numbers(n * n, n + 1);
        kernels.applyReflections(x, n, a, factors);
        return [d, e, factors, a, x];
      }, `${kind}, n = ${n}`);
    }
  }, 60_000);

  it("never read above the diagonal, nor leave anything but the vectors there", () => {
    for (const n of [5, 30, 290]) {
      const matrix = random(n, 3);
      const lower = matrix.map((entry, at) => (at % n > Math.floor(at / n) ? NaN : entry));
      expectTwins((kernels) => {
        const whole = reduce(kernels, matrix, n);
        const half = reduce(kernels, lower, n);
        expect(half.a.findIndex((value, i) => !Object.is(value, whole.a[i]))).toBe(-1);
        expect(half.d).toEqual(whole.d);
        for (let k = 0; k + 1 < n; k++) expect(half.a[k * n + k + 1]).toBe(1);
        return [half.a, half.d];
      }, `n = ${n}`);
    }
  });

  it("are an orthogonal similarity: A = Q T Qᵀ", () => {
    for (const n of [2, 7, 40, 280]) {
      const matrix = random(n, n + 2);
      expectTwins((kernels) => {
        const { a, d, e, factors } = reduce(kernels, matrix, n);
        // The rows of the identity become the columns of Q.
        const q = symmetric(n, (i, j) => Number(i === j));
        kernels.applyReflections(q, n, a, factors);
        let worst = 0;
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) {
            let sum = 0;
            for (let k = 0; k < n; k++) {
              const row = q[k * n + j] * d[k] + (k > 0 ? q[(k - 1) * n + j] * e[k - 1] : 0) + (k + 1 < n ? q[(k + 1) * n + j] * e[k] : 0);
              sum += q[k * n + i] * row;
            }
            worst = Math.max(worst, Math.abs(sum - matrix[i * n + j]));
          }
        }
        // ‖A‖ is about 2 √(n/3); both directions are backward stable, and the check itself rounds.
        expect(worst).toBeLessThanOrEqual(n * UNIT * 2 * Math.sqrt(n));
        return [q];
      }, `n = ${n}`);
    }
  });
});

describe("both backends", () => {
  const results = (backend: "js" | "wasm", matrix: Float64Array, n: number): readonly Float64Array[] => {
    try {
      useBackend(backend);
      const { values, vectors } = symmetricEigen(matrix, n);
      return [values, vectors, symmetricEigenvalues(matrix.map((entry) => (Number.isFinite(entry) ? entry : 0)), n)];
    } finally {
      useBackend("auto");
    }
  };

  // Faster than toEqual on long arrays.
  const expectSame = (found: readonly Float64Array[], expected: readonly Float64Array[]): void => {
    for (let part = 0; part < expected.length; part++) {
      expect(found[part].length).toBe(expected[part].length);
      expect(found[part].findIndex((value, i) => !Object.is(value, expected[part][i]))).toBe(-1);
    }
  };

  it.each(Object.keys(kinds))("decompose to the same bits: %s", (kind) => {
    for (const n of [1, 2, 6, 16, 17, 25, 49, 70]) {
      for (const scale of [1, 2 ** 1000, 2 ** -1000]) {
        const matrix = kinds[kind](n).map((entry) => entry * scale);
        expectSame(results("wasm", matrix, n), results("js", matrix, n));
      }
    }
    const matrix = kinds[kind](270);
    expectSame(results("wasm", matrix, 270), results("js", matrix, 270));
  }, 60_000);

  it("answer NaN where an entry is not finite", () => {
    for (const n of [3, 40]) {
      const matrix = random(n, 9);
      matrix[n] = NaN;
      for (const backend of ["js", "wasm"] as const) {
        expect(results(backend, matrix, n).slice(0, 2)).toEqual([new Float64Array(n).fill(NaN), new Float64Array(n * n).fill(NaN)]);
      }
    }
  });
});
