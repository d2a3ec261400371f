import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eigenvectorInclusion } from "../../src/dpp/sampling/eigenvectorInclusion.ts";
import { logElementarySymmetric } from "../../src/dpp/index.ts";
import { tilt } from "../../src/dpp/sampling/tilt.ts";
import { tiltedTrials } from "../../src/dpp/sampling/tiltedTrials.ts";
import { addTrial } from "../../src/dpp/sampling/addTrial.ts";
import { ln, log1p } from "../../src/numeric/special/index.ts";
import oracle from "../fixtures/dpp/esp.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const number = (value: number | string) => (typeof value === "string" ? Number(value) : value);
const ascending = (values: readonly number[]) => Float64Array.from(values).sort();

/** Spectra over 60 decades, zeros among them. */
const spectra = fc.array(fc.oneof(fc.constant(0), fc.double({ min: -30, max: 30, noNaN: true }).map((power) => 10 ** power)), { minLength: 1, maxLength: 25 });

/** The recursion on logarithms: another way to the same numbers, at one exponential and one logarithm per step. */
function inLogSpace(eigenvalues: readonly number[]): number[] {
  const logs = [0, ...eigenvalues.map(() => -Infinity)];
  eigenvalues.forEach((value, i) => {
    for (let k = i + 1; k > 0; k--) {
      const other = logs[k - 1] + Math.log(value);
      const high = Math.max(logs[k], other);
      if (high > -Infinity) logs[k] = high + Math.log1p(Math.exp(Math.min(logs[k], other) - high));
    }
  });
  return logs;
}

describe("logElementarySymmetric()", () => {
  it.each(oracle.cases)("agrees with 60 digits: $name", ({ eigenvalues, log_e }) => {
    const logs = logElementarySymmetric(eigenvalues);
    expect(logs).toHaveLength(eigenvalues.length + 1);
    // Positive terms only: at most 2n roundings each, 1e-13 of e_k for n = 200.
    log_e.forEach((value, k) => expectWithin(logs[k], number(value), { rel: 1e-12, abs: 1e-15 }));
  });

  it.each(oracle.cases.filter(({ eigenvalues }) => !eigenvalues.includes(0)))("is what the tilt of the samplers gives: $name", ({ eigenvalues, log_e }) => {
    const n = eigenvalues.length;
    for (let k = 1; k < n; k += 1 + Math.floor(n / 20)) {
      const { p, q } = tiltedTrials(ascending(eigenvalues), k);
      const sizes = new Float64Array(n + 1);
      sizes[0] = 1;
      for (let i = 0; i < n; i++) addTrial(sizes, 0, sizes, 0, p[i], q[i], i + 1);
      // p/q = αλ: log e_k = log P(k) + Σ log(1 + αλ) − k log α.
      const logAlpha = ln(p[n - 1] / q[n - 1]) - ln(Math.max(...eigenvalues));
      const total = p.reduce((sum, value, i) => sum + log1p(value / q[i]), 0);
      const size = Math.abs(k * logAlpha) + total + Math.abs(number(log_e[k]));
      expectWithin(ln(sizes[k]) + total - k * logAlpha, number(log_e[k]), { abs: 1e-14 * size });
    }
  });

  it("agrees with the recursion in log space, for spectra over 60 decades", () => {
    fc.assert(
      fc.property(spectra, (eigenvalues) => {
        const logs = logElementarySymmetric(eigenvalues);
        // A logarithm of up to 2,000 is itself rounded at 2e-13, 25 times.
        inLogSpace(eigenvalues).forEach((value, k) => expectWithin(logs[k], value, { abs: 1e-11 }));
      }),
      { seed: 11 },
    );
  });

  it("satisfies e_k(cλ) = c^k e_k(λ), also where c takes it to the ends of the range", () => {
    fc.assert(
      fc.property(spectra, fc.integer({ min: -800, max: 800 }), (eigenvalues, power) => {
        const factor = 2 ** power;
        const logs = logElementarySymmetric(eigenvalues);
        const scaled = logElementarySymmetric(eigenvalues.map((value) => value * factor));
        scaled.forEach((value, k) => expectWithin(value, logs[k] + k * power * Math.LN2, { rel: 1e-13, abs: 1e-13 * (1 + Math.abs(k * power)) }));
      }),
      { seed: 12 },
    );
  });

  it("neither overflows nor underflows at the ends of the range of doubles", () => {
    const wide = [5e-324, 1e-300, 1e-20, 1, 1e20, 1e300, Number.MAX_VALUE];
    const logs = logElementarySymmetric(wide);
    expectWithin(logs[7], wide.reduce((sum, value) => sum + Math.log(value), 0), { abs: 1e-10 });
    expectWithin(logs[1], Math.log(Number.MAX_VALUE) + Math.log1p(1e300 / Number.MAX_VALUE), { rel: 1e-15 });
    expectWithin(logs[2], Math.log(Number.MAX_VALUE) + Math.log(1e300), { rel: 1e-15 });
    expectWithin(logElementarySymmetric(new Float64Array(1000).fill(1e300))[1000], 1000 * Math.log(1e300), { rel: 1e-14 });
    expectWithin(logElementarySymmetric(new Float64Array(1000).fill(1e-300))[1000], -1000 * Math.log(1e300), { rel: 1e-14 });
  });

  it("takes rounding below zero for zero, in any order, and refuses what is none", () => {
    expect(logElementarySymmetric([3, -1e-17, 2])).toEqual(logElementarySymmetric([0, 2, 3]));
    expect(logElementarySymmetric([])).toEqual(Float64Array.of(0));
    expect(logElementarySymmetric([0, 0])).toEqual(Float64Array.of(0, -Infinity, -Infinity));
    expect(() => logElementarySymmetric([1, -0.1])).toThrow(expect.objectContaining({ code: "not-positive-definite" }));
    expect(() => logElementarySymmetric([-1])).toThrow("got the eigenvalue -1");
    expect(() => logElementarySymmetric([1, NaN])).toThrow("got NaN at index 1");
    expect(() => logElementarySymmetric(3 as never)).toThrow(TypeError);
  });
});

describe("the probability that an eigenvector is chosen", () => {
  it.each(oracle.cases)("agrees with 60 digits: $name", ({ eigenvalues, sel }) => {
    const positive = eigenvalues.filter((value) => value > 0);
    const order = [...positive.keys()].sort((i, j) => positive[i] - positive[j]);
    for (const { k, eigenvector_inclusion } of sel) {
      const expected = eigenvector_inclusion.filter((_, i) => eigenvalues[i] > 0);
      const inclusion = eigenvectorInclusion(ascending(positive), k);
      order.forEach((from, i) => expectWithin(inclusion[i], number(expected[from]), { rel: 1e-13 }));
    }
  });

  it("sums to k", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -7, max: 7, noNaN: true }).map((power) => 10 ** power), { minLength: 1, maxLength: 30 }), fc.nat(), (eigenvalues, pick) => {
        const k = pick % (eigenvalues.length + 1);
        const inclusion = eigenvectorInclusion(ascending(eigenvalues), k);
        expectWithin(inclusion.reduce((sum, value) => sum + value, 0), k, { abs: 1e-12 });
      }),
      { seed: 13 },
    );
  });
});

describe("the tilt", () => {
  it("reaches any size in the bracket, whatever the spectrum", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -80, max: 80, noNaN: true }).map((power) => 10 ** power), { minLength: 1, maxLength: 30 }), fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (values, share) => {
        const eigenvalues = ascending(values);
        const largest = eigenvalues.at(-1)!;
        const size = share * eigenvalues.length;
        const alpha = tilt(eigenvalues, size, 1e-12);
        expectWithin(eigenvalues.reduce((sum, value) => sum + (alpha * (value / largest)) / (1 + alpha * (value / largest)), 0), size, { rel: 1e-11 });
      }),
      { seed: 14 },
    );
  });
});
