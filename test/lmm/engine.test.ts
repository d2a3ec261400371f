import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coneGradient } from "../../src/lmm/engine/coneGradient.ts";
import { covarianceDerivatives, freeDirections } from "../../src/lmm/engine/covarianceDerivatives.ts";
import { criterion } from "../../src/lmm/engine/criterion.ts";
import { type CrossProducts, crossProducts } from "../../src/lmm/engine/crossProducts.ts";
import { factorise } from "../../src/lmm/engine/factorise.ts";
import { inverseParts } from "../../src/lmm/engine/inverseParts.ts";
import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import type { MixedModelMethod } from "../../src/lmm/mixedModelFit.ts";
import { optimise } from "../../src/lmm/engine/optimise.ts";
import { responseProducts } from "../../src/lmm/engine/responseProducts.ts";
import { solve } from "../../src/lmm/engine/solve.ts";
import { factorsOf, thetaOf } from "../../src/lmm/engine/thetaOf.ts";
import { whitenedGradient } from "../../src/lmm/engine/whitenedGradient.ts";
import { NumericalError } from "../../src/numeric/errors.ts";
import { expectWithin } from "../within.ts";
import { designOf, loadReference, loadStress, referenceNames } from "./reference.ts";
import { startingFactors } from "../../src/lmm/engine/startingFactors.ts";

const methods: readonly MixedModelMethod[] = ["REML", "ML"];

/** Everything at given theta. */
function at(design: MixedDesign, theta: ArrayLike<number>, method: MixedModelMethod) {
  const cross = crossProducts(design);
  const response = responseProducts(cross, design, design.y);
  const factorisation = factorise(cross, factorsOf(cross, design, theta));
  const solution = solve(cross, factorisation, response);
  return { cross, response, factorisation, solution, objective: criterion(cross, factorisation, solution, method) };
}

function fit(design: MixedDesign, method: MixedModelMethod = "REML") {
  const cross = crossProducts(design);
  const optimum = optimise(cross, responseProducts(cross, design, design.y), method);
  return { ...optimum, cross, theta: thetaOf(cross, design, optimum.factors).theta, beta: coefficientsOf(cross, design, optimum.solution.beta) };
}

/** β = R⁻¹(β_Q + Q′y). */
function coefficientsOf(cross: CrossProducts, design: MixedDesign, relative: Float64Array): Float64Array {
  const { p, r } = cross;
  const { qty } = responseProducts(cross, design, design.y);
  const beta = relative.map((value, a) => value + qty[a]);
  for (let a = p - 1; a >= 0; a--) {
    for (let b = a + 1; b < p; b++) beta[a] -= r[a * p + b] * beta[b];
    beta[a] /= r[a * p + a];
  }
  return beta;
}

/** A model with several blocks, several effects per level and weights, of which no two levels meet equally often. */
function awkwardDesign(seed: number = 1): MixedDesign {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const n = 90;
  const ones = new Float64Array(n).fill(1);
  const x = Float64Array.from({ length: n }, () => 4 * next() - 1);
  const w = Float64Array.from({ length: n }, () => 3 * next());
  const factor = (group: string, levels: number) => {
    const codes = Int32Array.from({ length: n }, (_, i) => (i < levels ? i : Math.floor(levels * next())));
    return { group, codes, levels: Array.from({ length: levels }, (_, l) => `${group}${l}`) };
  };
  const terms = [
    { ...factor("g", 12), effects: ["(Intercept)", "x"], z: [ones, x] },
    { ...factor("h", 5), effects: ["(Intercept)", "x", "w"], z: [ones, x, w] },
    { ...factor("k", 4), effects: ["(Intercept)"], z: [ones] },
  ];
  const effects = terms.map(({ levels, z }) => Float64Array.from({ length: levels.length * z.length }, () => 3 * next() - 1.5));
  const y = Float64Array.from({ length: n }, (_, i) => {
    let value = 2 + x[i] + 2 * next();
    terms.forEach(({ codes, z }, t) => z.forEach((column, a) => (value += column[i] * effects[t][codes[i] * z.length + a])));
    return value;
  });
  const data = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) data.set([1, x[i]], 2 * i);
  return {
    formula: "",
    response: "y",
    y,
    x: { data, shape: [n, 2] },
    coefficientNames: ["(Intercept)", "x"],
    assign: new Int32Array([-1, 0]),
    fixedTerms: ["x"],
    terms,
    weights: Float64Array.from({ length: n }, () => 0.2 + 2 * next()),
    factors: {},
  };
}

/** An interior theta and two singular ones. */
const thetas = [
  [0.8, 0.3, 0.5, 0.9, -0.2, 0.1, 0.7, 0.25, 0.4, 0.6],
  [0.8, 0.3, 0, 0.9, -0.2, 0.1, 0.7, 0.25, 0, 0.6],
  [0, 0, 0, 0.9, -0.2, 0.1, 0, 0, 0, 0],
];

/** Evaluations of a search from the moment estimates alone. */
function singleSearch(design: MixedDesign, method: MixedModelMethod): number {
  const cross = crossProducts(design);
  const response = responseProducts(cross, design, design.y);
  return optimise(cross, response, method, startingFactors(cross, response)).evaluations;
}

describe("reference models", () => {
  for (const name of referenceNames) {
    for (const method of methods) {
      it(`${name} by ${method}: theta, criterion, coefficients, certificate`, () => {
        const reference = loadReference(name);
        const exact = method === "REML" ? reference.exact : reference.exact.ml;
        const expected: number = exact.REMLcrit ?? exact.deviance;
        const { theta, objective, beta, converged, certificate, singular } = fit(designOf(reference.model), method);
        // The oracle was computed with 64-bit mantissas; gauge_rr (theta 36) loses the most of ours.
        theta.forEach((value, i) => expectWithin(value, exact.theta[i], { abs: name === "gauge_rr" ? 1e-8 : 1e-10 }));
        expectWithin(objective, expected, { abs: 1e-9 * Math.max(1, 1e-3 * Math.abs(expected)) });
        beta.forEach((value, i) => expectWithin(value, exact.beta[i], { rel: 1e-10, abs: 1e-12 }));
        expect(converged && certificate.holds).toBe(true);
        expect(singular).toBe(exact.theta.includes(0));
        // One search; few rows are searched from several starts.
        expect(singleSearch(designOf(reference.model), method)).toBeLessThanOrEqual(30);
      });
    }
  }

  it("a variance that vanishes is exactly 0, and the certificate tells why", () => {
    const { theta, singular, certificate } = fit(designOf(loadReference("seeds_singular_a").model));
    expect(theta[0]).toBe(0);
    expect(singular).toBe(true);
    expect(certificate.terms[0]).toMatchObject({ group: "ensemble", effects: 1, rank: 0, complementarity: 0 });
    expect(certificate.terms[0].smallestEigenvalue).toBeGreaterThan(0);
  });

  it("theta keeps lme4's names and order", () => {
    for (const name of referenceNames) {
      const { model, reml } = loadReference(name);
      const design = designOf(model);
      const cross = crossProducts(design);
      const { theta, names } = thetaOf(cross, design, factorsOf(cross, design, reml.theta));
      expect(names).toEqual([reml.theta_names].flat());
      theta.forEach((value, i) => expectWithin(value, reml.theta[i], { rel: 1e-15 }));
    }
  });
});

describe("criterion and derivatives", () => {
  it.each(methods)("%s criterion, y′Py and coefficients agree with dense matrices", (method) => {
    const design = awkwardDesign();
    for (const theta of thetas) {
      const { cross, solution, objective } = at(design, theta, method);
      const dense = denseFit(design, theta, method);
      // Two ways of about 100² operations each.
      expectWithin(objective, dense.objective, { rel: 1e-12 });
      expectWithin(solution.r2, dense.r2, { rel: 1e-12 });
      coefficientsOf(cross, design, solution.beta).forEach((value, i) => expectWithin(value, dense.beta[i], { rel: 1e-11 }));
    }
  });

  it.each(methods)("%s gradient is what differences of the criterion give", (method) => {
    const design = awkwardDesign();
    const { cross, response, factorisation, solution } = at(design, thetas[0], method);
    const directions = freeDirections(cross, cross.blocks.map(({ k }) => k));
    const { gradient } = covarianceDerivatives(cross, factorisation, inverseParts(cross, factorisation), solution, method, directions);
    directions.forEach(({ block, row, column }, i) => {
      const k = cross.blocks[block].k;
      const objectiveAt = (step: number) => {
        const factors = factorisation.factors.map((T, t) => {
          const out = Float64Array.from(T);
          if (t !== block) return out;
          for (let a = row; a < k; a++) out[a * k + column] = row === column ? T[a * k + column] * Math.exp(step) : T[a * k + column] + step * T[a * k + row];
          return out;
        });
        const moved = factorise(cross, factors);
        return criterion(cross, moved, solve(cross, moved, response), method);
      };
      // Fourth-order differences: truncation about h⁴, rounding 1e-12/h.
      const h = 1e-3;
      const slope = (8 * (objectiveAt(h) - objectiveAt(-h)) - (objectiveAt(2 * h) - objectiveAt(-2 * h))) / (12 * h);
      expectWithin(gradient[i], slope, { rel: 1e-7, abs: 1e-8 });
    });
  });

  it.each(methods)("%s gradient on the cone agrees with the whitened one, and with differences where T is singular", (method) => {
    const design = awkwardDesign();
    const interior = at(design, thetas[0], method);
    const parts = inverseParts(interior.cross, interior.factorisation);
    const whitened = whitenedGradient(interior.cross, interior.factorisation, parts, interior.solution, method);
    interior.cross.blocks.forEach(({ k }, t) => {
      const { gamma } = coneGradient(interior.cross, interior.factorisation, parts, interior.solution, method, t);
      const T = interior.factorisation.factors[t];
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          let sum = 0;
          for (let c = 0; c < k; c++) for (let d = 0; d < k; d++) sum += T[c * k + a] * gamma[c * k + d] * T[d * k + b];
          expectWithin(whitened[t][a * k + b], sum, { rel: 1e-10, abs: 1e-10 });
        }
      }
    });
    for (const theta of thetas.slice(1)) {
      const { cross, response, factorisation, solution, objective } = at(design, theta, method);
      cross.blocks.forEach(({ k }, t) => {
        const { gamma } = coneGradient(cross, factorisation, inverseParts(cross, factorisation), solution, method, t);
        // Along G + δvv′ with v the last effect, whose diagonal of T is 0: T + √δ in that place.
        const T = factorisation.factors[t];
        if (T[k * k - 1] !== 0) return;
        const objectiveAt = (delta: number) => {
          const factors = factorisation.factors.map((old, s) => (s === t ? old.with(k * k - 1, Math.sqrt(delta)) : old));
          const moved = factorise(cross, factors);
          return criterion(cross, moved, solve(cross, moved, response), method);
        };
        const h = 1e-4;
        const slope = (-11 * objective + 18 * objectiveAt(h) - 9 * objectiveAt(2 * h) + 2 * objectiveAt(3 * h)) / (6 * h);
        // One-sided differences of third order.
        expectWithin(gamma[k * k - 1], slope, { rel: 1e-4, abs: 1e-6 });
      });
    }
  });
});

describe("what must not matter", () => {
  const base = loadReference("seeds_unbalanced_a").model;

  it("response a·y + Xc, columns of X and Z in other units: same criterion up to its known shift, same coefficients", () => {
    const plain = fit(designOf(base));
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -6, max: 6, noNaN: true }), fc.double({ min: -100, max: 100, noNaN: true }), (a, b, c) => {
        const scale = 10 ** a;
        const unit = 10 ** b;
        const design = designOf(base);
        const [n, p] = design.x.shape;
        const y = design.y.map((value, i) => scale * (value + c + 0.1 * c * design.x.data[i * p + 1]));
        const data = design.x.data.map((value, i) => (i % p === 1 ? value * unit : value));
        const moved = fit({ ...design, y, x: { data, shape: [n, p] } });
        // Rounding of y itself: up to 100 times its spread was added.
        expectWithin(moved.objective, plain.objective + 2 * (n - p) * Math.log(scale) + 2 * Math.log(unit), { rel: 1e-10 });
        moved.theta.forEach((value, i) => expectWithin(value, plain.theta[i], { rel: 1e-9 }));
        expectWithin(moved.beta[1] * unit, scale * (plain.beta[1] + 0.1 * c), { rel: 1e-10, abs: scale * 1e-11 });
        expectWithin(moved.beta[2], scale * plain.beta[2], { rel: 1e-10 });
      }),
      { seed: 4, numRuns: 25 },
    );
  });

  it("order of rows and of levels", () => {
    const plain = fit(awkwardDesign(3));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (key) => {
        const design = awkwardDesign(3);
        const [n, p] = design.x.shape;
        const order = shuffled(n, key);
        const terms = design.terms.map((term) => {
          const renamed = shuffled(term.levels.length, key + 1);
          return { ...term, codes: Int32Array.from(order, (i) => renamed[term.codes[i]]), z: term.z.map((column) => Float64Array.from(order, (i) => column[i])) };
        });
        const moved = fit({
          ...design,
          y: Float64Array.from(order, (i) => design.y[i]),
          weights: Float64Array.from(order, (i) => design.weights![i]),
          x: { data: Float64Array.from({ length: n * p }, (_, at) => design.x.data[order[Math.floor(at / p)] * p + (at % p)]), shape: [n, p] },
          terms,
        });
        expectWithin(moved.objective, plain.objective, { rel: 1e-12 });
        moved.theta.forEach((value, i) => expectWithin(value, plain.theta[i], { rel: 1e-8, abs: 1e-9 }));
        moved.beta.forEach((value, i) => expectWithin(value, plain.beta[i], { rel: 1e-10 }));
      }),
      { seed: 5, numRuns: 10 },
    );
  });

  it("the start", () => {
    const design = awkwardDesign(3);
    const cross = crossProducts(design);
    const response = responseProducts(cross, design, design.y);
    const plain = optimise(cross, response, "REML");
    for (const theta of [...thetas, new Float64Array(10), thetas[0].map((value) => 1e-7 * value), thetas[0].map((value) => 100 * value)]) {
      const { objective, converged } = optimise(cross, response, "REML", factorsOf(cross, design, theta));
      expect(converged).toBe(true);
      expectWithin(objective, plain.objective, { rel: 1e-13 });
    }
  });
});

describe("awkward input", () => {
  const design = designOf(loadReference("dyestuff").model);

  it("refuses a response without variation, dependent columns, too few rows, numbers that are not finite", () => {
    const cross = crossProducts(design);
    const code = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return error instanceof NumericalError ? error.code : error;
      }
      return "nothing";
    };
    expect(code(() => responseProducts(cross, design, new Float64Array(30).fill(7.1)))).toBe("no-variation");
    expect(code(() => responseProducts(cross, design, design.y.with(3, NaN)))).toBe("non-finite");
    expect(code(() => crossProducts({ ...design, x: { data: new Float64Array(60).fill(1), shape: [30, 2] }, coefficientNames: ["a", "b"] }))).toBe("singular-design");
    expect(code(() => crossProducts({ ...design, x: { data: new Float64Array(30).fill(Infinity), shape: [30, 1] } }))).toBe("non-finite");
    expect(() => crossProducts({ ...design, x: { data: new Float64Array(900), shape: [30, 30] } })).toThrow("the number of rows must exceed the 30 columns of X, got 30");
  });

  it("refuses a dense part that cannot be held", () => {
    const n = 20000;
    const term = (group: string) => ({
      group,
      levels: Array.from({ length: 7000 }, (_, i) => String(i)),
      codes: Int32Array.from({ length: n }, (_, i) => i % 7000),
      effects: ["(Intercept)"],
      z: [new Float64Array(n).fill(1)],
    });
    const large = { ...design, y: new Float64Array(n), x: { data: new Float64Array(n).fill(1), shape: [n, 1] as const }, terms: [term("a"), term("b")] };
    expect(() => crossProducts(large)).toThrow(RangeError);
  });

  it("a factor with a single level next to an intercept explains nothing", () => {
    const one = { group: "all", levels: ["only"], codes: new Int32Array(30), effects: ["(Intercept)"], z: [new Float64Array(30).fill(1)] };
    const { objective, converged } = fit({ ...design, terms: [...design.terms, one] });
    // Its variance has no bearing on the restricted likelihood; a fit refuses such terms (checkIdentified).
    expect(converged).toBe(true);
    expectWithin(objective, fit(design).objective, { rel: 1e-13 });
  });

  it("without random terms it is least squares", () => {
    const plain = { ...design, terms: [] };
    const { objective, beta, converged, solution } = fit(plain);
    const mean = design.y.reduce((sum, value) => sum + value, 0) / 30;
    const squares = design.y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expect(converged).toBe(true);
    expectWithin(beta[0], mean, { rel: 1e-14 });
    expectWithin(solution.r2, squares, { rel: 1e-13 });
    expectWithin(objective, Math.log(30) + 29 * (1 + Math.log((2 * Math.PI * squares) / 29)), { rel: 1e-13 });
  });

  it("an effect that is 0 everywhere leaves the criterion alone", () => {
    const zero = { ...design.terms[0], group: "nil", z: [new Float64Array(30)] };
    const { objective } = fit({ ...design, terms: [...design.terms, zero] });
    expectWithin(objective, fit(design).objective, { rel: 1e-13 });
  });

  it("says so where the residual variance vanishes", () => {
    const y = Float64Array.from(design.terms[0].codes, (code) => code * code);
    const { converged, message } = fit({ ...design, y });
    expect(converged).toBe(false);
    expect(message).toContain("residual variance");
  });

  it("returns +∞ where factors overflow", () => {
    expect(at(design, [1e200], "REML").objective).toBe(Infinity);
    expect(at(design, [NaN], "REML").objective).toBe(Infinity);
  });
});

describe("stress_a", () => {
  it.each(loadStress().map((problem) => [problem.name, problem] as const))("%s: minimum, rank, certificate", (_, { model, exact, lme4 }) => {
    const { objective, singular, converged, certificate } = fit(designOf(model));
    expect(objective).toBeLessThanOrEqual(exact.REMLcrit + 1e-8);
    for (const run of Object.values(lme4) as { REMLcrit: number }[]) expect(objective).toBeLessThanOrEqual(run.REMLcrit + 1e-8);
    expect(singular).toBe(exact.singular);
    expect(converged).toBe(true);
    for (const { smallestEigenvalue, complementarity } of certificate.terms) {
      expect(smallestEigenvalue).toBeGreaterThanOrEqual(-1e-7);
      expect(complementarity).toBeLessThanOrEqual(1e-7);
    }
  });
});

function shuffled(n: number, key: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  let state = key >>> 0;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** The same from H = W⁻¹ + ZGZ′, n × n, by Gauss's elimination. */
function denseFit({ x, y, terms, weights }: MixedDesign, theta: readonly number[], method: MixedModelMethod) {
  const [n, p] = x.shape;
  const h = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 / (weights?.[i] ?? 1) : 0)));
  let next = 0;
  for (const { codes, z } of terms) {
    const k = z.length;
    const T = Array.from({ length: k }, () => new Array<number>(k).fill(0));
    for (let b = 0; b < k; b++) for (let a = b; a < k; a++) T[a][b] = theta[next++];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (codes[i] !== codes[j]) continue;
        for (let c = 0; c < k; c++) {
          let left = 0;
          let right = 0;
          for (let a = c; a < k; a++) {
            left += z[a][i] * T[a][c];
            right += z[a][j] * T[a][c];
          }
          h[i][j] += left * right;
        }
      }
    }
  }
  const columns = Array.from({ length: n }, (_, i) => [...x.data.subarray(i * p, (i + 1) * p), y[i]]);
  const { solution, logDet } = eliminate(h, columns);
  const gram = Array.from({ length: p + 1 }, (_, a) =>
    Array.from({ length: p + 1 }, (_, b) => columns.reduce((sum, row, i) => sum + row[a] * solution[i][b], 0)),
  );
  const inner = gram.slice(0, p).map((row) => row.slice(0, p));
  const { solution: beta, logDet: logDetC } = eliminate(inner, gram.slice(0, p).map((row) => [row[p]]));
  const r2 = gram[p][p] - beta.reduce((sum, [value], a) => sum + value * gram[p][a], 0);
  const df = method === "REML" ? n - p : n;
  // ln|H| = ln|M| − Σ ln w, which is the criterion's part.
  return { objective: logDet + (method === "REML" ? logDetC : 0) + df * (1 + Math.log((2 * Math.PI * r2) / df)), r2, beta: beta.map(([value]) => value) };
}

function eliminate(matrix: readonly (readonly number[])[], right: readonly (readonly number[])[]): { solution: number[][]; logDet: number } {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...right[i]]);
  let logDet = 0;
  for (let i = 0; i < n; i++) {
    logDet += Math.log(rows[i][i]);
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const factor = rows[j][i] / rows[i][i];
      for (let c = i; c < rows[j].length; c++) rows[j][c] -= factor * rows[i][c];
    }
  }
  return { solution: rows.map((row, i) => row.slice(n).map((value) => value / rows[i][i])), logDet };
}
