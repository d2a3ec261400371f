import { describe, expect, it } from "vitest";
import { evenTicks } from "../../../../src/report/viewer/client/evenTicks.ts";

describe("evenTicks", () => {
  it.each([
    [0, 1, 3, [0, 0.5, 1]],
    [112, 1120, 7, [200, 400, 600, 800, 1000]],
    [-0.3, 0.45, 4, [-0.2, 0, 0.2, 0.4]],
    [0, 0.0000003, 4, [0, 1e-7, 2e-7, 3e-7]],
  ])("from %d to %d, at most %d", (low, high, most, ticks) => {
    expect(evenTicks(low, high, most)).toEqual(ticks);
  });

  it("gives the ends of an axis that has no length, or more than a number can say", () => {
    expect(evenTicks(0.5, 0.5, 7)).toEqual([0.5]);
    expect(evenTicks(-1e308, 1e308, 7)).toEqual([-1e308, 1e308]);
    expect(evenTicks(0, 5e-324, 7)).toEqual([0, 5e-324]);
  });
});
