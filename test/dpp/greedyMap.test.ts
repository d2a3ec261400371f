import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { greedyMap, type GreedyMapOptions, lEnsemble, logDet, NumericalError } from "../../src/dpp/index.ts";
import oracle from "../fixtures/dpp/greedy_map.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** d² of up to twelve items in kernels of condition 1e6 at most. */
const EXACT = { rel: 1e-10, abs: 1e-12 };

const part = (kernel: readonly (readonly number[])[], items: Iterable<number>) => {
  const list = [...items];
  return list.map((i) => list.map((j) => kernel[i][j]));
};

const logDetOf = (kernel: readonly (readonly number[])[], items: Iterable<number>) => {
  const taken = part(kernel, items);
  return taken.length === 0 ? 0 : logDet(taken).logAbsDet;
};

const ascending = (items: Iterable<number>) => [...items].toSorted((a, b) => a - b);

const gram = (rows: readonly (readonly number[])[]) => rows.map((a) => rows.map((b) => a.reduce((total, value, j) => total + value * b[j], 0)));

/** Integer vectors: products are exact, and so is what is 0. */
const features = fc
  .integer({ min: 1, max: 5 })
  .chain((d) => fc.array(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: d, maxLength: d }), { minLength: 1, maxLength: 9 }));

const byName = (name: string) => oracle.cases.find((entry) => entry.name === name)!;

describe("greedyMap()", () => {
  it.each(oracle.cases)("takes what the definition at 60 digits takes: $name", (entry) => {
    const { L, k, selected, logdet_path: path, conditional_d2: gains, log_margin_to_runner_up: margins } = entry;
    const result = greedyMap(L, k);
    expect([...result.selected]).toEqual(selected);
    expect(result.stopped).toBe(selected.length < k ? "rank" : "k");
    expect(result.swaps).toBe(0);
    selected.forEach((_, i) => {
      expectWithin(result.gains[i], gains[i], EXACT);
      expectWithin(result.path[i], path[i], EXACT);
      expectWithin(result.margins[i], margins[i] ?? Infinity, { abs: 1e-9 });
    });
    expect(result.logDet).toBe(selected.length === 0 ? 0 : result.path.at(-1));
  });

  it.each(oracle.cases)("without k stops where no item raises the determinant: $name", ({ name, L, unconstrained }) => {
    const result = greedyMap(L);
    expect([...result.selected]).toEqual(unconstrained.selected);
    expectWithin(result.logDet, unconstrained.logdet, EXACT);
    expect(result.stopped).toBe(["rank5_of_14", "zero_kernel_4"].includes(name) ? "rank" : "nonincreasing");
  });

  it.each(oracle.cases.filter((entry) => entry.sliding_window !== undefined))("with a window looks at the last items only: $name", ({ L, k, sliding_window: sliding }) => {
    const { selected, gains } = greedyMap(L, k, { window: sliding!.window });
    expect([...selected]).toEqual(sliding!.selected);
    selected.forEach((item, i) => {
      const last = selected.slice(Math.max(0, i - sliding!.window + 1), i);
      expectWithin(Math.log(gains[i]), logDetOf(L, [...last, item]) - logDetOf(L, last), EXACT);
    });
    // One item at a time is compared with nothing: the order of the diagonal.
    const alone = greedyMap(L, k, { window: 1 });
    alone.selected.forEach((item, i) => expectWithin(alone.gains[i], L[item][item], { rel: 1e-15 }));
    expect(greedyMap(L, k, { window: k })).toEqual(greedyMap(L, k));
    // Without k, more items than one allocation holds.
    const large = L.map((row) => row.map((value) => value * 1e6));
    expect(greedyMap(large, undefined, { window: 25 }).selected).toEqual(greedyMap(large, L.length, { window: 25 }).selected);
    expect(greedyMap(large).selected).toEqual(greedyMap(large, L.length).selected);
  });

  it.each(oracle.cases.filter((entry) => entry.exact_map !== undefined))("finds the best subset by enumeration, and a better one by exchange: $name", ({ L, exact_map: optima }) => {
    for (const { k, set, logdet, greedy_logdet: greedy } of optima!) {
      const best = greedyMap(L, k, { exact: true });
      expect(ascending(best.selected)).toEqual(set);
      expectWithin(best.logDet, logdet, EXACT);
      expectWithin(greedyMap(L, k).logDet, greedy, EXACT);
      const exchanged = greedyMap(L, k, { exchange: true });
      expect(exchanged.logDet).toBeLessThanOrEqual(logdet + 1e-12);
      expect(exchanged.logDet).toBeGreaterThanOrEqual(greedy - 1e-12);
      expect(exchanged.swaps > 0).toBe(exchanged.logDet > greedy + 1e-12);
      for (const result of [best, exchanged]) {
        expect(result.stopped).toBe("k");
        result.path.forEach((value, i) => expectWithin(value, logDetOf(L, result.selected.slice(0, i + 1)), EXACT));
      }
    }
  });

  it("exchanges no item of include", () => {
    const result = greedyMap([[0.1, 0, 0], [0, 1, 0], [0, 0, 2]], 2, { include: [0], exchange: true });
    expect(result.selected).toEqual(Int32Array.of(0, 2));
    expect(result.swaps).toBe(0);
  });

  it("gives ties that rounding separates to the lowest index", () => {
    // Given item 0, what is left of the others is 1 − 1/3 and 2 − 4/3.
    for (const [first, second] of [[1, 2], [2, 1]]) {
      const result = greedyMap([[3, first, second], [first, first, 0.5], [second, 0.5, second]], 2);
      expect(result.selected).toEqual(Int32Array.of(0, 1));
      expectWithin(result.margins[1], 0, { abs: 1e-15 });
    }
  });

  it("loses 0.21 nats of 1.87 at k = 3 on near-alike items; one exchange wins back less than all", () => {
    const { L } = byName("cosine_mix_12");
    expectWithin(greedyMap(L, 3, { exact: true }).logDet - greedyMap(L, 3).logDet, 0.2066, { abs: 1e-4 });
    expectWithin(greedyMap(L, 3, { exchange: true }).logDet - greedyMap(L, 3).logDet, 0.0449, { abs: 1e-4 });
    expect(greedyMap(L, 2, { exchange: true }).margins).toEqual(Float64Array.of(NaN, NaN));
  });

  it("gains multiply to the determinant, never rise, and features give what their kernel gives", () => {
    fc.assert(
      fc.property(features, (rows) => {
        const kernel = gram(rows);
        const result = greedyMap(kernel, rows.length);
        expectWithin(result.gains.reduce((total, gain) => total + Math.log(gain), 0), result.logDet, { abs: 1e-12 });
        expectWithin(result.logDet, logDetOf(kernel, result.selected), { abs: 1e-9 });
        for (let i = 1; i < result.gains.length; i++) expect(result.gains[i]).toBeLessThanOrEqual(result.gains[i - 1] * (1 + 1e-12));
        expect(result.selected.length).toBe(logDet(kernel).rank);
        expect(greedyMap({ features: rows }, rows.length)).toEqual(result);
        const single = { data: Float32Array.from(rows.flat()), shape: [rows.length, rows[0].length] };
        expect(greedyMap({ features: single }, rows.length)).toEqual(result);
      }),
      { seed: 7 },
    );
  });

  it("does not depend on the scale", () => {
    const { L, k } = byName("cosine_mix_32");
    for (const scale of [1e-200, 1e-9, 1e150]) {
      const scaled = L.map((row) => row.map((value) => value * scale));
      expect(greedyMap(scaled, k).selected).toEqual(greedyMap(L, k).selected);
    }
    expect(greedyMap({ features: [[1e-100, 0], [0, 2e-100]] }, 2).selected).toEqual(Int32Array.of(1, 0));
  });

  it("gives ties to the lowest index, even where rounding breaks them", () => {
    // The last three items are one after a permutation of coordinates: equal residuals, rounded differently.
    const thirds = [[3, 3, 3], [0.1, 0.2, 0.7], [0.7, 0.1, 0.2], [0.2, 0.7, 0.1]];
    expect(greedyMap({ features: thirds }, 2).selected).toEqual(Int32Array.of(0, 1));
    expectWithin(greedyMap({ features: thirds }, 2).margins[1], 0, { abs: 1e-12 });
    expect(greedyMap({ features: [thirds[0], ...thirds.slice(1).toReversed()] }, 2).selected).toEqual(Int32Array.of(0, 1));
    expect(greedyMap(byName("identity_5").L, 3, { exact: true }).selected).toEqual(Int32Array.of(0, 1, 2));
  });

  it("maximises log det(I + L) if asked to, where every item adds something", () => {
    const { L } = byName("duplicates_8");
    const shifted = L.map((row, i) => row.map((value, j) => (i === j ? value + 1 : value)));
    const result = greedyMap(L, 8, { objective: "logdet-plus-identity" });
    expect(result).toEqual(greedyMap(shifted, 8));
    expect(greedyMap(L, undefined, { objective: "logdet-plus-identity" }).selected.length).toBe(8);
    // 1 − 1/e of the best, by enumeration.
    for (const k of [2, 3, 4]) {
      const options: GreedyMapOptions = { objective: "logdet-plus-identity" };
      expect(greedyMap(L, k, options).logDet).toBeGreaterThanOrEqual((1 - 1 / Math.E) * greedyMap(L, k, { ...options, exact: true }).logDet);
    }
    expect(greedyMap({ features: [[1, 0], [0, 1]] }, 2, { objective: "logdet-plus-identity" }).gains).toEqual(Float64Array.of(2, 2));
  });

  it("takes include first, in its order, leaves exclude out, also in exchanges and enumeration", () => {
    const { L, k } = byName("gauss_12");
    for (const more of [{}, { exchange: true }, { exact: true }]) {
      const result = greedyMap(L, k, { include: [11, 4], exclude: [2, 3], ...more });
      expect(result.selected.slice(0, 2)).toEqual(Int32Array.of(11, 4));
      expect(result.selected.length).toBe(k);
      expect([...result.selected]).not.toEqual(expect.arrayContaining([2]));
      expect([...result.selected]).not.toEqual(expect.arrayContaining([3]));
      expectWithin(result.logDet, logDetOf(L, result.selected), EXACT);
    }
    expect(greedyMap(L, 2, { include: [11, 4] })).toMatchObject({ selected: Int32Array.of(11, 4), stopped: "k", margins: Float64Array.of(NaN, NaN) });
    const free = greedyMap(L, undefined, { include: [11], exclude: [2] });
    expect(free.selected[0]).toBe(11);
    expect(free.stopped).toBe("nonincreasing");
    expect(greedyMap([[3, 0], [0, 2]])).toMatchObject({ selected: Int32Array.of(0, 1), stopped: "nonincreasing" });
  });

  it("takes duplicates that must be in at a gain of 0, and goes on", () => {
    const rows = [[2, 0, 0], [2, 0, 0], [0, 1, 0], [1, 1, 1]];
    const result = greedyMap({ features: rows }, 4, { include: [0, 1], exchange: true });
    expect(result.selected).toEqual(Int32Array.of(0, 1, 3, 2));
    expect(result.gains[1]).toBe(0);
    expect(result).toMatchObject({ logDet: -Infinity, stopped: "k" });
    expectWithin(result.gains[2], 2, { rel: 1e-14 });
    expectWithin(result.gains[3], 0.5, { rel: 1e-14 });
  });

  it("an optimum by exchange has no better neighbour", () => {
    fc.assert(
      fc.property(features, fc.integer({ min: 1, max: 4 }), (rows, size) => {
        const kernel = gram(rows).map((row, i) => row.map((value, j) => (i === j ? value + 1 : value)));
        const k = Math.min(size, rows.length);
        const result = greedyMap(kernel, k, { exchange: true });
        for (let i = 0; i < k; i++) {
          for (let j = 0; j < rows.length; j++) {
            if (result.selected.includes(j)) continue;
            expect(logDetOf(kernel, result.selected.with(i, j))).toBeLessThanOrEqual(result.logDet + 1e-8);
          }
        }
      }),
      { seed: 8 },
    );
  });

  it("takes lEnsemble's record, no items for k = 0, and leaves its input alone", () => {
    const kernel = lEnsemble([[1, 0], [1, 0.1], [0, 1]], { logQuality: [0, 0.2, 0] });
    const before = kernel.data.slice();
    expect(greedyMap(kernel, 2).selected).toEqual(Int32Array.of(1, 2));
    expect(kernel.data).toEqual(before);
    expect(greedyMap(kernel, 0)).toMatchObject({ selected: new Int32Array(0), logDet: 0, stopped: "k" });
    expect(greedyMap({ data: Float32Array.of(1, 0.5, 0.5, 2), shape: [2, 2] }, 1).selected).toEqual(Int32Array.of(1));
  });

  it.each([
    [() => greedyMap([[1]], 2), RangeError, "k must be an integer between 0 and 1, got 2"],
    [() => greedyMap([[1]], 1.5), RangeError, "k must be an integer between 0 and 1, got 1.5"],
    [() => greedyMap([[1, 0]], 1), RangeError, "kernel must be square, got 1 × 2"],
    [() => greedyMap([[1, 0], [0.5, 1]], 2), RangeError, "kernel must be symmetric"],
    [() => greedyMap([[1, NaN], [NaN, 1]], 2), RangeError, "kernel must be finite"],
    [() => greedyMap({ data: Float64Array.of(1, NaN, NaN, 1), shape: [2, 2] }, 2), RangeError, "got NaN at row 0, column 1"],
    [() => greedyMap({ data: Float64Array.of(1, Infinity, Infinity, 1), shape: [2, 2] }, 2), RangeError, "got Infinity at row 0, column 1"],
    [() => greedyMap({ data: Float64Array.of(1, 0, 0, NaN), shape: [2, 2] }, 1), RangeError, "got NaN at row 1, column 1"],
    [() => greedyMap({ features: [[1, NaN]] }, 1), RangeError, "features must be finite, got NaN at row 0, column 1"],
    [() => greedyMap({ features: [[1e200]] }, 1), NumericalError, "got Infinity at row 0: scale the features down"],
    [() => greedyMap([[1, 2], [2, 1]], 2), NumericalError, "the kernel must be positive semidefinite, got d² = -3 for item 1"],
    [() => greedyMap([[-1]], 1), NumericalError, "the kernel must be positive semidefinite, got d² = -1 for item 0"],
    [() => greedyMap([[1, 0], [0, 1]], 1, { include: [0, 1] }), RangeError, "k must be between the 2 items of include and the 2 not excluded, got 1"],
    [() => greedyMap([[1, 0], [0, 1]], 2, { exclude: [1] }), RangeError, "k must be between the 0 items of include and the 1 not excluded, got 2"],
    [() => greedyMap([[1, 0], [0, 1]], 1, { include: [1], exclude: [1] }), RangeError, "no item must be in both include and exclude, got 1"],
    [() => greedyMap([[1, 0], [0, 1]], 1, { include: [2] }), RangeError, "include[0] must be an integer between 0 and 1, got 2"],
    [() => greedyMap([[1, 0], [0, 1]], 2, { include: [1, 1] }), RangeError, "include must be distinct, got 1 twice"],
    [() => greedyMap([[1]], undefined, { exact: true }), TypeError, "exact needs k, got none"],
    [() => greedyMap([[1]], 1, { exact: true, window: 2 }), TypeError, "a window goes with neither exchange nor exact, got both"],
    [() => greedyMap([[1]], 1, { window: 0 }), RangeError, "window must be an integer ≥ 1, got 0"],
    [() => greedyMap({ features: Array.from({ length: 300 }, (_, i) => [1, i]) }, 298, { exact: true }), RangeError, "exact must not take more than 2000000000 multiplications, got 298 of 300 items"],
    [() => greedyMap({ features: Array.from({ length: 40 }, (_, i) => [1, i, i * i, i ** 3, i ** 4, i ** 5]) }, 6, { exact: true }), RangeError, "exact must not have to enumerate more than 200000 subsets, got 40 items choose 6"],
    [() => greedyMap([[1]], 1, { objective: "volume" as never }), RangeError, 'objective must be "logdet" or "logdet-plus-identity"'],
  ])("refuses what it cannot use: %#", (call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
