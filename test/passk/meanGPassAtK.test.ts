import { describe, expect, it } from "vitest";
import { gPassAtK } from "../../src/passk/gPassAtK.ts";
import { meanGPassAtK } from "../../src/passk/meanGPassAtK.ts";
import oracle from "../fixtures/exact/draws.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("meanGPassAtK()", () => {
  it("gives the exact mean excess over ⌈k/2⌉", () => {
    for (const [n, c, k, , , mean] of oracle.tails) expectWithin(meanGPassAtK({ n, c }, k).estimate, mean, { rel: 1e-13 });
  });

  it("is the sum of G-Pass@k over the thresholds above one half, times 2/k", () => {
    const counts = { n: [12, 9, 20], c: [5, 9, 11] };
    for (const k of [2, 3, 8, 9]) {
      let sum = 0;
      for (let i = Math.ceil(k / 2) + 1; i <= k; i++) sum += gPassAtK(counts, k, { atLeast: i }).estimate;
      expectWithin(meanGPassAtK(counts, k).estimate, (2 / k) * sum, { rel: 1e-14 });
    }
  });

  it("gives a perfect model 1 at even k, 1 − 1/k at odd k, and is refused at k = 1, where the sum is empty", () => {
    expect(meanGPassAtK({ n: 16, c: 16 }, 8).estimate).toBe(1);
    expectWithin(meanGPassAtK({ n: 16, c: 16 }, 5).estimate, 4 / 5, { rel: 1e-15 });
    expect(() => meanGPassAtK({ n: 16, c: 16 }, 1)).toThrow("Cannot compute mG-Pass@k: k must be an integer ≥ 2, got 1");
  });

  it("treats problems with too few samples as passAtK() does", () => {
    expect(() => meanGPassAtK({ n: [4, 2], c: [1, 1] }, 3)).toThrow(RangeError);
    expect(meanGPassAtK({ n: [4, 2], c: [4, 2] }, 4, { tooFew: "skip" }).leftOut).toEqual(Int32Array.of(1));
  });
});
