import { describe, expect, it } from "vitest";
import { leadingSign, passage, signChange } from "../../src/passk/crossover.ts";

const ks = [1, 2, 4, 8];

describe("signChange()", () => {
  it("interpolates between the k on either side of the first change", () => {
    expect(signChange(ks, [0.3, 0.1, -0.1, -0.2])).toBe(3);
    expect(signChange(ks, [-0.3, -0.2, -0.1, 0.3])).toBe(5);
    expect(signChange(ks, [0.1, -0.1, 0.1, -0.1])).toBe(1.5);
  });

  it("is null where the curves only touch, converge or agree", () => {
    expect(signChange(ks, [0.3, 0.2, 0.1, 0.05])).toBeNull();
    expect(signChange(ks, [0.3, 0, 0.1, 0])).toBeNull();
    expect(signChange(ks, [0, 0, 0, 0])).toBeNull();
    expect(signChange([1], [-0.2])).toBeNull();
  });

  it("takes the first of the zeros between as the crossing", () => {
    expect(signChange(ks, [0.3, 0, 0, -0.1])).toBe(2);
    expect(signChange(ks, [0.3, 0, -0.1, -0.1])).toBe(2);
    expect(signChange(ks, [0, 0.2, 0, -0.1])).toBe(4);
  });
});

describe("passage()", () => {
  it("is the smallest k where the arm never was ahead, ∞ where it always is", () => {
    expect(passage(ks, [-0.1, 0.1, 0.2, 0.3], 1)).toBe(1);
    expect(passage(ks, [0.1, 0.1, 0.2, 0.3], 1)).toBe(Infinity);
    expect(passage(ks, [0.1, -0.1, 0.2, 0.3], -1)).toBe(1);
    expect(passage(ks, [0, -0.1, -0.2, -0.3], 1)).toBe(1);
    expect(passage(ks, [-0.2, 0.2, 0.2, 0.3], -1)).toBe(1.5);
  });
});

describe("leadingSign()", () => {
  it("skips zeros", () => {
    expect([leadingSign([0, 0, -2, 1]), leadingSign([3]), leadingSign([0])]).toEqual([-1, 1, 0]);
  });
});
