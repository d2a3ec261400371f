import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passAtK } from "../../src/passk/passAtK.ts";
import { passHatK } from "../../src/passk/passHatK.ts";
import oracle from "../fixtures/exact/draws.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("passHatK()", () => {
  it("gives the exact share of subsets that are all correct", () => {
    for (const [n, c, k, , , all] of oracle.draws) expectWithin(passHatK({ n, c }, k).estimate, all, { rel: 3e-14, abs: 1e-307 });
    expectWithin(passHatK({ n: 200, c: 100 }, 10).estimate, 7.710260627178503e-4, { rel: 1e-14 });
  });

  it("equals pass@k at k = 1, and 1 − pass@k of the wrong samples at any k", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), fc.nat(), (n, a, b) => {
        const c = a % (n + 1);
        const k = 1 + (b % n);
        expectWithin(passHatK({ n, c }, 1).estimate, passAtK({ n, c }, 1).estimate, { rel: 1e-15 });
        expectWithin(passHatK({ n, c }, k).estimate, 1 - passAtK({ n, c: n - c }, k).estimate, { abs: 1e-14 });
      }),
      { seed: 1 },
    );
  });

  it("treats problems with too few samples as passAtK() does", () => {
    expect(() => passHatK({ n: [4, 2], c: [1, 1] }, 3)).toThrow(/Cannot compute pass\^k: every problem used must have at least k = 3 samples, got n = 2 at index 1/);
    const result = passHatK({ n: [4, 2], c: [4, 2] }, 3, { tooFew: "skip" });
    expect(result.estimate).toBe(1);
    expect(result.leftOut).toEqual(Int32Array.of(1));
    expect(result.method).toBe("pass^3, unbiased");
    expect(() => passHatK({ n: 4, c: 1 }, 2, { estimator: "plug-in" } as object)).toThrow(TypeError);
  });
});
