import { describe, expect, it } from "vitest";
import { valueScale } from "../../../../src/report/viewer/client/valueScale.ts";

describe("valueScale()", () => {
  const domain = (scale: "linear" | "log", values: number[], percent: boolean = false): unknown => {
    const { type, domain } = valueScale({ label: "", scale, percent }, values);
    return [type, ...domain];
  };

  it("begins at 0 where values come near it, and ends at 100 % where shares do", () => {
    expect(domain("linear", [0.04, 0.2])).toEqual(["linear", 0, 0.2]);
    expect(domain("linear", [0.15, 0.2, NaN, Infinity])).toEqual(["linear", 0.15, 0.2]);
    expect(domain("linear", [-3, 2])).toEqual(["linear", -3, 2]);
    expect(domain("linear", [0.3, 0.9], true)).toEqual(["linear", 0, 1]);
    expect(domain("linear", [0.3, 0.9])).toEqual(["linear", 0, 0.9]);
    expect(domain("linear", [0.5, 1.7], true)).toEqual(["linear", 0, 1.7]);
  });

  it("is logarithmic only where all values are positive", () => {
    expect(domain("log", [0.5, 8])).toEqual(["log", 0.5, 8]);
    expect(domain("log", [0, 8])).toEqual(["linear", 0, 8]);
    expect(valueScale({ label: "", scale: "log" }, [1, 100]).ticks(7.9)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(valueScale({ label: "", scale: "linear" }, [0.26, 0.43]).ticks(5.9)).toEqual([0.3, 0.35, 0.4]);
  });

  it("has room around a single value, and a range where there is none", () => {
    expect(domain("linear", [4, 4])).toEqual(["linear", 2, 6]);
    expect(domain("linear", [0])).toEqual(["linear", -1, 1]);
    expect(domain("log", [4])).toEqual(["log", 2, 8]);
    expect(domain("log", [])).toEqual(["linear", 0, 1]);
  });
});
