import { describe, expect, it } from "vitest";
import { cholesky } from "../../src/numeric/linalg/cholesky.ts";
import { dot } from "../../src/numeric/linalg/dot.ts";
import { invertTriangle } from "../../src/numeric/linalg/invertTriangle.ts";
import { symmetricEigen } from "../../src/numeric/linalg/symmetricEigen.ts";

const EPSILON = 2 ** -52;

/** A well-conditioned symmetric positive definite matrix: integers off the diagonal, a dominant diagonal. */
function positiveDefinite(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const i = Math.floor(at / n);
    const j = at % n;
    return i === j ? 60 * n : ((7 * i * j + 3 * (i + j) + i * i + j * j) % 101) - 50;
  });
}

/** All remainders of tiles of 4 and bands of 32. */
const sizes = [1, 2, 3, 4, 5, 8, 11, 31, 32, 33, 36, 70, 131];

describe("cholesky()", () => {
  it.each(sizes)("LL′ gives the matrix back, n = %i", (n) => {
    const matrix = positiveDefinite(n);
    const l = Float64Array.from(matrix);
    expect(cholesky(l, n)).toBe(true);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k <= j; k++) sum += l[i * n + k] * l[j * n + k];
        // Backward stable: (n + 1)·ε of the diagonals.
        expect(Math.abs(sum - matrix[i * n + j])).toBeLessThanOrEqual((n + 1) * EPSILON * 60 * n);
      }
    }
  });

  it("leaves out leading zeros", () => {
    const n = 131;
    // Blocks of 10 rows that do not meet, and one full last row.
    const sparse = positiveDefinite(n).map((value, at) => {
      const i = Math.floor(at / n);
      const j = at % n;
      return Math.floor(i / 10) === Math.floor(j / 10) || i === n - 1 || j === n - 1 ? value : 0;
    });
    const l = Float64Array.from(sparse);
    expect(cholesky(l, n)).toBe(true);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = sparse[i * n + j];
        let magnitude = Math.abs(sum);
        for (let k = 0; k < j; k++) {
          sum -= l[i * n + k] * l[j * n + k];
          magnitude += Math.abs(l[i * n + k] * l[j * n + k]);
        }
        const expected = i === j ? Math.sqrt(sum) : sum / l[j * n + j];
        expect(Math.abs(l[i * n + j] - expected)).toBeLessThanOrEqual((n * EPSILON * magnitude) / l[j * n + j]);
        if (i < n - 1 && Math.floor(i / 10) !== Math.floor(j / 10)) expect(l[i * n + j]).toBe(0);
      }
    }
    const inverse = invertTriangle(l, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = j; k <= i; k++) sum += l[i * n + k] * inverse[j * n + k];
        expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThanOrEqual(20 * n * EPSILON);
      }
    }
  });

  it("reads the lower triangle only", () => {
    const n = 37;
    const plain = positiveDefinite(n);
    const spoilt = plain.map((value, at) => (at % n > Math.floor(at / n) ? NaN : value));
    cholesky(plain, n);
    expect(cholesky(spoilt, n)).toBe(true);
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) expect(spoilt[i * n + j]).toBe(plain[i * n + j]);
  });

  it("tells where a pivot is not positive, not finite or NaN", () => {
    for (const value of [0, -1, Infinity, NaN]) {
      for (const at of [0, 20, 69]) expect(cholesky(positiveDefinite(70).with(at * 70 + at, value), 70)).toBe(false);
    }
    expect(cholesky(new Float64Array(0), 0)).toBe(true);
  });
});

describe("invertTriangle()", () => {
  it.each(sizes)("is the inverse, transposed, n = %i", (n) => {
    const l = positiveDefinite(n);
    cholesky(l, n);
    const inverse = invertTriangle(l, n, new Float64Array(n * n).fill(7));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k <= i; k++) sum += l[i * n + k] * inverse[j * n + k];
        expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThanOrEqual(20 * n * EPSILON);
        if (i < j) expect(inverse[j * n + i]).toBe(0);
      }
    }
  });
});

describe("symmetricEigen()", () => {
  it.each([1, 2, 3, 7, 20])("vectors are orthonormal and diagonalise, n = %i", (n) => {
    const matrix = positiveDefinite(n).map((value, at) => (at % (n + 1) === 0 ? value / 60 - n / 2 : value));
    const { values, vectors } = symmetricEigen(matrix, n);
    const size = Math.max(...Array.from(values, Math.abs), 1);
    for (let e = 0; e < n; e++) {
      if (e > 0) expect(values[e]).toBeGreaterThanOrEqual(values[e - 1]);
      for (let f = 0; f < n; f++) {
        let product = 0;
        for (let i = 0; i < n; i++) product += vectors[e * n + i] * vectors[f * n + i];
        expect(Math.abs(product - (e === f ? 1 : 0))).toBeLessThanOrEqual(20 * n * EPSILON);
      }
      for (let i = 0; i < n; i++) {
        let image = 0;
        for (let j = 0; j < n; j++) image += matrix[i * n + j] * vectors[e * n + j];
        expect(Math.abs(image - values[e] * vectors[e * n + i])).toBeLessThanOrEqual(40 * n * EPSILON * size);
      }
    }
  });

  it("finds small eigenvalues of graded matrices to high relative accuracy", () => {
    // diag(d)·[[1, ½], [½, 1]]·diag(d) with d = (1, 1e-8): determinant ¾·1e-16, trace 1 + 1e-16.
    const { values } = symmetricEigen([1, 0.5e-8, 0.5e-8, 1e-16], 2);
    expect(Math.abs(values[0] / 0.75e-16 - 1)).toBeLessThanOrEqual(1e-15);
  });

  it("takes zeros and matrices of no size", () => {
    expect(symmetricEigen(new Float64Array(9), 3).values).toEqual(new Float64Array(3));
    expect(symmetricEigen([], 0).values).toEqual(new Float64Array(0));
  });
});

describe("dot()", () => {
  it.each([0, 1, 2, 255, 256, 257, 1000])("sums integers exactly, n = %i", (n) => {
    const a = Float64Array.from({ length: n + 3 }, (_, i) => i);
    expect(dot(a, 3, a, 1, n)).toBe(Array.from({ length: n }, (_, i) => (i + 3) * (i + 1)).reduce((sum, value) => sum + value, 0));
  });

  it("keeps the error of a million equal numbers within a few roundings", () => {
    const n = 1_000_000;
    const a = new Float64Array(n).fill(0.1);
    expect(Math.abs(dot(a, 0, a, 0, n) / (n * 0.1 * 0.1) - 1)).toBeLessThanOrEqual(64 * EPSILON);
  });
});
