import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustPValues } from "../../src/stats/index.ts";
import oracle from "../fixtures/r/stats.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const methods = ["holm", "bonferroni", "benjamini-hochberg"] as const;

describe("adjustPValues()", () => {
  it.each([
    ["holm", oracle.adjust.holm],
    ["benjamini-hochberg", oracle.adjust.bh],
    ["bonferroni", oracle.adjust.bonferroni],
  ] as const)("agrees with R's p.adjust: %s", (method, expected) => {
    adjustPValues(oracle.adjust.p, method).forEach((p, i) => expectWithin(p, expected[i], { rel: 2e-16 }));
  });

  it("keeps the order of the p-values, never lowers one, and orders the methods", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (p) => {
        const [holm, bonferroni, fdr] = methods.map((method) => adjustPValues(p, method));
        p.forEach((value, i) => {
          expect(fdr[i]).toBeGreaterThanOrEqual(value);
          expect(holm[i]).toBeGreaterThanOrEqual(fdr[i]);
          expect(bonferroni[i]).toBeGreaterThanOrEqual(holm[i]);
          expect(bonferroni[i]).toBeLessThanOrEqual(1);
          p.forEach((other, j) => {
            if (value <= other) for (const adjusted of [holm, bonferroni, fdr]) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]);
          });
        });
      }),
      { seed: 1 },
    );
  });

  it("has Holm's as default, leaves a single p alone, takes none, and does not touch its input", () => {
    const p = Object.freeze([0.02, 0.01]);
    expect(adjustPValues(p)).toEqual(adjustPValues(p, "holm"));
    for (const method of methods) {
      expect([...adjustPValues([0.3], method)]).toEqual([0.3]);
      expect(adjustPValues([], method)).toHaveLength(0);
    }
  });

  it("refuses what is no p-value", () => {
    expect(() => adjustPValues([0.1, 1.1])).toThrow(new RangeError("Cannot adjust p-values: p-values must lie between 0 and 1, got 1.1 at index 1"));
    expect(() => adjustPValues([0.1, NaN])).toThrow(RangeError);
    expect(() => adjustPValues([0.1], "BH" as never)).toThrow(RangeError);
    expect(() => adjustPValues(0.1 as never)).toThrow(TypeError);
  });
});
