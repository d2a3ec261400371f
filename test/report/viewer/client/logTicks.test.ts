import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logTicks } from "../../../../src/report/viewer/client/logTicks.ts";

describe("logTicks()", () => {
  it("takes as many of the round numbers as there is room for", () => {
    expect(logTicks(1, 100, 20)).toEqual([1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 60, 80, 100]);
    expect(logTicks(1, 100, 9)).toEqual([1, 2, 3, 5, 10, 20, 30, 50, 100]);
    expect(logTicks(1, 100, 7)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(logTicks(1, 100, 6)).toEqual([1, 3, 10, 30, 100]);
    expect(logTicks(1, 100, 3)).toEqual([1, 10, 100]);
    expect(logTicks(1e-9, 1e9, 5)).toEqual([1e-9, 1e-5, 0.1, 1000, 1e7]);
    expect(logTicks(0.3, 3, 5)).toEqual([0.3, 0.5, 1, 2, 3]);
  });

  it("takes evenly spaced numbers on a short axis", () => {
    expect(logTicks(0.97, 1.08, 6)).toEqual([0.98, 1, 1.02, 1.04, 1.06, 1.08]);
    expect(logTicks(0.9712, 0.9713, 4)).toEqual([0.9712, 0.97125, 0.9713]);
  });

  it("keeps within the axis and the number there is room for", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), fc.double({ min: 1.0001, max: 1e9, noNaN: true }), fc.integer({ min: 3, max: 20 }), (low, ratio, most) => {
        const ticks = logTicks(low, low * ratio, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(low * (1 - 1e-9));
          expect(tick).toBeLessThanOrEqual(low * ratio * (1 + 1e-9));
        }
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
