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

  it("keeps ticks apart and at x values", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 60 }), fc.boolean(), (values, log) => {
        const xs = values.sort((a, b) => a - b);
        const ticks = ticksAt(xs, 400, log);
        const place = (x: number): number => (log ? Math.log(x / xs[0]) / Math.log(xs[xs.length - 1] / xs[0]) : (x - xs[0]) / (xs[xs.length - 1] - xs[0])) * 400;
        expect(ticks.length).toBeGreaterThan(0);
        for (const [i, tick] of ticks.entries()) {
          expect(xs).toContain(tick);
          if (i > 0) expect(place(tick) - place(ticks[i - 1])).toBeGreaterThan(33.9);
        }
      }),
      { seed: 1 },
    );
  });
});
