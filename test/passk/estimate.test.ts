import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaQuantile } from "../../src/numeric/special/index.ts";
import { betaInterval, estimateMean, estimateShare, logitInterval } from "../../src/passk/estimate.ts";
import oracle from "../fixtures/scipy/passk-intervals.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const none = new Int32Array(0);
const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }).map((values) => Float64Array.from(values));

describe("betaInterval()", () => {
  it("is a beta quantile with the moments of Dirichlet weights, as scipy computes them from that definition", () => {
    for (const { values, estimate, beta95, beta80 } of oracle.cases) {
      for (const [level, expected] of [[0.95, beta95], [0.8, beta80]] as const) {
        const { low, high } = estimateShare("", Float64Array.from(values), none, level).confidenceInterval;
        // Both invert the incomplete beta function by iteration. By convention no end passes the estimate.
        expectWithin(low, Math.min(estimate, expected[0]), { rel: 1e-9 });
        expectWithin(high, Math.max(estimate, expected[1]), { rel: 1e-9 });
      }
    }
  });

  it("of zeros and ones is Jeffreys' interval Beta(s + ½, f + ½), closed at 0 or 1 where nothing else was seen", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }), (s, f) => {
        fc.pre(s + f >= 2);
        const values = Float64Array.from({ length: s + f }, (_, i) => (i < s ? 1 : 0));
        const { low, high } = estimateShare("", values, none, 0.9).confidenceInterval;
        expectWithin(low, s === 0 ? 0 : betaQuantile(0.05, s + 0.5, f + 0.5), { rel: 1e-9 });
        expectWithin(high, f === 0 ? 1 : betaQuantile(0.95, s + 0.5, f + 0.5), { rel: 1e-9 });
      }),
      { seed: 1 },
    );
  });

  it("lies within [0, 1], turns round with the values, and grows with the level", () => {
    fc.assert(
      fc.property(shares, (values) => {
        const { confidenceInterval } = estimateShare("", values, none, 0.95);
        expect(confidenceInterval.low).toBeGreaterThanOrEqual(0);
        expect(confidenceInterval.high).toBeLessThanOrEqual(1);
        expect(confidenceInterval.low).toBeLessThan(confidenceInterval.high);
        const mirrored = estimateShare("", values.map((value) => 1 - value), none, 0.95).confidenceInterval;
        expectWithin(mirrored.low, 1 - confidenceInterval.high, { abs: 1e-9 });
        const narrower = estimateShare("", values, none, 0.8).confidenceInterval;
        expect(narrower.high - narrower.low).toBeLessThan(confidenceInterval.high - confidenceInterval.low);
      }),
      { seed: 1 },
    );
  });

  it("stays inside [0, 1] for a spread that no independent values can have", () => {
    const { low, high } = betaInterval(0.5, 0.9, 3, 0.95);
    expect([low, high]).toEqual([expect.closeTo(betaQuantile(0.025, 0.5, 0.5), 9), expect.closeTo(betaQuantile(0.975, 0.5, 0.5), 9)]);
  });
});

describe("logitInterval()", () => {
  it("is the t interval of the logit, turned back", () => {
    for (const { estimate, standardError, values, logit95 } of oracle.cases) {
      if (logit95 === null) continue;
      const { low, high } = logitInterval(estimate, standardError, values.length - 1, 0.95);
      expectWithin(low, logit95[0], { rel: 1e-9 });
      expectWithin(high, logit95[1], { rel: 1e-9 });
    }
  });

  it("of values that all are 1 starts where as many would all be 1 with probability 1 − level", () => {
    const { low, high } = logitInterval(1, 0, 9, 0.95);
    expectWithin(low ** 10, 0.05, { rel: 1e-12 });
    expect(high).toBe(1);
    expect(logitInterval(0, 0, 9, 0.95)).toEqual({ low: 0, high: expect.closeTo(1 - low, 12), level: 0.95 });
  });
});

describe("estimateShare() and estimateMean()", () => {
  it("give the same mean and standard error, and NaN errors for a single value", () => {
    const values = Float64Array.of(0.2, 0.4, 0.9);
    expect(estimateMean("m", values, none, 0.95).standardError).toBe(estimateShare("m", values, none, 0.95).standardError);
    for (const estimate of [estimateShare, estimateMean]) {
      const { standardError, confidenceInterval } = estimate("m", Float64Array.of(0.5), none, 0.95);
      expect([standardError, confidenceInterval.low, confidenceInterval.high]).toEqual([NaN, NaN, NaN]);
    }
  });
});
