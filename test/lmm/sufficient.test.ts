import { describe, expect, it } from "vitest";
import { balancedStrata } from "../../src/lmm/balanced/balancedStrata.ts";
import { chiSquaredDraw } from "../../src/lmm/simulation/chiSquaredDraw.ts";
import { crossProducts } from "../../src/lmm/engine/crossProducts.ts";
import { type ResponseProducts, responseProducts } from "../../src/lmm/engine/responseProducts.ts";
import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import { refitDesign, refitProducts, refitStrata } from "../../src/lmm/simulation/refitDesign.ts";
import { rejection } from "../../src/lmm/simulation/rejection.ts";
import { semidefiniteFactor } from "../../src/lmm/inference/semidefiniteFactor.ts";
import { sufficientResponse } from "../../src/lmm/simulation/sufficientResponse.ts";
import { sufficientStrata } from "../../src/lmm/simulation/sufficientStrata.ts";
import { factorsOf } from "../../src/lmm/engine/thetaOf.ts";
import { chiSquaredUpperTail, normalQuantile, studentTQuantile, studentTUpperTail } from "../../src/numeric/special/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { expectWithin } from "../within.ts";
import { crossedDesign } from "./crossedDesign.ts";
import { designOf, loadReference } from "./reference.ts";

describe("chiSquaredDraw()", () => {
  it.each([1, 2, 3, 4, 19, 551])("has the χ² distribution on %i df", (df) => {
    const count = 4000;
    const rng = createRng("chi-squared");
    const tails = Float64Array.from({ length: count }, (_, b) => chiSquaredUpperTail(chiSquaredDraw(df, rng.stream(b), 0), df)).sort();
    const distance = tails.reduce((most, tail, i) => Math.max(most, Math.abs(tail - (i + 0.5) / count)), 0);
    // Kolmogorov's distance exceeds 1.95/√n once in a thousand.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(count));
  });

  it("always takes two draws, so that what follows does not depend on df", () => {
    for (const df of [0, 1, 2, 7, 100]) {
      for (let seed = 0; seed < 60; seed++) {
        const rng = createRng(seed);
        chiSquaredDraw(df, rng, 0);
        const plain = createRng(seed);
        plain.float();
        plain.float();
        expect(rng.float()).toBe(plain.float());
      }
    }
    expect(chiSquaredDraw(0, createRng(1), 0)).toBe(0);
  });

  it("draws again from a stream of that slot where it rejects", () => {
    const rejected = Array.from({ length: 200 }, (_, seed) => seed).filter((seed) => chiSquaredDraw(2, createRng(seed), 0) !== chiSquaredDraw(2, createRng(seed), 1));
    // Marsaglia and Tsang accept about 95 % at a shape of 1.
    expect(rejected.length).toBeGreaterThan(2);
    expect(rejected.length).toBeLessThan(30);
  });
});

describe("rejection()", () => {
  it.each([0.05, 0.001])("decides as the tail does, at %f", (significance) => {
    const rejects = rejection(significance);
    for (const df of [0.3, 1, 1.5, 2, 17.2, 27.076, 999.5, 1000, 1500.3, 1e7, Infinity]) {
      const critical = studentTQuantile(1 - significance / 2, df);
      for (const factor of [0, 0.5, 0.97, 0.999, 1 - 1e-7, 1 + 1e-7, 1.001, 1.03, 2]) {
        const t = factor * critical;
        expect(rejects(t, df)).toBe(2 * studentTUpperTail(t, df) <= significance);
        expect(rejects(-t, df)).toBe(rejects(t, df));
      }
    }
    expect(rejects(normalQuantile(1 - significance / 2), Infinity)).toBe(true);
  });
});

describe("semidefiniteFactor()", () => {
  it.each([1, 3, 6])("gives FF′ = A of rank %i", (rank) => {
    const rng = createRng(rank);
    const size = 6;
    const b = Float64Array.from({ length: size * rank }, () => normal(rng));
    const a = new Float64Array(1 + size * size);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) for (let k = 0; k < rank; k++) a[1 + i * size + j] += b[i * rank + k] * b[j * rank + k];
    const found = semidefiniteFactor(a, size, 1e-12, 1);
    expect(found.rank).toBe(rank);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let product = 0;
        for (let k = 0; k < rank; k++) product += found.factor[i * rank + k] * found.factor[j * rank + k];
        expectWithin(product, a[1 + i * size + j], { abs: 1e-13 });
      }
    }
  });

  it("gives rank 0 for 0", () => {
    expect(semidefiniteFactor(new Float64Array(4), 2, 1e-12)).toEqual({ factor: new Float64Array(0), rank: 0 });
  });
});

/** Mean of what is measured of many draws, and its standard error. */
function moments(count: number, measure: (b: number) => number[]): { mean: number[]; error: number[] } {
  const values = Array.from({ length: count }, (_, b) => measure(b));
  const mean = values[0].map((_, j) => values.reduce((sum, value) => sum + value[j], 0) / count);
  const error = mean.map((center, j) => Math.sqrt(values.reduce((sum, value) => sum + (value[j] - center) ** 2, 0) / (count - 1) / count));
  return { mean, error };
}

/** Two sets of draws have one mean each, within four standard errors of their difference. */
function expectSameMeans(count: number, first: (b: number) => number[], second: (b: number) => number[]): void {
  const [a, b] = [moments(count, first), moments(count, second)];
  a.mean.forEach((mean, j) => expectWithin(mean, b.mean[j], { abs: 4 * Math.hypot(a.error[j], b.error[j]) }));
}

/** A response of the model with β = 0, row by row. */
function drawRows(design: MixedDesign, theta: Float64Array, sigma: number, b: number): Float64Array {
  const rng = createRng("rows").stream(b);
  const { weights } = design;
  const y = design.y.map((_, i) => (sigma * normal(rng)) / Math.sqrt(weights === null ? 1 : weights[i]));
  let offset = 0;
  for (const { levels, codes, z } of design.terms) {
    const k = z.length;
    const t = new Float64Array(k * k);
    for (let j = 0; j < k; j++) for (let i = j; i < k; i++) t[i * k + j] = theta[offset++];
    const effects = levels.map(() => {
      const u = z.map(() => sigma * normal(rng));
      return u.map((_, i) => u.reduce((sum, value, j) => sum + t[i * k + j] * value, 0));
    });
    for (let i = 0; i < y.length; i++) for (let a = 0; a < k; a++) y[i] += z[a][i] * effects[codes[i]][a];
  }
  return y;
}

describe("sufficientResponse() draws what rows would give", () => {
  it.each(["sleepstudy_slope", "sleepstudy_weights", "seeds_unbalanced_a", "pastes"])("%s", (name) => {
    const { model, exact } = loadReference(name);
    const design = designOf(model);
    const theta = Float64Array.from(exact.theta);
    const cross = crossProducts(design);
    const draw = sufficientResponse(cross, design, factorsOf(cross, design, theta), exact.sigma);
    // Sums of squares of each part of the products: means, and through them all variances.
    const measure = ({ qty, ze, ee }: ResponseProducts): number[] => [
      ee,
      ...Array.from(qty, (value) => value * value),
      ...cross.blocks.map(({ offset, levels, k }) => ze.subarray(offset, offset + levels * k).reduce((sum, value) => sum + value * value, 0)),
      qty[0] * ze[0],
      ze[0] * ze[1],
      ze[0] * ze[ze.length - 1],
    ];
    const rng = createRng("sufficient");
    expectSameMeans(
      1500,
      (b) => measure(draw(rng.stream(b))),
      (b) => measure(responseProducts(cross, design, drawRows(design, theta, exact.sigma, b))),
    );
  });

  it("takes rows where there are very many random effects, and the same distribution", () => {
    const design = crossedDesign({ ensembles: 1001, splits: 3, sd: { ensemble: 1, split: 1, residual: 1 }, keep: (i, s) => i !== 0 || s !== 0 }, createRng("many"));
    const cross = crossProducts(design);
    const theta = Float64Array.of(0.5, 2);
    const draw = sufficientResponse(cross, design, factorsOf(cross, design, theta), 3);
    const measure = ({ qty, ze, ee }: ResponseProducts): number[] => [ee, qty[0] * qty[0], ze[cross.q1] * ze[cross.q1]];
    expectSameMeans(
      100,
      (b) => measure(draw(createRng("many").stream(b))),
      (b) => measure(responseProducts(cross, design, drawRows(design, theta, 3, b))),
    );
  });
});

describe("sufficientStrata() draws what rows would give", () => {
  it.each(["seeds_a", "penicillin", "sleepstudy_intercept"])("%s", (name) => {
    const { model, exact } = loadReference(name);
    const design = designOf(model);
    const strata = balancedStrata(design);
    if (strata === null) throw new Error("this design is balanced");
    const theta = Float64Array.from(exact.theta);
    const lambda = Float64Array.of(...strata.rows.map((rows, t) => 1 + rows * theta[t] ** 2), 1);
    const { drawn, draw } = sufficientStrata(strata, lambda, exact.sigma);
    const measure = ({ beta, theta, sigma }: { beta: Float64Array; theta: Float64Array; sigma: number }): number[] =>
      [...beta, ...theta, sigma].flatMap((value) => [value, value * value]);
    expectSameMeans(
      800,
      (b) => {
        draw(createRng("strata").stream(b));
        return measure(refitStrata(drawn, "REML"));
      },
      (b) => measure(refitDesign({ ...design, y: drawRows(design, theta, exact.sigma, b) }, "REML")),
    );
  });
});

describe("refitProducts()", () => {
  it("ends at the same optimum from any start", () => {
    const { model, exact } = loadReference("sleepstudy_slope");
    const design = designOf(model);
    const cross = crossProducts(design);
    const response = responseProducts(cross, design, design.y);
    for (const theta of [exact.theta, [1, 0, 1], [3, -1, 0.2]]) {
      const fit = refitProducts(cross, design, response, "REML", factorsOf(cross, design, theta));
      // Both stop with a gradient near 1e-10.
      fit.theta.forEach((value, i) => expectWithin(value, exact.theta[i], { abs: 1e-9 }));
      fit.beta.forEach((value, i) => expectWithin(value, exact.beta[i], { rel: 1e-10 }));
      expectWithin(fit.sigma, exact.sigma, { rel: 1e-10 });
    }
  });
});
