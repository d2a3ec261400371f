import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/data/index.ts";
import { lEnsemble, logDet } from "../../src/dpp/index.ts";
import { diversityMeasures } from "../../src/study/index.ts";
import { expectWithin } from "../within.ts";

const rows = [
  { embedding: [1, 0, 0], logProb: -0.5 },
  { embedding: [0.9, 0.1, 0], logProb: -1 },
  { embedding: [0, 1, 1], logProb: -0.25 },
  { embedding: [0, 0, 0], logProb: -1 },
  { embedding: [0, 0, 2] },
];
const rollouts = fromRows(rows, { problem: () => "p", embedding: "embedding", logProb: ({ logProb }) => logProb });
const [score, quality] = diversityMeasures(rollouts, { measures: ["log-det", "log-det-quality"] });

describe("the log-determinant as a measure of diversity", () => {
  it("is log det(S + 10⁻⁶ I) of the rows with a direction", () => {
    const own = [0, 1, 2].map((i) => rows[i].embedding);
    expectWithin(score.of([0, 1, 2]), logDet(lEnsemble(own), { jitter: 1e-6 }).logAbsDet, { rel: 1e-12 });
    expect(score.of([0, 1, 2, 3])).toBe(score.of([0, 1, 2]));
    expect(score.of([0, 3])).toBeNaN();
  });

  it("with quality adds the log-probabilities, over the rows that have one", () => {
    // log det(D S D + εI) and log det S + Σ log q differ by the jitter alone.
    expectWithin(quality.of([0, 1, 2]), score.of([0, 1, 2]) - 1.75, { rel: 1e-5 });
    expect(quality.of([0, 1, 2, 4])).toBe(quality.of([0, 1, 2]));
    expect(diversityMeasures({ ...rollouts, logProb: undefined } as never).map(({ name }) => name)).toEqual(["cosine-distance", "vendi-score", "log-det"]);
  });
});
