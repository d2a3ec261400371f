import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random/index.ts";
import { type SubsetPositions, subsetsOf } from "../../src/study/subsetsOf.ts";

const listed = ({ positions, size, count }: SubsetPositions): number[][] => Array.from({ length: count }, (_, b) => Array.from(positions.subarray(b * size, (b + 1) * size)));

describe("subsetsOf()", () => {
  it("gives all subsets, once each and in order, where they are few enough", () => {
    const all = subsetsOf(10, createRng(0))(5, 3);
    expect(all.method).toBe("enumerated");
    expect(listed(all)).toEqual([[0, 1, 2], [0, 1, 3], [0, 1, 4], [0, 2, 3], [0, 2, 4], [0, 3, 4], [1, 2, 3], [1, 2, 4], [1, 3, 4], [2, 3, 4]]);
    expect(subsetsOf(9, createRng(0))(5, 3).method).toBe("subsets");
    expect(listed(subsetsOf(2, createRng(0))(40, 40))).toEqual([Array.from({ length: 40 }, (_, i) => i)]);
    // C(400, 200) is far beyond any number that could be listed.
    expect(subsetsOf(5, createRng(0))(400, 200)).toMatchObject({ method: "subsets", count: 5 });
  });

  it("draws ascending positions without repeats, nested from size to size, the same whatever else is asked", () => {
    const draw = subsetsOf(20, createRng("seed"));
    const [four, eight] = [listed(draw(30, 4)), listed(draw(30, 8))];
    for (const [b, own] of eight.entries()) {
      expect(new Set(own).size).toBe(8);
      expect(own).toEqual(own.toSorted((a, c) => a - c));
      expect(four[b].every((position) => own.includes(position))).toBe(true);
    }
    expect(listed(subsetsOf(20, createRng("seed"))(30, 8))).toEqual(eight);
    expect(listed(subsetsOf(20, createRng("other"))(30, 8))).not.toEqual(eight);
    // A longer list begins with the shorter one.
    expect(listed(subsetsOf(25, createRng("seed"))(30, 8)).slice(0, 20)).toEqual(eight);
  });

  it("draws the same for the same n from a plain function, which has no streams", () => {
    const rng = createRng(3);
    const draw = subsetsOf(12, createRng(() => rng.float()));
    expect(listed(draw(9, 3))).toEqual(listed(draw(9, 3)));
  });

  it("draws every subset with one probability", () => {
    const counts = new Map<string, number>();
    const draws = 6000;
    for (let seed = 0; seed < draws / 5; seed++) for (const own of listed(subsetsOf(5, createRng(`uniform/${seed}`))(6, 2))) counts.set(own.join(), (counts.get(own.join()) ?? 0) + 1);
    expect(counts.size).toBe(15);
    // Five standard errors of a count of 400.
    for (const count of counts.values()) expect(Math.abs(count - draws / 15)).toBeLessThan(5 * Math.sqrt(draws / 15));
  });

  it("takes the first samples on request", () => {
    expect(subsetsOf("first", createRng(0))(9, 4)).toEqual({ positions: Int32Array.from([0, 1, 2, 3]), size: 4, count: 1, method: "first" });
  });
});
