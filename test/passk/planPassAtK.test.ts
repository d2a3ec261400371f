import { describe, expect, it } from "vitest";
import { NumericalError } from "../../src/numeric/errors.ts";
import { normalQuantile, studentTQuantile } from "../../src/numeric/special/index.ts";
import { fitBetaBinomial } from "../../src/passk/fitBetaBinomial.ts";
import { avoidProbability } from "../../src/passk/hypergeometric.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import { passAtKInterval } from "../../src/passk/passAtKInterval.ts";
import { planPassAtK, type PlanPassAtKOptions } from "../../src/passk/planPassAtK.ts";
import { expectWithin } from "../within.ts";

/** P(c) for c ~ beta-binomial(n, a, b) with integer a and b, and moments of pass@k over it: by enumeration. */
function enumerated(a: number, b: number, n: number, k: number): { mean: number; variance: number } {
  const rising = (x: number, d: number): number => Array.from({ length: d }, (_, i) => x + i).reduce((product, factor) => product * factor, 1);
  let mean = 0;
  let square = 0;
  let choose = 1;
  for (let c = 0; c <= n; c++) {
    const probability = (choose * rising(a, c) * rising(b, n - c)) / rising(a + b, n);
    const pass = 1 - avoidProbability(n, c, k);
    mean += probability * pass;
    square += probability * pass * pass;
    choose = (choose * (n - c)) / (c + 1);
  }
  return { mean, variance: square - mean * mean };
}

describe("planPassAtK()", () => {
  it("knows the variance of an evaluation, by enumeration of the beta-binomial", () => {
    for (const [a, b, n, k] of [[2, 3, 8, 4], [1, 4, 10, 8], [3, 1, 6, 2], [0.5, 1.5, 12, 3]]) {
      const plan = planPassAtK({ a, b }, k, { problems: 40, samples: n });
      expectWithin(plan.betweenVariance + plan.samplingVariance, enumerated(a, b, n, k).variance, { rel: 1e-10 });
      expectWithin(plan.standardError, Math.sqrt(enumerated(a, b, n, k).variance / 40), { rel: 1e-10 });
      expectWithin(plan.halfWidth, studentTQuantile(0.975, 39) * plan.standardError, { rel: 1e-13 });
      expectWithin(plan.detectable, (studentTQuantile(0.975, 39) + studentTQuantile(0.8, 39)) * plan.standardError, { rel: 1e-13 });
      expect([plan.problems, plan.samples, plan.cost, plan.attainable]).toEqual([40, n, 40 * n, true]);
    }
  });

  it("finds the cheapest design: no other one that meets the goal costs less", () => {
    const goals: [PlanPassAtKOptions, number][] = [
      [{ halfWidth: 0.08, costPerProblem: 0 }, 1],
      [{ halfWidth: 0.08, costPerProblem: 30, costPerSample: 2 }, 1],
      [{ difference: 0.1, correlation: 0.7, costPerProblem: 10 }, 2],
    ];
    for (const [goal, arms] of goals) {
      const plan = planPassAtK({ a: 0.4, b: 1.2 }, 4, goal);
      const { costPerProblem = 0, costPerSample = 1 } = goal;
      expect(plan.attainable).toBe(true);
      expectWithin(plan.cost, plan.problems * (costPerProblem + costPerSample * arms * plan.samples), { rel: 1e-14 });
      for (let samples = 4; samples < 60; samples++) {
        const other = planPassAtK({ a: 0.4, b: 1.2 }, 4, { ...goal, samples });
        expect(other.attainable).toBe(true);
        expect(other.cost).toBeGreaterThanOrEqual(plan.cost);
        const fewer = planPassAtK({ a: 0.4, b: 1.2 }, 4, { ...goal, samples, problems: other.problems - 1 });
        expect(fewer.attainable).toBe(false);
      }
    }
  });

  it("is near the leading-order number of samples when samples are many", () => {
    const [a, b, k, ratio] = [0.3, 0.7, 4, 20_000];
    const plan = planPassAtK({ a, b }, k, { halfWidth: 0.002, costPerProblem: ratio });
    const moment = (s: number): number => Array.from({ length: s }, (_, i) => (b + i) / (a + b + i)).reduce((product, factor) => product * factor, 1);
    // E[k²q^(2k−1)p] = k²(E q^(2k−1) − E q^2k).
    const leading = Math.sqrt((ratio * k * k * (moment(2 * k - 1) - moment(2 * k))) / (moment(2 * k) - moment(k) ** 2));
    expect(leading).toBeGreaterThan(50);
    expectWithin(plan.samples, leading, { rel: 0.05 });
  });

  it("from a pilot with n ≥ 2k needs no model: its variances are the interval's", () => {
    const pilot = { n: 16, c: [0, 0, 1, 3, 16, 2, 0, 9, 16, 5] };
    const plan = planPassAtK(pilot, 4, { problems: 10, samples: 16 });
    const { betweenVariance, samplingVariance, standardError } = passAtKInterval(pilot, 4);
    expect(plan.method).toContain("without a model");
    expectWithin(plan.betweenVariance, betweenVariance, { rel: 1e-12 });
    expectWithin(plan.samplingVariance, samplingVariance, { rel: 1e-11 });
    expectWithin(plan.standardError, standardError, { rel: 1e-11 });
  });

  it("from a pilot with fewer samples plans under its beta-binomial fit", () => {
    const pilot = { n: 16, c: [0, 0, 1, 3, 16, 2, 0, 9, 16, 5] };
    const plan = planPassAtK(pilot, 12, { halfWidth: 0.05 });
    expect(plan).toEqual({ ...planPassAtK(fitBetaBinomial(pilot), 12, { halfWidth: 0.05 }), method: plan.method });
    expect(plan.method).toContain("beta-binomial fit to the pilot");
    expect(() => planPassAtK({ n: 4, c: [0, 0] }, 3, { halfWidth: 0.05 })).toThrow(NumericalError);
  });

  it("compares two arms from their paired pilots", () => {
    const a = { n: 16, c: [0, 0, 1, 3, 16, 2, 0, 9, 16, 5] };
    const b = { n: 16, c: [1, 0, 4, 9, 16, 7, 0, 13, 16, 4] };
    const plan = planPassAtK(a, 4, { against: b, problems: 10, samples: 16 });
    const values = passAtK(a, 4).values.map((value, i) => value - passAtK(b, 4).values[i]);
    const center = values.reduce((total, value) => total + value, 0) / 10;
    const spread = values.reduce((total, value) => total + (value - center) ** 2, 0) / 9;
    // Between and sampling variance add up to what the pilot's differences show.
    expectWithin(plan.betweenVariance + plan.samplingVariance, spread, { rel: 1e-11 });
    expectWithin(plan.cost, 10 * 32, {});
    const named = planPassAtK({ ...a, problem: [..."abcdefghij"] }, 4, { against: { n: 16, c: b.c.toReversed(), problem: [..."jihgfedcba"] }, problems: 10, samples: 16 });
    expectWithin(named.betweenVariance, plan.betweenVariance, { rel: 1e-12 });
    const correlated = planPassAtK(a, 4, { correlation: 0.9, problems: 10, samples: 16 });
    expectWithin(correlated.betweenVariance, 0.2 * passAtKInterval(a, 4).betweenVariance, { rel: 1e-11 });
    expect(planPassAtK(a, 10, { against: b, problems: 10, samples: 16 }).method).toContain("under a beta-binomial fit");
  });

  it("with a fixed number of problems finds the fewest samples, or says that none suffice", () => {
    const plan = planPassAtK({ a: 0.3, b: 0.7 }, 8, { halfWidth: 0.06, problems: 220 });
    expect(plan.attainable).toBe(true);
    expect(planPassAtK({ a: 0.3, b: 0.7 }, 8, { halfWidth: 0.06, problems: 220, samples: plan.samples - 1 }).attainable).toBe(false);
    const hopeless = planPassAtK({ a: 0.3, b: 0.7 }, 8, { halfWidth: 0.06, problems: 100 });
    expect([hopeless.attainable, hopeless.samples, hopeless.samplingVariance]).toEqual([false, Infinity, 0]);
    expectWithin(hopeless.standardError, Math.sqrt(hopeless.betweenVariance / 100), { rel: 1e-14 });
  });

  it("tabulates designs around the chosen one, each meeting the goal", () => {
    const plan = planPassAtK({ a: 0.3, b: 0.7 }, 8, { halfWidth: 0.05, costPerProblem: 100 });
    expect(plan.table.map(({ samples }) => samples)).toEqual([8, 16, plan.samples, 32, 64, 128, 256]);
    for (const row of plan.table) {
      expect(row.halfWidth).toBeLessThanOrEqual(0.05);
      expect(row.cost).toBeGreaterThanOrEqual(plan.cost);
    }
    // Never below what many problems would need.
    const least = (normalQuantile(0.975) ** 2 * (plan.betweenVariance + plan.samplingVariance)) / 0.05 ** 2;
    expect(plan.problems).toBeGreaterThanOrEqual(least);
    expect(plan.problems).toBeLessThan(least + 5);
  });

  it("refuses goals that are missing, double or incomplete, and numbers out of range", () => {
    const rates = { a: 1, b: 2 };
    expect(() => planPassAtK(rates, 4, {})).toThrow("there must be a goal (`halfWidth` or `difference`), or both `problems` and `samples` to judge; got neither");
    expect(() => planPassAtK(rates, 4, { halfWidth: 0.1, difference: 0.1 })).toThrow("give one goal");
    expect(() => planPassAtK(rates, 4, { difference: 0.1 })).toThrow(TypeError);
    expect(() => planPassAtK(rates, 4, { difference: 0.1, against: { n: 8, c: [1, 2] } })).toThrow("with `against` the pilot must be counts {n, c}");
    expect(() => planPassAtK(rates, 4, { halfWidth: 0.1, correlation: 1.5 })).toThrow(RangeError);
    expect(() => planPassAtK({ a: 0, b: 2 }, 4, { halfWidth: 0.1 })).toThrow("a must be above 0, got 0");
    expect(() => planPassAtK(rates, 4, { halfWidth: 0.1, samples: 3 })).toThrow("samples must be an integer ≥ 4, got 3");
    expect(() => planPassAtK(rates, 4, { halfWidth: 0.1, costPerSample: 0 })).toThrow("costPerSample must be above 0, got 0");
    expect(() => planPassAtK(rates, 4, { halfWidth: 0.1, cost: 3 } as object)).toThrow("unknown option `cost`");
  });
});
