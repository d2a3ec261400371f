import { describe, expect, it } from "vitest";
import * as collapse from "../../src/collapse/index.ts";
import * as random from "../../src/random/index.ts";
import { expectWithin } from "../within.ts";
import { run } from "./decoding.mjs";

describe("the top k of samples as an estimate of the optimum, calibrated by simulation (quick)", () => {
  const rows = run({ quick: true, collapse, random });
  const observed = (procedure: string, design: string): number => rows.find((row) => row.procedure === procedure && row.design.startsWith(design))!.observed;

  it("is cautious for calibrated answers, the more so the fewer the samples", () => {
    // Measured in full: −0.067 and −0.033 at k = 8, −0.109 and −0.072; a quick run has errors of about 0.015.
    for (const design of ["40 answers, s = 2, k = 8", "40 answers, s = 1, k = 8"]) {
      expect(observed("top k of the samples, bias", `${design}, n = 25`)).toBeLessThan(-0.02);
      expect(observed("top k of the samples, bias", `${design}, n = 25`)).toBeLessThan(observed("top k of the samples, bias", `${design}, n = 50`) + 0.03);
      expect(observed("last step of the path added again, bias", `${design}, n = 25`)).toBeGreaterThan(observed("top k of the samples, bias", `${design}, n = 25`));
    }
  });

  it("reproduces the table of truncation against the optimum in docs/methods/decoding.md", () => {
    const table: Readonly<Record<string, readonly number[]>> = {
      "T = 1, no cuts": [0.191, 0.295, 0.406, 0.517, 0.634],
      temperature: [0.296, 0.359, 0.421, 0.517, 0.638],
      nucleus: [0.327, 0.362, 0.432, 0.535, 0.655],
      "min-p": [0.32, 0.365, 0.437, 0.533, 0.646],
      "top-k": [0.309, 0.37, 0.458, 0.555, 0.662],
      optimum: [0.344, 0.466, 0.585, 0.701, 0.82],
    };
    for (const [name, values] of Object.entries(table)) values.forEach((value, j) => expectWithin(observed(name, `mix of s = 0.5, 1, 1.5, 2, pass@${[1, 2, 4, 8, 16][j]}`), value, { abs: 5e-4 }));
  });
});
