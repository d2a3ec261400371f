import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionDpp, inclusionProbabilities, kernelSpectrum, logProbability, marginalKernel } from "../../src/dpp/index.ts";
import { createRng, normal, shuffledIndices } from "../../src/random/index.ts";
import oracle from "../fixtures/dpp/conditional.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { enumerateDpp } from "./subsets.ts";

/** Kernels here have condition numbers up to 1e3; the oracle asks for 1e-10. */
const PROBABILITY = { abs: 1e-12 };

/** A kernel, some items to include and some to exclude. */
const events = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer(), fc.nat(), fc.nat()).map(([n, seed, a, b]) => {
  const rng = createRng(seed);
  const rows = Array.from({ length: n }, () => Array.from({ length: n + 2 }, () => normal(rng)));
  const L = rows.map((x) => rows.map((y) => x.reduce((sum, value, j) => sum + value * y[j], 0)));
  const order = Array.from(shuffledIndices(n, rng));
  const include = order.slice(0, a % (n + 1));
  return { L, include, exclude: order.slice(include.length, include.length + (b % (n + 1 - include.length))) };
});

const holds = (subset: readonly number[], include: readonly number[], exclude: readonly number[]) =>
  include.every((i) => subset.includes(i)) && !exclude.some((i) => subset.includes(i));

describe("conditionDpp()", () => {
  it.each(oracle.cases)("agrees with 60 digits: $name", ({ L, include, exclude, remaining, conditional_L, conditional_K, log_prob_event, inclusion, subsets, prob, kdpp }) => {
    const given = conditionDpp(L, { include, exclude });
    expect(Array.from(given.indices)).toEqual(remaining);
    expect(given.shape).toEqual([remaining.length, remaining.length]);
    conditional_L.flat().forEach((value, at) => expectWithin(given.data[at], value, PROBABILITY));
    marginalKernel(given).data.forEach((value, at) => expectWithin(value, conditional_K.flat()[at], PROBABILITY));
    inclusionProbabilities(given).forEach((value, i) => expectWithin(value, inclusion[remaining[i]], PROBABILITY));
    expectWithin(given.logProbability, log_prob_event, { rel: 1e-13 });
    subsets.forEach((subset, i) => {
      const rest = subset.filter((item) => !include.includes(item)).map((item) => remaining.indexOf(item));
      expectWithin(Math.exp(logProbability(given, rest)), prob[i], PROBABILITY);
    });
    for (const { k, item_inclusion } of kdpp) {
      inclusionProbabilities(given, { size: k - include.length }).forEach((value, i) => expectWithin(value, item_inclusion[remaining[i]], PROBABILITY));
    }
  });

  it("gives the probability of the event, for DPPs and k-DPPs", () => {
    fc.assert(
      fc.property(events, ({ L, include, exclude }) => {
        const possible = L.length - exclude.length;
        for (const size of [undefined, ...Array.from({ length: possible - include.length + 1 }, (_, i) => include.length + i)]) {
          const { subsets, prob } = enumerateDpp(L, size);
          const exact = prob.reduce((sum, p, i) => sum + (holds(subsets[i], include, exclude) ? p : 0), 0);
          const options = { include, exclude, ...(size !== undefined && { size }) };
          expectWithin(Math.exp(conditionDpp(L, options).logProbability), exact, { abs: 1e-10 });
        }
      }),
      { seed: 41, numRuns: 80 },
    );
  });

  it("splits a probability: P(S) = P(event)·P(S | event)", () => {
    fc.assert(
      fc.property(events, ({ L, include, exclude }) => {
        const given = conditionDpp(L, { include, exclude });
        const whole = [...include, ...given.indices];
        const rest = Array.from(given.indices.keys());
        const conditional = rest.length === 0 ? 0 : logProbability(given, rest);
        expectWithin(given.logProbability + conditional, logProbability(L, whole), { abs: 1e-8 });
      }),
      { seed: 42, numRuns: 80 },
    );
  });

  it("one by one is all at once", () => {
    const { L } = oracle.cases[0];
    const all = conditionDpp(L, { include: [5, 1], exclude: [0] });
    const first = conditionDpp(L, { include: [1] });
    const second = conditionDpp(first, { include: [first.indices.indexOf(5)], exclude: [first.indices.indexOf(0)] });
    expect(Array.from(second.indices, (i) => first.indices[i])).toEqual(Array.from(all.indices));
    second.data.forEach((value, at) => expectWithin(value, all.data[at], { abs: 1e-14 }));
    expectWithin(first.logProbability + second.logProbability, all.logProbability, { rel: 1e-13 });
  });

  it("gives two items the probability of their minor of K", () => {
    const { L } = oracle.cases[0];
    const { data, shape } = marginalKernel(L);
    const [n] = shape;
    const pair = data[n + 1] * data[4 * n + 4] - data[n + 4] * data[4 * n + 1];
    expectWithin(Math.exp(conditionDpp(L, { include: [4, 1] }).logProbability), pair, PROBABILITY);
  });

  it("leaves zeros where an item depends on those included", () => {
    const rows = [[1, 0.3], [0.2, 1], [1, 0.3], [-1, 4]];
    const L = rows.map((a) => rows.map((b) => a[0] * b[0] + a[1] * b[1]));
    const one = conditionDpp(L, { include: [0] });
    expect(one.data[1 * 3 + 1]).toBe(0);
    expect(Array.from(one.indices)).toEqual([1, 2, 3]);
    const two = conditionDpp(L, { include: [0, 1] });
    expect(Array.from(two.data)).toEqual([0, 0, 0, 0]);
    expectWithin(two.logProbability, logProbability(L, [0, 1]), { abs: 1e-13 });
    expect(conditionDpp(L, { include: [0, 1], size: 2 }).logProbability).toBeLessThan(0);
  });

  it("stays positive semidefinite where all open items are near duplicates of those included", () => {
    const rng = createRng("noise");
    for (const noise of [1e-3, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9]) {
      for (let run = 0; run < 20; run++) {
        const rows = Array.from({ length: 6 }, (_, i) => [1 + noise * normal(rng), i % 2 + noise * normal(rng), noise * normal(rng), noise * normal(rng)]);
        const L = rows.map((a) => rows.map((b) => a.reduce((sum, value, j) => sum + value * b[j], 0)));
        const given = conditionDpp(L, { include: [0, 1] });
        const { eigenvalues } = kernelSpectrum(given);
        expect(eigenvalues.length).toBeLessThanOrEqual(4);
        if (noise >= 1e-5) expect(eigenvalues).toHaveLength(2);
        expect(given.logProbability).toBeLessThan(0);
      }
    }
  });

  it("takes a kernel in float32, whose rounding is larger", () => {
    const rows = [[1, 0.3, 0], [0.7, 0.1, 0.2], [0.2, -1, 0.7], [0.1, 0.1, 0.9], [1, 0.3, 1e-5]];
    const L = rows.map((a) => rows.map((b) => a.reduce((sum, value, j) => sum + value * b[j], 0)));
    const float32 = { data: Float32Array.from(L.flat()), shape: [5, 5] };
    for (const include of [[], [1], [1, 2]]) {
      const given = conditionDpp(float32, { include });
      const expected = conditionDpp(L, { include });
      given.data.forEach((value, at) => expectWithin(value, expected.data[at], { abs: 1e-6 }));
      expect(kernelSpectrum(given).rank).toBe(3 - include.length);
      expectWithin(given.logProbability, expected.logProbability, { abs: 1e-5 });
    }
    expect(() => conditionDpp(float32, { include: [0, 4] })).toThrow("got item 4 dependent on others");
    expect(Array.from(conditionDpp(float32, { include: [0, 1, 2] }).data)).toEqual([0, 0, 0, 0]);
  });

  it("of nothing is the kernel itself; of everything nothing is left", () => {
    const L = [[2, 0.5], [0.5, 1]];
    const none = conditionDpp(L);
    expect(none).toEqual({ data: Float64Array.of(2, 0.5, 0.5, 1), shape: [2, 2], indices: Int32Array.of(0, 1), logProbability: 0 });
    const all = conditionDpp(L, { include: Int32Array.of(1), exclude: [0] });
    expect(all.shape).toEqual([0, 0]);
    expectWithin(all.logProbability, logProbability(L, [1]), { abs: 1e-15 });
    expectWithin(conditionDpp(L, { exclude: [0, 1] }).logProbability, logProbability(L, []), { abs: 1e-15 });
  });

  it("does not depend on the scale for k-DPPs, at both ends of the range", () => {
    const L = [[2, 0.5, 0.1], [0.5, 1, 0.3], [0.1, 0.3, 3]];
    const expected = conditionDpp(L, { include: [1], size: 2 }).logProbability;
    for (const scale of [1e-300, 1e300]) {
      expectWithin(conditionDpp(L.map((row) => row.map((value) => value * scale)), { include: [1], size: 2 }).logProbability, expected, { rel: 1e-12 });
    }
  });

  it("refuses events of probability 0", () => {
    const duplicates = [[1, 1, 0], [1, 1, 0], [0, 0, 1]];
    const impossible = expect.objectContaining({ name: "NumericalError", code: "not-positive-definite" });
    expect(() => conditionDpp(duplicates, { include: [0, 1] })).toThrow(impossible);
    expect(() => conditionDpp(duplicates, { include: [0, 1] })).toThrow("the items to include must be linearly independent, got item 1 dependent on others");
    expect(() => conditionDpp([[0, 0], [0, 1]], { include: [0] })).toThrow(impossible);
    expect(() => conditionDpp(duplicates, { exclude: [2], size: 2 })).toThrow(impossible);
    expect(() => conditionDpp(duplicates, { exclude: [2], include: [0], size: 2 })).toThrow(impossible);
  });

  it("refuses bad input", () => {
    const L = [[1, 0], [0, 1]];
    expect(() => conditionDpp(L, { include: [0], exclude: [0] })).toThrow("include and exclude must be disjoint, got 0 in both");
    expect(() => conditionDpp(L, { include: [0, 0] })).toThrow("include must be distinct, got 0 twice");
    expect(() => conditionDpp(L, { exclude: [2] })).toThrow("exclude[0] must be an integer between 0 and 1, got 2");
    expect(() => conditionDpp(L, { include: [0, 1], size: 1 })).toThrow("size must be an integer between 2 and 2, got 1");
    expect(() => conditionDpp(L, { without: [0] } as never)).toThrow("unknown option `without`");
    expect(() => conditionDpp([[1, 2], [2, 1]], { include: [0] })).toThrow(expect.objectContaining({ code: "not-positive-definite" }));
    expect(() => conditionDpp([[1, 2], [2, 1]], { include: [0], size: 2 })).toThrow(expect.objectContaining({ code: "not-positive-definite" }));
  });
});
