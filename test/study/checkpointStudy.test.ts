import { describe, expect, it } from "vitest";
import { oracleTopK } from "../../src/collapse/index.ts";
import { countsByProblem, fromRows, groupSamples, type Rollouts } from "../../src/data/index.ts";
import { biasVarianceBound, comparePassAtK, passAtK, passAtKCurve, tallyVotes, varianceBand } from "../../src/passk/index.ts";
import { normalUpperTail, studentTQuantile } from "../../src/numeric/special/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { runSteps } from "../../src/steps/index.ts";
import { type CheckpointCurves, checkpointCurves } from "../../src/study/checkpoints/checkpointCurves.ts";
import { checkpointMomentDifferences } from "../../src/study/checkpoints/checkpointMoments.ts";
import { checkpointPositions } from "../../src/study/checkpoints/checkpointPositions.ts";
import { checkpointVerdict } from "../../src/study/checkpoints/checkpointVerdict.ts";
import { type CheckpointFront, type CheckpointStudy, checkpointStudy, checkpointStudyAsync, type CheckpointStudyOptions, compareArms, diversityMeasures } from "../../src/study/index.ts";
import { expectWithin } from "../within.ts";

interface Row {
  problem: string;
  model?: string;
  correct?: boolean;
  answer?: string;
  text?: string;
  step?: number | string | null;
  run?: string | number;
}

function rolloutsOf(rows: readonly Row[], extra: Record<string, keyof Row> = { step: "step" }): Rollouts {
  return fromRows(rows, { problem: "problem", solver: "model", correct: "correct", answer: "answer", text: "text", extra });
}

/** Rows of the columns "100110"…: samples of one checkpoint, problem by problem. */
function flagged(flags: readonly string[], more: Partial<Row>): Row[] {
  return flags.flatMap((own, i) => [...own].map((flag) => ({ problem: `p${i}`, correct: flag === "1", ...more })));
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Success rates of a logit-normal population after sharpening by `slope` and a shift. */
interface Shape {
  slope: number;
  shift: number;
}

/** Samples of the same problems at checkpoints of these shapes. */
function simulated(shapes: readonly Shape[], problems: number, n: number, seed: string): Rollouts {
  const rng = createRng(seed);
  const hardness = Array.from({ length: problems }, () => 1.5 * normal(rng));
  const rows = shapes.flatMap(({ slope, shift }, step) =>
    hardness.flatMap((z, i) => Array.from({ length: n }, () => ({ problem: `p${i}`, correct: rng.float() < sigmoid(slope * (z + shift)), step }))),
  );
  return rolloutsOf(rows);
}

/** pass@k of the whole population, from its quantiles. */
function population({ slope, shift }: Shape, k: number): number {
  const draws = createRng("population");
  let total = 0;
  for (let i = 0; i < 40_000; i++) total += 1 - (1 - sigmoid(slope * (1.5 * normal(draws) + shift))) ** k;
  return total / 40_000;
}

const collapse: readonly Shape[] = [{ slope: 0.8, shift: -0.8 }, { slope: 1.2, shift: -0.3 }, { slope: 2, shift: 0 }, { slope: 4, shift: 0.2 }, { slope: 6, shift: 0.3 }];

describe("where checkpoints stand", () => {
  it.each([
    ["gemma-sft-step-112", "gemma-sft", 112, "step"],
    ["step-112", "step", 112, "step"],
    ["112", "checkpoints", 112, "position"],
    ["sft-900", "sft", 900, "position"],
    ["gemma-step-112-T0.8", "gemma-T0.8", 112, "step"],
    ["Qwen2.5-0.5B/checkpoint-500", "Qwen2.5-0.5B", 500, "checkpoint"],
    ["llama-3-8b_ckpt200", "llama-3-8b", 200, "checkpoint"],
    ["run global_step_300", "run", 300, "step"],
    ["gemma (step 171)", "gemma", 171, "step"],
    ["epoch=3-gemma", "gemma", 3, "epoch"],
    ["stepwise-7", "stepwise", 7, "position"],
    ["wise-0.5", "wise", 0.5, "delta"],
    ["gemma delta=0.25", "gemma", 0.25, "delta"],
    ["gemma-wise-δ0.1", "gemma-wise", 0.1, "delta"],
  ])("%s is series %s at %d", (model, series, position, name) => {
    const found = checkpointPositions("try", rolloutsOf([{ problem: "p", model }], {}), undefined, undefined);
    expect(found.places).toEqual([{ series, position, label: `${series} (${name} ${position})` }]);
    expect(found.positionName).toBe(name);
  });

  it("numbers in texts and columns of numbers give the same checkpoints, ordered by number", () => {
    const steps = [1000, 20, 300];
    const rows = steps.map((step) => ({ problem: "p", model: "m", step }));
    const fromNumbers = checkpointPositions("try", rolloutsOf(rows), undefined, undefined);
    const fromTexts = checkpointPositions("try", rolloutsOf(rows.map((row) => ({ ...row, step: `${row.step}` }))), undefined, undefined);
    expect(fromNumbers.places.map(({ position }) => position)).toEqual([20, 300, 1000]);
    expect(fromTexts).toEqual({ ...fromNumbers, rollouts: { ...fromNumbers.rollouts, extra: fromTexts.rollouts.extra } });
    expect([...fromNumbers.rollouts.solver.codes]).toEqual([2, 0, 1]);
  });

  it("several solvers with a column are several series; a column of series overrides them", () => {
    const rows = [0, 1].flatMap((run) => [0, 5].map((step) => ({ problem: "p", model: `m${run}`, step, run })));
    const bySolver = checkpointPositions("try", rolloutsOf(rows), "step", undefined);
    expect(bySolver.series).toEqual(["m0", "m1"]);
    expect(bySolver.places.map(({ label }) => label)).toEqual(["m0 (step 0)", "m0 (step 5)", "m1 (step 0)", "m1 (step 5)"]);
    const byRun = checkpointPositions("try", rolloutsOf(rows, { step: "step", run: "run" }), "step", "run");
    expect(byRun.series).toEqual(["run 0", "run 1"]);
    const crossed = rows.map((row) => ({ ...row, model: `file-${row.step}-${row.run}`, run: row.run === 0 ? "sft" : "wise" }));
    expect(checkpointPositions("try", rolloutsOf(crossed, { step: "step", run: "run" }), undefined, "run").series).toEqual(["sft", "wise"]);
  });

  it("a column of labels without a number is no column of positions unless asked for", () => {
    const rows = [{ problem: "p", model: "m-step-3", step: "early" }];
    expect(checkpointPositions("try", rolloutsOf(rows), undefined, undefined).places[0].position).toBe(3);
    expect(() => checkpointPositions("try", rolloutsOf(rows), "step", undefined)).toThrow('Cannot try: column step must hold a number in every row, got "early" at row 0');
  });

  it.each<[string, readonly Row[], string | undefined, string | undefined, string]>([
    ["a version, which is no position", [{ problem: "p", model: "bge-large-en-v1.5" }], undefined, undefined, 'got "bge-large-en-v1.5"'],
    ["a name without a number", [{ problem: "p", model: "base" }], undefined, undefined, 'Cannot try: every solver\'s name must hold its position in training (as step-112), or option at must name a column that does, got "base"'],
    ["a number inside a word", [{ problem: "p", model: "Qwen2.5-0.5B" }], undefined, undefined, 'got "Qwen2.5-0.5B"'],
    ["an unknown column", [{ problem: "p", step: 1 }], "when", undefined, 'Cannot try: option at must name one of the further columns (step), got "when"'],
    ["an unknown series", [{ problem: "p", step: 1 }], undefined, "run", 'Cannot try: option series must name one of the further columns (step), got "run"'],
    ["a row without a position", [{ problem: "p", step: 1 }, { problem: "q", step: null }], undefined, undefined, "Cannot try: column step must hold a number in every row, got none at row 1"],
    ["a text that is no number", [{ problem: "p", step: "1" }, { problem: "q", step: "2a" }], undefined, undefined, 'got "2a" at row 1'],
    ["an empty text", [{ problem: "p", step: "1" }, { problem: "q", step: " " }], undefined, undefined, "at row 1"],
    ["names that share a position", [{ problem: "p", model: "m-step-1" }, { problem: "p", model: "m_step_1" }], undefined, undefined, 'Cannot try: the checkpoints of a series must differ in step, got "m-step-1" and "m_step_1" at step 1 of series "m"'],
  ])("refuses %s", (_, rows, at, series, message) => {
    expect(() => checkpointPositions("try", rolloutsOf(rows), at, series)).toThrow(message);
  });
});

describe("checkpointStudy", () => {
  /** Two runs of three checkpoints; problem p3 has two samples fewer at one of them. */
  const rows = [
    ...flagged(["100000", "110000", "000000", "0100", "101010"], { model: "a", step: 10 }),
    ...flagged(["111000", "110100", "000001", "010000", "111010"], { model: "a", step: 20 }),
    ...flagged(["111111", "111111", "000000", "000000", "111110"], { model: "a", step: 30 }),
    ...flagged(["100001", "110000", "001000", "010001", "101010"], { model: "b", step: 10 }),
    ...flagged(["111111", "111100", "000000", "000000", "111111"], { model: "b", step: 20 }),
  ].map((row, i) => ({ ...row, answer: row.correct ? "right" : `wrong ${i % 3}`, text: `${i % 5} + 1 = ${(i % 5) + 1}` }));
  const rollouts = rolloutsOf(rows);
  const study = checkpointStudy(rollouts, { rng: 7 });
  const split = { ...rollouts, solver: checkpointPositions("try", rollouts, "step", undefined).rollouts.solver };
  const counts = countsByProblem(split);

  it("each checkpoint is what the functions of passk say of its counts", () => {
    expect(study.ks).toEqual([1, 2, 4]);
    expect(study.groupSize).toBe(4);
    expect(study.series).toEqual(["a", "b"]);
    expect(study.checkpoints.map(({ label }) => label)).toEqual(["a (step 10)", "a (step 20)", "a (step 30)", "b (step 10)", "b (step 20)"]);
    study.checkpoints.forEach((checkpoint, i) => {
      expect(checkpoint.passAtK).toEqual(passAtKCurve(counts[i], [1, 2, 4]));
      expect(checkpoint.bounds).toEqual([biasVarianceBound(counts[i], 2), biasVarianceBound(counts[i], 4)]);
      // The same unbiased terms by another route: only their last digits may differ.
      expectWithin(checkpoint.moments!.bias2.estimate, checkpoint.bounds[0].bias2, { rel: 1e-13 });
      expectWithin(checkpoint.moments!.variance.estimate, checkpoint.bounds[0].variance, { abs: 1e-15, rel: 1e-13 });
      const { bias2 } = checkpoint.moments!;
      const [low, high] = [checkpoint.passAtK!.low[0], checkpoint.passAtK!.high[0]];
      // The beta interval is symmetric in right and wrong; its quantiles are computed anew for wrong.
      expectWithin(bias2.confidenceInterval.low, Math.min(bias2.estimate, (1 - high) ** 2), { rel: 1e-8 });
      expectWithin(bias2.confidenceInterval.high, (1 - low) ** 2, { rel: 1e-8 });
      expect(checkpoint.varianceBand).toEqual(varianceBand(counts[i], 4));
      expect([...checkpoint.errorRates!]).toEqual(counts[i].problem.map((_, p) => (counts[i].n[p] - counts[i].c[p]) / counts[i].n[p]));
    });
    expect(study.checkpoints[0]).toMatchObject({ problems: 5, samples: 28, fewest: 4, most: 6 });
  });

  it("diversity and the oracle see as many samples of a problem at every checkpoint", () => {
    expect(study.findings).toContainEqual({ code: "equal-samples", problems: 1, fewest: 4, most: 6 });
    const groups = groupSamples(split);
    const measures = diversityMeasures(split, { measures: ["unique-answers", "unique-operations"] });
    study.checkpoints.forEach((checkpoint, code) => {
      const own = [...groups.solver.keys()].filter((g) => groups.solver[g] === code).map((g) => groups.rows.slice(groups.offsets[g], groups.offsets[g] + (split.problem.levels[groups.problem[g]] === "p3" ? 4 : 6)));
      expect(checkpoint.diversity.map(({ measure }) => measure)).toEqual(["unique-answers", "unique-operations"]);
      checkpoint.diversity.forEach(({ estimate }, m) => expectWithin(estimate, own.reduce((total, r) => total + measures[m].of(r) / own.length, 0), { rel: 1e-13 }));
      const votes = own.map((r) => tallyVotes(Array.from(r, (row) => split.answer!.codes[row]), Array.from(r, (row) => split.correct![row])));
      expect(checkpoint.oracle).toEqual(oracleTopK(votes, [1, 2, 4], { sizes: [] }));
    });
  });

  it("comparisons are last − earlier, as comparePassAtK and compareArms give them", () => {
    expect(study.comparisons.map(({ series, earlier, last }) => [series, earlier, last])).toEqual([["a", 10, 30], ["a", 20, 30], ["b", 10, 20]]);
    const [first] = study.comparisons;
    const { points, ...whole } = comparePassAtK(counts[2], counts[0], [1, 2, 4], { rng: createRng(7).stream("checkpoints").stream("a").stream(10) });
    expect(first.passAtK).toEqual({ ...whole, points: points.map(({ values: _values, ...point }) => point) });
    expectWithin(first.passAtK!.points[0].estimate, passAtK(counts[2], 1).estimate - passAtK(counts[0], 1).estimate, { rel: 1e-13 });
    expectWithin(first.band!.estimate, varianceBand(counts[2], 4).band.estimate - varianceBand(counts[0], 4).band.estimate, { rel: 1e-13 });
    expectWithin(first.moments!.bias2.estimate, biasVarianceBound(counts[2], 2).bias2 - biasVarianceBound(counts[0], 2).bias2, { rel: 1e-12 });
    // Runs without the problem that some checkpoint has fewer samples of are compared as any two arms are.
    const equal = rolloutsOf(rows.filter(({ problem }) => problem !== "p3"));
    const arms = { ...equal, solver: checkpointPositions("try", equal, "step", undefined).rollouts.solver };
    const pairs = compareArms(arms, { rng: 0, measures: ["unique-answers", "unique-operations"] }).comparisons;
    const own = checkpointStudy(equal, { rng: 0 }).comparisons[2].diversity;
    const pair = pairs.find(({ a, b }) => a === "b (step 10)" && b === "b (step 20)");
    expect(own.map(({ measure, problems }) => [measure, problems])).toEqual([["unique-answers", 4], ["unique-operations", 4]]);
    own.forEach((difference, m) => {
      expect([difference.a, difference.b]).toEqual([pair!.diversity[m].b, pair!.diversity[m].a]);
      expectWithin(difference.estimate, -pair!.diversity[m].estimate, { rel: 1e-13 });
    });
    expectWithin(study.comparisons[2].diversity[0].estimate, study.checkpoints[4].diversity[0].estimate - study.checkpoints[3].diversity[0].estimate, { rel: 1e-12 });
  });

  it("moments carry the jackknife's error, brute force", () => {
    const [first] = study.comparisons;
    const statistic = (of: "bias2" | "variance", used: readonly number[]): number => {
      const arm = (code: number): number => biasVarianceBound({ n: used.map((i) => counts[code].n[i]), c: used.map((i) => counts[code].c[i]) }, 2)[of];
      return arm(2) - arm(0);
    };
    const all = [0, 1, 2, 3, 4];
    for (const of of ["bias2", "variance"] as const) {
      const without = all.map((left) => statistic(of, all.filter((i) => i !== left)));
      const center = without.reduce((total, value) => total + value / 5, 0);
      const error = Math.sqrt((4 / 5) * without.reduce((total, value) => total + (value - center) ** 2, 0));
      // Leave-one-out from sums against leave-one-out from scratch: rounding only.
      expectWithin(first.moments![of].standardError, error, { rel: 1e-10 });
      expectWithin(first.moments![of].estimate, statistic(of, all), { rel: 1e-10 });
      // t quantile for 4 degrees of freedom (scipy.stats.t.ppf(0.975, 4)).
      expectWithin(first.moments![of].confidenceInterval.high, statistic(of, all) + 2.7764451051977987 * error, { rel: 1e-10 });
    }
  });

  it("fronts are Pareto fronts, and shares add up", () => {
    expect(study.fronts.map(({ k }) => k)).toEqual([2, 4]);
    for (const front of study.fronts) expect(front.points.map(({ onFront }) => onFront)).toEqual(bruteFront(front));
    const shown = study.fronts[1].points;
    expect(study.checkpoints.map(({ onFront }) => onFront)).toEqual(shown.map(({ onFront }) => onFront));
    shown.forEach(({ series, position, passAt1, passAtK: atK }, i) => {
      expect([series, position]).toEqual([study.checkpoints[i].series, study.checkpoints[i].position]);
      expectWithin(passAt1, study.checkpoints[i].passAtK!.estimate[0], { rel: 1e-13 });
      expectWithin(atK, study.checkpoints[i].passAtK!.estimate[2], { rel: 1e-13 });
    });
    for (const { series, k, shares, share, positions, position, estimates, estimate, candidates } of study.best) {
      expectWithin(shares.reduce((total, value) => total + value, 0), 1, { abs: 1e-14 });
      expect(share).toBe(shares[positions.indexOf(position)]);
      expect(estimate).toBe(Math.max(...estimates));
      expect(candidates).toContain(position);
      expect(positions).toEqual(study.checkpoints.filter((c) => c.series === series).map((c) => c.position));
      const own = study.checkpoints.find((c) => c.series === series && c.position === position);
      expectWithin(estimate, own!.passAtK!.estimate[study.ks.indexOf(k)], { rel: 1e-13 });
    }
  });

  it("gives the same bits asynchronously, for the same seed, and whatever the order of the rows of other series", async () => {
    const again = await checkpointStudyAsync(rollouts, { rng: 7, sliceMs: 0.1 });
    expect(again).toEqual(study);
    expect(structuredClone(study)).toEqual(study);
    const alone = checkpointStudy(rolloutsOf(rows.filter(({ model }) => model === "a")), { rng: 7 });
    expect(alone.verdicts[0]).toEqual(study.verdicts[0]);
    expect(alone.comparisons[0].passAtK).toEqual(study.comparisons[0].passAtK);
  });

  it("reports progress that never falls, and stops when told to", async () => {
    const shares: number[] = [];
    await checkpointStudyAsync(rollouts, { rng: 7, sliceMs: 0.01, onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(10);
    expect(shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1)).toBe(true);
    await expect(checkpointStudyAsync(rollouts, { rng: 7, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("along δ the last checkpoint is the one with the smallest", () => {
    const sweep = [0, 0.5, 1].flatMap((delta, i) => flagged(["1100", "1010", "1000"].map((own) => own.slice(i) + "0".repeat(i)), { model: `wise-${delta}` }));
    const found = checkpointStudy(rolloutsOf(sweep), { rng: 0 });
    expect([found.positionName, found.descending]).toEqual(["delta", true]);
    expect(found.checkpoints.map(({ position }) => position)).toEqual([0, 0.5, 1]);
    expect(found.comparisons.map(({ earlier, last }) => [earlier, last])).toEqual([[0.5, 0], [1, 0]]);
    expect(found.verdicts[0].last).toBe(0);
  });

  it("a change that is the same on every problem is judged by its signs", () => {
    const fall = (problems: number): CheckpointStudy =>
      checkpointStudy(rolloutsOf([...flagged(new Array(problems).fill("1100"), { step: 1 }), ...flagged(new Array(problems).fill("1000"), { step: 2 })]), { rng: 0, ks: [1, 2] });
    // Signs of 12 problems, shared out among two k: 2·2⁻¹¹. The Markov interval at level 1 − 0.05/2.
    const [verdict] = fall(12).verdicts;
    expect(verdict).toMatchObject({ outcome: "fall", peak: 1, last: 2, pValue: 1 });
    expectWithin(verdict.passAtK.pValue, 2 ** -10, { rel: 1e-13 });
    expectWithin(verdict.passAtK.confidenceInterval.high, 1 - (1 + 1 / 3) * 0.0125 ** (1 / 12), { rel: 1e-12 });
    expect(verdict.passAt1.confidenceInterval.low).toBeLessThan(-0.25);
    expect(fall(12).best[0].candidates).toEqual([1]);
    expect(fall(3).verdicts[0].outcome).toBe("unclear");
    expect(fall(3).best[0].candidates).toEqual([1, 2]);
  });

  it("a change beyond every replicate has the smallest p-value there is", () => {
    const flags = (solved: number): string[] => Array.from({ length: 400 }, (_, i) => (i % 20 === 0 ? "0" : "1").repeat(solved).padEnd(4, "0"));
    const rows = [...flagged(flags(1), { step: 1 }), ...flagged(flags(3).map((own, i) => (i % 2 === 0 ? own : "0000")), { step: 2 })];
    const [verdict] = checkpointStudy(rolloutsOf(rows), { rng: 0, ks: [1, 4] }).verdicts;
    expect(verdict.outcome).toBe("collapse");
    expectWithin(verdict.passAtK.pValue, 1 / 2001, { rel: 1e-14 });
  });

  it("checkpoints with the same samples are exactly level", () => {
    const same = [1, 2, 3].flatMap((step) => flagged(["1100", "1010", "0000"], { step }));
    const found = checkpointStudy(rolloutsOf(same), { rng: 0 });
    expect(found.verdicts[0]).toMatchObject({ outcome: "no-fall", peak: 3, last: 3, pValue: 1 });
    expect(found.comparisons[0].moments!.bias2).toMatchObject({ estimate: 0, standardError: 0, pValue: null });
    for (const { shares, candidates } of found.best) {
      shares.forEach((share) => expectWithin(share, 1 / 3, { abs: 1e-12 }));
      expect(candidates).toEqual([1, 2, 3]);
    }
    expect(found.fronts[0].points.every(({ onFront, share }) => onFront && share === 1)).toBe(true);
  });
});

function bruteFront({ points }: CheckpointFront): boolean[] {
  return points.map((own) => !points.some((other) => other.passAt1 >= own.passAt1 && other.passAtK >= own.passAtK && (other.passAt1 > own.passAt1 || other.passAtK > own.passAtK)));
}

describe("known truth", () => {
  it("finds a simulated collapse, its crossover and what stays the same", () => {
    const study = checkpointStudy(simulated(collapse, 200, 16, "collapse"), { rng: 1 });
    const [verdict] = study.verdicts;
    expect(verdict).toMatchObject({ outcome: "collapse", k: 16, peak: 0, last: 4, problems: 200 });
    expect(verdict.pValue).toBeLessThan(0.05);
    const change = (k: number): number => population(collapse[4], k) - population(collapse[0], k);
    expect(verdict.passAt1.confidenceInterval.low).toBeLessThan(change(1));
    expect(verdict.passAt1.confidenceInterval.high).toBeGreaterThan(change(1));
    expect(verdict.passAtK.confidenceInterval.low).toBeLessThan(change(16));
    expect(verdict.passAtK.confidenceInterval.high).toBeGreaterThan(change(16));
    // The curves of the populations cross between k = 2 and k = 4.
    expect(change(2)).toBeGreaterThan(0);
    expect(change(4)).toBeLessThan(0);
    const { crossover } = study.comparisons[0].passAtK!;
    expect(crossover.k).toBeGreaterThan(1.5);
    expect(crossover.k).toBeLessThan(4.5);
    expect(crossover.confidenceInterval!.low).toBeLessThan(4);
    expect(crossover.confidenceInterval!.high).toBeGreaterThan(2);
    const { bias2, variance } = study.comparisons[0].moments!;
    expect(bias2.confidenceInterval.high).toBeLessThan(0);
    expect(variance.confidenceInterval.low).toBeGreaterThan(0);
    expect(study.best.map(({ k, position }) => [k, position])).toEqual([[1, 4], [2, expect.anything()], [4, expect.anything()], [8, 0], [16, 0]]);
    expect(study.best[4].candidates).not.toContain(4);
    expectWithin(study.checkpoints[4].moments!.bias2.confidenceInterval.low, (1 - study.checkpoints[4].passAtK!.high[0]) ** 2, { rel: 1e-8 });
    // All five lie on the front of pass@1 and pass@16: the trade-off itself.
    expect(study.checkpoints.every(({ onFront }) => onFront)).toBe(true);
  });

  it("the band of the verdict holds the changes from all earlier checkpoints at both k", () => {
    const rollouts = checkpointPositions("try", simulated(collapse.slice(0, 4), 30, 8, "band"), undefined, undefined).rollouts;
    const curves = runSteps(checkpointCurves(countsByProblem(rollouts), [1, 2, 8], createRng(3))) as CheckpointCurves;
    const verdict = checkpointVerdict("s", [0, 1, 2, 3], curves, 0.9);
    const replicate = (r: number, t: number, j: number): number => curves.resampled[r * 12 + t * 3 + j];
    const differences = [0, 1, 2].flatMap((t) => [0, 2].map((j) => Array.from({ length: 2000 }, (_, r) => replicate(r, 3, j) - replicate(r, t, j) - (curves.means[9 + j] - curves.means[t * 3 + j]))));
    const largest = Array.from({ length: 2000 }, () => 0);
    for (const own of differences) {
      const spread = Math.sqrt(own.reduce((total, d) => total + d * d, 0) / 2000);
      own.forEach((d, r) => (largest[r] = Math.max(largest[r], Math.abs(d) / spread)));
    }
    largest.sort((a, b) => a - b);
    // Position 0.9·1999 = 1799.1 between order statistics, carried from the normal to the t scale.
    const quantile = largest[1799] + 0.1 * (largest[1800] - largest[1799]);
    const reach = studentTQuantile(1 - normalUpperTail(quantile), 29);
    for (const { estimate, standardError, confidenceInterval, pValue } of [verdict.passAt1, verdict.passAtK]) {
      expectWithin(confidenceInterval.high, estimate + reach * standardError, { rel: 1e-9 });
      const size = Math.abs(estimate) / standardError;
      const beyond = largest.filter((value) => studentTQuantile(1 - normalUpperTail(value), 29) >= size).length;
      expectWithin(pValue, (beyond + 1) / 2001, { rel: 1e-12 });
    }
  });

  it("without any change it claims none, and the candidates hold the best", () => {
    const shapes = Array.from({ length: 3 }, () => ({ slope: 1, shift: -0.5 }));
    const outcomes = Array.from({ length: 60 }, (_, r) => checkpointStudy(simulated(shapes, 40, 8, `null ${r}`), { rng: r, ks: [1, 4] }));
    const falls = outcomes.filter(({ verdicts: [{ outcome }] }) => outcome === "collapse" || outcome === "fall").length;
    // Promised are at most 5 %; the rate is near 1 %, at which more than 5 of 60 have probability 10⁻⁵.
    expect(falls).toBeLessThanOrEqual(5);
    expect(outcomes.filter(({ verdicts: [{ outcome }] }) => outcome === "collapse").length).toBe(0);
    // All are equally good, so any given one must be kept in 95 % of studies: P(fewer than 51 of 60) is 10⁻³.
    expect(outcomes.filter(({ best: [{ candidates }] }) => candidates.includes(2)).length).toBeGreaterThanOrEqual(51);
    expect(outcomes.some(({ best: [{ candidates }] }) => candidates.length < 3)).toBe(true);
  });

  it("the intervals of moments cover", () => {
    const shapes = [{ slope: 1, shift: -0.3 }, { slope: 3, shift: 0.4 }];
    // Population values from 2·10⁵ draws by another seed; their own error is 0.0005.
    const truth = { bias2: 0.16141 - 0.30499, variance: 0.1606 - 0.07236 };
    const inside = { bias2: 0, variance: 0 };
    for (let r = 0; r < 200; r++) {
      const [earlier, last] = countsByProblem(checkpointPositions("try", simulated(shapes, 40, 8, `moments ${r}`), undefined, undefined).rollouts);
      const moments = checkpointMomentDifferences(last, earlier, 0.95);
      for (const of of ["bias2", "variance"] as const) {
        const { low, high } = moments[of].confidenceInterval;
        if (low <= truth[of] && truth[of] <= high) inside[of]++;
      }
    }
    // Of 200 at 95 %: fewer than 179 has probability 10⁻³.
    expect(inside.bias2).toBeGreaterThanOrEqual(179);
    expect(inside.variance).toBeGreaterThanOrEqual(179);
    expect(Math.max(inside.bias2, inside.variance)).toBeLessThan(200);
  });
});

describe("the sweet spot of a sweep", () => {
  /** A sweep over δ with these shapes at 0, …, 1. */
  const sweep = (shapes: readonly Shape[], problems: number, seed: string): Rollouts => {
    const { extra, ...rollouts } = simulated(shapes, problems, 8, seed);
    return { ...rollouts, extra: { delta: (extra.step as Float64Array).map((i) => i / (shapes.length - 1)) } };
  };
  const trained = { slope: 5, shift: 0.3 };
  const start = { slope: 0.8, shift: -0.8 };
  const between = (shift: number): Shape => ({ slope: 1.6, shift });

  it("is the mixture that is ahead of both ends at pass@1 and pass@K", () => {
    const study = checkpointStudy(sweep([trained, between(0.2), between(1.2), start], 150, "spot"), { rng: 2, ks: [1, 8] });
    const [spot] = study.sweetSpots;
    expect(spot).toMatchObject({ series: "samples", k: 8, problems: 150, outcome: "sweet-spot", passAt1: { end: 0 } });
    expectWithin(spot.position, 2 / 3, { rel: 1e-15 });
    expect(spot.pValue).toBeLessThan(0.05);
    const at = (delta: number): readonly number[] => Array.from(study.checkpoints.find(({ position }) => position === delta)!.passAtK!.estimate);
    const [mixture, low, high] = [at(spot.position), at(0), at(1)];
    expectWithin(spot.passAt1.estimate, mixture[0] - Math.max(low[0], high[0]), { rel: 1e-12 });
    expectWithin(spot.passAtK.estimate, mixture[1] - Math.max(low[1], high[1]), { rel: 1e-12 });
    expect(spot.passAt1.confidenceInterval.low).toBeGreaterThan(0);
    expect(spot.passAtK.confidenceInterval.low).toBeGreaterThan(0);
    expect(spot.pValue).toBeGreaterThanOrEqual(Math.max(spot.passAt1.pValue, spot.passAtK.pValue));
  });

  it("is sought by the smallest of the leads, in a band over all mixtures", () => {
    const at = (delta: number, flags: string, solved: number): Row[] => flagged([...new Array<string>(solved).fill(flags), ...new Array<string>(12 - solved).fill("0000")], { model: `delta-${delta}` });
    const ends = [...at(0, "1111", 6), ...at(1, "1000", 9)];
    // δ = 0.5 gains most at pass@4, and loses at pass@1.
    const [of3, of4] = [[], at(0.5, "1000", 12)].map((more) => checkpointStudy(rolloutsOf([...ends, ...at(0.25, "1110", 10), ...more]), { rng: 0, ks: [1, 4] }).sweetSpots[0]);
    expect(of4).toMatchObject({ position: 0.25, outcome: "unclear", passAt1: { end: 0, estimate: 0.125 }, passAtK: { end: 1 } });
    expectWithin(of4.passAtK.estimate, 10 / 12 - 9 / 12, { rel: 1e-12 });
    expect(of4.passAt1.confidenceInterval.high).toBeGreaterThan(of3.passAt1.confidenceInterval.high);
  });

  it("is none where a mixture only lies between the ends, and not sought along a training run or without a mixture", () => {
    const [spot] = checkpointStudy(sweep([trained, between(-0.2), start], 60, "line"), { rng: 2, ks: [1, 8] }).sweetSpots;
    expect(spot).toMatchObject({ position: 0.5, outcome: "none", pValue: 1 });
    expect(checkpointStudy(simulated([start, between(1.2), trained], 20, 8, "run"), { rng: 2, ks: [1, 8] }).sweetSpots).toEqual([]);
    expect(checkpointStudy(sweep([trained, start], 20, "ends"), { rng: 2, ks: [1, 8] }).sweetSpots).toEqual([]);
  });

  it("is not claimed where all weights are equally good, though one of them is ahead", () => {
    const spots = Array.from({ length: 60 }, (_, r) => checkpointStudy(sweep([start, start, start, start], 40, `level ${r}`), { rng: r, ks: [1, 4] }).sweetSpots[0].outcome);
    expect(spots.filter((outcome) => outcome === "unclear").length).toBeGreaterThan(10);
    // Four leads must all be beyond doubt: far fewer than 5 % of 60.
    expect(spots.filter((outcome) => outcome === "sweet-spot")).toEqual([]);
  });
});

describe("what is missing", () => {
  const codes = (study: CheckpointStudy): string[] => study.findings.map(({ code }) => code);
  const run = (rows: readonly Row[], options: Partial<CheckpointStudyOptions> = {}): CheckpointStudy => checkpointStudy(rolloutsOf(rows), { rng: 0, ...options });

  it("without correctness there is diversity only", () => {
    const rows = [1, 2].flatMap((step) => ["a", "b", "c"].map((answer, i) => ({ problem: `p${i % 2}`, answer, step })));
    const study = run(rows.concat(rows));
    expect(codes(study)).toEqual(["no-correctness"]);
    expect(study).toMatchObject({ ks: [], best: [], verdicts: [], sweetSpots: [], fronts: [] });
    expect(study.checkpoints[0].passAtK).toBeUndefined();
    expect(study.checkpoints[0].diversity.map(({ measure }) => measure)).toEqual(["unique-answers"]);
    expect(study.comparisons[0].diversity).toHaveLength(1);
    expect(() => run([{ problem: "p", step: 1 }])).toThrow("Cannot study checkpoints: the rollouts must have correctness, answers, texts or embeddings, got none of them");
  });

  it("a single position, single samples, unscored rows and missing answers are told", () => {
    expect(codes(run(flagged(["10", "11"], { step: 5 })))).toEqual(["single-position"]);
    const single = run([1, 2].flatMap((step) => flagged(["1", "0", "1"], { step })));
    expect(codes(single)).toEqual(["one-sample", "one-sample"]);
    expect(single).toMatchObject({ ks: [1], verdicts: [], fronts: [] });
    expect(single.groupSize).toBeUndefined();
    expect(single.checkpoints[0].bounds).toEqual([]);
    expect(single.best).toHaveLength(1);
    const rows = [1, 2].flatMap((step) => flagged(["10", "11"], { step, answer: "x" }));
    expect(run([...rows, { problem: "p0", step: 1, answer: "y" }]).findings).toContainEqual({ code: "unscored", solver: "samples (step 1)", rows: 1 });
    expect(run([...rows, { problem: "p0", step: 1, correct: true }]).findings).toContainEqual({ code: "missing-values", solver: "samples (step 1)", column: "answer", rows: 1 });
    expect(() => run([...rows, { problem: "p0", step: 3, answer: "y" }])).toThrow("Cannot study checkpoints: every checkpoint must have a scored sample, got none at samples (step 3)");
  });

  it("problems that not all checkpoints have are told and left out of what compares all", () => {
    const study = run([...flagged(["10", "11", "01"], { step: 1 }), ...flagged(["10", "11", "01", "00"], { step: 2 })]);
    expect(study.findings).toContainEqual({ code: "unequal-problems", series: "samples", common: 3, of: 4 });
    expect(study.best[0].problems).toBe(3);
    expect(study.checkpoints[1].problems).toBe(4);
    const apart = run([...flagged(["10", "11"], { step: 1 }), ...flagged(["10", "11"], { step: 2 }).map((row) => ({ ...row, problem: `${row.problem}x` }))]);
    expect(codes(apart)).toEqual(["unequal-problems", "few-common", "no-common"]);
    expect(apart.comparisons[0]).toEqual({ series: "samples", earlier: 1, last: 2, problems: 0, diversity: [] });
    expect(apart).toMatchObject({ best: [], verdicts: [], fronts: [] });
    expect(apart.checkpoints.some(({ onFront }) => onFront)).toBe(false);
  });

  it("too few samples are refused or left out", () => {
    const rows = [...flagged(["1000", "11", "0100"], { step: 1 }), ...flagged(["1001", "1100", "0111"], { step: 2 })];
    expect(run(rows).ks).toEqual([1, 2]);
    expect(() => run(rows, { ks: [1, 4] })).toThrow("every problem used must have at least k = 4 samples");
    const skipped = run(rows, { ks: [1, 4, 8], tooFew: "skip" });
    expect(skipped.ks).toEqual([1, 4]);
    expect(skipped.findings).toContainEqual({ code: "undefined-k", solver: "samples (step 1)", ks: [8], most: 4 });
    expect(skipped.findings).toContainEqual({ code: "left-out", solver: "samples (step 1)", k: 4, problems: ["p1"] });
    expect(skipped.best.map(({ problems }) => problems)).toEqual([2, 2]);
    expect(skipped.comparisons[0].passAtK!.problems).toBe(2);
    expect(skipped.fronts.map(({ k }) => k)).toEqual([4]);
    expect(() => run(rows, { ks: [8], tooFew: "skip" })).toThrow("Cannot study checkpoints: k must be at most the 4 samples that every checkpoint has of some problem, got 8");
  });

  it("texts take the place of operations where they hold none; measures can be chosen", () => {
    const rows = [1, 2].flatMap((step) => flagged(["10", "11"], { step, text: "so it is" }));
    expect(run(rows).checkpoints[0].diversity.map(({ measure }) => measure)).toEqual(["unique-texts"]);
    expect(run(rows, { measures: ["distinct-2"] }).comparisons[0].diversity.map(({ measure }) => measure)).toEqual(["distinct-2", "distinct-2-equal-length"]);
    expect(() => run(rows, { measures: ["cosine-distance"] })).toThrow("cosine-distance");
  });

  it.each<[Partial<CheckpointStudyOptions> & Record<string, unknown>, string]>([
    [{ ks: [2, 2] }, "Cannot study checkpoints: ks[1]"],
    [{ ks: [0] }, "Cannot study checkpoints: ks[0]"],
    [{ level: 1 }, "Cannot study checkpoints: level"],
    [{ groupSize: 1 }, "Cannot study checkpoints: groupSize"],
    [{ tooFew: "drop" as "skip" }, "Cannot study checkpoints: tooFew"],
    [{ steps: "step" }, "Cannot study checkpoints: "],
    [{ rng: NaN }, "Cannot create a random number generator"],
    [{ at: "when" }, "Cannot study checkpoints: option at must name"],
  ])("refuses options %o", (options, message) => {
    expect(() => run(flagged(["10", "11"], { step: 1 }), options)).toThrow(message);
  });

  it("says so where options are missing", () => {
    expect(() => checkpointStudy(rolloutsOf([{ problem: "p", step: 1, correct: true }]), undefined as never)).toThrow("Cannot study checkpoints: options must be an object, got undefined");
  });

  it("without a k of 1 the front still has pass@1", () => {
    const study = run([1, 2].flatMap((step) => flagged(["1000", "1101", "0100"], { step })), { ks: [4] });
    expectWithin(study.fronts[0].points[0].passAt1, 5 / 12, { rel: 1e-14 });
    expect(study.best.map(({ k }) => k)).toEqual([4]);
    expect(study.verdicts[0].k).toBe(4);
  });
});
