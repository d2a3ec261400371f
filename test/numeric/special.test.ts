import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  betaLowerTail,
  betaQuantile,
  betaUpperTail,
  binomialLowerTail,
  chiSquaredUpperTail,
  digamma,
  exp,
  expm1,
  ln,
  log1p,
  logGamma,
  noncentralTUpperTail,
  normalQuantile,
  normalUpperTail,
  pow,
  studentTQuantile,
  studentTUpperTail,
  trigamma,
} from "../../src/numeric/special/index.ts";
import oracle from "../fixtures/mpmath/special.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** One unit in the last place is at most 2.2e-16; the elementary functions promise one, and may be read at the edge of two. */
const ULP = { rel: 2.3e-16, abs: 5e-324 };

const oneArgument: [string, (x: number) => number, number[][], { rel: number; abs?: number }][] = [
  ["exp", exp, oracle.exp, ULP],
  ["expm1", expm1, oracle.expm1, ULP],
  ["ln", ln, oracle.ln, ULP],
  ["log1p", log1p, oracle.log1p, ULP],
  ["logGamma", logGamma, oracle.logGamma, { rel: 1e-15 }],
  // Relative to the value, also beside the zero at 1.4616…, which the points avoid.
  ["digamma", digamma, oracle.digamma, { rel: 1e-14 }],
  ["trigamma", trigamma, oracle.trigamma, { rel: 1e-13 }],
  // erfc's argument z/√2 is rounded: a relative error of z²·1e-16 in the tail.
  ["normalUpperTail", normalUpperTail, oracle.normalUpperTail, { rel: 3e-13 }],
  // 1e-15 where p > 1e-100; @stdlib's erfcinv gives thirteen digits at 1e-300.
  ["normalQuantile", normalQuantile, oracle.normalQuantile, { rel: 1e-13, abs: 1e-16 }],
];

describe("special functions agree with mpmath at 60 digits", () => {
  it.each(oneArgument)("%s()", (_name, f, cases, tolerance) => {
    for (const [x, expected] of cases) expectWithin(f(x), expected, tolerance);
  });

  it("pow()", () => {
    for (const [x, y, expected] of oracle.pow) expectWithin(pow(x, y), expected, ULP);
  });

  it("studentTUpperTail(), both tails, down to 1e-300", () => {
    for (const [t, df, expected] of oracle.studentTUpperTail) expectWithin(studentTUpperTail(t, df), expected, { rel: 2e-13, abs: 1e-300 });
  });

  it("studentTQuantile()", () => {
    for (const [p, df, expected] of oracle.studentTQuantile) expectWithin(studentTQuantile(p, df), expected, { rel: 1e-12 });
  });

  it("betaLowerTail() and betaUpperTail(), each as small as it is", () => {
    for (const [x, a, b, lower, upper] of oracle.betaTails) {
      expectWithin(betaLowerTail(x, a, b), lower, { rel: 2e-12, abs: 1e-300 });
      expectWithin(betaUpperTail(x, a, b), upper, { rel: 2e-12, abs: 1e-300 });
    }
  });

  it("betaQuantile()", () => {
    for (const [p, a, b, expected] of oracle.betaQuantile) expectWithin(betaQuantile(p, a, b), expected, { rel: 1e-13 });
  });

  it("chiSquaredUpperTail(), down to 1e-218", () => {
    for (const [x, df, expected] of oracle.chiSquaredUpperTail) expectWithin(chiSquaredUpperTail(x, df), expected, { rel: 2e-13 });
  });

  it("binomialLowerTail(), down to 1e-236", () => {
    for (const [k, n, p, expected] of oracle.binomialLowerTail) expectWithin(binomialLowerTail(k, n, p), expected, { rel: 2e-13 });
  });

  it("noncentralTUpperTail() to 1e-14 absolute", () => {
    for (const [t, df, delta, expected] of oracle.noncentralTUpperTail) expectWithin(noncentralTUpperTail(t, df, delta), expected, { rel: 0, abs: 2e-14 });
  });
});

describe("distributions", () => {
  it("keep their symmetries: the tails of Z, T and the beta add to 1 and mirror", () => {
    const numbers = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.5, max: 1e4, noNaN: true }), (z, df) => {
        expectWithin(normalUpperTail(z) + normalUpperTail(-z), 1, { rel: 2e-16 });
        expectWithin(studentTUpperTail(z, df) + studentTUpperTail(-z, df), 1, { rel: 2e-16 });
      }),
      { seed: 1 },
    );
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (x, a, b) => {
        expectWithin(betaLowerTail(x, a, b) + betaUpperTail(x, a, b), 1, { rel: 4e-16 });
      }),
      { seed: 1 },
    );
  });

  it("studentTUpperTail() is the normal tail at df = ∞ and handles infinite t", () => {
    expect(studentTUpperTail(1.3, Infinity)).toBe(normalUpperTail(1.3));
    expect(studentTQuantile(0.1, Infinity)).toBe(normalQuantile(0.1));
    expect(studentTUpperTail(Infinity, 5)).toBe(0);
    expect(studentTUpperTail(-Infinity, 5)).toBe(1);
    expectWithin(studentTUpperTail(2, 1e12), normalUpperTail(2), { rel: 1e-11 });
  });

  it("binomialLowerTail() ends at 0 and 1", () => {
    expect(binomialLowerTail(-1, 5, 0.3)).toBe(0);
    expect(binomialLowerTail(5, 5, 0.3)).toBe(1);
    expect(binomialLowerTail(0, 0, 0.5)).toBe(1);
  });

  it("noncentralTUpperTail() is Student's t at δ = 0", () => {
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), fc.integer({ min: 1, max: 400 }), (t, df) => {
        expectWithin(noncentralTUpperTail(t, df, 0), studentTUpperTail(t, df), { abs: 2e-14 });
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("noncentralTUpperTail() joins its two integrals without a step", () => {
    // The integral over the normal takes over at δ² = 100 + 20·df; 1e-9 on either side changes the probability by less than 1e-9.
    for (const df of [1, 4, 30, 500]) {
      const border = Math.sqrt(100 + 20 * df);
      for (const t of [-1, 0.7 * border, border, 1.6 * border]) {
        const step = noncentralTUpperTail(t, df, border + 1e-9) - noncentralTUpperTail(t, df, border - 1e-9);
        expectWithin(step, 0, { abs: 1e-9 });
      }
    }
  });
});
