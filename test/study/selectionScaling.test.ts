import { describe, expect, it } from "vitest";
import { fromRows, type Rollouts } from "../../src/data/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { selectionScaling, selectionScalingAsync, type SelectionEstimate, type SelectionRuleName, type SelectionScaling } from "../../src/study/index.ts";
import { sentenceBleu } from "../../src/text/index.ts";
import { minimumBayesRisk } from "../../src/vote/index.ts";
import { expectWithin } from "../within.ts";

interface Row {
  problem: string;
  model?: string;
  correct?: boolean;
  answer?: string;
  reward?: number;
  text?: string;
  vector?: readonly number[];
  temperature?: number;
}

function rolloutsOf(rows: readonly Row[]): Rollouts {
  const rollouts = fromRows(rows, {
    problem: "problem",
    solver: ({ model }) => model,
    correct: ({ correct }) => correct,
    answer: ({ answer }) => answer,
    reward: ({ reward }) => reward,
    text: ({ text }) => text,
    extra: { temperature: ({ temperature }) => temperature },
  });
  const d = rows.find(({ vector }) => vector !== undefined)?.vector?.length;
  if (d === undefined) return rollouts;
  return { ...rollouts, embedding: { data: Float64Array.from(rows.flatMap(({ vector }) => vector ?? new Array<number>(d).fill(NaN))), shape: [rows.length, d] } };
}

const words = ["the", "sum", "is", "five", "nine", "so", "we", "add"];

/** Samples with everything that rules read, some of it in ties. */
function samples(problem: string, n: number, seed: string, more: Partial<Row> = {}): Row[] {
  const rng = createRng(seed).stream(problem);
  return Array.from({ length: n }, () => {
    const answer = "abcd"[Math.min(3, Math.floor(4 * rng.float() ** 2))];
    const text = Array.from({ length: 4 + rng.integer(5) }, () => words[rng.integer(words.length)]).join(" ");
    return { problem, answer, correct: answer === "a", reward: rng.integer(5), text, vector: Array.from({ length: 4 }, () => normal(rng)), ...more };
  });
}

function combinations(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  return Array.from({ length: n - k + 1 }, (_, i) => n - 1 - i).flatMap((last) => combinations(last, k - 1).map((rest) => [...rest, last]));
}

const meanOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

/** What each rule keeps of some samples, word by word. */
const credits: Readonly<Record<SelectionRuleName, (kept: readonly Row[]) => number>> = {
  coverage: (kept) => Number(kept.some(({ correct }) => correct)),
  "share-correct": (kept) => meanOf(kept.map(({ correct }) => Number(correct))),
  "majority-vote": (kept) => {
    const groups = [...new Set(kept.map(({ answer }) => answer))].map((answer) => kept.filter((row) => row.answer === answer));
    const most = Math.max(...groups.map(({ length }) => length));
    return meanOf(groups.filter(({ length }) => length === most).map(([row]) => Number(row.correct)));
  },
  "best-of-n": (kept) => {
    const best = Math.max(...kept.map(({ reward }) => reward ?? NaN));
    return meanOf(kept.filter(({ reward }) => reward === best).map(({ correct }) => Number(correct)));
  },
  "semantic-mbr": (kept) => mbr(kept, minimumBayesRisk({ embeddings: kept.map(({ vector }) => vector ?? []) }).scores),
  "lexical-mbr": (kept) => mbr(kept, minimumBayesRisk({ candidates: kept.map(({ text }) => text ?? ""), utility: (a, b) => sentenceBleu(a, [b]).estimate }).scores),
};

function mbr(kept: readonly Row[], scores: Float64Array): number {
  const best = Math.max(...scores);
  return meanOf(kept.filter((_, i) => scores[i] > best - 1e-12).map(({ correct }) => Number(correct)));
}

function find(study: SelectionScaling, wanted: Partial<SelectionEstimate>): SelectionEstimate {
  const [first, ...others] = study.estimates.filter((estimate) => Object.entries(wanted).every(([key, value]) => estimate[key as keyof SelectionEstimate] === value));
  expect(others).toEqual([]);
  return first;
}

describe("selectionScaling()", () => {
  const problems = ["p", "q", "r"].map((problem) => samples(problem, 7, "small"));
  const rollouts = rolloutsOf(problems.flat());

  it.each([1, 2, 3, 5, 7])("is the mean over all subsets of %d of 7, rule by rule", (size) => {
    const study = selectionScaling(rollouts, { rng: 0, sizes: [size], subsets: 35 });
    expect(study.rules).toEqual(["coverage", "share-correct", "majority-vote", "best-of-n", "semantic-mbr", "lexical-mbr"]);
    const perProblem = study.rules.map((rule) => problems.map((own) => meanOf(combinations(7, size).map((subset) => credits[rule](subset.map((i) => own[i]))))));
    study.rules.forEach((rule, r) => {
      const estimate = find(study, { rule });
      // Up to 35 credits are averaged; nothing else rounds.
      expectWithin(estimate.estimate, meanOf(perProblem[r]), { abs: 1e-14 });
      expect(estimate.method).toBe(rule.endsWith("-mbr") ? "enumerated" : "exact");
      expect(estimate.monteCarloError).toBe(0);
      const spread = Math.sqrt(perProblem[r].reduce((total, value) => total + (value - meanOf(perProblem[r])) ** 2, 0) / 2 / 3);
      expectWithin(estimate.standardError, spread, { abs: 1e-14 });
    });
    for (const { a, b, estimate } of study.differences) {
      expectWithin(estimate, meanOf(perProblem[study.rules.indexOf(a)]) - meanOf(perProblem[study.rules.indexOf(b)]), { abs: 1e-14 });
    }
    expect(study.differences).toHaveLength(10);
  });

  it("comes near the enumeration from random subsets, as near as the Monte Carlo error says", () => {
    const rows = ["p", "q", "r", "s"].flatMap((problem) => samples(problem, 12, "sampled"));
    const options = { sizes: [4, 6], rules: ["semantic-mbr", "lexical-mbr"] as const };
    const all = selectionScaling(rolloutsOf(rows), { rng: 0, subsets: 924, ...options });
    const deviations = Array.from({ length: 60 }, (_, seed) => {
      const some = selectionScaling(rolloutsOf(rows), { rng: seed, subsets: 40, ...options });
      return some.estimates.map((estimate, i) => {
        expect(estimate.method).toBe("subsets");
        return (estimate.estimate - all.estimates[i].estimate) / estimate.monteCarloError;
      });
    });
    // Mean 0 and variance near 1: bounds of four standard errors of 60 draws.
    for (let i = 0; i < all.estimates.length; i++) {
      const own = deviations.map((deviation) => deviation[i]);
      expect(Math.abs(meanOf(own))).toBeLessThan(4 / Math.sqrt(60));
      expectWithin(meanOf(own.map((value) => value * value)), 1, { abs: 4 * Math.sqrt(2 / 60) });
    }
  });

  it("is the majority vote where the utility says equal or not", () => {
    const rows = ["p", "q", "r"].flatMap((problem) => samples(problem, 9, "votes"));
    const same = rows.map((row) => ({ ...row, text: `${row.answer} ${row.answer} ${row.answer} ${row.answer}`, vector: [..."abcd"].map((letter) => Number(letter === row.answer)) }));
    const study = selectionScaling(rolloutsOf(same), { rng: 0, sizes: [2, 3, 4, 9], subsets: 126 });
    for (const size of study.sizes) {
      const vote = find(study, { size, rule: "majority-vote" }).estimate;
      expectWithin(find(study, { size, rule: "semantic-mbr" }).estimate, vote, { abs: 1e-13 });
      expectWithin(find(study, { size, rule: "lexical-mbr" }).estimate, vote, { abs: 1e-13 });
    }
  });

  it("meets its frame: one sample is pass@1, two alike choose at random, a perfect reward is pass@k, all samples one plain choice", () => {
    const told = rolloutsOf(problems.flat().map((row) => ({ ...row, reward: Number(row.correct) })));
    const study = selectionScaling(told, { rng: 0, sizes: [1, 2, 4, 7] });
    const single = find(study, { size: 1, rule: "share-correct" }).estimate;
    for (const rule of study.rules) expectWithin(find(study, { size: 1, rule }).estimate, single, { abs: 1e-15 });
    // u(a, b) = u(b, a) for cosines: of two samples neither is nearer to the other.
    expectWithin(find(study, { size: 2, rule: "semantic-mbr" }).estimate, single, { abs: 1e-15 });
    for (const size of study.sizes) expectWithin(find(study, { size, rule: "best-of-n" }).estimate, find(study, { size, rule: "coverage" }).estimate, { abs: 1e-14 });
    for (const rule of study.rules) {
      const whole = problems.map((own) => credits[rule](rule === "best-of-n" ? own.map((row) => ({ ...row, reward: Number(row.correct) })) : own));
      expectWithin(find(study, { size: 7, rule }).estimate, meanOf(whole), { abs: 1e-15 });
    }
  });

  it("gives every rule, solver and value the same subsets, whatever else is asked", () => {
    const rows = ["p", "q"].flatMap((problem) => samples(problem, 30, "common"));
    const both = [...rows.map((row) => ({ ...row, model: "one", temperature: 0.5 })), ...rows.map((row) => ({ ...row, model: "two", temperature: 1 }))];
    const study = selectionScaling(rolloutsOf(both), { rng: 1, sizes: [4, 8], by: "temperature", subsets: 30 });
    const alone = selectionScaling(rolloutsOf(rows), { rng: 1, sizes: [8], rules: ["lexical-mbr"], subsets: 30 });
    const reference = find(alone, {}).estimate;
    const copies = study.estimates.filter(({ size, rule }) => size === 8 && rule === "lexical-mbr");
    expect(copies).toHaveLength(4); // two solvers, overall and by value
    expect(copies.map(({ estimate }) => estimate)).toEqual([reference, reference, reference, reference]);
    // Rules that agree on every subset differ by nothing, with no error at all.
    const twins = rows.map((row) => ({ ...row, text: `${row.answer} ${row.answer} ${row.answer} ${row.answer}`, vector: [..."abcd"].map((letter) => Number(letter === row.answer)) }));
    const agreeing = selectionScaling(rolloutsOf(twins), { rng: 1, sizes: [8], subsets: 30 });
    const difference = agreeing.differences.find(({ a, b }) => a === "semantic-mbr" && b === "lexical-mbr");
    expect(difference).toMatchObject({ estimate: 0, monteCarloError: 0, pValue: 1 });
    expect(find(agreeing, { rule: "semantic-mbr" }).monteCarloError).toBeGreaterThan(0);
  });

  it("does not mix values of the column in a subset, and averages them within problems", () => {
    // Alone each temperature has one answer; together they would tie.
    const rows = ["p", "q", "r"].flatMap((problem, i) =>
      [0.2, 1].flatMap((temperature) => Array.from({ length: 5 }, (): Row => ({ problem, temperature, answer: `${temperature}`, correct: temperature < 0.5 && i < 2 }))),
    );
    const study = selectionScaling(rolloutsOf(rows), { rng: 0, by: "temperature", sizes: [3] });
    expect(study.values).toEqual(["0.2", "1"]);
    expect(find(study, { rule: "majority-vote", group: "0.2" }).estimate).toBe(2 / 3);
    expect(find(study, { rule: "majority-vote", group: "1" }).estimate).toBe(0);
    const overall = study.estimates.find(({ rule, group }) => rule === "majority-vote" && group === undefined);
    expect(overall).toMatchObject({ problems: 3, estimate: 1 / 3 });
    // A problem with one value only counts as much as the others.
    const partial = selectionScaling(rolloutsOf(rows.filter(({ problem, temperature }) => problem !== "p" || temperature === 0.2)), { rng: 0, by: "temperature", sizes: [3] });
    expect(partial.estimates.find(({ rule, group }) => rule === "majority-vote" && group === undefined)?.estimate).toBe(0.5);
    expect(selectionScaling(rolloutsOf([...rows, { problem: "p", correct: true }]), { rng: 0, by: "temperature" }).ungrouped).toBe(1);
  });

  it("chooses sizes, leaves out and names problems with fewer samples, and counts missing values as what they are", () => {
    const uneven = [...samples("p", 40, "uneven"), ...samples("q", 20, "uneven"), ...samples("r", 20, "uneven"), ...samples("s", 1, "uneven")];
    const study = selectionScaling(rolloutsOf(uneven), { rng: 0, rules: ["coverage", "best-of-n"] });
    expect(study.sizes).toEqual([4, 8, 16, 20]);
    expect(study.findings).toEqual([{ code: "left-out", solver: "samples", k: 20, problems: ["s"] }]);
    expect(find(study, { size: 20, rule: "coverage" }).problems).toBe(3);
    const asked = selectionScaling(rolloutsOf(uneven), { rng: 0, rules: ["coverage"], sizes: [4, 32, 64] });
    expect(asked.sizes).toEqual([4, 32]);
    expect(find(asked, { size: 32 }).problems).toBe(1);
    expect(asked.findings).toEqual([{ code: "left-out", solver: "samples", k: 64, problems: ["p", "q", "r", "s"] }]);

    const [first, second, ...others] = problems.flat();
    const { reward: _reward, vector: _vector, ...plain } = first;
    const gaps: Row[] = [plain, { ...second, vector: [0, 0, 0, 0] }, ...others];
    const missing = selectionScaling(rolloutsOf([...gaps, { problem: "p" }]), { rng: 0, sizes: [6, 7] });
    expect(missing.findings).toEqual([
      { code: "unscored", solver: "samples", rows: 1 },
      // The unscored row lacks the rest as well.
      { code: "missing-values", solver: "samples", column: "answer", rows: 1 },
      { code: "missing-values", solver: "samples", column: "reward", rows: 2 },
      { code: "missing-values", solver: "samples", column: "embedding", rows: 3 },
      { code: "missing-values", solver: "samples", column: "text", rows: 1 },
    ]);
    const used = (size: number): number[] => missing.rules.map((rule) => find(missing, { size, rule }).problems);
    expect(used(6)).toEqual([3, 3, 3, 3, 2, 3]);
    expect(used(7)).toEqual([3, 3, 3, 2, 2, 3]);
  });

  it("gives the same bits in slices, stops when aborted, and other subsets for another seed", async () => {
    const rows = rolloutsOf(["p", "q"].flatMap((problem) => samples(problem, 20, "async")));
    const shares: number[] = [];
    const study = await selectionScalingAsync(rows, { rng: 2, sizes: [4, 8], subsets: 20, sliceMs: 0, onProgress: (share) => shares.push(share) });
    expect(study).toEqual(selectionScaling(rows, { rng: 2, sizes: [4, 8], subsets: 20 }));
    expect(study).not.toEqual(selectionScaling(rows, { rng: 3, sizes: [4, 8], subsets: 20 }));
    expect(shares).toEqual([0.5, 1]);
    await expect(selectionScalingAsync(rows, { rng: 2, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("refuses what it cannot use", () => {
    const bare = rolloutsOf([{ problem: "p", correct: true }, { problem: "p", correct: false }]);
    expect(selectionScaling(bare, { rng: 0 }).rules).toEqual(["coverage", "share-correct"]);
    expect(() => selectionScaling(bare, { rng: 0, rules: ["best-of-n"] })).toThrow("must have the column that best-of-n reads");
    expect(() => selectionScaling(bare, { rng: 0, rules: ["best" as never] })).toThrow(RangeError);
    expect(() => selectionScaling(bare, { rng: 0, rules: [] })).toThrow(RangeError);
    expect(() => selectionScaling(bare, { rng: 0, sizes: [4] })).toThrow("4 scored samples for the smallest size, got at most 2");
    expect(() => selectionScaling(bare, { rng: 0, sizes: [2, 2] })).toThrow(RangeError);
    expect(() => selectionScaling(bare, { rng: 0, subsets: 1 })).toThrow(RangeError);
    expect(() => selectionScaling(bare, { rng: 0, by: "temperature" })).toThrow("must be one of the further columns");
    expect(() => selectionScaling(bare, { rng: 0, size: 4 } as never)).toThrow("unknown option `size`");
    expect(() => selectionScaling(bare, {} as never)).toThrow(TypeError);
    expect(() => selectionScaling(rolloutsOf([{ problem: "p", reward: 1 }]), { rng: 0 })).toThrow("must have a column `correct`");
    expect(() => selectionScaling(rolloutsOf([{ problem: "p", correct: true }]), { rng: 0 })).toThrow("two scored samples, got at most 1");
  });
});
