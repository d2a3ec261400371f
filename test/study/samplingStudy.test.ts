import { describe, expect, it } from "vitest";
import { fromRows, type Rollouts } from "../../src/data/index.ts";
import { biasVarianceBound, fitBetaBinomial, passAtKCurve, varianceBand } from "../../src/passk/index.ts";
import { compareArms, samplingStudy, samplingStudyAsync } from "../../src/study/index.ts";

interface Row {
  problem: string;
  model?: string;
  correct?: boolean | number;
  answer?: string;
  reward?: number;
  source?: string;
}

function rolloutsOf(rows: readonly Row[]): Rollouts {
  return fromRows(rows, {
    problem: "problem",
    solver: ({ model }) => model,
    correct: ({ correct }) => correct,
    answer: ({ answer }) => answer,
    reward: ({ reward }) => reward,
    extra: { source: ({ source }) => source },
  });
}

/** c correct of n samples for each problem p0, p1, … of one model. */
function counts(model: string, n: number | readonly number[], c: readonly number[]): Row[] {
  return c.flatMap((correct, i) => {
    const size = typeof n === "number" ? n : n[i];
    return Array.from({ length: size }, (_, sample) => ({ problem: `p${i}`, model, correct: sample < correct }));
  });
}

describe("samplingStudy()", () => {
  it("puts together what the functions of passk give for the same counts", () => {
    const c = [0, 1, 2, 5, 8, 8, 3];
    const [solver] = samplingStudy(rolloutsOf(counts("a", 8, c)), { rng: 0 }).solvers;
    expect(solver.passAtK).toEqual(passAtKCurve({ n: 8, c }, [1, 2, 4, 8]));
    expect(solver.bound?.map(({ bound }) => bound)).toEqual([2, 4, 8].map((k) => biasVarianceBound({ n: 8, c }, k).bound));
    expect(solver.varianceBand?.expected).toEqual(varianceBand({ n: 8, c }, 8).expected);
    expect(solver.betaBinomial?.a).toBe(fitBetaBinomial({ n: 8, c }).a);
    expect(solver.beyond?.map(({ k }) => k)).toEqual([16, 32, 64]);
  });

  it("gives the same bits in slices, with progress that never falls", async () => {
    const rollouts = rolloutsOf([...counts("a", 8, [0, 1, 5, 8, 3]), ...counts("b", 8, [2, 2, 4, 7, 0])]);
    const shares: number[] = [];
    const study = await samplingStudyAsync(rollouts, { rng: "seed", sliceMs: 0, onProgress: (share) => shares.push(share) });
    expect(study).toEqual(samplingStudy(rollouts, { rng: "seed" }));
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    expect(study.comparisons[0].passAtK!.crossover).not.toEqual(samplingStudy(rollouts, { rng: "other" }).comparisons[0].passAtK!.crossover);
  });

  it("stops when aborted, with the signal's reason", async () => {
    const controller = new AbortController();
    const rollouts = rolloutsOf([...counts("a", 8, [0, 1, 5, 8, 3]), ...counts("b", 8, [2, 2, 4, 7, 0])]);
    const running = samplingStudyAsync(rollouts, { rng: 0, sliceMs: 0, signal: controller.signal, onProgress: () => controller.abort(new Error("enough")) });
    await expect(running).rejects.toThrow("enough");
  });

  it("finds what changes how the results may be read", () => {
    const codes = (rows: readonly Row[], options: object = {}): string[] => samplingStudy(rolloutsOf(rows), { rng: 0, ...options }).findings.map(({ code }) => code);
    const spread = [0, 1, 2, 3, 4, 2];
    expect(codes(counts("a", 4, spread))).toEqual([]);
    expect(codes([{ problem: "p", reward: 1 }])).toEqual(["no-correctness"]);
    expect(codes(counts("a", 1, [0, 1, 1]))).toEqual(["one-sample"]);
    expect(codes(counts("a", [4, 4, 3, 4, 4, 4], spread))).toEqual(["unequal-n"]);
    expect(codes(counts("a", [4, 4, 3, 4, 4, 4], spread), { ks: [1, 4], tooFew: "skip" })).toEqual(["unequal-n", "left-out"]);
    expect(codes(counts("a", [4, 4, 3, 4, 4, 4], spread), { ks: [1, 4, 32], tooFew: "skip" })).toEqual(["unequal-n", "undefined-k", "left-out"]);
    expect(codes([...counts("a", 4, spread), { problem: "p0", model: "a" }])).toEqual(["unscored"]);
    expect(codes(counts("a", 4, [4, 4, 4, 3, 4, 4, 4, 4, 4, 4, 4]))).toContain("ceiling");
    expect(codes(counts("a", 4, [2, 2, 2, 2]))).toEqual(["ceiling", "no-beta-fit"]);
    const answered = counts("a", 4, spread).map((row, i) => ({ ...row, answer: `${i % 2}` }));
    expect(codes(answered)).toEqual(["inconsistent-answers"]);
    const rewarded = counts("a", 4, spread).map((row, i) => (i === 0 ? row : { ...row, reward: i }));
    expect(codes(rewarded)).toEqual(["missing-values"]);
    const other = counts("b", 4, [...spread, 1]);
    expect(codes([...counts("a", 4, spread), ...other])).toEqual(["unpaired"]);
    expect(codes([...counts("a", 4, [4, 4, 0, 0]), ...counts("b", 4, [1, 1, 1, 1])])).toContain("crossing");
  });

  it("says between which k two curves cross", () => {
    const { findings } = samplingStudy(rolloutsOf([...counts("a", 8, [8, 8, 0, 0, 1]), ...counts("b", 8, [2, 2, 2, 2, 2])]), { rng: 0 });
    const crossing = findings.find(({ code }) => code === "crossing");
    // a: 2/5 + (1/5)·k/8; b: 1 − C(6, k)/C(8, k): 0.25, 0.464, 0.786, 1 against 0.425, 0.45, 0.5, 0.6.
    expect(crossing).toMatchObject({ a: "a", b: "b", between: [1, 2] });
  });

  it("groups by a column and names the columns there are when it is not one", () => {
    const rows = counts("a", 4, [0, 2, 4]).map((row, i) => ({ ...row, source: i < 4 ? "easy" : "hard" }));
    const { groups } = samplingStudy(rolloutsOf(rows), { rng: 0, by: "source" });
    expect(groups?.map(({ value, problems, passAtK }) => [value, problems, passAtK.estimate[0]])).toEqual([
      ["easy", 1, 0],
      ["hard", 2, 0.75],
    ]);
    expect(() => samplingStudy(rolloutsOf(rows), { rng: 0, by: "level" })).toThrow('the further columns (source), got "level"');
  });

  it("refuses options it does not know and values of k out of order", () => {
    const rollouts = rolloutsOf(counts("a", 4, [0, 2, 4]));
    expect(() => samplingStudy(rollouts, { rng: 0, groups: "source" } as never)).toThrow(/unknown option `groups`/);
    expect(() => samplingStudy(rollouts, { rng: 0, ks: [2, 2] })).toThrow(RangeError);
    expect(() => samplingStudy(rollouts, {} as never)).toThrow(TypeError);
  });
});

describe("compareArms()", () => {
  it("compares every pair of up to eight solvers, of more each with the first", () => {
    const arms = (number: number): Rollouts => rolloutsOf(Array.from({ length: number }, (_, i) => counts(`m${i}`, 2, [0, 1, i % 3])).flat());
    expect(compareArms(arms(4), { rng: 0 }).comparisons).toHaveLength(6);
    const many = compareArms(arms(10), { rng: 0 }).comparisons;
    expect(many.map(({ a }) => a)).toEqual(new Array(9).fill("m0"));
  });

  it("does not let the order of other pairs change a pair's numbers", () => {
    const [a, b, c] = [counts("a", 8, [0, 1, 5, 8]), counts("b", 8, [3, 2, 2, 8]), counts("c", 8, [1, 1, 1, 1])];
    const pair = (rows: Row[]) => compareArms(rolloutsOf(rows), { rng: 3 }).comparisons.find((comparison) => comparison.a === "a" && comparison.b === "b")?.passAtK;
    expect(pair([...a, ...b, ...c])).toEqual(pair([...c, ...a, ...b]));
  });

  it("refuses a single solver and arms that share nothing", () => {
    expect(() => compareArms(rolloutsOf(counts("a", 2, [0, 1])), { rng: 0 })).toThrow(/at least two solvers, got 1 \("a"\)/);
    const apart = [...counts("a", 2, [0, 1]), { problem: "x", model: "b", correct: true }, { problem: "y", model: "b", correct: true }];
    expect(() => compareArms(rolloutsOf(apart), { rng: 0 })).toThrow(/share at least two problems/);
  });
});
