import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { fromRows, readRollouts, type Rollouts } from "../../src/data/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { pearson, spearman } from "../../src/stats/index.ts";
import { type DiversityCorrelation, type DiversityCoverage, diversityCoverage, diversityCoverageAsync } from "../../src/study/index.ts";
import { expectWithin } from "../within.ts";

const data = process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(data, "tot-game24"));

interface Row {
  readonly problem: string;
  readonly answer: string;
  readonly correct: boolean;
  readonly logProb?: number;
  readonly temperature?: number;
}

function rollouts(rows: readonly Row[]): Rollouts {
  const has = (name: keyof Row): boolean => rows[0][name] !== undefined;
  return fromRows(rows, {
    problem: "problem",
    answer: "answer",
    correct: "correct",
    ...(has("logProb") && { logProb: "logProb" }),
    ...(has("temperature") && { extra: { temperature: "temperature" } }),
  });
}

/** One problem per word, one sample per letter; the answer "a" is correct. */
const words = (...all: string[]): Rollouts => rollouts(all.flatMap((own, i) => [...own].map((answer) => ({ problem: `p${i}`, answer, correct: answer === "a" }))));

const find = ({ correlations }: DiversityCoverage, wanted: Partial<DiversityCorrelation>): DiversityCorrelation =>
  correlations.find((own) => Object.entries(wanted).every(([key, value]) => own[key as keyof DiversityCorrelation] === value))!;

/** Likely samples are correct, and usual, more often; given the log-probability the two have nothing to do with each other. */
function confounded(): Rollouts {
  const rng = createRng("confounded");
  return rollouts(
    Array.from({ length: 250 }, (_, i) => {
      const level = normal(rng) - 20;
      return Array.from({ length: 16 }, (): Row => {
        const logProb = level + normal(rng);
        const chance = 1 / (1 + Math.exp(-20 - logProb));
        return { problem: `p${i}`, answer: rng.float() < chance ? "usual" : `${rng.integer(1000)}`, correct: rng.float() < chance, logProb };
      });
    }).flat(),
  );
}

describe("diversityCoverage()", () => {
  it("correlates all subsets of a problem, where they are few, by measures and outcomes counted one by one", () => {
    const own = ["aabc", "abbd", "cdea", "aaab", "bcda"];
    const x: number[][] = [];
    const y: number[][] = [];
    for (const word of own) {
      const subsets = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]].map((positions) => positions.map((position) => word[position]));
      x.push(subsets.map((letters) => new Set(letters).size / 2));
      y.push(subsets.map((letters) => letters.filter((letter) => letter === "a").length / 2));
    }
    const study = diversityCoverage(words(...own), { rng: 0, sizes: [2], measures: ["unique-answers"], outcomes: ["share-correct"] });
    const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value) / values.length;
    const centred = (columns: readonly number[][]): number[] => columns.flatMap((values) => values.map((value) => value - mean(values)));
    const digits = { abs: 1e-14 };
    expectWithin(find(study, { scope: "pooled", kind: "pearson" }).estimate, pearson(x.flat(), y.flat()).estimate, digits);
    expectWithin(find(study, { scope: "pooled", kind: "spearman" }).estimate, spearman(x.flat(), y.flat()).estimate, digits);
    expectWithin(find(study, { scope: "within", kind: "pearson" }).estimate, pearson(centred(x), centred(y)).estimate, digits);
    expectWithin(find(study, { scope: "between", kind: "pearson" }).estimate, pearson(x.map(mean), y.map(mean)).estimate, digits);
    expect(find(study, { scope: "pooled" })).toMatchObject({ subsets: 30, problems: 5, df: 4, undefinedSubsets: 0 });
  });

  it("draws common subsets: a measure's results do not depend on which others are asked for, nor on the other sizes", () => {
    const input = words("aabcdefa", "abbdaace", "cdeabbaa", "aaabcdef", "bcdaaefa", "aaaaabbc");
    const all = diversityCoverage(input, { rng: 3, sizes: [3, 5], subsets: 8 });
    const one = diversityCoverage(input, { rng: 3, sizes: [5], subsets: 8, measures: ["unique-answers"], outcomes: ["share-correct"] });
    const same = { size: 5, measure: "unique-answers", outcome: "share-correct" } as const;
    expect(all.correlations.filter((own) => Object.entries(same).every(([key, value]) => own[key as keyof DiversityCorrelation] === value))).toEqual(one.correlations);
    expect(diversityCoverage(input, { rng: 4, sizes: [5], subsets: 8, measures: ["unique-answers"], outcomes: ["share-correct"] }).correlations).not.toEqual(one.correlations);
  });

  it("tells a confounder: diversity and success correlate, and given the log-probability hardly", () => {
    const study = diversityCoverage(confounded(), { rng: 0, sizes: [8], measures: ["unique-answers"], outcomes: ["share-correct"] });
    for (const scope of ["pooled", "within", "between"] as const) {
      const [plain, partial] = (["pearson", "partial"] as const).map((kind) => find(study, { measure: "unique-answers", scope, kind }));
      expect(plain.confidenceInterval.high).toBeLessThan(-0.05);
      // Chance is a curved function of log-probability, so that a straight line leaves a little of it.
      expect(Math.abs(partial.estimate)).toBeLessThan(Math.abs(plain.estimate) / 2);
    }
    expect(study.measures.at(-1)).toMatchObject({ name: "mean-log-prob", largerIsMoreDiverse: null });
    expect(study.correlations.some(({ measure, kind }) => measure === "mean-log-prob" && kind === "partial")).toBe(false);
  });

  it("never mixes values of the column grouped by, and counts rows without one", () => {
    const rows = ["aabb", "abcd", "aaac", "bcda"].flatMap((own, i) =>
      [0.2, 1].flatMap((temperature) => [...own].map((answer, j) => ({ problem: `p${i}`, answer: temperature === 1 ? `${answer}${j}` : answer, correct: answer === "a", temperature }))),
    );
    const study = diversityCoverage(rollouts(rows), { rng: 0, sizes: [3], by: "temperature", measures: ["unique-answers"], outcomes: ["coverage"] });
    expect(study.values).toEqual(["0.2", "1"]);
    const cold = diversityCoverage(rollouts(rows.filter(({ temperature }) => temperature === 0.2)), { rng: 0, sizes: [3], measures: ["unique-answers"], outcomes: ["coverage"] });
    expect(study.correlations.filter(({ group }) => group === "0.2").map(({ estimate }) => estimate)).toEqual(cold.correlations.map(({ estimate }) => estimate));
    // At temperature 1 all answers differ: nothing varies.
    for (const { estimate } of study.correlations.filter(({ group }) => group === "1")) expect(estimate).toBeNaN();
    expect(study.correlations.some(({ group }) => group === undefined)).toBe(true);
  });

  it("puts every subset into the bucket of its value", () => {
    const { buckets } = diversityCoverage(words("aabbcdea", "abcdefga", "aaaaaaab"), { rng: 1, sizes: [4], subsets: 16, buckets: 3, measures: ["unique-answers"] });
    expect(buckets.length).toBe(1);
    const [{ buckets: own }] = buckets;
    expect(own.length).toBe(3);
    expect(own.reduce((total, { count }) => total + count, 0)).toBe(48);
    for (const { from, to, min, max, mean, count } of own) {
      if (count === 0) continue;
      expect(from <= min && min <= mean + 1e-12 && mean <= max + 1e-12 && max <= to).toBe(true);
    }
    // The least diverse subsets are those of the third problem, which is nearly always right.
    expect(own[0].outcomes.find(({ outcome }) => outcome === "share-correct")!.mean).toBeGreaterThan(own[2].outcomes.find(({ outcome }) => outcome === "share-correct")!.mean);
  });

  it("gives the same bits in slices, with progress that never falls", async () => {
    const input = words("aabcdefa", "abbdaace", "cdeabbaa", "aaabcdef");
    const options = { rng: 3, sizes: [2, 4] };
    const progress: number[] = [];
    expect(await diversityCoverageAsync(input, { ...options, sliceMs: 0, onProgress: (done) => progress.push(done) })).toEqual(diversityCoverage(input, options));
    expect(progress.length).toBeGreaterThan(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    await expect(diversityCoverageAsync(input, { ...options, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("refuses bad input", () => {
    const input = words("aab", "abc");
    const bad = (options: object, message: RegExp, from: Rollouts = input): void => expect(() => diversityCoverage(from, { rng: 0, ...options })).toThrow(message);
    bad({ subsets: 1 }, /Cannot relate diversity to coverage: subsets/);
    bad({ buckets: 0 }, /buckets/);
    bad({ level: 1 }, /level/);
    bad({ sizes: [3, 2] }, /sizes\[1\]/);
    bad({ sizes: [4] }, /4 scored samples/);
    bad({ measures: [] }, /measures/);
    bad({ measures: ["self-bleu"] }, /self-bleu/);
    bad({ outcomes: ["best-of-n"] }, /best-of-n/);
    bad({ bucket: 3 }, /bucket/);
    bad({ by: "temperature" }, /temperature/);
    bad({}, /correct/, fromRows([{ p: 1, a: "x" }], { problem: "p", answer: "a" }));
    bad({}, /embeddings, texts, answers/, fromRows([{ p: 1, c: true }, { p: 1, c: false }], { problem: "p", correct: "c" }));
  });
});

describe.skipIf(!present)(`diversity and coverage of real rollouts${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it.each(["tot-game24", "humaneval-codegen"])("%s: distinct-3 of the first k samples against any correct among them", async (set) => {
    const { rollouts: real } = await readRollouts(join(data, set, "samples.jsonl.gz"), { text: true });
    const { models } = JSON.parse(readFileSync(join(data, set, "reference.json"), "utf8")) as { models: Record<string, { distinct3_vs_any_correct_first_k: Record<string, { problems: number; pearson: number; spearman: number }> }> };
    const study = diversityCoverage(real, { rng: 0, sizes: [4, 8, 16, 32], subsets: "first", measures: ["distinct-3"], outcomes: ["coverage"] });
    for (const [solver, { distinct3_vs_any_correct_first_k: expected }] of Object.entries(models)) {
      for (const [k, { problems, ...coefficients }] of Object.entries(expected)) {
        for (const kind of ["pearson", "spearman"] as const) {
          const own = find(study, { solver, size: Number(k), measure: "distinct-3", scope: "pooled", kind });
          expect(own.problems).toBe(problems);
          // The reference is a floating-point sum in another order.
          expectWithin(own.estimate, coefficients[kind], { abs: 1e-9 });
        }
      }
    }
  });
});
