import { afterEach, describe, expect, it } from "vitest";
import { type Backend, useBackend } from "../../src/kernels/backend.ts";
import { bootstrap, type BootstrapOptions } from "../../src/stats/bootstrap.ts";
import { bootstrapMean } from "../../src/stats/bootstrapMean.ts";

afterEach(() => useBackend("auto"));

describe.each(["wasm", "js"] satisfies Backend[])("bootstrapMean(), %s", (backend) => {
  const draws = (): (() => number) => {
    let n = 0;
    return () => (++n * 0.6180339887498949) % 1;
  };
  const cases: readonly (readonly [string, number, () => BootstrapOptions])[] = [
    ["BCa", 40, () => ({ rng: 1, resamples: 300 })],
    ["percentile", 301, () => ({ rng: "seed", resamples: 1000, method: "percentile" })],
    ["more values than draws in a step", 70_001, () => ({ rng: 3, resamples: 3, method: "percentile" })],
    ["clusters", 60, () => ({ rng: 2, resamples: 100, clusters: Array.from({ length: 60 }, (_, i) => i % 7) })],
    ["a function as source", 25, () => ({ rng: draws(), resamples: 100 })],
  ];

  it.each(cases)("has the numbers of bootstrap() with the mean as statistic: %s", (_, size, options) => {
    useBackend(backend);
    const values = Float64Array.from({ length: size }, (_value, i) => ((i * 2654435761) % 1009) / 1009);
    const mean = (rows: Uint32Array): number => rows.reduce((total, row) => total + values[row], 0) / rows.length;
    expect(bootstrapMean(values, options())).toEqual(bootstrap(size, mean, options()));
  });

  it("refuses what bootstrap() refuses", () => {
    expect(() => bootstrapMean(new Float64Array(1), { rng: 1 })).toThrow("there must be at least 2 rows");
    expect(() => bootstrapMean(Float64Array.of(1, Infinity), { rng: 1 })).toThrow("the statistic must be finite, got Infinity for the data");
    expect(() => bootstrapMean(Float64Array.of(1.5e308, 0, -1.5e308), { rng: 1 })).toThrow(/the statistic must be finite, got -?Infinity for replicate/);
  });
});
