import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passAtK } from "../../src/passk/passAtK.ts";
import { passAtKCurve } from "../../src/passk/passAtKCurve.ts";
import { expectWithin } from "../within.ts";

const problems = fc.array(
  fc.integer({ min: 1, max: 60 }).chain((n) => fc.record({ n: fc.constant(n), c: fc.integer({ min: 0, max: n }) })),
  { minLength: 1, maxLength: 40 },
);

describe("passAtKCurve()", () => {
  it("is passAtK() at every k: estimate, standard error, interval, problems", () => {
    fc.assert(
      fc.property(problems, (list) => {
        const counts = { n: list.map(({ n }) => n), c: list.map(({ c }) => c) };
        const kMax = Math.max(...counts.n);
        const curve = passAtKCurve(counts, kMax, { tooFew: "skip", level: 0.9, values: true });
        expect(curve.k).toEqual(Float64Array.from({ length: kMax }, (_, j) => j + 1));
        curve.k.forEach((k, j) => {
          const point = passAtK(counts, k, { tooFew: "skip", level: 0.9 });
          expectWithin(curve.estimate[j], point.estimate, { rel: 1e-13 });
          // Squared deviations of equal values are rounding: (1e-16)² against 0.
          expectWithin(curve.standardError[j], point.standardError, { rel: 1e-9, abs: 1e-15 });
          expectWithin(curve.low[j], point.confidenceInterval.low, { rel: 1e-9, abs: 1e-14 });
          expectWithin(curve.high[j], point.confidenceInterval.high, { rel: 1e-9, abs: 1e-14 });
          expect(curve.problems[j]).toBe(point.problems);
          if (j === kMax - 1) expect(curve.leftOut).toEqual(point.leftOut);
          let used = 0;
          counts.n.forEach((n, i) => {
            const value = curve.values?.data[i * kMax + j];
            if (n < k) expect(value).toBeNaN();
            else expectWithin(value as number, point.values[used++], { rel: 1e-13 });
          });
        });
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it("is the same to the last bit in whatever order the problems come", () => {
    fc.assert(
      fc.property(problems, (list) => {
        const columns = (order: typeof list) => ({ n: order.map(({ n }) => n), c: order.map(({ c }) => c) });
        const kMax = Math.min(...list.map(({ n }) => n));
        const back = passAtKCurve(columns(list.toReversed()), kMax, { intervals: false });
        expect(passAtKCurve(columns(list), kMax, { intervals: false })).toEqual(back);
      }),
      { seed: 1 },
    );
  });

  it("at listed k gives what it gives at all k", () => {
    const counts = { n: 300, c: [0, 1, 7, 150, 300] };
    const all = passAtKCurve(counts, 300);
    const some = passAtKCurve(counts, [1, 2, 3, 10, 64, 65, 299, 300]);
    some.k.forEach((k, j) => {
      expectWithin(some.estimate[j], all.estimate[k - 1], { rel: 1e-13 });
      expectWithin(some.standardError[j], all.standardError[k - 1], { rel: 1e-12 });
    });
  });

  it("keeps the standard error of values close to 1", () => {
    // 1 − pass@16 is 1/C(20, 16) for one of the problems and 0 for the others: a spread of 2e-4 about almost 1.
    const curve = passAtKCurve({ n: 20, c: [4, 5, 6, 7, 8, 20, 20, 20] }, [16]);
    const gap = 1 / 4845;
    expectWithin(1 - curve.estimate[0], gap / 8, { rel: 1e-11 });
    // Deviations from a mean near 1 carry rounding errors of 1e-16, 1e-12 of the spread.
    expectWithin(curve.standardError[0], gap / 8, { rel: 1e-11 });
  });

  it("returns columns of one length, values only on request, all of it plain data", () => {
    const counts = { n: [4, 6], c: [1, 3] };
    const curve = passAtKCurve(counts, 4);
    for (const column of [curve.k, curve.estimate, curve.standardError, curve.low, curve.high, curve.problems]) expect(column).toHaveLength(4);
    expect("values" in curve).toBe(false);
    const { values } = passAtKCurve(counts, [2, 4], { values: true });
    expect(values?.shape).toEqual([2, 2]);
    [1 / 2, 1, 4 / 5, 1].forEach((value, i) => expectWithin(values?.data[i] as number, value, { rel: 1e-15 }));
    expect(structuredClone(curve)).toEqual(curve);
    expect(counts).toEqual({ n: [4, 6], c: [1, 3] });
  });

  it("leaves the intervals out when told to", () => {
    const counts = { n: 8, c: [1, 4, 6] };
    const { low, high, ...rest } = passAtKCurve(counts, 3, { intervals: false });
    expect(low).toEqual(Float64Array.of(NaN, NaN, NaN));
    expect(high).toEqual(low);
    expect(passAtKCurve(counts, 3)).toMatchObject(rest);
  });

  it("refuses problems with fewer samples than the largest k unless told to use them as far as they go", () => {
    expect(() => passAtKCurve({ n: [8, 4], c: [1, 1] }, 6)).toThrow(/Cannot compute the pass@k curve: every problem used must have at least k = 6 samples, got n = 4 at index 1/);
    expect(() => passAtKCurve({ n: [8, 4], c: [1, 1] }, [2, 9], { tooFew: "skip" })).toThrow(/at least k = 9 samples/);
    const curve = passAtKCurve({ n: [8, 4, 8], c: [0, 4, 8] }, [4, 5], { tooFew: "skip" });
    expect(curve.problems).toEqual(Int32Array.of(3, 2));
    expect(curve.leftOut).toEqual(Int32Array.of(1));
    expect(curve.estimate[1]).toBe(0.5);
  });

  it("refuses lists of k that are empty, unsorted or not integers", () => {
    const counts = { n: 8, c: [1, 2] };
    expect(() => passAtKCurve(counts, [])).toThrow("ks must hold at least 1 value, got 0");
    expect(() => passAtKCurve(counts, [2, 2])).toThrow("ks must ascend without repeats, got 2 after 2 at index 1");
    expect(() => passAtKCurve(counts, [1, 2.5])).toThrow("ks[1] must be an integer ≥ 1, got 2.5");
    expect(() => passAtKCurve(counts, 0)).toThrow("kMax must be an integer ≥ 1, got 0");
    expect(() => passAtKCurve(counts, 4, { values: 1 as unknown as boolean })).toThrow(TypeError);
    expect(() => passAtKCurve(counts, 4, { estimator: "plug-in" } as object)).toThrow("unknown option `estimator`");
    expect(() => passAtKCurve(counts, 1e15)).toThrow(/at least k = 1000000000000000 samples/);
  });
});
