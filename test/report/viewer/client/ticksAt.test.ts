import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ticksAt } from "../../../../src/report/viewer/client/ticksAt.ts";

describe("ticksAt()", () => {
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

  it("takes every x where there is room", () => {
    expect(ticksAt([1, 2, 4, 8, 16], 600, true)).toEqual([1, 2, 4, 8, 16]);
    expect(ticksAt([5], 600, true)).toEqual([5]);
  });

  it("prefers powers of two on a logarithmic axis", () => {
    expect(ticksAt(upTo(64), 300, true)).toEqual([1, 2, 4, 8, 16, 32, 64]);
  });

  it("takes round numbers where a linear axis has no room for every x, or a logarithmic one reaches far", () => {
    expect(ticksAt([112, 336, 672, 1120], 600, false)).toEqual([112, 336, 672, 1120]);
    expect(ticksAt(Array.from({ length: 60 }, (_, i) => 50 * (i + 1)), 660, false)).toEqual([500, 1000, 1500, 2000, 2500, 3000]);
    expect(ticksAt([1, 2, 4, 37, 1e3, 1e9, 1e15], 600, true)).toEqual([1, 100, 1e4, 1e6, 1e8, 1e10, 1e12, 1e14]);
  });

  it("leaves room between labels", () => {
    expect(ticksAt([100, 200, 300], 100, false, () => 40)).toEqual([100, 200, 300]);
    expect(ticksAt([100, 200, 300], 100, false, () => 45)).toEqual([200]);
    expect(ticksAt([1, 2, 4, 8], 120, true, () => 60)).toEqual([1, 4]);
  });

  it("keeps ticks apart and within the axis, at x values of a logarithmic one", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 60 }), fc.boolean(), (values, log) => {
        const xs = values.sort((a, b) => a - b);
        const ticks = ticksAt(xs, 400, log);
        const place = (x: number): number => (log ? Math.log(x / xs[0]) / Math.log(xs[xs.length - 1] / xs[0]) : (x - xs[0]) / (xs[xs.length - 1] - xs[0])) * 400;
        expect(ticks.length).toBeGreaterThan(0);
        for (const [i, tick] of ticks.entries()) {
          if (log) expect(xs).toContain(tick);
          expect(place(tick)).toBeGreaterThan(-1e-9);
          expect(place(tick)).toBeLessThan(400 + 1e-9);
          if (i > 0) expect(place(tick) - place(ticks[i - 1])).toBeGreaterThan(33.9);
        }
      }),
      { seed: 1 },
    );
  });
});
