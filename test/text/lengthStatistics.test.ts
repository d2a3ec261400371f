import { describe, expect, it } from "vitest";
import { lengthStatistics } from "@divlab/core/text";
import { expectWithin } from "../within.ts";

describe("lengthStatistics()", () => {
  it("gives mean, median and spread of whole numbers", () => {
    // Squares of the deviations add up to 32: variance 32/7.
    const result = lengthStatistics([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(result).toMatchObject({ n: 8, mean: 5, median: 4.5 });
    expectWithin(result.standardDeviation, Math.sqrt(32 / 7), { rel: 1e-15 });
    expectWithin(result.coefficientOfVariation, Math.sqrt(32 / 7) / 5, { rel: 1e-15 });
  });

  it("does not depend on the unit", () => {
    const lengths = [120, 340, 77, 1501];
    expectWithin(lengthStatistics(lengths.map((length) => 0.3 * length)).coefficientOfVariation, lengthStatistics(lengths).coefficientOfVariation, { rel: 1e-14 });
  });

  it("takes typed arrays and leaves them as they are", () => {
    const lengths = Int32Array.of(3, 1, 2);
    expect(lengthStatistics(lengths).median).toBe(2);
    expect(lengths).toEqual(Int32Array.of(3, 1, 2));
  });

  it("is 0 for equal lengths, NaN where undefined", () => {
    for (const length of [7, 0.1, 1e9 + 0.3]) expectWithin(lengthStatistics([length, length, length]).coefficientOfVariation, 0, { abs: 1e-15 });
    expect(lengthStatistics([])).toEqual({ n: 0, mean: NaN, median: NaN, standardDeviation: NaN, coefficientOfVariation: NaN });
    expect(lengthStatistics([5])).toEqual({ n: 1, mean: 5, median: 5, standardDeviation: NaN, coefficientOfVariation: NaN });
    expect(lengthStatistics([0, 0])).toEqual({ n: 2, mean: 0, median: 0, standardDeviation: 0, coefficientOfVariation: NaN });
  });

  it("names what is wrong", () => {
    expect(() => lengthStatistics([1, NaN])).toThrow("Cannot describe lengths: lengths must be finite numbers, got NaN at index 1");
    expect(() => lengthStatistics([1, -2])).toThrow("Cannot describe lengths: lengths must not be negative, got -2 at index 1");
  });
});
