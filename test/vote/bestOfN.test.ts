import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestOfN } from "../../src/vote/index.ts";

describe("bestOfN()", () => {
  it("finds the first of the highest rewards, and its lead", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 }), (rewards) => {
        const most = Math.max(...rewards);
        const lower = rewards.filter((reward) => reward < most);
        const tied = rewards.length - lower.length > 1;
        expect(bestOfN(rewards)).toEqual({
          method: "Best of n, first of ties",
          index: rewards.indexOf(most),
          reward: most,
          tied,
          margin: tied ? 0 : lower.length === 0 ? NaN : most - Math.max(...lower),
          abstained: false,
          missing: 0,
        });
      }),
      { seed: 1 },
    );
  });

  it("refuses missing rewards, or skips and counts them", () => {
    expect(() => bestOfN([1, NaN])).toThrow('Cannot choose the best of n: rewards must not be NaN unless `missing` is "skip", got NaN at index 1');
    expect(bestOfN([NaN, -3, NaN, -5], { missing: "skip" })).toMatchObject({ index: 1, reward: -3, margin: 2, missing: 2 });
    expect(bestOfN([NaN, -3], { missing: "skip" })).toMatchObject({ index: 1, margin: NaN });
    expect(bestOfN([NaN], { missing: "skip" })).toMatchObject({ index: -1, reward: NaN, abstained: true, missing: 1 });
  });

  it("orders infinite rewards", () => {
    expect(bestOfN([-Infinity, -2])).toMatchObject({ index: 1, margin: Infinity });
    expect(bestOfN([-Infinity, -Infinity])).toMatchObject({ index: 0, tied: true, margin: 0 });
  });

  it("settles ties as told", () => {
    expect(bestOfN([1, 2, 2], { ties: "abstain" })).toMatchObject({ index: -1, tied: true, reward: 2, abstained: true });
    expect(bestOfN([1, 2, 2], { ties: "random", rng: () => 0.7 })).toMatchObject({ index: 2, tied: true });
    // Rewards are compared as they are: no arithmetic, no slack.
    expect(bestOfN([0.1 + 0.2, 0.3])).toMatchObject({ index: 0, tied: false });
  });

  it("names what is wrong", () => {
    expect(() => bestOfN([])).toThrow("rewards must hold at least 1 value, got 0");
    expect(() => bestOfN([1, null] as never)).toThrow("rewards must be numbers, got null at index 1");
    expect(() => bestOfN([1], { missing: "drop" as never })).toThrow('missing must be "throw" or "skip", got "drop"');
    expect(() => bestOfN([1], { ties: "random" })).toThrow(TypeError);
    expect(() => bestOfN([1], { tie: "first" } as never)).toThrow("unknown option `tie`");
  });
});
