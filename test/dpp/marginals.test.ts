import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  inclusionProbabilities,
  kernelSpectrum,
  logProbability,
  marginalKernel,
  rescaleKernel,
  sizeDistribution,
} from "../../src/dpp/index.ts";
import { createRng, normal, shuffledIndices } from "../../src/random/index.ts";
import oracle from "../fixtures/dpp/marginals.json" with { type: "json" };
import tables from "../fixtures/dpp/subset_probabilities.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { enumerateDpp, type SubsetTable } from "./subsets.ts";

/** Probabilities are sums of positive terms of order 1; the README of the oracle asks for 1e-10. */
const PROBABILITY = { abs: 1e-12 };

/** One kernel in all the forms that it can come in. */
const forms = ({ L, B }: { readonly L: number[][] | null; readonly B: number[][] | null }) => [
  ...(L === null ? [{ features: B! }] : [L]),
  kernelSpectrum(L ?? { features: B! }),
  ...(L === null ? [B!.map((a) => B!.map((b) => a.reduce((sum, value, j) => sum + value * b[j], 0)))] : []),
];

const kernels = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 9 }), fc.integer()).map(([n, d, seed]) => {
  const rng = createRng(seed);
  const rows = Array.from({ length: n }, () => Array.from({ length: d }, () => normal(rng)));
  return rows.map((a) => rows.map((b) => a.reduce((sum, value, j) => sum + value * b[j], 0)));
});

describe("marginalKernel(), inclusionProbabilities()", () => {
  it.each(oracle.cases)("agree with 60 digits: $name", (example) => {
    const n = example.n;
    for (const kernel of forms(example)) {
      const { data, shape } = marginalKernel(kernel);
      expect(shape).toEqual([n, n]);
      example.K.flat().forEach((value, at) => expectWithin(data[at], value, PROBABILITY));
      const inclusion = inclusionProbabilities(kernel);
      example.inclusion.forEach((value, i) => expectWithin(inclusion[i], value, PROBABILITY));
      expectWithin(data[0] * data[n + 1] - data[1] * data[n], example.pair_inclusion_01, PROBABILITY);
    }
  });

  it.each(oracle.cases)("of k-DPPs agree with 60 digits: $name", (example) => {
    for (const kernel of forms(example)) {
      for (const { k, item_inclusion } of example.kdpp) {
        const inclusion = inclusionProbabilities(kernel, { size: k });
        item_inclusion.forEach((value, i) => expectWithin(inclusion[i], value, PROBABILITY));
      }
    }
  });

  it("sum to the expected size, to k for a k-DPP; items change places with their rows", () => {
    fc.assert(
      fc.property(kernels, fc.integer(), (L, seed) => {
        const n = L.length;
        const order = Array.from(shuffledIndices(n, createRng(seed)));
        const moved = order.map((i) => order.map((j) => L[i][j]));
        const { rank } = kernelSpectrum(L);
        for (const size of [undefined, ...Array.from({ length: rank + 1 }, (_, k) => k)]) {
          const options = size === undefined ? {} : { size };
          const inclusion = inclusionProbabilities(L, options);
          expectWithin(inclusion.reduce((sum, value) => sum + value, 0), size ?? sizeDistribution(L).expectedSize, { abs: 1e-12 });
          expect(Math.min(...inclusion)).toBeGreaterThanOrEqual(0);
          const other = inclusionProbabilities(moved, options);
          order.forEach((from, to) => expectWithin(other[to], inclusion[from], { abs: 1e-10 }));
        }
      }),
      { seed: 31, numRuns: 60 },
    );
  });

  it("are averages of the k-DPPs' over the sizes", () => {
    fc.assert(
      fc.property(kernels, (L) => {
        const { probabilities } = sizeDistribution(L);
        const { rank } = kernelSpectrum(L);
        const mixed = new Float64Array(L.length);
        for (let size = 0; size <= rank; size++) inclusionProbabilities(L, { size }).forEach((value, i) => (mixed[i] += probabilities[size] * value));
        inclusionProbabilities(L).forEach((value, i) => expectWithin(mixed[i], value, { abs: 1e-12 }));
      }),
      { seed: 32, numRuns: 60 },
    );
  });

  it("share a probability among duplicates", () => {
    const L = [[1, 1, 0.5, 1], [1, 1, 0.5, 1], [0.5, 0.5, 1, 0.5], [1, 1, 0.5, 1]];
    for (const size of [1, 2]) {
      const inclusion = inclusionProbabilities(L, { size });
      expectWithin(inclusion[0], inclusion[1], { abs: 1e-15 });
      expectWithin(inclusion[0], inclusion[3], { abs: 1e-15 });
    }
    expectWithin(inclusionProbabilities(L, { size: 2 })[2], 1, { abs: 1e-15 });
    expect(() => inclusionProbabilities(L, { size: 3 })).toThrow("size must be at most the rank of the kernel, 2 of 4 items, got 3");
  });

  it("take a kernel in float32, whose rounding is larger", () => {
    const features = [[1, 0.3], [0.7, 0.1], [0.2, -1], [0.1, 0.1]];
    const L = features.map((a) => features.map((b) => a[0] * b[0] + a[1] * b[1]));
    const float32 = { data: Float32Array.from(L.flat()), shape: [4, 4] };
    const expected = inclusionProbabilities({ features });
    inclusionProbabilities(float32).forEach((value, i) => expectWithin(value, expected[i], { abs: 1e-6 }));
    const pairs = inclusionProbabilities({ features }, { size: 2 });
    inclusionProbabilities(float32, { size: 2 }).forEach((value, i) => expectWithin(value, pairs[i], { abs: 1e-6 }));
    const pair = { data: Float32Array.of(1, 1 - 2 ** -24, 1 - 2 ** -24, 1), shape: [2, 2] };
    expect(logProbability(pair, [0, 1])).toBe(-Infinity);
    expect(sizeDistribution(pair).probabilities[2]).toBe(0);
    expect(() => inclusionProbabilities(float32, { size: 3 })).toThrow("rank of the kernel, 2 of 4 items");
  });

  it("hold at both ends of the range", () => {
    const L = [[2, 0.5], [0.5, 1]];
    const times = (scale: number) => L.map((row) => row.map((value) => value * scale));
    expect(Array.from(inclusionProbabilities(times(1e300)))).toEqual([1, 1]);
    for (const scale of [1e-300, 1e-20]) {
      inclusionProbabilities(times(scale)).forEach((value, i) => expectWithin(value, L[i][i] * scale, { rel: 1e-14 }));
      inclusionProbabilities(kernelSpectrum(times(scale))).forEach((value, i) => expectWithin(value, L[i][i] * scale, { rel: 1e-14 }));
    }
    // Eigenvalues beyond the range: an error, no empty spectrum.
    const most = times(0.8e308).map((row) => row.map(() => 1.7e308));
    for (const call of [kernelSpectrum, sizeDistribution, marginalKernel, inclusionProbabilities]) expect(() => call(most)).toThrow("the largest eigenvalue must be finite, got Infinity: scale the kernel down");
    for (const scale of [1e-300, 1e290]) {
      inclusionProbabilities(times(scale), { size: 1 }).forEach((value, i) => expectWithin(value, L[i][i] / 3, { rel: 1e-14 }));
    }
  });

  it("hold where L is large and singular, so that the identity drowns beside it", () => {
    for (const scale of [1e3, 1e8, 1e15, 1e100]) {
      const features = [[1, 0.5], [1, 0.5], [1, 0.5], [-1, 1]].map((row) => row.map((value) => value * Math.sqrt(scale)));
      const L = features.map((a) => features.map((b) => a[0] * b[0] + a[1] * b[1]));
      const wide = features.map((row) => [...row, 0, 0, 0]);
      // As scale → ∞ a projection: the duplicates share one item, the last is always in.
      const rest = 10 / scale;
      for (const kernel of [L, { features }, { features: wide }, kernelSpectrum(L)]) {
        inclusionProbabilities(kernel).forEach((value, i) => expectWithin(value, i < 3 ? 1 / 3 : 1, { abs: rest + 1e-9 }));
        // det(I + L) = 1 + trace + the sum of the minors of two items, three of which are (1.5 scale)².
        expectWithin(logProbability(kernel, []), -Math.log1p(5.75 * scale + 6.75 * scale * scale), { rel: 1e-12 });
        expectWithin(sizeDistribution(kernel).logNormaliser, Math.log1p(5.75 * scale + 6.75 * scale * scale), { rel: 1e-12 });
      }
    }
  });

  it("refuse bad input", () => {
    const indefinite = [[1, 2], [2, 1]];
    for (const call of [marginalKernel, inclusionProbabilities, sizeDistribution, kernelSpectrum]) {
      expect(() => call(indefinite)).toThrow(expect.objectContaining({ code: "not-positive-definite" }));
      expect(() => call([[1, 2]])).toThrow("L must be square");
      expect(() => call([[0, 1], [1, 0]])).toThrow(expect.objectContaining({ code: "not-positive-definite" }));
    }
    for (const call of [marginalKernel, inclusionProbabilities, sizeDistribution]) {
      expect(() => call({ features: [[1e200], [1e200]] })).toThrow(expect.objectContaining({ code: "non-finite" }));
    }
    expect(() => inclusionProbabilities([[1]], { size: -1 })).toThrow("size must be an integer ≥ 0, got -1");
    expect(() => inclusionProbabilities([[1]], { k: 1 } as never)).toThrow("unknown option `k`");
  });
});

describe("a spectrum given as kernel", () => {
  const spectrum = kernelSpectrum([[2, 1], [1, 2]]);

  it("is checked", () => {
    expect(() => marginalKernel({ ...spectrum, size: 3 })).toThrow("eigenvectors must hold rank × size numbers, got 4 for rank 2 and size 3");
    expect(() => marginalKernel({ ...spectrum, eigenvalues: Float64Array.of(3, 1) })).toThrow("must be positive, finite and ascending, got 1 at index 1");
    expect(() => sizeDistribution({ ...spectrum, eigenvalues: Float64Array.of(0, 1) })).toThrow("got 0 at index 0");
    expect(() => sizeDistribution({ ...spectrum, eigenvalues: [1, 3] } as never)).toThrow(TypeError);
    expect(() => sizeDistribution({ ...spectrum, eigenvalues: Float64Array.of(1e-200, 1e200) })).toThrow("within a factor of 2^900");
  });
});

describe("sizeDistribution()", () => {
  it.each(oracle.cases)("agrees with 60 digits: $name", (example) => {
    for (const kernel of forms(example)) {
      const sizes = sizeDistribution(kernel);
      expectWithin(sizes.expectedSize, example.expected_size, { rel: 1e-13, abs: 1e-15 });
      expectWithin(sizes.variance, example.size_variance, { rel: 1e-12, abs: 1e-15 });
      expectWithin(sizes.logNormaliser, example.log_normaliser, { rel: 1e-12, abs: 1e-15 });
      expect(sizes.probabilities).toHaveLength(example.n + 1);
      example.size_pmf.forEach((value, k) => expectWithin(sizes.probabilities[k], value, PROBABILITY));
      expectWithin(Math.exp(-sizes.logNormaliser), example.prob_empty, PROBABILITY);
    }
  });
});

describe("rescaleKernel()", () => {
  it.each(oracle.cases)("agrees with 60 digits: $name", (example) => {
    for (const kernel of forms(example)) {
      for (const { target, alpha } of example.rescale) {
        const rescaled = rescaleKernel(kernel, target);
        expectWithin(rescaled.scale, alpha, { rel: 1e-12 });
        expectWithin(sizeDistribution(rescaled).expectedSize, target, { rel: 1e-13 });
      }
    }
  });

  it("gives the spectrum of α·L", () => {
    const L = [[2, 1, 0], [1, 2, 0.5], [0, 0.5, 1]];
    const rescaled = rescaleKernel(L, 0.25);
    const direct = kernelSpectrum(L.map((row) => row.map((value) => value * rescaled.scale)));
    rescaled.eigenvalues.forEach((value, i) => expectWithin(value, direct.eigenvalues[i], { rel: 1e-14 }));
  });

  it("refuses sizes that no factor gives", () => {
    const duplicates = [[1, 1], [1, 1]];
    expect(() => rescaleKernel(duplicates, 1)).toThrow("expectedSize must lie strictly between 0 and the rank of the kernel, 1, got 1");
    expect(() => rescaleKernel(duplicates, 0)).toThrow(RangeError);
    expect(() => rescaleKernel(duplicates, NaN)).toThrow(RangeError);
    expect(() => rescaleKernel([[0]], 0.5)).toThrow(RangeError);
    expectWithin(sizeDistribution(rescaleKernel(duplicates, 1 - 1e-9)).expectedSize, 1 - 1e-9, { rel: 1e-14 });
  });
});

describe("logProbability()", () => {
  const cases = tables.cases as { readonly name: string; readonly L: number[][]; readonly dpp?: SubsetTable; readonly k_dpp: readonly (SubsetTable & { readonly k: number })[] }[];

  it.each(cases)("agrees with 60 digits: $name", ({ L, dpp, k_dpp }) => {
    for (const kernel of [L, kernelSpectrum(L)]) {
      dpp?.subsets.forEach((subset, i) => expectWithin(Math.exp(logProbability(kernel, subset)), dpp.prob[i], PROBABILITY));
      for (const { k, subsets, prob } of k_dpp) {
        subsets.forEach((subset, i) => expectWithin(Math.exp(logProbability(kernel, subset, { size: k })), prob[i], PROBABILITY));
      }
    }
  });

  it("of features is that of their kernel", () => {
    const features = [[1, 0.2], [0.5, 1], [-1, 0.3], [0, 2]];
    const L = features.map((a) => features.map((b) => a[0] * b[0] + a[1] * b[1]));
    for (const size of [undefined, 2]) {
      const { subsets, prob } = enumerateDpp(L, size);
      subsets.forEach((subset, i) => expectWithin(Math.exp(logProbability({ features }, subset, size === undefined ? {} : { size })), prob[i], PROBABILITY));
    }
    expect(logProbability({ features }, [0, 1, 2])).toBe(-Infinity);
    expect(logProbability(kernelSpectrum({ features }), [0, 1, 2])).toBe(-Infinity);
    expect(logProbability({ features: features.map((row) => [...row, 0, 0, 0]) }, [0, 1, 2])).toBe(-Infinity);
  });

  it("is −Infinity for duplicates and for other sizes, whatever the order of the items", () => {
    const L = [[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]];
    expect(logProbability(L, [0, 1])).toBe(-Infinity);
    expect(logProbability(L, [0], { size: 2 })).toBe(-Infinity);
    expect(logProbability(L, [2, 0], { size: 2 })).toBe(logProbability(L, [0, 2], { size: 2 }));
    expectWithin(logProbability(L, [2, 0], { size: 2 }), -Math.LN2, { abs: 1e-15 });
    expectWithin(logProbability(L, []), -sizeDistribution(L).logNormaliser, { abs: 1e-14 });
    expectWithin(logProbability(L, [], { size: 0 }), 0, {});
    for (const scale of [1e-300, 1e300]) expectWithin(logProbability([[scale, 0], [0, scale]], [0, 1], { size: 2 }), 0, { abs: 1e-12 });
  });

  it("refuses bad input", () => {
    const L = [[1, 1], [1, 1]];
    expect(() => logProbability(L, [0, 0])).toThrow("subset must be distinct, got 0 twice");
    expect(() => logProbability(L, [2])).toThrow("subset[0] must be an integer between 0 and 1, got 2");
    expect(() => logProbability(L, 1 as never)).toThrow(TypeError);
    expect(() => logProbability(L, [0, 1], { size: 2 })).toThrow("size must be at most the rank of the kernel, got 2");
    expect(() => logProbability([[1, 2], [2, 1]], [0])).toThrow(expect.objectContaining({ code: "not-positive-definite" }));
  });
});
