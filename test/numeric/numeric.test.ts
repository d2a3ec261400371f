import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRoot } from "../../src/numeric/findRoot.ts";
import { mean, variance } from "../../src/numeric/moments.ts";
import { median, quantileSorted } from "../../src/numeric/quantile.ts";
import { midranks } from "../../src/numeric/ranks.ts";
import { sum } from "../../src/numeric/sum.ts";
import { expectWithin } from "../within.ts";

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const values = fc.array(value, { minLength: 1, maxLength: 40 });

describe("sum()", () => {
  it("keeps what naive addition loses", () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum(new Float64Array(10).fill(0.1))).toBe(1);
    expect(sum([])).toBe(0);
  });

  it("equals exact rational arithmetic on dyadic numbers", () => {
    const dyadic = fc.array(fc.tuple(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), fc.integer({ min: 0, max: 60 })), { maxLength: 50 });
    fc.assert(
      fc.property(dyadic, (terms) => {
        const exact = terms.reduce((total, [mantissa, shift]) => total + (BigInt(mantissa) << BigInt(shift)), 0n);
        // The compensated error is second order: n²ε² times the sum of magnitudes, about 1e-28 of it.
        const magnitude = terms.reduce((total, [mantissa, shift]) => total + Math.abs(mantissa) * 2 ** shift, 0);
        expectWithin(sum(terms.map(([mantissa, shift]) => mantissa * 2 ** shift)), Number(exact), { rel: 2.3e-16, abs: 1e-28 * magnitude });
      }),
      { seed: 1 },
    );
  });
});

describe("mean() and variance()", () => {
  it("are exact on a case with a large offset (NIST NumAcc4)", () => {
    // NIST StRD NumAcc4: 10000000.2, then 10000000.1 and 10000000.3 in turn, 1001 values: mean 10000000.2, standard deviation 0.1.
    const numAcc4 = Array.from({ length: 1001 }, (_, i) => (i === 0 ? 10000000.2 : i % 2 === 1 ? 10000000.1 : 10000000.3));
    expectWithin(mean(numAcc4), 10000000.2, { rel: 1e-15 });
    // The data themselves are rounded: 1e7·2e-16 beside 0.1 leaves eight digits.
    expectWithin(Math.sqrt(variance(numAcc4)), 0.1, { rel: 1e-7 });
  });

  it("shift and scale as they should, and do not touch their input", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 40 }), fc.integer({ min: -1000, max: 1000 }), (x, shift) => {
        const copy = x.slice();
        const scale = 1 + x.reduce((most, v) => Math.max(most, v * v), 0);
        expectWithin(variance(x.map((v) => v + shift)), variance(x), { rel: 1e-9, abs: 1e-9 * scale });
        expect(variance(x.map((v) => 2 * v))).toBe(4 * variance(x));
        expect(x).toEqual(copy);
      }),
      { seed: 1 },
    );
  });

  it("are NaN where undefined", () => {
    expect(mean([])).toBeNaN();
    expect(variance([3])).toBeNaN();
  });
});

describe("quantileSorted() and median()", () => {
  it("interpolate as R's type 7", () => {
    // quantile(c(1, 2, 4, 8, 16), c(0, 0.1, 0.25, 0.5, 0.9, 1), type = 7)
    const sorted = [1, 2, 4, 8, 16];
    for (const [p, expected] of [[0, 1], [0.1, 1.4], [0.25, 2], [0.5, 4], [0.9, 12.8], [1, 16]]) expectWithin(quantileSorted(sorted, p), expected, { rel: 1e-15 });
    expect(median([7, 1, 3])).toBe(3);
    expect(median([7, 1, 3, 5])).toBe(4);
    expect(quantileSorted([], 0.5)).toBeNaN();
  });

  it("stay within the data and rise with p", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (x, p, q) => {
        const sorted = Float64Array.from(x).sort();
        const [low, high] = [quantileSorted(sorted, Math.min(p, q)), quantileSorted(sorted, Math.max(p, q))];
        const slack = 1e-15 * Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1]));
        expect(low).toBeGreaterThanOrEqual(sorted[0] - slack);
        expect(high).toBeLessThanOrEqual(sorted[sorted.length - 1] + slack);
        expect(low).toBeLessThanOrEqual(high + slack);
      }),
      { seed: 1 },
    );
  });
});

describe("midranks()", () => {
  it("shares places among ties", () => {
    expect([...midranks([30, 10, 20, 10])]).toEqual([4, 1.5, 3, 1.5]);
    expect([...midranks([5, 5, 5])]).toEqual([2, 2, 2]);
    expect([...midranks([-0, 0, 1])]).toEqual([1.5, 1.5, 3]);
    expect([...midranks([])]).toEqual([]);
  });

  it("equals the definition: (number below) + (number equal + 1)/2", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 30 }), (x) => {
        const expected = x.map((v) => x.filter((w) => w < v).length + (x.filter((w) => w === v).length + 1) / 2);
        expect([...midranks(x)]).toEqual(expected);
      }),
      { seed: 1 },
    );
  });
});

describe("findRoot()", () => {
  it("finds roots of smooth, flat and steep functions", () => {
    expectWithin(findRoot((x) => x * x - 2, 0, 2), Math.SQRT2, { rel: 1e-13 });
    expectWithin(findRoot((x) => (x - 1) ** 9, 0, 3), 1, { rel: 1e-13 });
    expectWithin(findRoot((x) => (x < Math.PI ? -1 : 1), 0, 10), Math.PI, { rel: 1e-13 });
    expectWithin(findRoot((x) => 1 / (x + 1e-12) - 1e6, 0, 1), 1e-6 - 1e-12, { rel: 1e-10 });
  });

  it("returns an end that is a root, and NaN without a change of sign", () => {
    expect(findRoot((x) => x, 0, 1)).toBe(0);
    expect(findRoot((x) => x - 1, 0, 1)).toBe(1);
    expect(findRoot((x) => x * x + 1, -1, 1)).toBeNaN();
  });

  it("needs few calls where the function is smooth", () => {
    let calls = 0;
    findRoot((x) => ((calls++, x * x * x - x - 2)), 1, 2);
    expect(calls).toBeLessThan(15);
  });
});
