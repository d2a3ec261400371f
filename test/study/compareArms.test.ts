import { describe, expect, it } from "vitest";
import { fromRows, type Rollouts } from "../../src/data/index.ts";
import { comparePassAtK } from "../../src/passk/index.ts";
import { createRng } from "../../src/random/index.ts";
import { type ArmComparison, compareArms, compareArmsAsync, diversityMeasures, diversityStudy } from "../../src/study/index.ts";
import { distinctN } from "../../src/text/index.ts";
import { expectWithin } from "../within.ts";

interface Row {
  problem: string;
  arm: string;
  sample: number;
  correct?: boolean;
  answer?: string;
  reward?: number;
  tokens?: number;
  text?: string;
  source?: string;
}

function rolloutsOf(rows: readonly Row[], vectors?: readonly (readonly number[])[]): Rollouts {
  const rollouts = fromRows(rows, {
    problem: "problem",
    solver: "arm",
    sample: "sample",
    correct: ({ correct }) => correct,
    answer: ({ answer }) => answer,
    reward: ({ reward }) => reward,
    tokens: ({ tokens }) => tokens,
    text: ({ text }) => text,
    extra: { source: ({ source }) => source },
  });
  return vectors === undefined ? rollouts : { ...rollouts, embedding: { data: Float64Array.from(vectors.flat()), shape: [rows.length, vectors[0].length] } };
}

/** Two arms on six problems; the second is longer, surer and less diverse. */
function twoArms(): Row[] {
  const rng = createRng("two arms");
  return ["wide", "narrow"].flatMap((arm, a) =>
    Array.from({ length: 6 }, (_, p) =>
      Array.from({ length: 4 }, (_unused, sample): Row => {
        const correct = rng.float() < (a === 0 ? 0.4 : 0.7);
        const word = () => `w${rng.integer(a === 0 ? 40 : 5)}`;
        return {
          problem: `p${p}`,
          arm,
          sample,
          correct,
          answer: correct ? "right" : `wrong ${rng.integer(3)}`,
          reward: (correct ? 1 : 0) + rng.integer(10) / 10,
          tokens: (a === 0 ? 10 : 60) + rng.integer(9),
          text: Array.from({ length: a === 0 ? 5 : 30 }, word).join(" "),
          source: p < 3 ? "easy" : "hard",
        };
      }),
    ).flat(),
  );
}

const measureOf = ({ diversity }: ArmComparison, name: string) => diversity.find(({ measure }) => measure === name)!;

describe("compareArms() by everything the columns allow", () => {
  const rows = twoArms();
  const vectors = rows.map(({ arm }, i) => (arm === "wide" ? [1, (i % 4) - 1.5] : [1, ((i % 4) - 1.5) / 10]));
  const rollouts = rolloutsOf(rows, vectors);
  const { comparisons, findings, by } = compareArms(rollouts, { rng: 0, by: "source" });
  const [comparison] = comparisons;

  it("finds the first arm wider by every measure, and gives values per problem", () => {
    expect(comparison.diversity.map(({ measure }) => measure)).toEqual([
      "cosine-distance", "vendi-score", "log-det", "unique-answers", "unique-texts", "distinct-1", "distinct-2", "distinct-2-equal-length", "distinct-3", "self-bleu", "length-variation",
    ]);
    const cosine = measureOf(comparison, "cosine-distance");
    // Unit vectors at the angles ±atan(0.5) and ±atan(1.5): the mean over the six pairs of 1 − cos of their angle.
    const cos = (x: number, y: number): number => (1 + x * y) / Math.sqrt((1 + x * x) * (1 + y * y));
    const at = [-1.5, -0.5, 0.5, 1.5];
    const mean = (scale: number): number => at.flatMap((x, i) => at.slice(i + 1).map((y) => 1 - cos(x * scale, y * scale))).reduce((sum, d) => sum + d) / 6;
    for (const value of cosine.values.a) expectWithin(value, mean(1), { rel: 1e-13 });
    for (const value of cosine.values.b) expectWithin(value, mean(0.1), { rel: 1e-12 });
    expect(cosine.tTest).toBeNull();
    expect(measureOf(comparison, "self-bleu").estimate).toBeLessThan(0);
    expect(measureOf(comparison, "distinct-2").relative).toBeGreaterThan(0.5);
  });

  it("rarefies distinct-2 to the shorter arm's number of sequences", () => {
    const equal = measureOf(comparison, "distinct-2-equal-length");
    const texts = (arm: string) => rows.filter((row) => row.arm === arm && row.problem === "p0").map(({ text }) => text!);
    const budget = distinctN(texts("wide"), 2).total;
    expect(equal.values.a[0]).toBe(distinctN(texts("wide"), 2).estimate);
    expect(equal.values.b[0]).toBe(distinctN(texts("narrow"), 2, { budget }).rarefied);
  });

  it("compares rewards by their mean and the expected best", () => {
    const { mean, best, k } = comparison.reward!;
    expect(k).toBe(4);
    const rewards = (arm: string, problem: string) => rows.filter((row) => row.arm === arm && row.problem === problem).map(({ reward }) => reward!);
    const average = (arm: string, of: (values: number[]) => number) => [0, 1, 2, 3, 4, 5].reduce((sum, p) => sum + of(rewards(arm, `p${p}`)) / 6, 0);
    expectWithin(mean.a, average("wide", (values) => values.reduce((sum, value) => sum + value / 4, 0)), { rel: 1e-12 });
    expectWithin(best.b, average("narrow", (values) => Math.max(...values)), { rel: 1e-12 });
  });

  it("counts tokens, and words where there are no token counts", () => {
    expect(comparison.lengthUnit).toBe("tokens");
    expect(comparison.tokens!.buckets.at(-1)).toMatchObject({ bucket: "all", pairs: 24, longerB: 24 });
    const [inWords] = compareArms(rolloutsOf(rows.map(({ tokens: _tokens, ...row }) => row)), { rng: 0 }).comparisons;
    expect(inWords.lengthUnit).toBe("words");
    expect(inWords.tokens!.buckets.at(-1)).toMatchObject({ medianA: 5, medianB: 30 });
  });

  it("does the same for each value of a column", () => {
    expect(by).toBe("source");
    expect(comparison.groups!.map(({ value, problems }) => ({ value, problems }))).toEqual([
      { value: "easy", problems: 3 },
      { value: "hard", problems: 3 },
    ]);
    const easy = (arm: string) => {
      const c = [0, 1, 2].map((p) => rows.filter((row) => row.arm === arm && row.problem === `p${p}` && row.correct).length);
      return { n: 4, c };
    };
    const points = comparePassAtK(easy("wide"), easy("narrow"), [1, 2, 4]).points.map(({ estimate }) => estimate);
    expect(comparison.groups![0].passAtK!.map(({ estimate }) => estimate)).toEqual(points);
    expect(comparison.groups![0].diversity!.measure).toBe("cosine-distance");
    expect(() => compareArms(rollouts, { rng: 0, by: "level" })).toThrow(/further columns \(source\), got "level"/);
  });

  it("gives the same bits in slices", async () => {
    expect(await compareArmsAsync(rollouts, { rng: 0, by: "source", sliceMs: 0 })).toEqual({ kind: "arms-comparison", level: 0.95, solvers: ["wide", "narrow"], comparisons, by, findings });
  });
});

describe("compareArms() on incomplete data", () => {
  it("works without correctness, and says so", () => {
    const rows = twoArms().map(({ problem, arm, sample, reward }) => ({ problem, arm, sample, reward: reward! }));
    const { comparisons, findings } = compareArms(rolloutsOf(rows), { rng: 0 });
    expect(comparisons[0].passAtK).toBeUndefined();
    expect(comparisons[0].diversity).toEqual([]);
    expect(comparisons[0].reward!.mean.problems).toBe(6);
    expect(findings).toEqual([{ code: "no-correctness" }]);
  });

  it("names unpaired problems, missing values and vectors without a direction", () => {
    const rows = [...twoArms(), { problem: "extra", arm: "wide", sample: 0 }];
    const vectors = rows.map((_, i) => (i === 0 ? [0, 0] : i === 1 ? [NaN, NaN] : [1, i]));
    const { comparisons, findings } = compareArms(rolloutsOf(rows, vectors), { rng: 0 });
    expect(findings).toContainEqual({ code: "unpaired", a: "wide", b: "narrow", onlyA: ["extra"], onlyB: [] });
    expect(findings).toContainEqual({ code: "missing-values", solver: "wide", column: "embedding", rows: 2 });
    expect(findings).toContainEqual({ code: "missing-values", solver: "wide", column: "text", rows: 1 });
    expect(findings).toContainEqual({ code: "unscored", solver: "wide", rows: 1 });
    // p0 keeps two usable vectors of the first arm.
    expect(measureOf(comparisons[0], "cosine-distance").problem).toContain("p0");
  });

  it("takes the same number of samples from both arms", () => {
    const rows = twoArms().filter(({ arm, sample }) => arm === "wide" || sample < 2);
    const [comparison] = compareArms(rolloutsOf(rows), { rng: 0 }).comparisons;
    const answers = rows.filter(({ arm, problem, sample }) => arm === "wide" && problem === "p0" && sample < 2).map(({ answer }) => answer);
    expect(measureOf(comparison, "unique-answers").values.a[0]).toBe(new Set(answers).size / 2);
  });

  it("leaves out measures of single samples", () => {
    const rows = twoArms().filter(({ sample }) => sample === 0);
    expect(compareArms(rolloutsOf(rows), { rng: 0 }).comparisons[0].diversity).toEqual([]);
  });

  it("refuses measures without their column, by name", () => {
    const rows = twoArms().map(({ problem, arm, sample, correct }) => ({ problem, arm, sample, correct: correct! }));
    expect(() => compareArms(rolloutsOf(rows), { rng: 0, measures: ["cosine-distance"] })).toThrow(/the column that cosine-distance needs; they allow none/);
    expect(() => compareArms(rolloutsOf(rows), { rng: 0, measures: ["cosine" as never] })).toThrow(RangeError);
    const bare = rows.map(({ problem, arm, sample }) => ({ problem, arm, sample }));
    expect(() => compareArms(rolloutsOf(bare), { rng: 0 })).toThrow(/must have correctness, rewards, answers, tokens, texts or embeddings/);
  });
});

describe("diversityStudy()", () => {
  const rows = twoArms();

  it("averages each measure over problems, by group too", () => {
    const rollouts = rolloutsOf(rows);
    const study = diversityStudy(rollouts, { by: "source" });
    expect(study.solvers.map(({ solver, group, problems }) => [solver, group, problems])).toEqual([
      ["wide", "easy", 3],
      ["wide", "hard", 3],
      ["narrow", "easy", 3],
      ["narrow", "hard", 3],
    ]);
    const [measure] = diversityMeasures(rollouts, { measures: ["distinct-1"] });
    const rowsOf = (problem: string) => Array.from(rows.keys()).filter((row) => rows[row].arm === "wide" && rows[row].problem === problem);
    const values = ["p0", "p1", "p2"].map((problem) => measure.of(rowsOf(problem)));
    const estimate = study.solvers[0].measures.find(({ measure: name }) => name === "distinct-1")!;
    expectWithin(estimate.estimate, (values[0] + values[1] + values[2]) / 3, { rel: 1e-14 });
    expect(estimate.problems).toBe(3);
  });

  it("says where problems differ in their number of samples", () => {
    const { findings } = diversityStudy(rolloutsOf(rows.slice(1)), {});
    expect(findings).toEqual([{ code: "unequal-diversity-n", solver: "wide", fewest: 3, most: 4 }]);
  });

  it("refuses rollouts that say nothing of diversity", () => {
    expect(() => diversityStudy(rolloutsOf([{ problem: "p", arm: "a", sample: 0, correct: true }]), {})).toThrow(/answers, texts, embeddings or tokens/);
  });
});
