import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normal } from "../../src/random/index.ts";
import { partialCorrelation, pearson, spearman } from "../../src/stats/index.ts";
import { clusteredCorrelation, type ClusteredRows, type CorrelationKind, type CorrelationScope } from "../../src/study/clusteredCorrelation.ts";
import fixture from "../fixtures/scipy/clustered.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const level = 0.95;
const scopes: readonly CorrelationScope[] = ["pooled", "within", "between"];
const kinds: readonly CorrelationKind[] = ["pearson", "spearman", "partial"];

/** Clusters of equally many rows, one cell each. */
function rowsOf(x: readonly (readonly number[])[], y: readonly (readonly number[])[], control?: readonly (readonly number[])[]): ClusteredRows {
  const cluster = x.flatMap((own, i) => own.map(() => i));
  return {
    x: Float64Array.from(x.flat()),
    y: Float64Array.from(y.flat()),
    ...(control !== undefined && { control: Float64Array.from(control.flat()) }),
    weight: new Float64Array(cluster.length).fill(1),
    cell: cluster,
    cluster,
  };
}

describe("clusteredCorrelation()", () => {
  describe.each(fixture.datasets)("against NumPy and SciPy: $name", ({ rows: { x, y, z, w, cell, cluster }, level: asked, results }) => {
    const rows = { x: Float64Array.from(x), y: Float64Array.from(y), control: Float64Array.from(z), weight: Float64Array.from(w), cell, cluster };

    it.each(results)("$scope, $kind", (expected) => {
      const result = clusteredCorrelation(rows, expected.scope as CorrelationScope, expected.kind as CorrelationKind, asked);
      // A hundred rows, least squares on the other side: a dozen digits on either.
      const close = { rel: 1e-10, abs: 1e-12 };
      expectWithin(result.estimate, expected.estimate, close);
      expectWithin(result.standardError, expected.standardError, close);
      expectWithin(result.confidenceInterval.low, expected.low, close);
      expectWithin(result.confidenceInterval.high, expected.high, close);
      expectWithin(result.pValue, expected.pValue, close);
      expect(result.df).toBe(expected.df);
    });
  });

  it("with one row per cluster is the correlation of stats", () => {
    const rng = createRng("single rows");
    const draw = (): number[][] => Array.from({ length: 25 }, () => [Math.round(4 * normal(rng)) / 4]);
    const [x, y, z] = [draw(), draw(), draw()];
    const rows = rowsOf(x, y, z);
    for (const scope of ["pooled", "between"] as const) {
      expectWithin(clusteredCorrelation(rows, scope, "pearson", level).estimate, pearson(x.flat(), y.flat()).estimate, { abs: 1e-14 });
      expectWithin(clusteredCorrelation(rows, scope, "spearman", level).estimate, spearman(x.flat(), y.flat()).estimate, { abs: 1e-14 });
      expectWithin(clusteredCorrelation(rows, scope, "partial", level).estimate, partialCorrelation(x.flat(), y.flat(), [z.flat()]).estimate, { abs: 1e-14 });
    }
  });

  it("tells Simpson's paradox: within and between of opposite sign", () => {
    const x = [0, 1, 2, 3, 4].map((i) => [i - 0.3, i, i + 0.35]);
    const y = [0, 1.1, 1.9, 3, 4.2].map((i) => [i + 0.5, i, i - 0.4]);
    const rows = rowsOf(x, y);
    expect(clusteredCorrelation(rows, "pooled", "pearson", level).estimate).toBeGreaterThan(0.8);
    expect(clusteredCorrelation(rows, "between", "pearson", level).estimate).toBeGreaterThan(0.99);
    expect(clusteredCorrelation(rows, "within", "pearson", level).estimate).toBeLessThan(-0.98);
    expect(clusteredCorrelation(rows, "within", "spearman", level).estimate).toBe(-1);
  });

  it("takes a confounder out: what correlates only through the control has partial correlation 0", () => {
    const rng = createRng("confounder");
    const z = Array.from({ length: 300 }, () => Array.from({ length: 8 }, () => normal(rng)));
    const driven = (): number[][] => z.map((own) => own.map((value) => value + normal(rng)));
    const rows = rowsOf(driven(), driven(), z);
    for (const scope of ["pooled", "within"] as const) {
      // True values 1/2 and 0; 2400 independent rows have a standard error of 0.02.
      expectWithin(clusteredCorrelation(rows, scope, "pearson", level).estimate, 0.5, { abs: 0.06 });
      const partial = clusteredCorrelation(rows, scope, "partial", level);
      expectWithin(partial.estimate, 0, { abs: 0.08 });
      expectWithin(partial.standardError, 1 / Math.sqrt(2400), { rel: 0.25 });
    }
  });

  it("does not change with shifts, positive scales, the scale of weights or (ranks) monotone maps; a negative scale turns the sign", () => {
    const value = fc.integer({ min: -8, max: 8 }).map((number) => number / 4);
    const block = fc.array(fc.tuple(value, value, value), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(block, { minLength: 5, maxLength: 5 }), (data) => {
        const column = (j: 0 | 1 | 2, map: (v: number) => number = (v) => v): number[][] => data.map((own) => own.map((row) => map(row[j])));
        const rows = rowsOf(column(0), column(1), column(2));
        const moved = { ...rowsOf(column(0, (v) => 8 * v + 3), column(1, (v) => -0.5 * v + 7), column(2, (v) => v - 20)), weight: rows.weight.map(() => 0.125) };
        const curved = rowsOf(column(0, (v) => v * v * v), column(1), column(2));
        for (const scope of scopes) {
          for (const kind of kinds) {
            const { estimate, confidenceInterval } = clusteredCorrelation(rows, scope, kind, level);
            const other = clusteredCorrelation(moved, scope, kind, level);
            if (Number.isNaN(estimate)) continue;
            expectWithin(other.estimate, -estimate, { abs: 1e-9 });
            // Next to ±1 the z scale magnifies rounding.
            if (Math.abs(estimate) < 0.99 && confidenceInterval.high < 0.9999 && confidenceInterval.low > -0.9999) expectWithin(other.confidenceInterval.low, -confidenceInterval.high, { abs: 1e-6 });
          }
          // Means of a cluster do change with the map, and so may their ranks.
          if (scope !== "between") expectWithin(clusteredCorrelation(curved, scope, "spearman", level).estimate, clusteredCorrelation(rows, scope, "spearman", level).estimate, { abs: 1e-12 });
        }
      }),
      { seed: 5, numRuns: 40 },
    );
  });

  it("is NaN, without an interval, where a column does not vary", () => {
    const constant = rowsOf([[1, 1], [1, 1], [1, 1]], [[0, 1], [1, 0], [1, 1]]);
    for (const scope of scopes) {
      for (const kind of ["pearson", "spearman"] as const) {
        const { estimate, standardError, confidenceInterval, pValue } = clusteredCorrelation(constant, scope, kind, level);
        expect([estimate, standardError, confidenceInterval.low, confidenceInterval.high, pValue]).toEqual([NaN, NaN, NaN, NaN, NaN]);
      }
    }
    // Cells that differ from one another but not within: no variation within, whatever rounding says.
    const flat = rowsOf([[0.1 + 0.2, 0.3], [0.7, 0.7], [2, 2]], [[0, 1], [1, 0], [0, 1]]);
    expect(clusteredCorrelation(flat, "within", "pearson", level).estimate).toBeNaN();
    expect(clusteredCorrelation(flat, "within", "spearman", level).clusters).toBe(0);
    const control = rowsOf([[1, 2], [3, 5], [4, 4]], [[0, 1], [1, 0], [1, 1]], [[2, 4], [6, 10], [8, 8]]);
    expect(clusteredCorrelation(control, "pooled", "partial", level).estimate).toBeNaN();
  });

  it("has an estimate but no interval for one cluster, one cluster that varies, or a perfect correlation", () => {
    const intervals = [
      clusteredCorrelation(rowsOf([[1, 2, 3]], [[1, 3, 2]]), "pooled", "pearson", level),
      clusteredCorrelation(rowsOf([[1, 2, 3], [1, 1, 1]], [[1, 3, 2], [1, 2, 3]]), "within", "pearson", level),
      clusteredCorrelation(rowsOf([[1, 2], [3, 4], [5, 6]], [[2, 4], [6, 8], [10, 12]]), "pooled", "pearson", level),
    ];
    expectWithin(intervals[0].estimate, 0.5, { abs: 1e-15 });
    expect(intervals[2].estimate).toBe(1);
    for (const { estimate, confidenceInterval, pValue } of intervals) {
      expect(Math.abs(estimate)).toBeGreaterThan(0.3);
      expect([confidenceInterval.low, confidenceInterval.high, pValue]).toEqual([NaN, NaN, NaN]);
    }
  });

  it("gives values that differ by rounding alone one rank", () => {
    const third = [[0.1 + 0.2, 5], [0.3, 1], [0.3, 2], [0.1 + 0.2, 4]];
    const rows = rowsOf(third, [[1, 2], [3, 1], [4, 9], [0, 5]]);
    const exact = rowsOf(third.map((own) => own.map((value) => Math.round(value * 10) / 10)), [[1, 2], [3, 1], [4, 9], [0, 5]]);
    for (const scope of ["pooled", "within"] as const) expect(clusteredCorrelation(rows, scope, "spearman", level)).toEqual(clusteredCorrelation(exact, scope, "spearman", level));
  });

  it("counts within problems only the clusters in which both columns vary", () => {
    const rows = rowsOf([[1, 2, 4], [1, 1, 1], [3, 1, 2], [5, 6, 9]], [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]);
    const within = clusteredCorrelation(rows, "within", "pearson", level);
    expect([within.clusters, within.df]).toEqual([2, 1]);
    expect(clusteredCorrelation(rows, "pooled", "pearson", level).df).toBe(3);
  });
});
