import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell, Column } from "../../src/report/document.ts";
import { formatCell } from "../../src/report/formatCell.ts";

const formats: Column["format"][] = ["text", "integer", "number", "share", "points", "p"];
const interval = (estimate: number, low: number, high: number): Cell => ({ estimate, confidenceInterval: { low, high, level: 0.95 } });

describe("formatCell()", () => {
  it.each<[Cell, Column["format"], string]>([
    [0.1234, "share", "12.3 %"],
    [0, "share", "0.0 %"],
    [1, "share", "100.0 %"],
    [0.0004, "share", "0.04 %"],
    [0.00004, "share", "0.004 %"],
    [1e-8, "share", "< 0.0001 %"],
    [0.9996, "share", "99.96 %"],
    [1 - 1e-8, "share", "> 99.99 %"],
    [0.99994, "share", "99.99 %"],
    [1 - 2 ** -53, "share", "100.0 %"],
    [-0.02, "share", "−2.0 %"],
    [-1e-8, "share", "> −0.0001 %"],
    [14.17, "share", "1,417.0 %"],
    [0.012, "points", "+1.2 pp"],
    [-0.165, "points", "−16.5 pp"],
    [0, "points", "0.0 pp"],
    [-1e-17, "points", "0.0 pp"],
    [0.0002, "points", "+0.02 pp"],
    [0.5, "p", "0.50"],
    [0.0432, "p", "0.043"],
    [0.00123, "p", "0.0012"],
    [0.000999, "p", "0.0010"],
    [0.00094, "p", "9.4e-4"],
    [3.22e-7, "p", "3.2e-7"],
    [6.412e-52, "p", "6.4e-52"],
    [0, "p", "< 1e-300"],
    [1, "p", "1"],
    [0.9951, "p", "> 0.99"],
    [12345, "integer", "12,345"],
    [-1234567, "integer", "−1,234,567"],
    [999, "integer", "999"],
    [2.5, "integer", "2.500"],
    [1652.3, "number", "1,652"],
    [999.96, "number", "1,000"],
    [12.345678, "number", "12.35"],
    [0.5, "number", "0.5000"],
    [3, "number", "3"],
    [-4.72, "number", "−4.720"],
    [1.5e-7, "number", "1.500e-7"],
    [0.000123, "number", "0.0001230"],
    [6.02e23, "number", "6.020e23"],
    [Infinity, "number", "∞"],
    [-Infinity, "points", "−∞ pp"],
    [NaN, "share", "–"],
    [null, "p", "–"],
    ["< 5", "integer", "< 5"],
    [7, "text", "7"],
    [interval(0.123, 0.091, 0.16), "share", "12.3 % [9.1 %, 16.0 %]"],
    [interval(-0.285, -0.341, -0.228), "points", "−28.5 pp [−34.1 pp, −22.8 pp]"],
    [interval(0.5, NaN, NaN), "share", "50.0 % [–, –]"],
    [interval(NaN, NaN, NaN), "share", "–"],
    [interval(5.07, 4.2, Infinity), "number", "5.070 [4.200, ∞]"],
  ])("writes %o as %s: %s", (cell, format, expected) => {
    expect(formatCell(cell, format)).toBe(expected);
  });

  it("writes every number with a true minus sign and no NaN", () => {
    fc.assert(
      fc.property(fc.double(), fc.constantFrom(...formats), (value, format) => {
        const text = formatCell(value, format);
        expect(text).not.toMatch(/NaN|Infinity|^-|[^e]-/);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it("never rounds a share to 0 or 100 % that is not, nor a p-value to 0", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1e-3, noNaN: true }), fc.double({ min: 0.999, max: 1, noNaN: true })), (share) => {
        expect(formatCell(share, "share") === "0.0 %").toBe(share === 0);
        // Within 1e-12 of 1 the difference is rounding error of whatever computed the share.
        expect(formatCell(share, "share") === "100.0 %").toBe(share > 1 - 1e-12);
        expect(formatCell(share, "p")).not.toMatch(/^0(\.0*)?$/);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it("writes numbers that read back to the digits shown", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-30, max: 1e30, noNaN: true }), (value) => {
        const back = Number(formatCell(value, "number").replaceAll(",", ""));
        expect(Math.abs(back / value - 1)).toBeLessThanOrEqual(5.0001e-4); // half a unit of the fourth digit, at worst of 1.000
      }),
      { seed: 1 },
    );
  });
});
