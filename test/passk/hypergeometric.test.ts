import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { avoidProbability, drawExpectation, hitProbability } from "../../src/passk/hypergeometric.ts";
import oracle from "../fixtures/exact/draws.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Up to 27,000 rounded products at n = 1e6; errors add up like a random walk to some 1e-14. Subnormal results have fewer digits. */
const PRODUCT = { rel: 3e-14, abs: 1e-307 };

describe("hitProbability() and avoidProbability()", () => {
  it.each(oracle.draws)("match exact fractions: n=%d c=%d k=%d", (n, c, k, hit, avoid, all) => {
    expectWithin(hitProbability(n, c, k), hit, PRODUCT);
    expectWithin(avoidProbability(n, c, k), avoid, PRODUCT);
    expectWithin(avoidProbability(n, n - c, k), all, PRODUCT);
  });

  it("are exactly 0 or 1 where no or every draw hits", () => {
    expect(hitProbability(10, 0, 3)).toBe(0);
    expect(hitProbability(10, 8, 3)).toBe(1);
    expect(hitProbability(10, 3, 0)).toBe(0);
    expect(avoidProbability(10, 8, 3)).toBe(0);
    expect(avoidProbability(10, 0, 3)).toBe(1);
  });
});

describe("drawExpectation()", () => {
  it("of 1 is 1, of X is k·c/n, of X(X − 1) is k(k − 1)·c(c − 1)/(n(n − 1))", () => {
    const draw = fc
      .integer({ min: 2, max: 2000 })
      .chain((n) => fc.record({ n: fc.constant(n), c: fc.integer({ min: 0, max: n }), k: fc.integer({ min: 1, max: n }) }));
    fc.assert(
      fc.property(draw, ({ n, c, k }) => {
        expect(drawExpectation(n, c, k, () => 1)).toBe(1);
        expectWithin(drawExpectation(n, c, k, (x) => x), (k * c) / n, { rel: 1e-13 });
        expectWithin(drawExpectation(n, c, k, (x) => x * (x - 1)), (k * (k - 1) * c * (c - 1)) / (n * (n - 1)), { rel: 1e-13 });
      }),
      { seed: 1 },
    );
  });
});
