import { describe, expect, it } from "vitest";
import { jsKernels } from "../../src/kernels/js/index.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { expectTwins, numbers } from "./twins.ts";

const sizes = [...Array.from({ length: 70 }, (_, i) => i + 1), 95, 96, 97, 127, 128, 129, 255, 256, 257, 500];

/** Positive definite by a dominant diagonal. */
function definite(n: number, seed: number): Float64Array {
  const a = numbers(n * n, seed);
  for (let i = 0; i < n; i++) a[i * n + i] += n / 2 + 1;
  return a;
}

/** One matrix of each kind of zeros: blocks on the diagonal, an arrow, a band, nothing but a diagonal. */
function sparse(n: number, kind: number): Float64Array {
  return definite(n, n + kind).map((value, at) => {
    const i = Math.floor(at / n);
    const j = at % n;
    const kept = [Math.floor(i / 13) === Math.floor(j / 13) || i >= n - 3, i === j || i === n - 1, Math.abs(i - j) < 9, i === j][kind];
    return kept ? value : 0;
  });
}

/** Factor, inverse and a solution, all there is. */
function all(kernels: Kernels, a: Float64Array, n: number, rows: number): readonly [Float64Array, Float64Array, Float64Array] {
  const l = a.slice();
  expect(kernels.cholesky(l, n)).toBe(true);
  const inverse = new Float64Array(n * n).fill(NaN);
  kernels.invertTriangle(l, n, inverse);
  const x = numbers(rows * n, n + rows);
  kernels.solveTriangle(l, n, x, rows);
  return [l, inverse, x];
}

/** What the sums of row i of X and row j of L up to column 4⌊j/4⌋ leave of X[i, j], then of the next three one by one: the specification, word for word. */
function left(x: Float64Array, xRow: number, l: Float64Array, lRow: number, j: number): number {
  let value = x[xRow + j];
  const tile = j - (j % 4);
  for (let block = 0; block < tile; block += 256) {
    let sum = 0;
    for (let k = block; k < Math.min(tile, block + 256); k++) sum += x[xRow + k] * l[lRow + k];
    value -= sum;
  }
  for (let k = tile; k < j; k++) value -= x[xRow + k] * l[lRow + k];
  return value;
}

/** X L′ = B, in place. */
function solvePlainly(l: Float64Array, n: number, x: Float64Array, rows: number): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < n; j++) x[i * n + j] = left(x, i * n, l, j * n, j) / l[j * n + j];
}

function factorPlainly(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) a[i * n + j] = left(a, i * n, a, j * n, j) / a[j * n + j];
    a[i * n + i] = Math.sqrt(left(a, i * n, a, i * n, i));
    a.fill(0, i * n + i + 1, i * n + n);
  }
}

function expectSame(actual: Float64Array, expected: Float64Array, where: string): void {
  for (let at = 0; at < expected.length; at++) if (!Object.is(actual[at], expected[at])) expect.fail(`${where}: ${actual[at]} at ${at}, ${expected[at]} expected`);
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
}

/** A lower triangle of small integers with a diagonal of 1, 2 and 4: its square is exact, and so is every step back. */
function integers(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const i = Math.floor(at / n);
    const j = at % n;
    return j > i ? 0 : i === j ? 2 ** (i % 3) : ((i * i + 3 * j + i * j) % 5) - 2;
  });
}

function square(l: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  jsKernels.gram(l, n, n, out);
  return out;
}

describe("cholesky, solveTriangle and invertTriangle", () => {
  it("are the same to the last bit for all sizes, and what the specification says", () => {
    for (const n of sizes) {
      const a = definite(n, n);
      const rows = 1 + ((n * 37) % 50);
      const [l, inverse, x] = expectTwins((kernels) => all(kernels, a, n, rows), `n = ${n}`);
      const plain = a.slice();
      factorPlainly(plain, n);
      expectSame(l, plain, `factor, n = ${n}`);
      const upper = identity(n);
      solvePlainly(l, n, upper, n);
      expectSame(inverse, upper, `inverse, n = ${n}`);
      const b = numbers(rows * n, n + rows);
      solvePlainly(l, n, b, rows);
      expectSame(x, b, `solution, n = ${n}`);
    }
  });

  it("are the same where rows start with zeros of either sign, left out or not", () => {
    for (const n of [14, 15, 16, 17, 37, 70, 131, 300]) {
      for (let kind = 0; kind < 4; kind++) {
        const a = sparse(n, kind);
        const [l] = expectTwins((kernels) => all(kernels, a, n, 9), `n = ${n}, kind ${kind}`);
        const plain = a.slice();
        factorPlainly(plain, n);
        expectSame(l, plain, `n = ${n}, kind ${kind}`);
        const negative = a.map((value, at) => (value === 0 && (at * 7) % 5 < 2 ? -0 : value));
        expectTwins((kernels) => all(kernels, negative, n, 9), `n = ${n}, kind ${kind}, some of them −0`);
      }
    }
  });

  it("are exact where all numbers are small integers", () => {
    for (const n of [3, 16, 29, 64, 259]) {
      const l = integers(n);
      const solution = Float64Array.from({ length: 21 * n }, (_, at) => ((at * at) % 7) - 3);
      const b = new Float64Array(21 * n);
      for (let i = 0; i < 21; i++) for (let j = 0; j < n; j++) for (let k = 0; k <= j; k++) b[i * n + j] += solution[i * n + k] * l[j * n + k];
      // Ones on the diagonal and −1 before it: the inverse is all ones.
      const ladder = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : at % (n + 1) === n && at >= n ? -1 : 0));
      const results = expectTwins((kernels) => {
        const a = square(l, n);
        expect(kernels.cholesky(a, n)).toBe(true);
        const x = b.slice();
        kernels.solveTriangle(l, n, x, 21);
        const inverse = new Float64Array(n * n);
        kernels.invertTriangle(ladder, n, inverse);
        return [a, x, inverse];
      }, `n = ${n}`);
      expectSame(results[0], l, `factor, n = ${n}`);
      // −0 + 0 is 0.
      expectSame(results[1].map((value) => value + 0), solution, `solution, n = ${n}`);
      expectSame(results[2], Float64Array.from({ length: n * n }, (_, at) => (at % n >= Math.floor(at / n) ? 1 : 0)), `inverse, n = ${n}`);
    }
  });

  it("tell at every place that a pivot is not positive, not finite or NaN", () => {
    for (const n of [1, 5, 15, 16, 17, 33, 70, 259]) {
      for (let at = 0; at < n; at += n > 100 ? 61 : 1) {
        for (const value of [0, -0, -1, Infinity, -Infinity, NaN]) {
          const a = definite(n, 7).with(at * n + at, value);
          expectTwins((kernels) => [[Number(kernels.cholesky(a.slice(), n))]], `n = ${n}, ${value} at ${at}`).forEach((part) => expect(part).toEqual([0]));
        }
      }
    }
  });

  it("tell of NaN, infinities and numbers too large beside the diagonal, whatever zeros surround them", () => {
    for (const value of [NaN, Infinity, -Infinity, 1e200, -1e308]) {
      for (const n of [15, 16, 45, 262]) {
        for (let kind = 0; kind < 4; kind++) {
          for (let i = 3; i < n; i += n > 100 ? 83 : 5) {
            const a = sparse(n, kind).with(i * n + ((i * 3) % i), value);
            expectTwins((kernels) => [[Number(kernels.cholesky(a.slice(), n))]], `n = ${n}, ${value} in row ${i}`).forEach((part) => expect(part).toEqual([0]));
          }
        }
      }
    }
  });

  it("are the same for graded matrices, down to denormals and up to infinite inverses", () => {
    for (const n of [12, 24, 41, 70, 270]) {
      for (const [low, high] of [[-8, 8], [-160, -120], [-3, 150], [-162, 150]]) {
        const scale = Float64Array.from({ length: n }, (_, i) => 10 ** (low + ((high - low) * ((i * 7) % n)) / n));
        for (let kind = -1; kind < 4; kind++) {
          const a = (kind < 0 ? definite(n, n) : sparse(n, kind)).map((value, at) => value * scale[Math.floor(at / n)] * scale[at % n]);
          expectTwins((kernels) => all(kernels, a, n, 9), `n = ${n}, 10^${low} to 10^${high}, kind ${kind}`);
        }
      }
    }
  });

  it("are the same for triangles that are no factors, with NaN, infinities and zeros", () => {
    for (let seed = 0; seed < 40; seed++) {
      const n = 16 + seed;
      const odd = [NaN, Infinity, -Infinity, -0, 0, 0, 0, 0, 5e-324, 1e308];
      const l = numbers(n * n, seed).map((value, at) => ((at * 13 + seed) % 17 < 6 ? odd[(at * 7 + seed) % odd.length] : value));
      const b = numbers(11 * n, seed + 1);
      expectTwins((kernels) => {
        const inverse = new Float64Array(n * n);
        kernels.invertTriangle(l, n, inverse);
        const x = b.slice();
        kernels.solveTriangle(l, n, x, 11);
        return [inverse, x];
      }, `seed ${seed}`);
    }
  });

  it("leave out the same zeros, which shows where those would meet an infinity", () => {
    for (const n of [16, 41, 270]) {
      // Blocks of eight rows that do not meet; the first divides by next to nothing.
      const l = definite(n, n).map((value, at) => (Math.floor(at / n) >> 3 === (at % n) >> 3 ? value : 0));
      l[0] = 5e-324;
      const [x, inverse] = expectTwins((kernels) => {
        const solution = numbers(10 * n, 5);
        kernels.solveTriangle(l, n, solution, 10);
        const upper = new Float64Array(n * n);
        kernels.invertTriangle(l, n, upper);
        return [solution, upper];
      }, `n = ${n}`);
      for (let i = 0; i < 10; i++) for (let j = 0; j < n; j++) expect(Number.isFinite(x[i * n + j])).toBe(j > 7);
      expect(inverse[0]).toBe(Infinity);
      expect(inverse[n - 1]).toBe(0);
    }
  });

  it("read nothing above the diagonal and leave zeros there", () => {
    for (const n of [9, 37, 64, 261]) {
      const a = definite(n, 3);
      const spoilt = a.map((value, at) => (at % n > Math.floor(at / n) ? NaN : value));
      const [l] = expectTwins((kernels) => [a, spoilt].map((matrix) => all(kernels, matrix, n, 5)[0]), `n = ${n}`);
      expectSame(l, l.map((value, at) => (at % n > Math.floor(at / n) ? 0 : value)), `n = ${n}`);
      const again = expectTwins((kernels) => all(kernels, spoilt, n, 5), `n = ${n}`);
      all(jsKernels, a, n, 5).forEach((part, which) => expectSame(again[which], part, `n = ${n}`));
    }
  });

  it("take no rows at all", () => {
    expectTwins((kernels) => {
      expect(kernels.cholesky(new Float64Array(0), 0)).toBe(true);
      kernels.invertTriangle(new Float64Array(0), 0, new Float64Array(0));
      const x = new Float64Array(0);
      kernels.solveTriangle(definite(40, 1), 40, x, 0);
      return [x];
    }, "no rows");
  });
});
