import { describe, expect, it } from "vitest";
import { chiSquaredUpperTail, normalUpperTail } from "../../src/numeric/special/index.ts";
import { createRng, normal, type Rng, shuffledIndices } from "../../src/random/index.ts";
import { expectWithin } from "../within.ts";

/** First numbers of some streams. The path's first three also come straight from seedrandom's xor4096("42/bootstrap/17").double(). */
const FROZEN = {
  zero: [0.6050433504987341, 0.20318710620515068, 0.4221716632819207],
  fortyTwo: [0.5198396780528832, 0.6490345226846735, 0.0353657622584419],
  path: [0.5346499309156131, 0.7099518344895092, 0.45654084243983095],
  integers: [26, 67, 10, 34, 56, 25, 20, 16],
  normals: [-0.6722062279606074, -0.6648747253196174, 1.6032395495328573],
  shuffle: [3, 6, 1, 2, 7, 5, 4, 0],
};

const draws = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

describe("createRng()", () => {
  it("gives the frozen numbers of each seed: a change here changes published results and needs a major version", () => {
    expect(draws(3, createRng(0).float)).toEqual(FROZEN.zero);
    expect(draws(3, createRng(42).float)).toEqual(FROZEN.fortyTwo);
    expect(draws(3, createRng("42/bootstrap/17").float)).toEqual(FROZEN.path);
    const rng = createRng("seed");
    expect(draws(8, () => rng.integer(100))).toEqual(FROZEN.integers);
    expect(draws(3, () => normal(rng))).toEqual(FROZEN.normals);
    expect([...shuffledIndices(8, rng)]).toEqual(FROZEN.shuffle);
  });

  it("names streams by path, whatever was drawn before", () => {
    const rng = createRng(42);
    draws(10, rng.float);
    expect(draws(5, rng.stream("bootstrap").stream(17).float)).toEqual(draws(5, createRng("42/bootstrap/17").float));
    expect(rng.stream("a").float()).not.toBe(rng.stream("b").float());
  });

  it("takes a number and its name for the same seed, an Rng as it is, a function as the source", () => {
    expect(createRng(7).float()).toBe(createRng("7").float());
    const rng = createRng(1);
    expect(createRng(rng)).toBe(rng);
    const half: Rng = createRng(() => 0.5);
    expect([half.float(), half.integer(10)]).toEqual([0.5, 5]);
    expect(half.stream("x")).toBe(half);
  });

  it.each([1, -0.1, NaN, undefined])("refuses a function that returns %s", (u) => {
    expect(() => createRng(() => u as number).float()).toThrow(RangeError);
    expect(() => createRng(() => u as number).integer(3)).toThrow(`must return numbers in [0, 1), got ${u}`);
  });

  it.each([undefined, null, NaN, Infinity, {}, true])("refuses %s as a seed", (seed) => {
    expect(() => createRng(seed as never)).toThrow(TypeError);
    expect(() => createRng(seed as never)).toThrow("Cannot create a random number generator: `rng` must be");
  });

  it("has uniform integers, also across neighbouring streams", () => {
    const rng = createRng(3);
    // χ² with 19 degrees of freedom; a fixed seed, so the test is either always right or always wrong.
    expect(uniformity(draws(40_000, () => rng.integer(20)), 20)).toBeGreaterThan(0.001);
    expect(uniformity(Array.from({ length: 20_000 }, (_, i) => rng.stream(i).integer(20)), 20)).toBeGreaterThan(0.001);
  });
});

describe("normal()", () => {
  it("has mean 0, variance 1 and the right tails", () => {
    const rng = createRng(11);
    const z = draws(100_000, () => normal(rng));
    // Four standard errors of each quantity at 100,000 draws.
    expectWithin(z.reduce((a, b) => a + b) / z.length, 0, { abs: 4 * Math.sqrt(1 / z.length) });
    expectWithin(z.reduce((a, b) => a + b * b, 0) / z.length, 1, { abs: 4 * Math.sqrt(2 / z.length) });
    for (const limit of [1, 2, 3]) {
      const p = normalUpperTail(limit);
      expectWithin(z.filter((v) => v > limit).length / z.length, p, { abs: 4 * Math.sqrt((p * (1 - p)) / z.length) });
    }
  });

  it("draws again where the uniform is 0", () => {
    const uniforms = [0, 0, 0.5];
    expect(normal(createRng(() => uniforms.shift() as number))).toBe(-0);
    expect(uniforms).toEqual([]);
  });
});

describe("shuffledIndices()", () => {
  it("holds every index once", () => {
    expect([...shuffledIndices(50, createRng(1))].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...shuffledIndices(0, createRng(1))]).toEqual([]);
    expect([...shuffledIndices(1, createRng(1))]).toEqual([0]);
  });

  it("gives all 24 orders of four equally often", () => {
    const rng = createRng(5);
    const names = new Map<string, number>();
    const codes = draws(24_000, () => {
      const name = shuffledIndices(4, rng).join("");
      if (!names.has(name)) names.set(name, names.size);
      return names.get(name) as number;
    });
    expect(names.size).toBe(24);
    expect(uniformity(codes, 24)).toBeGreaterThan(0.001);
  });
});

/** p-value of Pearson's χ² test that codes 0 … cells − 1 are equally likely. */
function uniformity(codes: number[], cells: number): number {
  const counts = new Array<number>(cells).fill(0);
  for (const code of codes) counts[code]++;
  const expected = codes.length / cells;
  return chiSquaredUpperTail(counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0), cells - 1);
}
