import * as fc from "fast-check";
import { EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { gramOfColumns, gramOfRows } from "../../src/numeric/linalg/gram.ts";
import { symmetricEigenvalues } from "../../src/numeric/linalg/symmetricEigenvalues.ts";
import oracle from "../fixtures/numpy/eigenvalues.json" with { type: "json" };

const EPSILON = 2 ** -52;

/** Both sides are backward stable: each eigenvalue is off by a modest multiple of ε‖A‖. */
function expectSpectrum(actual: ArrayLike<number>, expected: ArrayLike<number>, multiple: number): void {
  const norm = Math.max(...Array.from(expected, Math.abs));
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...Array.from(actual, (value, i) => Math.abs(value - expected[i])));
  expect(worst).toBeLessThanOrEqual(multiple * EPSILON * norm);
}

/** The matrix of eigenvalues.py. */
function formula(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const i = Math.floor(at / n);
    const j = at % n;
    return (((7 * i * j + 3 * (i + j) + i * i + j * j) % 101) - 50) / 16;
  });
}

describe("symmetricEigenvalues()", () => {
  it.each(oracle.cases)("agrees with LAPACK: $name", ({ n, matrix, eigenvalues }) => {
    expectSpectrum(symmetricEigenvalues(matrix, n), eigenvalues, 4 * n);
  });

  it.each(oracle.formulas)("agrees with LAPACK and with ml-matrix at n = $n", ({ n, eigenvalues }) => {
    const matrix = formula(n);
    expectSpectrum(symmetricEigenvalues(matrix, n), eigenvalues, n);
    const theirs = new EigenvalueDecomposition(MlMatrix.from1DArray(n, n, matrix), { assumeSymmetric: true }).realEigenvalues;
    expectSpectrum(symmetricEigenvalues(matrix, n), theirs.toSorted((a, b) => a - b), n);
  });

  it("gives the known spectrum of the second difference, 2 − 2 cos(πk/(n + 1))", () => {
    const n = 400;
    const matrix = Float64Array.from({ length: n * n }, (_, at) => {
      const distance = Math.abs(Math.floor(at / n) - (at % n));
      return distance === 0 ? 2 : distance === 1 ? -1 : 0;
    });
    const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos((Math.PI * (k + 1)) / (n + 1)));
    expectSpectrum(symmetricEigenvalues(matrix, n), expected, n);
  });

  it("keeps trace and sum of squares, whatever the matrix", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.double({ min: -1e3, max: 1e3, noNaN: true })), (n, numbers) => {
        const matrix = new Float64Array(n * n);
        for (let i = 0; i < n; i++) for (let j = i; j < n; j++) matrix[i * n + j] = matrix[j * n + i] = numbers.next().value as number;
        const values = symmetricEigenvalues(matrix, n);
        const sumOf = (list: ArrayLike<number>) => Array.from(list).reduce((total, value) => total + value, 0);
        const norm = Math.hypot(...matrix);
        expect(Math.abs(sumOf(values) - sumOf(Array.from({ length: n }, (_, i) => matrix[i * n + i])))).toBeLessThanOrEqual(1e-13 * norm);
        expect(Math.abs(Math.hypot(...values) - norm)).toBeLessThanOrEqual(1e-13 * norm);
        expect(values).toEqual(values.toSorted());
      }),
      { seed: 1 },
    );
  });

  it("leaves its input alone and takes none", () => {
    const matrix = formula(6);
    symmetricEigenvalues(matrix, 6);
    expect(matrix).toEqual(formula(6));
    expect(symmetricEigenvalues(new Float64Array(0), 0)).toEqual(new Float64Array(0));
  });
});

describe("gramOfRows(), gramOfColumns()", () => {
  // Small integers: every dot product is exact, so the two sides must agree to the bit. Sizes around tiles, blocks and chunks.
  it.each([[0, 3], [1, 1], [2, 5], [3, 2], [7, 4], [31, 3], [32, 9], [33, 8], [70, 5], [5, 70], [513, 4], [1100, 3]])("are exact for %i × %i small integers", (n, d) => {
    const data = Float64Array.from({ length: n * d }, (_, i) => ((i * i * 31 + i * 17) % 23) - 11);
    const dots = (rows: number, length: number, at: (row: number, k: number) => number) =>
      Float64Array.from({ length: rows * rows }, (_, cell) => {
        let total = 0;
        for (let k = 0; k < length; k++) total += at(Math.floor(cell / rows), k) * at(cell % rows, k);
        return total;
      });
    expect(gramOfColumns({ data, shape: [n, d] })).toEqual(dots(d, n, (j, i) => data[i * d + j]));
    if (n < 100) expect(gramOfRows({ data, shape: [n, d] })).toEqual(dots(n, d, (i, k) => data[i * d + k]));
  });

  it("fill an array that is given, whatever it holds and however large it is", () => {
    // Above 2^16 entries float32 rows are converted in a new array.
    for (const [n, d] of [[5, 3], [32, 384], [40, 1700]] as const) {
      const data = Float32Array.from({ length: n * d }, (_, i) => Math.fround(((i * 37) % 101) / 7 - 6));
      const out = new Float64Array(n * n).fill(NaN);
      expect(gramOfRows({ data, shape: [n, d] }, out)).toBe(out);
      expect(out).toEqual(gramOfRows({ data: Float64Array.from(data), shape: [n, d] }));
    }
  });

  it("add float32 numbers in double precision", () => {
    const data = Float32Array.from({ length: 40 * 7 }, (_, i) => Math.fround(1 / (i + 3)));
    const shape = [40, 7] as const;
    expect(gramOfRows({ data, shape })).toEqual(gramOfRows({ data: Float64Array.from(data), shape }));
    expect(gramOfColumns({ data, shape })).toEqual(gramOfColumns({ data: Float64Array.from(data), shape }));
    expect(gramOfRows({ data, shape })[0]).not.toBe(Math.fround(gramOfRows({ data, shape })[0]));
  });
});
