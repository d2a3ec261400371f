import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kernelSpectrum, type KernelSpectrum } from "../../src/dpp/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import oracle from "../fixtures/dpp/marginals.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const gram = (rows: readonly (readonly number[])[]) => rows.map((a) => rows.map((b) => a.reduce((sum, value, j) => sum + value * b[j], 0)));

/** Σ f(λ) v vᵀ. */
function assemble({ eigenvalues, eigenvectors, size }: KernelSpectrum, f: (value: number) => number): number[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => eigenvalues.reduce((sum, value, t) => sum + f(value) * eigenvectors[t * size + i] * eigenvectors[t * size + j], 0)),
  );
}

function expectOrthonormal({ eigenvectors, size, rank }: KernelSpectrum, tolerance: number): void {
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let t = 0; t < size; t++) product += eigenvectors[i * size + t] * eigenvectors[j * size + t];
      expectWithin(product, i === j ? 1 : 0, { abs: tolerance });
    }
  }
}

describe("kernelSpectrum()", () => {
  it.each(oracle.cases)("agrees with 60 digits: $name", ({ L, B, eigenvalues }) => {
    const spectrum = kernelSpectrum(L ?? { features: B! });
    const largest = Math.max(...eigenvalues);
    const positive = eigenvalues.filter((value) => value > 1e-12 * largest);
    expect(spectrum.rank).toBe(positive.length);
    positive.sort((a, b) => a - b).forEach((value, i) => expectWithin(spectrum.eigenvalues[i], value, { abs: 1e-13 * largest }));
    expectOrthonormal(spectrum, 1e-13);
    const kernel = L ?? gram(B!);
    assemble(spectrum, (value) => value).forEach((row, i) => row.forEach((value, j) => expectWithin(value, kernel[i][j], { abs: 1e-13 * largest })));
  });

  it("of features with nearly dependent columns has eigenvectors at right angles all the same", () => {
    const features = Array.from({ length: 20 }, (_, i) => [1 + 1e-6 * ((i * 7) % 5), 1 + 1e-6 * ((i * 3) % 4), 1 + 1e-4 * ((i * 11) % 3)]);
    const { eigenvectors, rank } = kernelSpectrum({ features });
    expect(rank).toBe(3);
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let t = 0; t < 20; t++) product += eigenvectors[i * 20 + t] * eigenvectors[j * 20 + t];
        expectWithin(product, i === j ? 1 : 0, { abs: 1e-14 });
      }
    }
  });

  it("of features is that of their Gram matrix, with more items than columns or fewer", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer(), (n, d, seed) => {
        const rng = createRng(seed);
        const features = Array.from({ length: n }, () => Array.from({ length: d }, () => normal(rng)));
        const spectrum = kernelSpectrum({ features });
        expect(spectrum.rank).toBe(Math.min(n, d));
        expect(spectrum.eigenvectors).toHaveLength(spectrum.rank * n);
        expectOrthonormal(spectrum, 1e-13);
        const direct = kernelSpectrum(gram(features));
        expect(direct.rank).toBe(spectrum.rank);
        const largest = direct.eigenvalues.at(-1)!;
        spectrum.eigenvalues.forEach((value, i) => expectWithin(value, direct.eigenvalues[i], { abs: 1e-13 * largest }));
        assemble(spectrum, (value) => value).forEach((row, i) => row.forEach((value, j) => expectWithin(value, gram(features)[i][j], { abs: 1e-12 * largest })));
      }),
      { seed: 21, numRuns: 60 },
    );
  });

  it("has orthonormal vectors by the dual route also where eigenvalues spread over the whole precision", () => {
    const rng = createRng("graded");
    const features = Array.from({ length: 40 }, () => Array.from({ length: 6 }, (_, j) => normal(rng) * 10 ** (-1.4 * j)));
    const spectrum = kernelSpectrum({ features });
    expect(spectrum.rank).toBeGreaterThanOrEqual(5);
    expectOrthonormal(spectrum, 1e-13);
  });

  it("leaves out what rounding left in place of zeros: duplicates, low rank, nothing at all", () => {
    const rows = [[1, 2], [1, 2], [0.3, 0.1], [1, 2], [0.3, 0.1]];
    expect(kernelSpectrum(gram(rows)).rank).toBe(2);
    expect(kernelSpectrum({ features: rows }).rank).toBe(2);
    expect(kernelSpectrum({ features: rows.map((row) => [...row, ...row, row[0] - row[1]]) }).rank).toBe(2);
    expect(kernelSpectrum([[0, 0], [0, 0]])).toEqual({ eigenvalues: new Float64Array(0), eigenvectors: new Float64Array(0), size: 2, rank: 0 });
    expect(kernelSpectrum({ features: [[0], [0]] }).rank).toBe(0);
    // Float32 products of rank 2 leave eigenvalues of about 1e-8.
    const float32 = { data: Float32Array.from(gram(rows).flat()), shape: [5, 5] };
    expect(kernelSpectrum(float32).rank).toBe(2);
  });

  it.each([1e-300, 1e-200, 1e200, 1e300])("does not depend on the scale: %d", (scale) => {
    const L = [[2, 0.5, 0], [0.5, 1, 0.25], [0, 0.25, 1]];
    const spectrum = kernelSpectrum(L.map((row) => row.map((value) => value * scale)));
    kernelSpectrum(L).eigenvalues.forEach((value, i) => expectWithin(spectrum.eigenvalues[i] / scale, value, { rel: 1e-13 }));
    expectOrthonormal(spectrum, 1e-14);
  });

  it("refuses kernels that are none", () => {
    expect(() => kernelSpectrum([[1, 1.1], [1.1, 1]])).toThrow(expect.objectContaining({ name: "NumericalError", code: "not-positive-definite" }));
    expect(kernelSpectrum([[1, 1 + 1e-9], [1 + 1e-9, 1]]).rank).toBe(1);
    expect(() => kernelSpectrum([[1, 0.5], [0.4, 1]])).toThrow("L must be symmetric");
    expect(() => kernelSpectrum([[1, 0.5]])).toThrow("L must be square, got 1 × 2");
    expect(() => kernelSpectrum([[NaN]])).toThrow("L must be finite");
    expect(() => kernelSpectrum({ features: [[1e200], [1e200]] })).toThrow(expect.objectContaining({ code: "non-finite" }));
    expect(() => kernelSpectrum({ features: 3 as never })).toThrow("features must be a matrix");
    expect(() => kernelSpectrum(null as never)).toThrow(TypeError);
  });
});
