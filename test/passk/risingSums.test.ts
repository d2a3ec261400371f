import { describe, it } from "vitest";
import { logRising, risingSums } from "../../src/passk/risingSums.ts";
import oracle from "../fixtures/mpmath/passk-beta-binomial.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("risingSums()", () => {
  it("agrees with 40 digits for short sums and long, from tiny to huge starts", () => {
    for (const { x, d, logs, first, second } of oracle.rising) {
      const sums = risingSums(x, d);
      // Logarithms of both signs add up, so their error is relative to the largest term.
      expectWithin(sums.logs, logs, { rel: 1e-14, abs: 1e-14 * Math.abs(Math.log(x)) });
      expectWithin(sums.first, first, { rel: 1e-14 });
      expectWithin(sums.second, second, { rel: 1e-14 });
    }
  });
});

describe("logRising()", () => {
  it("agrees with 40 digits", () => {
    for (const { x, d, logs } of oracle.rising) expectWithin(logRising(x, d), logs, { rel: 1e-14, abs: 1e-14 * Math.max(1, Math.abs(Math.log(x))) });
  });
});
