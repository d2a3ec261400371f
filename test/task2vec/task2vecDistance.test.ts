import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Task2VecDistance, task2vecDistance } from "../../src/task2vec/index.ts";
import oracle from "../fixtures/scipy/task2vec.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const names: readonly Task2VecDistance[] = ["cosine", "task2vecCosine", "normalizedCosine", "correlation", "kl", "asymmetricKl", "jsd", "entropy"];
const symmetric = names.filter((name) => name !== "asymmetricKl");

const between = (first: ArrayLike<number>, second: ArrayLike<number>, distance: Task2VecDistance, options = {}): number =>
  task2vecDistance(first, second, { distance, ...options }).estimate;

/** Fisher entries over twelve orders of magnitude. */
const entry = fc.tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -6, max: 5 })).map(([a, e]) => a * 10 ** e);
const pair = fc.integer({ min: 2, max: 20 }).chain((d) => fc.tuple(fc.array(entry, { minLength: d, maxLength: d }), fc.array(entry, { minLength: d, maxLength: d })));

describe("task2vecDistance()", () => {
  it("gives the reference implementation's values under the names of the notes", () => {
    const h = [1, 2, 3, 4];
    const g = [2, 1, 4, 8];
    const claims: [Task2VecDistance, number][] = [
      ["cosine", 0.04945835874239268],
      ["task2vecCosine", 0.14171309543496968],
      ["normalizedCosine", 0.18941719958592995],
      ["kl", 0.48310485960085836],
      ["asymmetricKl", 0.42625204016080365],
      ["jsd", 0.023373024635742826],
      ["correlation", 0.6460763014540858],
      ["entropy", 0.04503452806334518],
    ];
    // Last places of double precision; theirs come from differences of numbers near 1.
    for (const [name, value] of claims) expectWithin(between(h, g, name), value, { rel: 1e-14, abs: 2e-16 });
    expectWithin(between(g, h, "asymmetricKl"), 0.365414626505863, { rel: 1e-14 });
    expectWithin(between(h, h, "normalizedCosine", { scale: { first: [2, 2, 1, 1], second: [1, 1, 1, 1] } }), 0.014842512172517086, { rel: 1e-14 });
    expect(task2vecDistance(h, g)).toEqual({ estimate: between(h, g, "cosine") });
  });

  it.each(names)("%s agrees with SciPy on random Fisher vectors", (name) => {
    for (const { first, second, scale, values } of oracle.pairs) {
      // SciPy subtracts cosines and entropies from constants of order 1.
      expectWithin(between(first, second, name, name === "normalizedCosine" ? { scale } : {}), values[name], { rel: 1e-12, abs: 1e-15 });
    }
  });

  it.each(names)("%s keeps its digits for near duplicates", (name) => {
    for (const { apart, data, values } of oracle.near) {
      const vectorAt = (i: number): number[] => data.slice(i * 48, i * 48 + 24);
      // Lengths and shares are rounded to 1e-16, which the difference `apart` magnifies.
      const rel = Math.max(1e-14, 1e-15 / apart);
      expectWithin(between(vectorAt(0), vectorAt(1), name), values[name].pair, { rel });
    }
  });

  it("is symmetric, 0 for equal vectors, never negative, within its range", () => {
    fc.assert(
      fc.property(pair, fc.constantFrom(...symmetric), ([g, h], name) => {
        // All variances equal have no direction.
        fc.pre(name !== "correlation" || (new Set(g).size > 1 && new Set(h).size > 1));
        const options = { epsilon: name === "cosine" ? undefined : 0 };
        const value = between(g, h, name, options);
        expectWithin(value, between(h, g, name, options), { rel: 1e-11, abs: 1e-18 });
        expect(value).toBeGreaterThanOrEqual(0);
        expect(between(g, g, name, options)).toBe(0);
        const most = { cosine: 1, task2vecCosine: 1, normalizedCosine: 1, correlation: 2, entropy: Math.LN2 }[name as string] ?? Infinity;
        expect(value).toBeLessThanOrEqual(most + 4e-16);
      }),
      { seed: 1 },
    );
  });

  it("does not see a common factor; cosines none at all, up to ε", () => {
    fc.assert(
      fc.property(pair, fc.constantFrom(...names), fc.integer({ min: -8, max: 8 }), ([g, h], name, power) => {
        fc.pre(name !== "correlation" || (new Set(g).size > 1 && new Set(h).size > 1));
        const options = { epsilon: name === "cosine" ? undefined : 0 };
        const scaled = (x: number[]): number[] => x.map((value) => value * 2 ** power);
        expectWithin(between(scaled(g), scaled(h), name, options), between(g, h, name, options), { rel: 1e-11, abs: 1e-30 });
        if (["cosine", "normalizedCosine", "correlation"].includes(name)) expectWithin(between(scaled(g), h, name, options), between(g, h, name, options), { rel: 1e-11, abs: 1e-30 });
      }),
      { seed: 2 },
    );
  });

  it("asymmetric divergence is at most the symmetric one, jsd at most a quarter of both directions' mean per entry", () => {
    fc.assert(
      fc.property(pair, ([g, h]) => {
        const forth = between(g, h, "asymmetricKl");
        const back = between(h, g, "asymmetricKl");
        const both = between(g, h, "kl");
        const tolerance = 1 + 1e-13;
        expect(Math.max(forth, back)).toBeLessThanOrEqual(both * tolerance);
        expect(both).toBeLessThanOrEqual((forth + back) * tolerance);
        expect(between(g, h, "jsd") * g.length).toBeLessThanOrEqual(0.25 * (forth + back) * tolerance);
      }),
      { seed: 3 },
    );
  });

  it("takes ratios of any size: the logarithm of a small ratio does not lose its digits", () => {
    // ½(h/g − 1 − ln(h/g)) with h/g = 1e-12: ln 1e12 = 27.631021115928547.
    expectWithin(between([1e6], [1e-6], "asymmetricKl"), 0.5 * (1e-12 - 1 + 27.631021115928547), { rel: 1e-14 });
    expectWithin(between([1e6], [1e-6], "jsd"), 0.25 * Math.log(((1e6 + 1e-6) ** 2) / 4), { rel: 1e-14 });
    expectWithin(between([1e-200, 2e-200], [1e-200, 1e-200], "cosine"), 1 - 3 / Math.sqrt(10), { rel: 1e-13 });
    expectWithin(between([1e200, 2e200], [1e-200, 1e-200], "cosine"), 1 - 3 / Math.sqrt(10), { rel: 1e-13 });
    expectWithin(between([1e-200, 0], [1, 1], "entropy", { epsilon: 0 }), Math.LN2, { rel: 1e-14 });
  });

  it("treats entries of zero as the distance says", () => {
    expect(between([1, 0], [0, 1], "cosine")).toBe(1);
    expectWithin(between([1, 0], [0, 1], "task2vecCosine"), 1, { rel: 1e-15 });
    // The shares are 1/(1 + 1e-8) and 0: an entropy of 2e-7 in the first.
    expectWithin(between([1, 0], [0, 1], "entropy"), Math.LN2, { abs: 2e-7 });
    expectWithin(between([1, 0], [1, 0], "entropy"), Math.LN2 / 2, { rel: 1e-14 });
    expect(between([1, 0], [1, 0], "entropy", { epsilon: 0 })).toBe(0);
    for (const name of ["normalizedCosine", "correlation", "kl", "asymmetricKl", "jsd"] as const) {
      expect(() => between([1, 2, 0], [1, 2, 3], name)).toThrow(
        `Cannot compute a Task2Vec distance: Fisher information must be > 0 for distance "${name}" (option epsilon allows 0), got 0 at first, entry 2`,
      );
      expectWithin(between([1, 2, 0], [1, 2, 3], name, { epsilon: 0.5 }), between([1.5, 2.5, 0.5], [1.5, 2.5, 3.5], name), { rel: 1e-15 });
    }
  });

  it("refuses vectors without a direction unless they are to be orthogonal", () => {
    for (const name of ["cosine", "task2vecCosine"] as const) {
      expect(() => between([1, 2], [0, 0], name)).toThrow('vectors must have a direction (option zeroVector: "orthogonal" allows others), got zeros at second');
      expect(between([1, 2], [0, 0], name, { zeroVector: "orthogonal" })).toBe(1);
      expect(between([0, 0], [0, 0], name, { zeroVector: "orthogonal" })).toBe(1);
    }
    expect(() => between([2, 2], [1, 3], "correlation")).toThrow("got equal variances at first");
    expect(between([2, 2], [1, 3], "correlation", { zeroVector: "orthogonal" })).toBe(1);
  });

  it("reads single precision in double precision and leaves its input alone", () => {
    const g = Float32Array.of(0.1, 0.2, 0.7);
    const h = Object.freeze([0.3, 0.3, 0.4]);
    expect(between(g, h, "kl")).toBe(between(Array.from(g), h, "kl"));
    expect(g).toEqual(Float32Array.of(0.1, 0.2, 0.7));
  });

  it("names what is wrong", () => {
    expect(() => task2vecDistance([1, -1], [1, 1])).toThrow("Fisher information must be finite and ≥ 0, got -1 at first, entry 1");
    expect(() => task2vecDistance([1, 1], [1, NaN])).toThrow("second must be finite numbers, got NaN at index 1");
    expect(() => task2vecDistance([1, 1], [1])).toThrow("first and second must have one length, got 2 and 1");
    expect(() => task2vecDistance([], [])).toThrow("first must hold at least 1 value, got 0");
    expect(() => task2vecDistance("ab" as unknown as number[], [1])).toThrow(TypeError);
    expect(() => between([1], [1], "cosin" as Task2VecDistance)).toThrow('distance must be "cosine" or "task2vecCosine"');
    expect(() => between([1], [1], "kl", { epsilon: -1 })).toThrow("epsilon must be ≥ 0, got -1");
    expect(() => between([1], [1], "cosine", { epsilon: 1 })).toThrow('epsilon must not be given for distance "cosine"');
    expect(() => between([1], [1], "kl", { scale: { first: [1], second: [1] } })).toThrow('scale must only be given for distance "normalizedCosine", got distance "kl"');
    expect(() => between([1, 2], [1, 2], "normalizedCosine", { scale: { first: [1], second: [1] } })).toThrow("scale must have one entry for each of the vectors' 2, got 1");
    expect(() => between([1, 2], [1, 2], "normalizedCosine", { scale: { first: [1, 0], second: [1, 1] } })).toThrow("scale must be finite and > 0, got 0 at scale.first, entry 1");
    expect(() => between([1e-310, 1], [1, 1], "correlation")).toThrow(expect.objectContaining({ name: "NumericalError", code: "non-finite" }));
    expect(() => between([1e-300, 1], [1e300, 1], "kl")).toThrow(expect.objectContaining({ name: "NumericalError", code: "non-finite" }));
    expect(() => task2vecDistance([1], [1], { metric: "cosine" } as object)).toThrow("unknown option `metric`");
  });
});
