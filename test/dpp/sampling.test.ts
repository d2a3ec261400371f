import { describe, expect, it } from "vitest";
import { conditionDpp, type KernelSpectrum, kernelSpectrum, logElementarySymmetric, rescaleKernel, sampleDpp, sampleKDpp } from "../../src/dpp/index.ts";
import { drawItems } from "../../src/dpp/sampling/drawItems.ts";
import { selectEigenvectors } from "../../src/dpp/sampling/selectEigenvectors.ts";
import { selectionTable } from "../../src/dpp/sampling/selectionTable.ts";
import { createRng, normal, type Rng } from "../../src/random/index.ts";
import conditional from "../fixtures/dpp/conditional.json" with { type: "json" };
import marginals from "../fixtures/dpp/marginals.json" with { type: "json" };
import oracle from "../fixtures/dpp/subset_probabilities.json" with { type: "json" };
import { enumerateDpp, type SubsetTable, subsetTest } from "./subsets.ts";

/** Draws per test, and the p value that a sampler must exceed: one test in 10,000 would fail by chance, and seeds are fixed. */
const M = 20_000;
const LEVEL = 1e-4;

const cases = oracle.cases as { readonly name: string; readonly L: number[][]; readonly dpp?: SubsetTable; readonly k_dpp: readonly (SubsetTable & { readonly k: number })[] }[];
const gauss = cases.find(({ name }) => name === "gauss_8")!;

/** Features of a kernel that has fewer columns than rows: n = 7, d = 3. */
function features(rng: Rng): number[][] {
  return Array.from({ length: 7 }, () => Array.from({ length: 3 }, () => normal(rng)));
}

const gram = (rows: readonly number[][]) => rows.map((a) => rows.map((b) => a.reduce((sum, value, j) => sum + value * b[j], 0)));

/** A sampler as in a textbook, with mistakes to choose from. */
function textbook({ eigenvalues, eigenvectors, size: n }: KernelSpectrum, k: number, rng: Rng, mistake?: "skip projection" | "proportional eigenvectors" | "weights not squared"): number[] {
  let chosen = Array.from(selectEigenvectors(selectionTable(eigenvalues, k), rng));
  if (mistake === "proportional eigenvectors") {
    const left = Array.from(eigenvalues);
    chosen = chosen.map(() => {
      const i = pickFrom(left, rng);
      left[i] = 0;
      return i;
    });
  }
  let rows = chosen.map((i) => Array.from(eigenvectors.subarray(i * n, (i + 1) * n)));
  const items: number[] = [];
  while (items.length < k) {
    const power = mistake === "weights not squared" ? 1 : 2;
    const weights = Array.from({ length: n }, (_, j) => (items.includes(j) ? 0 : rows.reduce((sum, row) => sum + Math.abs(row[j]) ** power, 0)));
    const item = pickFrom(weights, rng);
    items.push(item);
    if (mistake !== "skip projection") rows = withoutItem(rows, item);
  }
  return items.sort((a, b) => a - b);
}

function pickFrom(weights: readonly number[], rng: Rng): number {
  let left = rng.float() * weights.reduce((sum, weight) => sum + weight, 0);
  return Math.max(0, weights.findIndex((weight) => (left -= weight) < 0));
}

/** An orthonormal basis of the vectors in a span that are 0 at one item: one vector eliminated, the rest by Gram and Schmidt. */
function withoutItem(rows: readonly number[][], item: number): number[][] {
  const pivot = rows.reduce((best, row, i) => (Math.abs(row[item]) > Math.abs(rows[best][item]) ? i : best), 0);
  const basis: number[][] = [];
  rows.forEach((row, i) => {
    if (i === pivot) return;
    let vector = row.map((value, j) => value - (row[item] / rows[pivot][item]) * rows[pivot][j]);
    for (const other of basis) {
      const product = vector.reduce((sum, value, j) => sum + value * other[j], 0);
      vector = vector.map((value, j) => value - product * other[j]);
    }
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    basis.push(vector.map((value) => value / length));
  });
  return basis;
}

describe("sampleKDpp()", () => {
  it.each(cases)("draws subsets with their exact probabilities: $name", ({ name, L, k_dpp }) => {
    const spectrum = kernelSpectrum(L);
    for (const table of k_dpp) {
      const rng = createRng(`k-dpp/${name}/${table.k}`);
      expect(subsetTest(() => sampleKDpp(spectrum, table.k, { rng }), table, M)).toBeGreaterThan(LEVEL);
    }
  });

  it("draws by the dual route with exact probabilities", () => {
    const rows = features(createRng("dual features"));
    const spectrum = kernelSpectrum({ features: rows });
    expect(spectrum.rank).toBe(3);
    for (const k of [1, 2, 3]) {
      const rng = createRng(`dual/${k}`);
      expect(subsetTest(() => sampleKDpp(spectrum, k, { rng }), enumerateDpp(gram(rows), k), M)).toBeGreaterThan(LEVEL);
    }
  });

  it("never draws two duplicates together", () => {
    const rows = [[1, 0, 0], [1, 0, 0], [0, 2, 0], [0, 2, 0], [0.5, 0.5, 1]];
    const spectrum = kernelSpectrum({ features: rows });
    const rng = createRng("duplicates");
    const table = enumerateDpp(gram(rows), 3);
    expect(table.prob.filter((p) => p > 0)).toHaveLength(4);
    expect(subsetTest(() => sampleKDpp(spectrum, 3, { rng }), table, M)).toBeGreaterThan(LEVEL);
  });

  it("draws exactly where the plain recursion overflows: eigenvalues between 1000 and 2000, n = 200, k = 110", () => {
    const source = createRng("large eigenvalues");
    const eigenvalues = Float64Array.from({ length: 200 }, () => 1000 + 1000 * source.float()).sort();
    expect(logElementarySymmetric(eigenvalues)[110]).toBeGreaterThan(Math.log(Number.MAX_VALUE));
    // How many of the 100 largest are chosen has the distribution e_r(large)·e_{110−r}(small)/e_110(all).
    const small = logElementarySymmetric(eigenvalues.subarray(0, 100));
    const large = logElementarySymmetric(eigenvalues.subarray(100));
    const total = logElementarySymmetric(eigenvalues)[110];
    const counts = Array.from({ length: 91 }, (_, i) => i + 10);
    const table = { subsets: counts.map((r) => [r]), prob: counts.map((r) => Math.exp(large[r] + small[110 - r] - total)) };
    const rng = createRng("overflow");
    const selection = selectionTable(eigenvalues, 110);
    let repeated = 0;
    const draw = () => {
      const chosen = selectEigenvectors(selection, rng);
      let high = 0;
      for (let i = 0; i < 110; i++) {
        if (i > 0 && chosen[i] <= chosen[i - 1]) repeated++;
        if (chosen[i] >= 100) high++;
      }
      return [high];
    };
    expect(subsetTest(draw, table, M)).toBeGreaterThan(LEVEL);
    expect(repeated).toBe(0);
    const vectors = kernelSpectrum({ data: Float64Array.from({ length: 200 * 200 }, (_, at) => (at % 201 === 0 ? eigenvalues[at / 201] : 0)), shape: [200, 200] });
    expect(new Set(sampleKDpp(vectors, 110, { rng })).size).toBe(110);
  });

  it.each([1e-300, 1e-150, 1e150, 1e290])("does not depend on the scale of the kernel: %d", (scale) => {
    const spectrum = kernelSpectrum(gauss.L);
    const scaled = { ...spectrum, eigenvalues: spectrum.eigenvalues.map((value) => value * scale) };
    const table = gauss.k_dpp.find(({ k }) => k === 3)!;
    const rng = createRng("scale");
    expect(subsetTest(() => sampleKDpp(scaled, 3, { rng }), table, M)).toBeGreaterThan(LEVEL);
    const kernel = gauss.L.map((row) => row.map((value) => value * scale));
    for (let seed = 0; seed < 20; seed++) expect(sampleKDpp(kernel, 3, { rng: seed })).toEqual(sampleKDpp(gauss.L, 3, { rng: seed }));
  });

  it("draws from a nearly singular kernel, where the last items have probabilities of 1e-10", () => {
    const spectrum = kernelSpectrum([[1, 1 - 1e-10, 0.5], [1 - 1e-10, 1, 0.5], [0.5, 0.5, 1]]);
    expect(spectrum.rank).toBe(3);
    expect(sampleKDpp(spectrum, 3, { rng: 1 })).toEqual(Int32Array.of(0, 1, 2));
    const rng = createRng("near");
    const table = { subsets: [[0, 2], [1, 2]], prob: [0.5, 0.5] };
    expect(subsetTest(() => sampleKDpp(spectrum, 2, { rng }), table, M)).toBeGreaterThan(LEVEL);
  });

  it("takes k from 0 to the rank, and no more", () => {
    const rows = features(createRng("rank"));
    expect(sampleKDpp({ features: rows }, 0, { rng: 1 })).toEqual(new Int32Array(0));
    expect(sampleKDpp({ features: rows }, 3, { rng: 1 })).toHaveLength(3);
    expect(() => sampleKDpp({ features: rows }, 4, { rng: 1 })).toThrow("k must be at most the rank of the kernel, 3 of 7 items, got 4");
    expect(() => sampleKDpp([[0]], 1, { rng: 1 })).toThrow("rank of the kernel, 0 of 1 items");
    expect(sampleKDpp([[0]], 0, { rng: 1 })).toHaveLength(0);
    expect(sampleKDpp([[1, 0, 0], [0, 5, 0], [0, 0, 1e-9]], 3, { rng: 1 })).toEqual(Int32Array.of(0, 1, 2));
  });

  it("refuses bad input", () => {
    expect(() => sampleKDpp([[1]], -1, { rng: 1 })).toThrow("k must be an integer ≥ 0, got -1");
    expect(() => sampleKDpp([[1]], 1, {} as never)).toThrow(TypeError);
    expect(() => sampleKDpp([[1]], 1, { rng: 1, seed: 2 } as never)).toThrow("unknown option `seed`");
    expect(() => sampleKDpp([[1, 2], [2, 1]], 1, { rng: 1 })).toThrow(expect.objectContaining({ code: "not-positive-definite" }));
  });
});

describe("sampleDpp()", () => {
  it.each(cases.filter(({ dpp }) => dpp !== undefined))("draws subsets with their exact probabilities: $name", ({ name, L, dpp }) => {
    const spectrum = kernelSpectrum(L);
    const rng = createRng(`dpp/${name}`);
    expect(subsetTest(() => sampleDpp(spectrum, { rng }), dpp!, M)).toBeGreaterThan(LEVEL);
  });

  it("draws by the dual route with exact probabilities", () => {
    const rows = features(createRng("dual features"));
    const spectrum = kernelSpectrum({ features: rows });
    const rng = createRng("dual");
    expect(subsetTest(() => sampleDpp(spectrum, { rng }), enumerateDpp(gram(rows)), M)).toBeGreaterThan(LEVEL);
  });

  it("draws from a rescaled kernel with exact probabilities", () => {
    const rescaled = rescaleKernel(gauss.L, 1.5);
    const rng = createRng("rescaled");
    expect(subsetTest(() => sampleDpp(rescaled, { rng }), enumerateDpp(gauss.L.map((row) => row.map((value) => value * rescaled.scale))), M)).toBeGreaterThan(LEVEL);
  });

  it("draws nothing from nothing, and everything where all is certain", () => {
    expect(sampleDpp([[0, 0], [0, 0]], { rng: 1 })).toEqual(new Int32Array(0));
    expect(sampleDpp([[1e300, 0], [0, 1e300]], { rng: 1 })).toEqual(Int32Array.of(0, 1));
    expect(() => sampleDpp([[1]], {} as never)).toThrow(TypeError);
  });
});

describe("draws given that items are in or out", () => {
  it.each(conditional.cases)("have exact probabilities: $name", ({ name, L, include, exclude, subsets, prob, kdpp }) => {
    const { data, shape, indices } = conditionDpp(L, { include, exclude });
    const spectrum = kernelSpectrum({ data, shape });
    const whole = (draw: Int32Array) => [...include, ...Array.from(draw, (i) => indices[i])].sort((a, b) => a - b);
    const rng = createRng(`conditional/${name}`);
    expect(subsetTest(() => whole(sampleDpp(spectrum, { rng })), { subsets, prob }, M)).toBeGreaterThan(LEVEL);
    for (const { k } of kdpp) {
      const { subsets: all, prob: free } = enumerateDpp(L, k);
      const allowed = all.map((subset) => include.every((i) => subset.includes(i)) && !exclude.some((i) => subset.includes(i)));
      const total = free.reduce((sum, p, i) => sum + (allowed[i] ? p : 0), 0);
      const table = { subsets: all, prob: free.map((p, i) => (allowed[i] ? p / total : 0)) };
      expect(subsetTest(() => whole(sampleKDpp(spectrum, k - include.length, { rng })), table, M)).toBeGreaterThan(LEVEL);
    }
  });
});

describe("one seed, one draw", () => {
  it("on every platform: the draws of seeds 1 … 4", () => {
    const { L } = marginals.cases.find(({ name }) => name === "gauss_16")!;
    expect([1, 2, 3, 4].map((rng) => Array.from(sampleKDpp(L!, 5, { rng })))).toEqual([[0, 5, 8, 9, 12], [6, 11, 12, 13, 15], [0, 6, 7, 8, 9], [3, 6, 10, 11, 12]]);
    expect([1, 2, 3, 4].map((rng) => Array.from(sampleDpp(L!, { rng })))).toEqual([
      [0, 6, 8, 9, 11],
      [0, 1, 4, 5, 7, 8, 10, 12, 13, 14, 15],
      [0, 9, 10, 12, 14],
      [0, 4, 5, 8, 9, 10, 11, 12],
    ]);
  });

  it("whether the kernel comes as a matrix, as features or as a spectrum, cloned or not", () => {
    const { B } = marginals.cases.find(({ name }) => name === "low_rank_20_of_6")!;
    const spectrum = kernelSpectrum({ features: B! });
    for (let seed = 0; seed < 50; seed++) {
      const draw = sampleKDpp({ features: B! }, 4, { rng: seed });
      expect(sampleKDpp(gram(B!), 4, { rng: seed })).toEqual(draw);
      expect(sampleKDpp(structuredClone(spectrum), 4, { rng: seed })).toEqual(draw);
      const any = sampleDpp({ features: B! }, { rng: seed });
      expect(sampleDpp(gram(B!), { rng: seed })).toEqual(any);
      expect(sampleDpp(spectrum, { rng: seed })).toEqual(any);
    }
  });

  it("while one generator moves on from draw to draw", () => {
    const rng = createRng(5);
    const draws = Array.from({ length: 20 }, () => sampleKDpp(gauss.L, 3, { rng }).join());
    expect(new Set(draws).size).toBeGreaterThan(5);
    const again = createRng(5);
    expect(Array.from({ length: 20 }, () => sampleKDpp(gauss.L, 3, { rng: again }).join())).toEqual(draws);
  });
});

describe("the test of samplers", () => {
  const table = gauss.k_dpp.find(({ k }) => k === 3)!;
  const spectrum = kernelSpectrum(gauss.L);

  it("accepts a textbook sampler", () => {
    const rng = createRng("textbook");
    expect(subsetTest(() => textbook(spectrum, 3, rng), table, M)).toBeGreaterThan(LEVEL);
  });

  it.each(["skip projection", "proportional eigenvectors", "weights not squared"] as const)("rejects a textbook sampler with a mistake: %s", (mistake) => {
    const rng = createRng("mistake");
    expect(subsetTest(() => textbook(spectrum, 3, rng, mistake), table, M)).toBeLessThan(1e-12);
  });

  it("rejects uniform subsets", () => {
    const rng = createRng("uniform");
    expect(subsetTest(() => table.subsets[rng.integer(table.subsets.length)], table, M)).toBeLessThan(1e-12);
  });

  it("rejects a DPP that keeps the wrong eigenvectors, and a subset of probability 0", () => {
    const rng = createRng("wrong");
    const wrong = () => {
      const kept = Int32Array.from(spectrum.eigenvalues.keys()).filter((i) => rng.float() < Math.min(1, spectrum.eigenvalues[i] / 2));
      return drawItems(spectrum, kept, rng);
    };
    expect(subsetTest(wrong, gauss.dpp!, M)).toBeLessThan(1e-12);
    expect(subsetTest(() => [0, 1], { subsets: [[0, 1], [0, 2]], prob: [0, 1] }, 1)).toBe(0);
  });
});
