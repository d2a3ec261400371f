import { describe, expect, it } from "vitest";
import { uniqueFraction } from "@divlab/core/text";

describe("uniqueFraction()", () => {
  it("counts different keys among those that are there", () => {
    expect(uniqueFraction(["a", "b", "a", null, undefined])).toEqual({ estimate: 2 / 3, distinct: 2, n: 3, missing: 2 });
    expect(uniqueFraction([1, 2, 2, NaN])).toEqual({ estimate: 2 / 3, distinct: 2, n: 3, missing: 1 });
  });

  it("tells strings from numbers and takes the empty string as a key", () => {
    expect(uniqueFraction(["1", 1]).distinct).toBe(2);
    expect(uniqueFraction(["", ""])).toEqual({ estimate: 1 / 2, distinct: 1, n: 2, missing: 0 });
    expect(uniqueFraction([0, -0]).distinct).toBe(1);
  });

  it("is NaN without any key", () => {
    expect(uniqueFraction([])).toEqual({ estimate: NaN, distinct: 0, n: 0, missing: 0 });
    expect(uniqueFraction([null])).toEqual({ estimate: NaN, distinct: 0, n: 0, missing: 1 });
  });

  it("names what is wrong", () => {
    expect(() => uniqueFraction(["a", {} as string])).toThrow("Cannot compute the unique fraction: keys must be strings or numbers, got an object at index 1");
    expect(() => uniqueFraction("ab" as unknown as string[])).toThrow("keys must be an array");
  });
});
