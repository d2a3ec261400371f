import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gPassAtK } from "../../src/passk/gPassAtK.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import { passHatK } from "../../src/passk/passHatK.ts";
import oracle from "../fixtures/exact/draws.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("gPassAtK()", () => {
  it("gives the exact upper tail of the hypergeometric law, tiny tails included", () => {
    for (const [n, c, k, atLeast, tail] of oracle.tails) expectWithin(gPassAtK({ n, c }, k, { atLeast }).estimate, tail, { rel: 1e-13 });
  });

  it("asks for ⌈τ·k⌉ correct samples and reports the number", () => {
    const counts = { n: 48, c: 24 };
    expect(gPassAtK(counts, 16, { tau: 0.75 }).atLeast).toBe(12);
    expect(gPassAtK(counts, 16, { tau: 0.75 }).estimate).toBe(gPassAtK(counts, 16, { atLeast: 12 }).estimate);
    expect(gPassAtK(counts, 16, { tau: 0 }).atLeast).toBe(1);
    expect(gPassAtK(counts, 16, { tau: 1 }).atLeast).toBe(16);
    expect(gPassAtK(counts, 16, { tau: 0.26 }).atLeast).toBe(5);
    // 0.55·100 is 55.00000000000001 in floating point.
    expect(gPassAtK({ n: 100, c: 50 }, 100, { tau: 0.55 }).atLeast).toBe(55);
    for (let k = 1; k <= 2000; k++) expect(gPassAtK({ n: 2000, c: 0 }, k, { tau: (Math.floor(k / 2) + 1) / k }).atLeast).toBe(Math.floor(k / 2) + 1);
  });

  it("is pass@k for one correct sample, pass^k for k, and falls with the threshold", () => {
    const draw = fc
      .integer({ min: 1, max: 120 })
      .chain((n) => fc.record({ n: fc.constant(n), c: fc.integer({ min: 0, max: n }), k: fc.integer({ min: 1, max: n }) }));
    fc.assert(
      fc.property(draw, ({ n, c, k }) => {
        expectWithin(gPassAtK({ n, c }, k, { atLeast: 1 }).estimate, passAtK({ n, c }, k).estimate, { rel: 1e-13 });
        expectWithin(gPassAtK({ n, c }, k, { atLeast: k }).estimate, passHatK({ n, c }, k).estimate, { rel: 1e-13 });
        for (let i = 2; i <= k; i++) {
          expect(gPassAtK({ n, c }, k, { atLeast: i }).estimate).toBeLessThanOrEqual(gPassAtK({ n, c }, k, { atLeast: i - 1 }).estimate);
        }
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("is exactly 1 for a strict majority of 15 in 29 out of 29", () => {
    expect(gPassAtK({ n: 29, c: 15 }, 29, { atLeast: 15 }).estimate).toBe(1);
    expect(gPassAtK({ n: 29, c: 14 }, 29, { atLeast: 15 }).estimate).toBe(0);
  });

  it("wants exactly one threshold, in range", () => {
    const counts = { n: 8, c: [1, 2] };
    expect(() => gPassAtK(counts, 4, {})).toThrow("Cannot compute G-Pass@k: exactly one of `atLeast` and `tau` must be given, got neither");
    expect(() => gPassAtK(counts, 4, { atLeast: 1, tau: 0.5 })).toThrow(TypeError);
    expect(() => gPassAtK(counts, 4, { atLeast: 5 })).toThrow("atLeast must be an integer between 1 and 4, got 5");
    expect(() => gPassAtK(counts, 4, { tau: 1.1 })).toThrow("tau must lie between 0 and 1, got 1.1");
    expect(() => gPassAtK(counts, 9, { tau: 0.5 })).toThrow(/at least k = 9 samples/);
    expect(gPassAtK({ n: [8, 9], c: [8, 9] }, 9, { tau: 0.5, tooFew: "skip" }).leftOut).toEqual(Int32Array.of(0));
  });
});
