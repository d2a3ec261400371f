import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestOfN, reduceRewards } from "../../src/vote/index.ts";
import { expectWithin } from "../within.ts";

describe("reduceRewards()", () => {
  it("reduces each list of steps", () => {
    const steps = [[0.5, 0.25, 0.75], [1], Float32Array.of(0.5, 0.5)];
    expect(reduceRewards(steps, "last")).toEqual(Float64Array.of(0.75, 1, 0.5));
    expect(reduceRewards(steps, "min")).toEqual(Float64Array.of(0.25, 1, 0.5));
    expect(reduceRewards(steps, "mean")).toEqual(Float64Array.of(0.5, 1, 0.5));
    expect(reduceRewards(steps, "max")).toEqual(Float64Array.of(0.75, 1, 0.5));
    expect(reduceRewards(steps, "prod")).toEqual(Float64Array.of(0.09375, 1, 0.25));
    expectWithin(reduceRewards(steps, "logProd")[0], Math.log(0.09375), { rel: 1e-15 });
  });

  it("has min ≤ mean ≤ max, prod ≤ min in [0, 1], and logProd = ln prod", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (steps) => {
        const value = (reduction: Parameters<typeof reduceRewards>[1]): number => reduceRewards([steps], reduction)[0];
        expect(value("min")).toBeLessThanOrEqual(value("mean") * (1 + 1e-15));
        expect(value("mean")).toBeLessThanOrEqual(value("max") * (1 + 1e-15));
        expect(value("prod")).toBeLessThanOrEqual(value("min"));
        // Twenty factors, each rounded once, in a logarithm of magnitude up to 276.
        expectWithin(value("logProd"), Math.log(value("prod")), { rel: 1e-13, abs: 1e-13 });
      }),
      { seed: 1 },
    );
  });

  it("tells long products apart by their logarithm, where the products themselves are 0", () => {
    const long = [new Float64Array(400).fill(0.1), new Float64Array(400).fill(0.11)];
    expect(reduceRewards(long, "prod")).toEqual(Float64Array.of(0, 0));
    expect(bestOfN(reduceRewards(long, "logProd")).index).toBe(1);
    expect(reduceRewards([[0.5, 0], [0.1]], "logProd")[0]).toBe(-Infinity);
  });

  it("is NaN for a sample without steps, which bestOfN can skip", () => {
    const rewards = reduceRewards([[], [0.2]], "min");
    expect(rewards).toEqual(Float64Array.of(NaN, 0.2));
    expect(bestOfN(rewards, { missing: "skip" })).toMatchObject({ index: 1, missing: 1 });
    expect(reduceRewards([], "min")).toEqual(new Float64Array(0));
  });

  it("names what is wrong", () => {
    expect(() => reduceRewards([[1], [0.5, NaN]], "min")).toThrow("Cannot reduce step rewards: rewards must be finite, got NaN at sample 1, step 1");
    expect(() => reduceRewards([[1, -1]], "prod")).toThrow("rewards must be finite and, for a product, ≥ 0, got -1 at sample 0, step 1");
    expect(reduceRewards([[1, -1]], "min")).toEqual(Float64Array.of(-1));
    expect(() => reduceRewards([["1"]] as never, "min")).toThrow(TypeError);
    expect(() => reduceRewards([0.5] as never, "min")).toThrow("stepRewards[0] must be an array, got 0.5");
    expect(() => reduceRewards([[1]], "sum" as never)).toThrow("reduction must be");
  });
});
