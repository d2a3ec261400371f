import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ratioEstimate, ratioOfRatios } from "../../src/stats/index.ts";
import oracle from "../fixtures/mpmath/cost.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Differences of logarithms lose a few digits of sixteen where shares are small; exp of them as many as their size. */
const JACKKNIFE = { rel: 1e-13 };

/** Tokens and successes per row, totals positive without any one row. */
const rows = fc.array(fc.record({ y: fc.integer({ min: 1, max: 5000 }), x: fc.integer({ min: 1, max: 9 }), cluster: fc.integer({ min: 0, max: 3 }) }), { minLength: 2, maxLength: 12 });

describe("ratioEstimate()", () => {
  it.each(oracle.ratios.map((row) => ({ ...row, units: row.y1.length })))("agrees with leaving out each of $units units", ({ y1, x1, units, single }) => {
    const result = ratioEstimate(y1, x1, { level: single.level });
    expectWithin(result.estimate, single.estimate, JACKKNIFE);
    expectWithin(result.standardError, single.standardError, JACKKNIFE);
    expectWithin(result.confidenceInterval.low, single.low, JACKKNIFE);
    expectWithin(result.confidenceInterval.high, single.high, JACKKNIFE);
    expect(result).toMatchObject({ units, df: units - 1, numerator: y1.reduce((a, b) => a + b, 0), denominator: x1.reduce((a, b) => a + b, 0) });
  });

  it("turns over exactly: the interval of x/y is one over that of y/x", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const [y, x] = [list.map((row) => row.y), list.map((row) => row.x)];
        const { estimate, standardError, confidenceInterval } = ratioEstimate(y, x);
        const inverse = ratioEstimate(x, y);
        expectWithin(inverse.estimate, 1 / estimate, { rel: 1e-14 });
        expectWithin(inverse.standardError / inverse.estimate, standardError / estimate, { rel: 1e-10 });
        expectWithin(inverse.confidenceInterval.low, 1 / confidenceInterval.high, { rel: 1e-9 });
        expectWithin(inverse.confidenceInterval.high, 1 / confidenceInterval.low, { rel: 1e-9 });
      }),
      { seed: 1 },
    );
  });

  it("scales with its columns, does not mind order, and takes clusters as their sums", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const [y, x, clusters] = [list.map((row) => row.y), list.map((row) => row.x), list.map((row) => `c${row.cluster}`)];
        const result = ratioEstimate(y, x, { clusters });
        const scaled = ratioEstimate(y.map((v) => 1024 * v), x.map((v) => v / 4), { clusters });
        expect(scaled.estimate).toBe(4096 * result.estimate);
        expectWithin(scaled.confidenceInterval.low, 4096 * result.confidenceInterval.low, { rel: 1e-15 });
        const labels = [...new Set(clusters)];
        const total = (values: number[], label: string): number => values.reduce((sum, v, i) => sum + (clusters[i] === label ? v : 0), 0);
        const summed = ratioEstimate(labels.map((label) => total(y, label)), labels.map((label) => total(x, label)));
        expect({ ...result, method: "" }).toEqual({ ...summed, method: "" });
        const reversed = ratioEstimate(y.toReversed(), x.toReversed(), { clusters: clusters.toReversed() });
        // Rounding enters a variance of logarithms that may be all but equal.
        expectWithin(reversed.standardError, result.standardError, { rel: 1e-9, abs: 1e-13 * result.estimate });
      }),
      { seed: 2 },
    );
  });

  it("is near Cochran's linearised error when units are many: √(M/(M − 1)·Σ(y − Rx)²)/Σx", () => {
    const M = 4000;
    const x = Array.from({ length: M }, (_, i) => 3 + ((i * 7919) % 5));
    const y = x.map((v, i) => 100 * v + ((i * 104729) % 211));
    const { estimate, standardError } = ratioEstimate(y, x);
    const squares = y.reduce((sum, v, i) => sum + (v - estimate * x[i]) ** 2, 0);
    const linearised = Math.sqrt((M / (M - 1)) * squares) / x.reduce((a, b) => a + b, 0);
    // They differ by terms of order 1/M.
    expectWithin(standardError, linearised, { rel: 5 / M });
  });

  it("has no error where every unit has the same ratio", () => {
    expect(ratioEstimate([2, 4, 6], [1, 2, 3])).toMatchObject({ estimate: 2, standardError: 0, confidenceInterval: { low: 2, high: 2, level: 0.95 } });
  });

  it("says nothing it does not know where the denominator is, or rests on one unit", () => {
    const unbounded = { low: 0, high: Infinity, level: 0.95 };
    expect(ratioEstimate([500, 700], [0, 0])).toMatchObject({ estimate: Infinity, standardError: NaN, confidenceInterval: unbounded });
    expect(ratioEstimate([0, 0], [1, 2])).toMatchObject({ estimate: 0, standardError: NaN, confidenceInterval: unbounded });
    expect(ratioEstimate([0, 0], [0, 0])).toMatchObject({ estimate: NaN, standardError: NaN, confidenceInterval: unbounded });
    expect(ratioEstimate([500, 700, 300], [0, 2, 0])).toMatchObject({ estimate: 750, standardError: Infinity, confidenceInterval: unbounded });
    expect(ratioEstimate([0, 700], [1, 2])).toMatchObject({ standardError: Infinity, confidenceInterval: unbounded });
    expect(ratioEstimate([0, 700], [0, 2])).toMatchObject({ estimate: 350, standardError: Infinity, confidenceInterval: unbounded });
    expect(ratioEstimate([500], [2])).toMatchObject({ estimate: 250, standardError: NaN, df: 0, units: 1, confidenceInterval: { low: NaN, high: NaN } });
    expect(ratioEstimate([500, 300], [2, 1], { clusters: ["p", "p"] })).toMatchObject({ units: 1, standardError: NaN });
  });

  it("gives the published tokens per correct answer of two slices from their totals (seed 002)", () => {
    // 536 pairs at 59.3 % and 90.9 %, 320 pairs at 22.5 % and 73.1 %; tokens are the published figures times correct answers.
    for (const [panel, thinking, panelCorrect, thinkingCorrect, times] of [
      [1652, 8376, 318, 487, 5.07],
      [6257, 15491, 72, 234, 2.476],
    ]) {
      const a = { numerators: [panel * panelCorrect], denominators: [panelCorrect] };
      const b = { numerators: [thinking * thinkingCorrect], denominators: [thinkingCorrect] };
      expect(ratioEstimate(a.numerators, a.denominators).estimate).toBe(panel);
      expectWithin(ratioOfRatios(b, a).estimate, times, { abs: 5e-4 });
    }
  });

  it("names what is wrong", () => {
    expect(() => ratioEstimate([1, 2], [1])).toThrow("Cannot estimate a ratio: numerators and denominators must have one length, got 2 and 1");
    expect(() => ratioEstimate([], [])).toThrow("numerators must hold at least 1 value, got 0");
    expect(() => ratioEstimate([1, -2], [1, 1])).toThrow("numerators must be ≥ 0, got -2 at index 1");
    expect(() => ratioEstimate([1, 2], [1, NaN])).toThrow("denominators must be finite numbers, got NaN at index 1");
    expect(() => ratioEstimate([1, 2], [1, 2], { clusters: ["a"] })).toThrow("clusters and numerators must have one length, got 1 and 2");
    expect(() => ratioEstimate([1, 2], [1, 2], { clusters: "ab" as never })).toThrow(TypeError);
    expect(() => ratioEstimate([1, 2], [1, 2], { level: 95 })).toThrow("level must lie strictly between 0 and 1, got 95");
    expect(() => ratioEstimate([1, 2], [1, 2], { by: "p" } as never)).toThrow("unknown option `by`");
  });
});

describe("ratioOfRatios()", () => {
  it.each(oracle.ratios.map((row) => ({ ...row, units: row.y1.length })))("agrees with leaving out each of $units units from both arms", ({ y1, x1, y2, x2, units, double }) => {
    const result = ratioOfRatios({ numerators: y1, denominators: x1 }, { numerators: y2, denominators: x2 }, { level: double.level });
    expectWithin(result.estimate, double.estimate, JACKKNIFE);
    expectWithin(result.standardError, double.standardError, JACKKNIFE);
    expectWithin(result.confidenceInterval.low, double.low, JACKKNIFE);
    expectWithin(result.confidenceInterval.high, double.high, JACKKNIFE);
    expect(result.units).toBe(units);
    expectWithin(result.first / result.second, result.estimate, { rel: 1e-15 });
  });

  it("is the single ratio when the second arm's is constant, and 1 with no error when the arms are equal", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const arm = { numerators: list.map((row) => row.y), denominators: list.map((row) => row.x) };
        const clusters = list.map((row) => row.cluster);
        const constant = { numerators: arm.denominators, denominators: arm.denominators };
        const single = ratioEstimate(arm.numerators, arm.denominators, { clusters });
        const double = ratioOfRatios(arm, constant, { clusters });
        expectWithin(double.estimate, single.estimate, { rel: 1e-15 });
        expectWithin(double.standardError, single.standardError, { rel: 1e-9, abs: 1e-13 * single.estimate });
        const same = ratioOfRatios(arm, arm, { clusters });
        expectWithin(same.estimate, 1, { rel: 1e-15 });
        if (same.units > 1) expectWithin(same.standardError, 0, { abs: 1e-14 });
      }),
      { seed: 3 },
    );
  });

  it("is unbounded where one arm has no correct answer, and names what is wrong", () => {
    const arm = { numerators: [5, 6, 7], denominators: [1, 2, 3] };
    const none = { numerators: [5, 6, 7], denominators: [0, 0, 0] };
    expect(ratioOfRatios(none, arm)).toMatchObject({ estimate: Infinity, first: Infinity, standardError: NaN, confidenceInterval: { low: 0, high: Infinity } });
    expect(ratioOfRatios(arm, none)).toMatchObject({ estimate: 0, second: Infinity, confidenceInterval: { low: 0, high: Infinity } });
    expect(ratioOfRatios(none, none).estimate).toBe(NaN);
    expect(() => ratioOfRatios(arm, { numerators: [1, 2], denominators: [1, 2] })).toThrow("first.numerators and second.numerators must have one length, got 3 and 2");
    expect(() => ratioOfRatios(arm, { numerators: [1, 2, -1], denominators: [1, 2, 3] })).toThrow("second.numerators must be ≥ 0, got -1 at index 2");
    expect(() => ratioOfRatios(null as never, arm)).toThrow("first must be {numerators, denominators}, got null");
    expect(() => ratioOfRatios(arm, { ...arm, denominators: undefined as never })).toThrow("second.denominators must be an array, got undefined");
  });
});
