import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random/index.ts";
import { bcaInterval } from "../../src/stats/bcaInterval.ts";
import { bootstrap, bootstrapAsync, type RowStatistic } from "../../src/stats/index.ts";
import oracle from "../fixtures/scipy/resampling.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { normalSample } from "./data.ts";

const meanOf = (x: ArrayLike<number>): RowStatistic => (rows) => rows.reduce((total, row) => total + x[row], 0) / rows.length;

describe("bcaInterval() agrees with SciPy on given replicates", () => {
  it.each(oracle.bca.map((design, i) => ({ i, ...design })))("design $i, level $level", ({ estimate, replicates, jackknife, level, low, high }) => {
    const interval = bcaInterval(estimate, Float64Array.from(replicates).sort(), Float64Array.from(jackknife), level);
    // Quantiles move by a spacing of the replicates per rank; the ranks agree to about 1e-13.
    expectWithin(interval?.low ?? NaN, low, { rel: 1e-10 });
    expectWithin(interval?.high ?? NaN, high, { rel: 1e-10 });
  });
});

describe("bootstrap()", () => {
  const x = normalSample("bootstrap", 25, 10);
  const shared = { rng: 42, resamples: 500 };

  it("draws replicate b from the stream bootstrap/b, so replicates do not depend on how many there are", () => {
    const { replicates } = bootstrap(x.length, meanOf(x), shared);
    const short = bootstrap(x.length, meanOf(x), { rng: 42, resamples: 20 }).replicates;
    expect([...replicates.subarray(0, 20)]).toEqual([...short]);
    const stream = createRng("42/bootstrap/7");
    const rows = Uint32Array.from({ length: x.length }, () => stream.integer(x.length));
    expect(replicates[7]).toBe(meanOf(x)(rows));
  });

  it("has the standard error and bias of all nⁿ draws", () => {
    const small = [1, 2, 4, 9];
    const draws = Array.from({ length: 256 }, (_, code) => [0, 1, 2, 3].map((i) => (code >> (2 * i)) & 3));
    const largest: RowStatistic = (rows) => rows.reduce((most, row) => Math.max(most, small[row]), 0);
    const values = draws.map((rows) => largest(Uint32Array.from(rows)));
    const center = values.reduce((a, b) => a + b) / 256;
    const sd = Math.sqrt(values.reduce((total, v) => total + (v - center) ** 2, 0) / 256);
    const resamples = 20_000;
    const result = bootstrap(4, largest, { rng: 1, resamples, method: "percentile" });
    expect(result.estimate).toBe(9);
    // Four Monte-Carlo standard errors of a mean; of a standard deviation about as much.
    expectWithin(result.bias, center - 9, { abs: (4 * sd) / Math.sqrt(resamples) });
    expectWithin(result.standardError, sd, { abs: (4 * sd) / Math.sqrt(resamples) });
    expect(result.confidenceInterval).toEqual({ low: 2, high: 9, level: 0.95 });
  });

  it("moves and scales with the data", () => {
    const base = bootstrap(x.length, meanOf(x), shared);
    const moved = bootstrap(x.length, meanOf(x.map((v) => 4 * v - 8)), shared);
    for (const key of ["low", "high"] as const) expectWithin(moved.confidenceInterval[key], 4 * base.confidenceInterval[key] - 8, { rel: 1e-9 });
    expectWithin(moved.standardError, 4 * base.standardError, { rel: 1e-9 });
  });

  it("draws and leaves out whole clusters", () => {
    const clusters = ["a", "b", "a", "c", "c", "c", "b"];
    const sizes: Record<string, number> = { a: 2, b: 2, c: 3 };
    let calls = 0;
    const statistic: RowStatistic = (rows) => {
      calls++;
      const times = new Map<string, number>();
      for (const row of rows) times.set(clusters[row], (times.get(clusters[row]) ?? 0) + 1);
      for (const [name, count] of times) expect(count % sizes[name]).toBe(0);
      return rows.length + 0.01 * rows[0];
    };
    const result = bootstrap(7, statistic, { rng: 3, resamples: 50, clusters });
    expect([result.units, calls]).toEqual([3, 1 + 50 + 3]);
    expect(result.method).toMatch(/^Bootstrap of clusters/);
    expect(new Set(result.replicates).size).toBeGreaterThan(3);
  });

  it("with every row its own cluster is the bootstrap of rows", () => {
    const byRows = bootstrap(x.length, meanOf(x), shared);
    const byClusters = bootstrap(x.length, meanOf(x), { ...shared, clusters: x.map((_, i) => `row ${i}`) });
    expect({ ...byClusters, method: byRows.method }).toEqual(byRows);
  });

  it("is wider for rows that repeat each other once they are clustered", () => {
    const doubled = [...x, ...x];
    const clusters = doubled.map((_, i) => i % x.length);
    const naive = bootstrap(50, meanOf(doubled), shared).standardError;
    // The true ratio is √2; the Monte-Carlo error of each is about 3 %.
    expectWithin(bootstrap(50, meanOf(doubled), { ...shared, clusters }).standardError / naive, Math.SQRT2, { rel: 0.15 });
  });

  it("gives an interval of width zero where nothing varies, and says that BCa is undefined", () => {
    const result = bootstrap(5, () => 3, shared);
    expect(result).toMatchObject({ estimate: 3, standardError: 0, bias: 0, confidenceInterval: { low: 3, high: 3 } });
    expect(result.method).toBe("Bootstrap of rows, percentile interval (BCa is undefined here)");
  });

  it("falls back to percentiles where all replicates lie on one side", () => {
    const result = bootstrap(6, (rows) => new Set(rows).size, { rng: 1, resamples: 200 });
    expect(result.method).toContain("BCa is undefined here");
    expect(result.confidenceInterval.high).toBeLessThan(6);
  });

  it("keeps its interval within the replicates, low end first", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 12 }), fc.constantFrom("bca" as const, "percentile" as const), (data, method) => {
        const { confidenceInterval, replicates } = bootstrap(data.length, meanOf(data), { rng: 9, resamples: 60, method });
        const sorted = replicates.toSorted();
        expect(confidenceInterval.low).toBeLessThanOrEqual(confidenceInterval.high);
        expect(confidenceInterval.low).toBeGreaterThanOrEqual(sorted[0]);
        expect(confidenceInterval.high).toBeLessThanOrEqual(sorted[59]);
      }),
      { seed: 1 },
    );
  });

  it("refuses bad input by name", () => {
    const mean = meanOf(x);
    expect(() => bootstrap(5, mean, {} as never)).toThrow("`rng` must be a seed");
    expect(() => bootstrap(5, mean, undefined as never)).toThrow(TypeError);
    expect(() => bootstrap(1, mean, shared)).toThrow(new RangeError("Cannot bootstrap: there must be at least 2 rows to draw from, got 1"));
    expect(() => bootstrap(3, mean, { ...shared, clusters: [1, 1, 1] })).toThrow("at least 2 clusters to draw from, got 1");
    expect(() => bootstrap(3, mean, { ...shared, clusters: [1, 2] })).toThrow(RangeError);
    expect(() => bootstrap(3, 5 as never, shared)).toThrow(TypeError);
    expect(() => bootstrap(3, mean, { ...shared, resamples: 1 })).toThrow(RangeError);
    expect(() => bootstrap(3, mean, { ...shared, seed: 1 } as never)).toThrow("unknown option `seed`");
    expect(() => bootstrap(3, mean, { ...shared, signal: undefined } as never)).toThrow("unknown option `signal`");
    expect(() => bootstrap(3, () => NaN, shared)).toThrow(expect.objectContaining({ code: "non-finite", message: "Cannot bootstrap: the statistic must be finite, got NaN for the data" }));
    expect(() => bootstrap(3, (rows) => 1 / (new Set(rows).size - 1), shared)).toThrow(/got Infinity for replicate \d+/);
    expect(() => bootstrap(3, () => "1" as never, shared)).toThrow(TypeError);
  });
});

describe("bootstrapAsync()", () => {
  it("gives the same result bit for bit, with progress", async () => {
    const x = normalSample("async", 30);
    const shares: number[] = [];
    const result = await bootstrapAsync(30, meanOf(x), { rng: "a", sliceMs: 0, resamples: 300, onProgress: (share) => shares.push(share) });
    expect(result).toEqual(bootstrap(30, meanOf(x), { rng: "a", resamples: 300 }));
    expect(shares.length).toBeGreaterThan(100);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[shares.length - 1]).toBeLessThanOrEqual(1);
  });

  it("stops with the signal's reason and rejects bad input", async () => {
    const controller = new AbortController();
    let calls = 0;
    const statistic = (): number => {
      if (++calls === 50) controller.abort(new Error("stop"));
      return calls;
    };
    await expect(bootstrapAsync(10, statistic, { rng: 1, resamples: 100_000, sliceMs: 0, signal: controller.signal })).rejects.toThrow("stop");
    expect(calls).toBeLessThan(1000);
    await expect(bootstrapAsync(0, statistic, { rng: 1 })).rejects.toThrow(RangeError);
  });
});
