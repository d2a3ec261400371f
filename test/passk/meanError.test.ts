import { describe, expect, it } from "vitest";
import { mean, variance } from "../../src/numeric/moments.ts";
import { clusterCodes, meanError } from "../../src/passk/meanError.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import oracle from "../fixtures/scipy/passk-intervals.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const rows = (size: number): Int32Array => Int32Array.from({ length: size }, (_, i) => i);

describe("meanError()", () => {
  it("is CR2 with Bell and McCaffrey's degrees of freedom, as matrix algebra gives them", () => {
    for (const { n, c, k, labels, standardError, df } of oracle.clusters) {
      const { values, estimate } = passAtK({ n, c }, k);
      const result = meanError(values, estimate, clusterCodes("test", labels, labels.length, rows(labels.length)));
      expectWithin(result.standardError, standardError, { rel: 1e-12 });
      expectWithin(result.df, df, { rel: 1e-12 });
    }
  });

  it("for clusters of one size is √(C/(C − 1)·ΣT²)/M on C − 1 degrees of freedom", () => {
    const values = [0.1, 0.4, 0.9, 1, 0, 0.3];
    const center = mean(values);
    const totals = [0, 2, 4].map((i) => values[i] + values[i + 1] - 2 * center);
    const result = meanError(values, center, clusterCodes("test", ["x", "x", "y", "y", "z", "z"], 6, rows(6)));
    expectWithin(result.standardError, Math.sqrt(1.5 * totals.reduce((sum, t) => sum + t * t, 0)) / 6, { rel: 1e-14 });
    expectWithin(result.df, 2, { rel: 1e-14 });
  });

  it("for clusters of one problem each is s/√M, for a single cluster NaN", () => {
    const values = [0.1, 0.4, 0.9];
    const alone = meanError(values, mean(values), clusterCodes("test", [5, 6, 7], 3, rows(3)));
    expect(alone).toEqual({ standardError: Math.sqrt(variance(values) / 3), df: 2 });
    expect(meanError(values, mean(values), clusterCodes("test", [5, 5, 5], 3, rows(3))).standardError).toBeNaN();
  });
});

describe("clusterCodes()", () => {
  it("looks only at the rows used, and refuses labels of another length", () => {
    expect(clusterCodes("test", ["a", "b", "a", "c"], 4, Int32Array.of(1, 3, 1)).codes).toEqual(Int32Array.of(0, 1, 0));
    expect(() => clusterCodes("do it", ["a"], 2, rows(2))).toThrow(new RangeError("Cannot do it: clusters and the problems must have one length, got 1 and 2"));
  });
});
