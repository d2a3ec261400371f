import { describe, expect, it } from "vitest";
import { crossProducts } from "../../src/lmm/engine/crossProducts.ts";
import { factorise } from "../../src/lmm/engine/factorise.ts";
import { gramTensor } from "../../src/lmm/inference/gramTensor.ts";
import { marginalProducts } from "../../src/lmm/inference/marginalProducts.ts";
import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import { multiplyMarginal } from "../../src/lmm/inference/multiplyMarginal.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { expectWithin } from "../within.ts";

type Rows = number[][];

const rng = createRng("marginal");
const n = 40;
const column = (): Float64Array => Float64Array.from({ length: n }, () => normal(rng));
const codes = (levels: number): Int32Array => Int32Array.from({ length: n }, (_, i) => (i < levels ? i : rng.integer(levels)));
const ones = new Float64Array(n).fill(1);
const first = column();
const term = (group: string, levels: number, z: Float64Array[]) => ({
  group,
  levels: Array.from({ length: levels }, (_, level) => `${level}`),
  codes: codes(levels),
  effects: z.map((_, a) => `${a}`),
  z,
});

/** Three crossed terms, two of them vectors, with weights. */
const design: MixedDesign = {
  formula: "",
  response: "y",
  y: column(),
  x: { data: Float64Array.from({ length: 2 * n }, (_, at) => (at % 2 === 0 ? 1 : first[(at - 1) / 2])), shape: [n, 2] },
  coefficientNames: ["(Intercept)", "x"],
  assign: Int32Array.of(-1, 0),
  fixedTerms: ["x"],
  terms: [term("a", 7, [ones, first]), term("b", 5, [ones, column()]), term("c", 4, [ones])],
  weights: Float64Array.from({ length: n }, () => 0.5 + rng.float()),
  factors: {},
};
const cross = crossProducts(design);

/** Rows of Z, weighted and made orthogonal, in the order of the engine. */
function denseZ(): Rows {
  return Array.from({ length: n }, (_, i) => {
    const row = Array.from({ length: cross.q }, () => 0);
    for (const { term: t, k, offset, transform } of cross.blocks) {
      const { codes: levels, z } = design.terms[t];
      for (let a = 0; a < k; a++) for (let c = a; c < k; c++) row[offset + levels[i] * k + a] += z[c][i] * Math.sqrt(design.weights?.[i] ?? 1) * transform[c * k + a];
    }
    return row;
  });
}

const transpose = (a: Rows): Rows => a[0].map((_, j) => a.map((row) => row[j]));
const times = (a: Rows, b: Rows): Rows => a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));

/** Gauss and Jordan with row exchanges. */
function inverse(a: Rows): Rows {
  const d = a.length;
  const rows = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < d; c++) {
    const pivot = rows.slice(c).reduce((best, row, r) => (Math.abs(row[c]) > Math.abs(rows[best][c]) ? r + c : best), c);
    [rows[c], rows[pivot]] = [rows[pivot], rows[c]];
    rows[c] = rows[c].map((value) => value / rows[c][c]);
    for (let r = 0; r < d; r++) if (r !== c) rows[r] = rows[r].map((value, j) => value - rows[r][c] * rows[c][j]);
  }
  return rows.map((row) => row.slice(d));
}

const z = denseZ();
const q = Array.from({ length: n }, (_, i) => [0, 1].map((j) => cross.basis[j * n + i]));

/** H⁻¹ of given factors. */
function denseInverse(factors: readonly Float64Array[]): Rows {
  const g: Rows = Array.from({ length: cross.q }, () => Array.from({ length: cross.q }, () => 0));
  cross.blocks.forEach(({ k, levels, offset }, t) => {
    for (let m = 0; m < levels; m++) {
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) for (let c = 0; c < k; c++) g[offset + m * k + a][offset + m * k + b] += factors[t][a * k + c] * factors[t][b * k + c];
      }
    }
  });
  const h = times(times(z, g), transpose(z));
  h.forEach((row, i) => (row[i] += 1));
  return inverse(h);
}

/** Which term is where: block 1 is `a`, the dense part `b` and `c`. */
const cases: [string, readonly Float64Array[]][] = [
  ["regular", [Float64Array.of(0.9, 0, 0.3, 0.7), Float64Array.of(0.6, 0, -0.4, 0.8), Float64Array.of(1.1)]],
  ["all 0", [new Float64Array(4), new Float64Array(4), new Float64Array(1)]],
  ["block 1 of rank 1, a dense scalar 0", [Float64Array.of(0.9, 0, 0.3, 0), Float64Array.of(0.6, 0, -0.4, 0.8), Float64Array.of(0)]],
  ["a dense block of rank 1", [Float64Array.of(0.9, 0, 0.3, 0.7), Float64Array.of(0, 0, 0.8, 0), Float64Array.of(1.1)]],
  ["tiny and large", [Float64Array.of(20, 0, 5, 30), Float64Array.of(1e-7, 0, 1e-8, 1e-7), Float64Array.of(25)]],
];

describe.each(cases)("K = Z′H⁻¹Z and N = Z′H⁻¹Q, factors %s", (_, factors) => {
  const factorisation = factorise(cross, factors);
  const products = marginalProducts(cross, factorisation);
  const h = denseInverse(factors);
  const k = times(times(transpose(z), h), z);
  const nx = times(times(transpose(z), h), q);
  // Digits are lost in proportion to γ·(rows per level), at most some 1e4 here.
  const tolerance = 1e-10 * Math.max(...k.flat().map(Math.abs));

  it("equal n × n matrices", () => {
    expect(cross.blocks.map(({ term: t }) => t)).toEqual([0, 1, 2]);
    const identity = Float64Array.from({ length: cross.q ** 2 }, (__, at) => (at % (cross.q + 1) === 0 ? 1 : 0));
    const all = multiplyMarginal(products, identity, cross.q);
    k.flat().forEach((value, at) => expectWithin(all[at], value, { abs: tolerance }));
    nx.flat().forEach((value, at) => expectWithin(products.n[at], value, { abs: tolerance }));
  });

  it("have the second-order traces of K and of S = K − NC⁻¹N′", () => {
    const c = inverse(times(times(transpose(q), h), q));
    const s = k.map((row, i) => row.map((value, j) => value - times([nx[i]], times(c, transpose([nx[j]])))[0][0]));
    for (const [matrix, tensor] of [[k, gramTensor(products, null)], [s, gramTensor(products, factorisation.rc)]] as const) {
      const scale = Math.max(...tensor.products.flat().map((values) => Math.max(...values.map(Math.abs))));
      cross.blocks.forEach((left, i) => {
        cross.blocks.forEach((right, j) => {
          const expected = new Float64Array((left.k * right.k) ** 2);
          for (let m = 0; m < left.levels; m++) {
            for (let r = 0; r < right.levels; r++) {
              let at = 0;
              for (let a = 0; a < left.k; a++) {
                for (let b = 0; b < left.k; b++) {
                  for (let d = 0; d < right.k; d++) {
                    for (let e = 0; e < right.k; e++) {
                      expected[at++] += matrix[left.offset + m * left.k + a][right.offset + r * right.k + d] * matrix[left.offset + m * left.k + b][right.offset + r * right.k + e];
                    }
                  }
                }
              }
            }
          }
          expected.forEach((value, at) => expectWithin(tensor.products[i][j][at], value, { abs: 1e-10 * scale }));
        });
        const trace = new Float64Array(left.k ** 2);
        for (let m = 0; m < left.levels; m++) {
          for (let a = 0; a < left.k; a++) for (let b = 0; b < left.k; b++) trace[a * left.k + b] += matrix[left.offset + m * left.k + a][left.offset + m * left.k + b];
        }
        trace.forEach((value, at) => expectWithin(tensor.traces[i][at], value, { abs: 10 * tolerance }));
      });
    }
  });
});
