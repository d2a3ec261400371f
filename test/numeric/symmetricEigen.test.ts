import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addProducts } from "../../src/kernels/js/addProducts.ts";
import { type SymmetricEigen, symmetricEigen } from "../../src/numeric/linalg/symmetricEigen.ts";
import { symmetricEigenvalues } from "../../src/numeric/linalg/symmetricEigenvalues.ts";
import oracle from "../fixtures/numpy/eigenvalues.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const UNIT = 2 ** -53;

/** What is left of A V = V Λ and of V Vᵀ = I, at most, in units of n·u·‖A‖ and n·u; ‖A‖ ≥ its largest entry. */
function quality(matrix: ArrayLike<number>, n: number, { values, vectors }: SymmetricEigen): { residual: number; orthogonality: number } {
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(values[i]));
  // Entries of the order of 1e±300 are brought near 1 first; what a denormal eigenvalue is rounded by does not count.
  const scale = norm > 0 ? 2 ** Math.max(-1022, Math.min(1022, -Math.floor(Math.log2(norm)))) : 1;
  const rounding = 2 ** -1074 * scale;
  let residual = 0;
  let orthogonality = 0;
  for (let e = 0; e < n; e++) {
    for (let f = 0; f <= e; f++) {
      let product = e === f ? -1 : 0;
      for (let i = 0; i < n; i++) product += vectors[e * n + i] * vectors[f * n + i];
      orthogonality = Math.max(orthogonality, Math.abs(product));
    }
    for (let i = 0; i < n; i++) {
      let left = -(values[e] * scale * vectors[e * n + i]);
      for (let j = 0; j < n; j++) left += matrix[i * n + j] * scale * vectors[e * n + j];
      residual = Math.max(residual, Math.abs(left) - rounding);
    }
  }
  return { residual: norm === 0 ? residual : residual / (norm * scale * n * UNIT), orthogonality: orthogonality / (n * UNIT) };
}

/** Backward stability, entry by entry. Of 1,000 matrices the worst were off by 0.9 and 1.7 n u; by 2.3 and 4.1 n u where rotations were used. */
function expectDecomposed(matrix: ArrayLike<number>, n: number): SymmetricEigen {
  const found = symmetricEigen(matrix, n);
  const { residual, orthogonality } = quality(matrix, n, found);
  expect(residual).toBeLessThanOrEqual(4);
  expect(orthogonality).toBeLessThanOrEqual(8);
  for (let e = 0; e < n; e++) {
    if (e > 0) expect(found.values[e]).toBeGreaterThanOrEqual(found.values[e - 1]);
    const row = Array.from(found.vectors.subarray(e * n, (e + 1) * n));
    const largest = Math.max(...row.map(Math.abs));
    expect(row.find((entry) => Math.abs(entry) === largest)).toBeGreaterThan(0);
  }
  return found;
}

type Entry = (i: number, j: number) => number;

function symmetric(n: number, entry: Entry): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = entry(i, j);
  return a;
}

const tridiagonal = (diagonal: (i: number) => number, beside: (j: number) => number): Entry => (i, j) => (i === j ? diagonal(i) : i === j + 1 ? beside(j) : 0);

/** Numbers between −1 and 1 from a linear congruence. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Q diag(values) Qᵀ with Q a product of three reflections: as full as a random one, and orthogonal to rounding. */
function withSpectrum(values: readonly number[]): Float64Array {
  const n = values.length;
  const next = numbers(5);
  const q = symmetric(n, (i, j) => Number(i === j));
  for (let reflection = 0; reflection < 3; reflection++) {
    const v = Array.from({ length: n }, next);
    const squares = v.reduce((total, x) => total + x * x, 0);
    for (let i = 0; i < n; i++) {
      const along = (2 * v.reduce((total, x, j) => total + x * q[i * n + j], 0)) / squares;
      for (let j = 0; j < n; j++) q[i * n + j] -= along * v[j];
    }
  }
  return symmetric(n, (i, j) => values.reduce((total, value, k) => total + value * (q[i * n + k] * q[j * n + k]), 0));
}

/** Cosines of n vectors of 30 entries around 7 directions, `apart` from each other: what near-duplicate answers give. */
function nearDuplicates(n: number, apart: number): Float64Array {
  const next = numbers(11);
  const rows = Array.from({ length: n }, (_, i) => Array.from({ length: 30 }, (_, k) => ((i % 7) * 31 * (k + 1) * (k + 3)) % 17 - 8 + apart * next()));
  const lengths = rows.map((row) => Math.sqrt(row.reduce((total, x) => total + x * x, 0)));
  return symmetric(n, (i, j) => (i === j ? 1 : rows[i].reduce((total, x, k) => total + x * rows[j][k], 0) / lengths[i] / lengths[j]));
}

const kinds: Record<string, (n: number) => Float64Array> = {
  random: (n) => symmetric(n, numbers(1)),
  "small integers": (n) => symmetric(n, (i, j) => ((i * j * 7 + i + j) % 5) - 2),
  identity: (n) => symmetric(n, (i, j) => Number(i === j)),
  zero: (n) => new Float64Array(n * n),
  diagonal: (n) => symmetric(n, (i, j) => (i === j ? ((i * 37) % 11) - 5 : 0)),
  ones: (n) => new Float64Array(n * n).fill(1),
  "ones and a ridge": (n) => symmetric(n, (i, j) => 1 + 1e-6 * Number(i === j)),
  "two values, each repeated": (n) => withSpectrum(Array.from({ length: n }, (_, i) => (i % 2) + 1)),
  "clusters 1e-14 wide": (n) => withSpectrum(Array.from({ length: n }, (_, i) => (i % 4) + 1 + 1e-14 * ((i * 7) % 13))),
  "spectrum from 1e-20 to 1": (n) => withSpectrum(Array.from({ length: n }, (_, i) => 10 ** ((-20 * i) / n))),
  "near-duplicates, 1e-7 apart": (n) => nearDuplicates(n, 1e-7),
  "near-duplicates, 1e-12 apart": (n) => nearDuplicates(n, 1e-12),
  "rank 7 and a ridge": (n) => nearDuplicates(n, 0).map((entry, at) => entry + (at % (n + 1) === 0 ? 1e-6 : 0)),
  "graded, largest first": (n) => { const next = numbers(2); return symmetric(n, (i, j) => next() * 10 ** ((-10 * (i + j)) / n)); },
  "graded, largest last": (n) => { const next = numbers(3); return symmetric(n, (i, j) => next() * 10 ** ((-10 * (2 * n - i - j)) / n)); },
  "graded over 600 decades": (n) => { const next = numbers(4); return symmetric(n, (i, j) => next() * 10 ** ((-150 * (2 * n - i - j)) / n) * 10 ** ((-150 * (i + j)) / n)); },
  "graded down to nothing": (n) => { const next = numbers(4); return symmetric(n, (i, j) => next() * 10 ** ((-300 * (i + j)) / n)); },
  Wilkinson: (n) => symmetric(n, tridiagonal((i) => Math.abs(i - (n - 1) / 2), () => 1)),
  "glued Wilkinson, 1e-10": (n) => symmetric(n, tridiagonal((i) => Math.abs((i % 21) - 10), (j) => (j % 21 === 20 ? 1e-10 : 1))),
  "glued Wilkinson, 1e-14": (n) => symmetric(n, tridiagonal((i) => Math.abs((i % 21) - 10), (j) => (j % 21 === 20 ? 1e-14 : 1))),
  "second difference": (n) => symmetric(n, tridiagonal(() => 2, () => -1)),
  "zeros on the diagonal": (n) => symmetric(n, tridiagonal(() => 0, (j) => Math.sqrt(j + 1))),
  Hilbert: (n) => symmetric(n, (i, j) => 1 / (i + j + 1)),
  arrow: (n) => symmetric(n, (i, j) => (i === j ? 1 + (i % 4) : j === 0 ? 0.1 : 0)),
  "reversed identity": (n) => symmetric(n, (i, j) => Number(i + j === n - 1)),
  "two blocks": (n) => { const next = numbers(6); return symmetric(n, (i, j) => (i < n / 2 === j < n / 2 ? next() * (i < n / 2 ? 1 : 1e-200) : 0)); },
  "two blocks, hardly coupled": (n) => { const next = numbers(7); return symmetric(n, (i, j) => (i < n / 2 === j < n / 2 ? next() : 1e-170)); },
  "entries of the order of 1e300": (n) => symmetric(n, numbers(8)).map((entry) => entry * 1e300),
  "entries of the order of 1e150": (n) => symmetric(n, numbers(8)).map((entry) => entry * 1e150),
  "entries of the order of 1e-150": (n) => symmetric(n, numbers(8)).map((entry) => entry * 1e-150),
  "denormal entries": (n) => symmetric(n, numbers(8)).map((entry) => entry * 1e-315),
};

describe("symmetricEigen()", () => {
  // Jacobi's rotations up to 16; one leaf of QL steps up to 24; then one merge, two levels with an odd split, three levels.
  it.each(Object.keys(kinds))("is backward stable and orthogonal: %s", (kind) => {
    for (const n of [1, 2, 5, 16, 17, 25, 50, 101]) expectDecomposed(kinds[kind](n), n);
  });

  it.each(oracle.cases)("agrees with LAPACK: $name", ({ n, matrix, eigenvalues }) => {
    const { values } = expectDecomposed(matrix, n);
    const norm = Math.max(...eigenvalues.map(Math.abs));
    // Both sides are backward stable.
    for (let e = 0; e < n; e++) expectWithin(values[e], eigenvalues[e], { abs: 8 * n * UNIT * norm });
  });

  it.each(oracle.formulas)("agrees with LAPACK and with the values alone at n = $n", ({ n, eigenvalues }) => {
    const matrix = Float64Array.from({ length: n * n }, (_, at) => {
      const i = Math.floor(at / n);
      const j = at % n;
      return (((7 * i * j + 3 * (i + j) + i * i + j * j) % 101) - 50) / 16;
    });
    const { values } = expectDecomposed(matrix, n);
    const alone = symmetricEigenvalues(matrix, n);
    const norm = Math.max(...eigenvalues.map(Math.abs));
    for (let e = 0; e < n; e++) {
      expectWithin(values[e], eigenvalues[e], { abs: n * UNIT * norm });
      expect(Math.abs(values[e] - alone[e])).toBeLessThanOrEqual(n * UNIT * norm);
    }
  });

  it("gives the known vectors of the second difference, sin(πk(i + 1)/(n + 1))", () => {
    const n = 60;
    const { values, vectors } = symmetricEigen(kinds["second difference"](n), n);
    for (let e = 0; e < n; e++) {
      const angle = (Math.PI * (e + 1)) / (n + 1);
      expect(Math.abs(values[e] - (2 - 2 * Math.cos(angle)))).toBeLessThanOrEqual(4 * n * UNIT);
      let along = 0;
      for (let i = 0; i < n; i++) along += vectors[e * n + i] * Math.sin(angle * (i + 1)) * Math.sqrt(2 / (n + 1));
      // The angle between them is about error/gap, and the cosine misses 1 by its square: below rounding.
      expect(Math.abs(Math.abs(along) - 1)).toBeLessThanOrEqual(4 * n * UNIT);
    }
  });

  it("decomposes whatever it is given, whatever the scale", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: -950, max: 950 }), fc.integer(), fc.constantFrom(2, 5, 1e9), (n, power, seed, levels) => {
        const next = numbers(seed);
        expectDecomposed(symmetric(n, () => Math.round(next() * levels) * (2 ** power / levels)), n);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it("scales exactly with powers of two", () => {
    for (const n of [6, 40]) {
      const matrix = kinds.random(n);
      const { values, vectors } = symmetricEigen(matrix, n);
      for (const factor of [2 ** -900, 2 ** 900]) {
        const scaled = symmetricEigen(matrix.map((entry) => entry * factor), n);
        expect(scaled.values).toEqual(values.map((value) => value * factor));
        expect(scaled.vectors).toEqual(vectors);
      }
    }
  });

  it("gives these bits", () => {
    // FNV hash of values and vectors. It must not depend on the engine; whoever changes the arithmetic changes it on purpose.
    const hash = (n: number) => {
      const { values, vectors } = symmetricEigen(kinds.random(n), n);
      const words = [...new Uint32Array(values.buffer), ...new Uint32Array(vectors.buffer)];
      return words.reduce((state, word) => Math.imul(state ^ word, 16777619) >>> 0, 2166136261);
    };
    expect([12, 20, 90].map(hash)).toEqual([347620267, 3268814144, 4233936594]);
  });

  it("finds small eigenvalues of a graded positive definite matrix, however small", () => {
    for (const n of [5, 12, 16]) {
      const graded = Float64Array.from({ length: n * n }, (_, at) => 10 ** (-5 * (Math.floor(at / n) + (at % n))) * (at % (n + 1) === 0 ? 1 : 0.6));
      const { values } = symmetricEigen(graded, n);
      // Each of them is 1e10 times less than the one before: the pivots of the elimination, but for 1e-10 of them.
      for (let k = 1; k <= n; k++) {
        const pivot = (10 ** (-10 * (k - 1)) * 0.4 * (0.4 + 0.6 * k)) / (0.4 + 0.6 * (k - 1));
        expect(Math.abs(values[n - k] / pivot - 1)).toBeLessThan(1e-9);
      }
    }
  });

  it("reads the lower triangle only and leaves its input alone", () => {
    for (const n of [5, 30]) {
      const matrix = kinds.random(n);
      const lower = matrix.map((entry, at) => (at % n > Math.floor(at / n) ? NaN : entry));
      const before = lower.slice();
      expect(symmetricEigen(lower, n)).toEqual(symmetricEigen(matrix, n));
      expect(lower).toEqual(before);
    }
  });

  it.each([NaN, Infinity, -Infinity])("answers NaN where an entry is %f", (entry) => {
    for (const n of [3, 30]) {
      const matrix = kinds.random(n);
      matrix[n] = entry;
      const { values, vectors } = symmetricEigen(matrix, n);
      expect(values).toEqual(new Float64Array(n).fill(NaN));
      expect(vectors).toEqual(new Float64Array(n * n).fill(NaN));
    }
  });
});

describe("addProducts()", () => {
  // Small integers: every sum is exact. Sizes around tiles of 3 × 2, rows of four and bands of 12.
  it.each([[0, 3, 2], [1, 1, 1], [2, 3, 0], [3, 2, 5], [4, 5, 3], [12, 4, 8], [13, 7, 9], [26, 11, 6]])("is exact for %i × %i dot products of %i small integers", (rows, columns, length) => {
    const a = Float64Array.from({ length: 2 + rows * (length + 1) }, (_, i) => ((i * i * 31 + i * 17) % 23) - 11);
    const b = Float64Array.from({ length: 3 + columns * (length + 2) }, (_, i) => ((i * i * 13 + i * 29) % 19) - 9);
    const c = Float64Array.from({ length: 1 + rows * (columns + 3) }, (_, i) => i);
    const expected = c.slice();
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (let k = 0; k < length; k++) expected[1 + i * (columns + 3) + j] += a[2 + i * (length + 1) + k] * b[3 + j * (length + 2) + k];
      }
    }
    addProducts(a, 2, length + 1, b, 3, length + 2, c, 1, columns + 3, rows, columns, length);
    expect(c).toEqual(expected);
  });
});
