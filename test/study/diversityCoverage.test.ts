import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { fromRows, readRollouts, type Rollouts } from "../../src/data/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { pearson, spearman } from "../../src/stats/index.ts";
import { diversityCoverage, diversityCoverageAsync, type DiversityCorrelation, type DiversityCoverage } from "../../src/study/index.ts";
import { expectWithin } from "../within.ts";

interface Row {
  problem: string;
  correct: boolean;
  answer?: string;
  tokens?: number;
  logProb?: number;
  reward?: number;
  temperature?: number;
}

function rolloutsOf(rows: readonly Row[]): Rollouts {
  return fromRows(rows, {
    problem: "problem",
    correct: "correct",
    answer: ({ answer }) => answer,
    tokens: ({ tokens }) => tokens,
    logProb: ({ logProb }) => logProb,
    reward: ({ reward }) => reward,
    extra: { temperature: ({ temperature }) => temperature },
  });
}

/** Answers of a letter each, "a" being right; their log-probabilities differ. */
function answered(answers: Readonly<Record<string, string>>): Row[] {
  return Object.entries(answers).flatMap(([problem, own]) => [...own].map((answer, i) => ({ problem, answer, correct: answer === "a", logProb: -1 - ((i * 7) % 5) - (answer === "a" ? 0 : 1) })));
}

const five = { p: "aaabc", q: "aabbc", r: "bcdea", s: "aaaab", t: "bbbcd" };

function find(study: DiversityCoverage, wanted: Partial<DiversityCorrelation>): DiversityCorrelation {
  const [first, ...others] = study.correlations.filter((record) => Object.entries(wanted).every(([key, value]) => record[key as keyof DiversityCorrelation] === value));
  expect(others).toEqual([]);
  return first;
}

function combinations(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  return Array.from({ length: n - k + 1 }, (_, i) => n - 1 - i).flatMap((last) => combinations(last, k - 1).map((rest) => [...rest, last]));
}

describe("diversityCoverage()", () => {
  it("correlates over all subsets where they are few", () => {
    const study = diversityCoverage(rolloutsOf(answered(five)), { rng: 0, sizes: [3], measures: ["unique-answers"] });
    const rows = Object.entries(five).flatMap(([problem, own]) => combinations(5, 3).map((subset) => ({ problem, letters: subset.map((i) => own[i]) })));
    const diversity = rows.map(({ letters }) => new Set(letters).size / 3);
    const outcomes = {
      coverage: rows.map(({ letters }) => Number(letters.includes("a"))),
      "share-correct": rows.map(({ letters }) => letters.filter((letter) => letter === "a").length / 3),
    };
    for (const [outcome, marks] of Object.entries(outcomes)) {
      const of = (kind: "pearson" | "spearman") => find(study, { measure: "unique-answers", outcome: outcome as "coverage", scope: "pooled", kind });
      // Fifty rows of small fractions: the two sums differ in their last digits.
      expectWithin(of("pearson").estimate, pearson(diversity, marks).estimate, { abs: 1e-14 });
      expectWithin(of("spearman").estimate, spearman(diversity, marks).estimate, { abs: 1e-14 });
      expect(of("pearson")).toMatchObject({ problems: 5, df: 4, subsets: 50, undefinedSubsets: 0 });
      const meanOf = (values: readonly number[], problem: string): number => values.filter((_, i) => rows[i].problem === problem).reduce((total, value) => total + value, 0) / 10;
      const names = Object.keys(five);
      const between = pearson(names.map((name) => meanOf(diversity, name)), names.map((name) => meanOf(marks, name)));
      expectWithin(find(study, { measure: "unique-answers", outcome: outcome as "coverage", scope: "between", kind: "pearson" }).estimate, between.estimate, { abs: 1e-14 });
    }
    expect(study.outcomes).toEqual(["coverage", "share-correct", "majority-vote"]);
    expect(study.measures.map(({ name }) => name)).toEqual(["unique-answers", "mean-log-prob"]);
  });

  it("weighs problems alike however many subsets they have", () => {
    // p has ten subsets of two, q and r one each; twice q and r count as often as p.
    const rows = answered({ p: "aabcd", q: "ab", r: "bb" });
    const pooled = find(diversityCoverage(rolloutsOf(rows), { rng: 0, sizes: [2], measures: ["unique-answers"] }), { measure: "unique-answers", outcome: "coverage", scope: "pooled", kind: "pearson" });
    const p = combinations(5, 2).map((subset) => subset.map((i) => "aabcd"[i]));
    const [q, r] = [["a", "b"], ["b", "b"]].map((own) => new Array<string[]>(10).fill(own));
    const all = [...p, ...q, ...r];
    expectWithin(pooled.estimate, pearson(all.map((own) => new Set(own).size), all.map((own) => Number(own.includes("a")))).estimate, { abs: 1e-14 });
    expect(pooled.subsets).toBe(12);
  });

  it("leaves out, and counts, subsets for which a value is undefined", () => {
    const rows = answered(five).map((row, i): Row => {
      const { logProb, ...rest } = row;
      return i === 0 || logProb === undefined ? rest : row;
    });
    const study = diversityCoverage(rolloutsOf(rows), { rng: 0, sizes: [3], measures: ["unique-answers"] });
    expect(study.findings).toContainEqual({ code: "missing-values", solver: "samples", column: "logProb", rows: 1 });
    // C(4, 2) of the ten subsets of p hold the sample that lacks it.
    const counts = (wanted: Partial<DiversityCorrelation>): number[] => {
      const { subsets, undefinedSubsets } = find(study, { outcome: "coverage", scope: "pooled", ...wanted });
      return [subsets, undefinedSubsets];
    };
    expect(counts({ measure: "unique-answers", kind: "pearson" })).toEqual([50, 0]);
    expect(counts({ measure: "unique-answers", kind: "partial" })).toEqual([44, 6]);
    expect(counts({ measure: "mean-log-prob", kind: "pearson" })).toEqual([44, 6]);
    expect(study.buckets.find(({ measure }) => measure === "mean-log-prob")).toMatchObject({ undefinedSubsets: 6 });
  });

  it("says NaN of a measure that no subset defines, and puts it in no bucket", () => {
    const rows = answered(five).map((row, i) => ({ ...row, tokens: 10 + i }));
    const study = diversityCoverage(rolloutsOf(rows), { rng: 0, sizes: [1], measures: ["length-variation"] });
    const nothing = find(study, { measure: "length-variation", outcome: "coverage", kind: "pearson" });
    expect(nothing).toMatchObject({ estimate: NaN, pValue: NaN, problems: 0, df: 0, subsets: 0, undefinedSubsets: 25 });
    expect(study.buckets.map(({ measure }) => measure)).toEqual(["mean-log-prob"]);
  });

  it("has no partial correlations without log-probabilities, nor of the log-probability itself", () => {
    const bare = answered(five).map(({ logProb: _logProb, ...rest }) => rest);
    expect(diversityCoverage(rolloutsOf(bare), { rng: 0, sizes: [3] }).correlations.some(({ kind }) => kind === "partial")).toBe(false);
    const likely = diversityCoverage(rolloutsOf(answered(five)), { rng: 0, sizes: [3] }).correlations.filter(({ kind }) => kind === "partial");
    expect(likely.length).toBeGreaterThan(0);
    expect(likely.some(({ measure }) => measure === "mean-log-prob")).toBe(false);
  });

  it("finds that diversity only stands in for likelihood, and which of them acts within problems", () => {
    // Temperature spreads lengths and lowers both log-probability and correctness; lengths themselves do nothing.
    const rng = createRng("confounded");
    const rows = Array.from({ length: 80 }, (_, p) => p).flatMap((p) => {
      const heat = 0.2 + 1.6 * rng.float();
      return Array.from({ length: 16 }, (): Row => ({
        problem: `p${p}`,
        correct: rng.float() < 0.9 - 0.45 * heat,
        tokens: Math.max(1, Math.round(200 + 60 * heat * normal(rng))),
        logProb: Math.min(0, -60 * heat + 2 * normal(rng)),
      }));
    });
    const study = diversityCoverage(rolloutsOf(rows), { rng: 0, sizes: [8], measures: ["length-variation"], outcomes: ["share-correct"] });
    const of = (scope: "pooled" | "within", kind: "pearson" | "partial"): DiversityCorrelation => find(study, { measure: "length-variation", scope, kind });
    expect(of("pooled", "pearson").confidenceInterval.high).toBeLessThan(-0.3);
    // True value 0: four standard errors.
    for (const { estimate, standardError } of [of("pooled", "partial"), of("within", "pearson"), of("within", "partial")]) {
      expect(Math.abs(estimate)).toBeLessThan(4 * standardError);
      expect(standardError).toBeLessThan(0.1);
    }
  });

  it("puts every defined subset into one bucket", () => {
    const study = diversityCoverage(rolloutsOf(answered(five)), { rng: 0, sizes: [3], buckets: 4 });
    const [table] = study.buckets;
    expect(table).toMatchObject({ measure: "unique-answers", size: 3, undefinedSubsets: 0 });
    // 1/3, 2/3 and 1 in quarters of [1/3, 1]; 2/3 is an edge.
    expect(table.buckets.map(({ count }) => count)).toEqual([6, 0, 24, 20]);
    expect(table.buckets.map(({ from }) => from)).toEqual([1 / 3, 1 / 3 + (2 / 3) * 0.25, 1 / 3 + (2 / 3) * 0.5, 1 / 3 + (2 / 3) * 0.75].map((edge) => expect.closeTo(edge, 14)));
    expect(table.buckets[3].to).toBe(1);
    expect(table.buckets[2]).toMatchObject({ min: 2 / 3, max: 2 / 3, problems: 4 });
    expect(table.buckets[1]).toMatchObject({ min: NaN, max: NaN, mean: NaN, problems: 0 });
    for (const { buckets } of study.buckets) {
      expect(buckets.reduce((total, { count }) => total + count, 0)).toBe(50);
      const right = buckets.reduce((total, { count, outcomes }) => total + (count === 0 ? 0 : count * outcomes[1].mean), 0);
      // Share correct of all subsets: 3 + 2 + 1 + 4 + 0 of 25 samples.
      expectWithin(right / 50, 0.4, { abs: 1e-14 });
    }
    const flat = diversityCoverage(rolloutsOf(answered({ p: "aa", q: "bb" })), { rng: 0, sizes: [2], measures: ["unique-answers"] });
    expect(flat.buckets[0].buckets).toMatchObject([{ from: 0.5, to: 0.5, count: 2, problems: 2 }]);
  });

  it("takes values of a column apart in subsets, and as settings of a problem within", () => {
    const rows = answered(five).flatMap((row): Row[] => [
      { ...row, temperature: 0.5 },
      { ...row, temperature: 1, answer: row.answer === "a" ? "b" : `${row.answer}`, correct: false },
    ]);
    const study = diversityCoverage(rolloutsOf(rows), { rng: 0, sizes: [3], measures: ["unique-answers"], by: "temperature" });
    const alone = diversityCoverage(rolloutsOf(answered(five)), { rng: 0, sizes: [3], measures: ["unique-answers"] });
    const wanted = { measure: "unique-answers", outcome: "share-correct", scope: "within", kind: "pearson" } as const;
    const { group, ...own } = find(study, { ...wanted, group: "0.5" });
    expect(group).toBe("0.5");
    expect(own).toEqual(find(alone, wanted));
    expect(find(study, { ...wanted, group: "1" }).estimate).toBeNaN();
    const overall = study.correlations.find((record) => record.group === undefined && record.scope === "within" && record.outcome === "share-correct" && record.measure === "unique-answers");
    expect(overall).toMatchObject({ subsets: 100, problems: 4 });
    // All variation of the outcome is at 0.5; that of the measure at 1 dilutes it.
    expect(Math.abs(overall?.estimate ?? NaN)).toBeLessThan(Math.abs(own.estimate));
  });

  it("uses the first samples on request: one row a problem, nothing within", () => {
    const study = diversityCoverage(rolloutsOf(answered(five)), { rng: 0, sizes: [3], subsets: "first", measures: ["unique-answers"] });
    expect([...new Set(study.correlations.map(({ scope }) => scope))]).toEqual(["pooled"]);
    const firsts = Object.values(five).map((own) => [...own].slice(0, 3));
    const expected = pearson(firsts.map((own) => new Set(own).size), firsts.map((own) => own.filter((letter) => letter === "a").length));
    expectWithin(find(study, { measure: "unique-answers", outcome: "share-correct", kind: "pearson" }).estimate, expected.estimate, { abs: 1e-14 });
  });

  it("gives the same bits in slices, and the same subsets to every measure and choice of outcomes", async () => {
    const rows = rolloutsOf(["p", "q", "r", "s"].flatMap((problem, i) => answered({ [problem]: "aabbcabdacabde".slice(0, 12 + (i % 2)) })));
    const shares: number[] = [];
    const study = await diversityCoverageAsync(rows, { rng: 4, sizes: [4, 6], sliceMs: 0, onProgress: (share) => shares.push(share) });
    expect(study).toEqual(diversityCoverage(rows, { rng: 4, sizes: [4, 6] }));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    const one = diversityCoverage(rows, { rng: 4, sizes: [6], measures: ["unique-answers"], outcomes: ["majority-vote"] });
    const wanted = { size: 6, measure: "unique-answers", outcome: "majority-vote", scope: "pooled", kind: "pearson" } as const;
    expect(find(one, wanted)).toEqual(find(study, wanted));
    expect(find(diversityCoverage(rows, { rng: 5, sizes: [6] }), wanted)).not.toEqual(find(study, wanted));
    await expect(diversityCoverageAsync(rows, { rng: 4, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("refuses what it cannot use", () => {
    const rows = rolloutsOf(answered(five));
    expect(() => diversityCoverage(rows, { rng: 0, subsets: 1 })).toThrow(RangeError);
    expect(() => diversityCoverage(rows, { rng: 0, subsets: "all" as never })).toThrow(TypeError);
    expect(() => diversityCoverage(rows, { rng: 0, buckets: 0 })).toThrow(RangeError);
    expect(() => diversityCoverage(rows, { rng: 0, measures: ["self-bleu"] })).toThrow("must have the column that self-bleu needs");
    expect(() => diversityCoverage(rows, { rng: 0, outcomes: ["best-of-n"] })).toThrow("the column that best-of-n reads");
    expect(() => diversityCoverage(rows, { rng: 0, sizes: [6] })).toThrow("6 scored samples");
    expect(() => diversityCoverage(rows, { rng: 0, size: 3 } as never)).toThrow("unknown option `size`");
    expect(() => diversityCoverage(rows, {} as never)).toThrow(TypeError);
    expect(() => diversityCoverage(rolloutsOf([{ problem: "p", correct: true }, { problem: "p", correct: false }]), { rng: 0 })).toThrow("to measure diversity by, got none");
  });
});

const data = process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(data, "tot-game24"));

describe.skipIf(!present)(`reference figures of real rollouts${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it.each(["tot-game24", "humaneval-codegen"])("%s: distinct-3 of the first k samples against solving the problem", async (set) => {
    const reference = JSON.parse(readFileSync(join(data, set, "reference.json"), "utf8")) as {
      models: Record<string, { distinct3_vs_any_correct_first_k: Record<string, { problems: number; pearson: number; spearman: number }> }>;
    };
    const { rollouts } = await readRollouts(join(data, set, "samples.jsonl.gz"), { text: true });
    const study = diversityCoverage(rollouts, { rng: 0, sizes: [4, 8, 16, 32], subsets: "first", measures: ["distinct-3"], outcomes: ["coverage"] });
    for (const [solver, { distinct3_vs_any_correct_first_k: figures }] of Object.entries(reference.models)) {
      for (const [size, { problems, pearson: r, spearman: rho }] of Object.entries(figures)) {
        const [linear, ranked] = (["pearson", "spearman"] as const).map((kind) => find(study, { solver, size: Number(size), kind }));
        // As the data's README asks for figures in floating point.
        expectWithin(linear.estimate, r, { abs: 1e-9 });
        expectWithin(ranked.estimate, rho, { abs: 1e-9 });
        expect(linear.problems).toBe(problems);
      }
    }
  });
});
