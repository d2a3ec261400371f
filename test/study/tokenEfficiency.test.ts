import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRows, readRollouts, type Rollouts } from "../../src/data/index.ts";
import { countsByProblem } from "../../src/data/countsByProblem.ts";
import { ratioEstimate, ratioOfRatios, tTest, wilcoxonSignedRank } from "../../src/stats/index.ts";
import type { TokenBucket, TokenBucketName } from "../../src/study/tokenBucket.ts";
import { tokenEfficiency } from "../../src/study/tokenEfficiency.ts";
import { expectWithin } from "../within.ts";

interface Row {
  readonly arm: string;
  readonly problem: string;
  readonly sample?: number | undefined;
  readonly tokens?: number | undefined;
  readonly correct?: boolean | undefined;
}

const read = (rows: readonly Row[]): Rollouts => fromRows(rows, { problem: "problem", solver: "arm", sample: "sample", tokens: "tokens", correct: "correct" });
const bucketOf = (result: { buckets: readonly TokenBucket[] }, name: TokenBucketName): TokenBucket => result.buckets.find(({ bucket }) => bucket === name)!;
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Both arms' rows for a list of pairs, dealt to problems of `perProblem` samples. */
function rowsOf(pairs: readonly { a: number; b: number; okA: boolean; okB: boolean }[], perProblem: number): Row[] {
  return pairs.flatMap(({ a, b, okA, okB }, i) => {
    const place = { problem: `p${Math.floor(i / perProblem)}`, sample: i % perProblem };
    return [
      { arm: "panel", ...place, tokens: a, correct: okA },
      { arm: "thinking", ...place, tokens: b, correct: okB },
    ];
  });
}

/** Pairs in which the two arms spend exactly these totals. */
function fillUp(count: number, totalA: number, totalB: number, okB: (i: number) => boolean) {
  const share = (total: number, i: number): number => Math.floor(total / count) + (i < total % count ? 1 : 0);
  return range(count).map((i) => ({ a: share(totalA, i), b: share(totalB, i), okA: false, okB: okB(i) }));
}

const total = (pairs: readonly { a: number; b: number }[], arm: "a" | "b"): number => pairs.reduce((sum, pair) => sum + pair[arm], 0);

describe("tokenEfficiency() redoes seed 002", () => {
  it("MATH500 L5: 536 pairs, 306 both correct, p = 6.349e-52, 5.07 times the tokens per correct answer", () => {
    // Of 536 pairs 59.3 % and 90.9 % are correct: 318 = 306 + 12 and 487 = 306 + 181. Medians, counts and totals are the post's.
    const both = range(306).map((i) => ({ a: 347 + 2 * i, b: 4958 + 20 * (((i + 273) % 306) - 152.5), okA: true, okB: true }));
    const onlyA = range(12).map((i) => ({ a: 819 + i + (i < 6 ? 0 : 1), b: 10007 + i + (i < 6 ? 0 : 1), okA: true, okB: false }));
    const shorter = [{ a: 1500, b: 1500, okA: false, okB: false }, { a: 1501, b: 1400, okA: false, okB: false }];
    const known = [...both, ...onlyA, ...shorter];
    const rest = fillUp(216, 1652 * 318 - total(known, "a"), 8376 * 487 - total(known, "b"), (i) => i < 181);
    const result = tokenEfficiency(read(rowsOf([...known, ...rest], 4)))!;

    expect(result).toMatchObject({ a: "panel", b: "thinking", pairs: 536, numbered: true, unpairedA: 0, unpairedB: 0, withoutTokens: 0, unscored: 0 });
    expect(result.buckets.map(({ bucket, pairs }) => [bucket, pairs])).toEqual([["both", 306], ["only-a", 12], ["only-b", 181], ["neither", 37], ["all", 536]]);
    const correct = bucketOf(result, "both");
    expect(correct).toMatchObject({ medianA: 652, medianB: 4958, longerB: 306, longerA: 0, shareLonger: 1 });
    // The post's +6.91× cannot be the ratio of its medians, which is 7.60: it is the median of the ratios.
    expectWithin(correct.ratioOfMedians, 4958 / 652, { rel: 1e-15 });
    expectWithin(correct.medianRatio, 6.91, { abs: 5e-3 });
    expect(correct.wilcoxon).toMatchObject({ n: 306, ties: 0, statistic: (306 * 307) / 2, method: "Wilcoxon signed-rank test, normal approximation" });
    expectWithin(correct.wilcoxon!.pValue, 6.349e-52, { rel: 1e-4 });
    // 77 problems, each on one side: not 306 independent pairs.
    expect(correct.wilcoxonByProblem).toMatchObject({ n: 77, statistic: (77 * 78) / 2 });
    expect(correct.wilcoxonByProblem!.pValue).toBeGreaterThan(1e-15);
    expect(bucketOf(result, "only-a")).toMatchObject({ medianA: 825, medianB: 10013, longerB: 12 });
    expect(bucketOf(result, "all")).toMatchObject({ longerB: 534, longerA: 1 });
    expectWithin(bucketOf(result, "all").shareLonger, 0.996, { abs: 5e-4 });
    expectWithin(result.tokensPerCorrectA!.estimate, 1652, { rel: 1e-15 });
    expectWithin(result.tokensPerCorrectB!.estimate, 8376, { rel: 1e-15 });
    expectWithin(result.tokensPerCorrectRatio!.estimate, 5.07, { abs: 5e-3 });
    expect(result.tokensPerCorrectRatio!.units).toBe(134);
  });

  it("AIME: 320 pairs, 68 both correct with one exception, p = 7.99e-13, 2.476 times", () => {
    const both = range(68).map((i) => ({ a: 967 + 2 * i, b: 4840 + 20 * i, okA: true, okB: true }));
    both[0] = { ...both[0], b: both[0].a - 1 };
    const onlyA = range(4).map((i) => ({ a: 1113 + 2 * i, b: 16384, okA: true, okB: false }));
    const known = [...both, ...onlyA];
    const rest = fillUp(248, 6257 * 72 - total(known, "a"), 15491 * 234 - total(known, "b"), (i) => i < 166);
    const result = tokenEfficiency(read(rowsOf([...known, ...rest], 16)))!;
    const correct = bucketOf(result, "both");
    expect(correct).toMatchObject({ pairs: 68, medianA: 1034, medianB: 5510, longerB: 67, longerA: 1 });
    // W⁻ = 1: the one exception has the smallest difference.
    expect(correct.wilcoxon).toMatchObject({ statistic: (68 * 69) / 2 - 1, ties: 0 });
    expectWithin(correct.wilcoxon!.pValue, 7.99e-13, { rel: 1e-3 });
    expect(bucketOf(result, "only-a")).toMatchObject({ pairs: 4, medianA: 1116, medianB: 16384, truncatedA: 0, truncatedB: 4 });
    expect(bucketOf(result, "all")).toMatchObject({ longerB: 319, truncatedB: 4 });
    expect(result.capB).toEqual({ cap: 16384, inferred: true, truncated: 4 });
    expect(result.capA).toEqual({ cap: null, inferred: false, truncated: 0 });
    expectWithin(result.tokensPerCorrectA!.estimate, 6257, { rel: 1e-15 });
    expectWithin(result.tokensPerCorrectB!.estimate, 15491, { rel: 1e-15 });
    expectWithin(result.tokensPerCorrectRatio!.estimate, 2.476, { abs: 5e-4 });
  });
});

describe("tokenEfficiency()", () => {
  const sampled = fc.array(
    fc.record({
      problem: fc.constantFrom("p", "q", "r"),
      sample: fc.integer({ min: 0, max: 4 }),
      arm: fc.constantFrom("one", "two"),
      tokens: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined, freq: 5 }),
      correct: fc.option(fc.boolean(), { nil: undefined, freq: 5 }),
    }),
    { minLength: 4, maxLength: 40 },
  );

  it("agrees with pairs formed and counted row by row", () => {
    fc.assert(
      fc.property(sampled, (list) => {
        const rows = [...new Map(list.map((row) => [`${row.arm}/${row.problem}/${row.sample}`, row])).values()];
        const find = (arm: string, { problem, sample }: Row): Row | undefined => rows.find((row) => row.arm === arm && row.problem === problem && row.sample === sample);
        const ones = rows.filter(({ arm }) => arm === "one");
        const matched = ones.flatMap((a) => {
          const b = find("two", a);
          return b === undefined ? [] : [{ a, b }];
        });
        const pairs = matched.filter(({ a, b }) => a.tokens !== undefined && b.tokens !== undefined);
        if (ones.length === 0 || ones.length === rows.length) return;
        const result = tokenEfficiency(read(rows), { a: "one", b: "two" });
        if (pairs.length === 0) {
          expect(result).toBeUndefined();
          return;
        }
        const scored = pairs.filter(({ a, b }) => a.correct !== undefined && b.correct !== undefined);
        expect(result).toMatchObject({
          pairs: pairs.length,
          withoutTokens: matched.length - pairs.length,
          unscored: pairs.length - scored.length,
          unpairedA: ones.length - matched.length,
          unpairedB: rows.length - ones.length - matched.length,
          numbered: true,
        });
        expect(result!.buckets.length).toBe(scored.length === 0 ? 1 : 5);
        for (const bucket of result!.buckets) {
          const marks = { both: [true, true], "only-a": [true, false], "only-b": [false, true], neither: [false, false], all: [] }[bucket.bucket];
          const own = bucket.bucket === "all" ? pairs : scored.filter(({ a, b }) => a.correct === marks[0] && b.correct === marks[1]);
          const [a, b] = [own.map((pair) => pair.a.tokens!), own.map((pair) => pair.b.tokens!)];
          expect(bucket.pairs).toBe(own.length);
          expect(bucket.problems).toBe(new Set(own.map((pair) => pair.a.problem)).size);
          expect(bucket.medianA).toBe(middle(a));
          expect(bucket.medianB).toBe(middle(b));
          expect(bucket.longerB).toBe(own.filter((_, i) => b[i] > a[i]).length);
          expect(bucket.longerA).toBe(own.filter((_, i) => b[i] < a[i]).length);
          const ratios = own.flatMap((_, i) => (a[i] > 0 && b[i] > 0 ? [b[i] / a[i]] : []));
          expect(bucket.empty).toBe(own.length - ratios.length);
          expect(bucket.medianRatio).toBe(middle(ratios));
          expectWithin(bucket.geometricMeanRatio.estimate, ratios.length === 0 ? NaN : ratios.reduce((product, ratio) => product * ratio, 1) ** (1 / ratios.length), { rel: 1e-13 });
          if (own.length === 0) expect(bucket.wilcoxon).toBeUndefined();
          else expect(bucket.wilcoxon).toEqual(wilcoxonSignedRank(b, a));
        }
        if (scored.length === 0) return;
        const sum = (values: readonly number[]): number => values.reduce((running, value) => running + value, 0);
        expect(result!.tokensPerCorrectA).toMatchObject({ numerator: sum(scored.map(({ a }) => a.tokens!)), denominator: scored.filter(({ a }) => a.correct).length });
        expect(result!.tokensPerCorrectB).toMatchObject({ numerator: sum(scored.map(({ b }) => b.tokens!)), denominator: scored.filter(({ b }) => b.correct).length });
        expect(sum([...result!.byProblem!.pairs])).toBe(scored.length);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  const grid = (arms: readonly string[], tokens: (arm: string, problem: number, sample: number) => number | undefined, samples = 4, problems = 6): Row[] =>
    arms.flatMap((arm) => range(problems).flatMap((i) => range(samples).map((j) => ({ arm, problem: `p${i}`, sample: j, tokens: tokens(arm, i, j), correct: (i + j) % 3 !== 0 }))));
  const plain = (arm: string, i: number, j: number): number => (arm === "x" ? 100 + 7 * i + ((3 * j) % 5) : 300 + 11 * i + ((5 * j) % 7));

  it("pairs by sample number whatever the order of rows, by order where there are none", () => {
    const rows = grid(["x", "y"], plain);
    const expected = tokenEfficiency(read(rows))!;
    const shuffled = rows.toSorted((a, b) => b.sample! - a.sample! || a.arm.localeCompare(b.arm) || a.problem.localeCompare(b.problem));
    expect(tokenEfficiency(read(shuffled))!.buckets).toEqual(expected.buckets);
    const unnumbered = tokenEfficiency(read(rows.map((row) => ({ ...row, sample: undefined }))))!;
    expect(unnumbered).toEqual({ ...expected, numbered: false });
    // Numbers that only one arm has find no partner.
    const renumbered = rows.map((row) => (row.arm === "y" ? { ...row, sample: row.sample! + 1 } : row));
    expect(tokenEfficiency(read(renumbered))).toMatchObject({ pairs: 18, unpairedA: 6, unpairedB: 6 });
    // Some with numbers, some without: the latter go by their place among themselves.
    const mixed = rows.map((row) => (row.sample! < 2 ? row : { ...row, sample: undefined }));
    expect(tokenEfficiency(read(mixed))).toEqual({ ...expected, numbered: false });
  });

  it("compares the solvers named, or the first two", () => {
    const rollouts = read(grid(["x", "y", "z"], (arm, i, j) => plain(arm, i, j) + (arm === "z" ? 1000 : 0)));
    const names = (options: object): string => {
      const { a, b } = tokenEfficiency(rollouts, options)!;
      return `${a} ${b}`;
    };
    expect(["", "y", "z"].map((a) => names(a === "" ? {} : { a }))).toEqual(["x y", "y x", "z x"]);
    expect(["x", "y", "z"].map((b) => names({ b }))).toEqual(["y x", "x y", "x z"]);
    const [forth, back] = [tokenEfficiency(rollouts, { a: "x", b: "z" })!, tokenEfficiency(rollouts, { a: "z", b: "x" })!];
    expectWithin(forth.tokensPerCorrectRatio!.estimate * back.tokensPerCorrectRatio!.estimate, 1, { rel: 1e-14 });
    expect(bucketOf(forth, "all").wilcoxon!.pValue).toBe(bucketOf(back, "all").wilcoxon!.pValue);
  });

  it("takes problems as the units: tests, geometric mean and ratios", () => {
    const rows = grid(["x", "y"], plain);
    const result = tokenEfficiency(read(rows), { level: 0.9 })!;
    const all = bucketOf(result, "all");
    const perProblem = (value: (i: number, j: number) => number): number[] => range(6).map((i) => range(4).reduce((sum, j) => sum + value(i, j), 0) / 4);
    expect(all.wilcoxonByProblem).toEqual(wilcoxonSignedRank(perProblem((i, j) => plain("y", i, j) - plain("x", i, j)), { level: 0.9 }));
    // Problems of one size: the clustered interval is the t interval of the problems' means.
    const logs = tTest(perProblem((i, j) => Math.log(plain("y", i, j) / plain("x", i, j))), { level: 0.9 });
    const { estimate, standardError, confidenceInterval } = all.geometricMeanRatio;
    expectWithin(estimate, Math.exp(logs.estimate), { rel: 1e-14 });
    expectWithin(standardError, logs.standardError * estimate, { rel: 1e-12 });
    expectWithin(confidenceInterval.low, Math.exp(logs.confidenceInterval.low), { rel: 1e-13 });
    expectWithin(confidenceInterval.high, Math.exp(logs.confidenceInterval.high), { rel: 1e-13 });
    const { tokensA, tokensB, correctA, correctB, problem } = result.byProblem!;
    expect(problem).toEqual(range(6).map((i) => `p${i}`));
    expect(result.tokensPerCorrectA).toEqual(ratioEstimate(tokensA, correctA, { level: 0.9 }));
    expect(result.tokensPerCorrectB).toEqual(ratioEstimate(tokensB, correctB, { level: 0.9 }));
    expect(result.tokensPerCorrectRatio).toEqual(ratioOfRatios({ numerators: tokensB, denominators: correctB }, { numerators: tokensA, denominators: correctA }, { level: 0.9 }));
    expect(structuredClone(result)).toEqual(result);
  });

  it("counts truncated samples at the cap given, or at a heap of equal largest counts", () => {
    const rows = grid(["x", "y"], (arm, i, j) => (arm === "y" ? Math.min(4000, 1000 + 400 * i * (j + 1)) : plain(arm, i, j)));
    const result = tokenEfficiency(read(rows))!;
    const truncated = rows.filter(({ arm, tokens }) => arm === "y" && tokens === 4000).length;
    expect(truncated).toBeGreaterThan(2);
    expect(result.capB).toEqual({ cap: 4000, inferred: true, truncated });
    expect(result.capA.cap).toBeNull();
    expect(bucketOf(result, "all")).toMatchObject({ truncatedA: 0, truncatedB: truncated });
    expect(tokenEfficiency(read(rows), { maxTokens: 5000 })!.capB).toEqual({ cap: 5000, inferred: false, truncated: 0 });
    expect(tokenEfficiency(read(rows), { maxTokens: 3000 })!.capB.truncated).toBeGreaterThan(truncated);
    // The longest of lengths that thin out is no cap, even if two share it.
    const natural = grid(["x", "y"], (_, i, j) => 100 + 30 * Math.min(4, i) * j);
    expect(tokenEfficiency(read(natural))!.capA).toEqual({ cap: null, inferred: false, truncated: 0 });
  });

  it("computes what the columns allow", () => {
    const rows = grid(["x", "y"], plain);
    expect(tokenEfficiency(read(rows.map((row) => ({ ...row, tokens: undefined }))))).toBeUndefined();
    expect(tokenEfficiency(read(rows.map((row) => (row.arm === "x" ? { ...row, tokens: undefined } : row))))).toBeUndefined();
    const unscored = tokenEfficiency(read(rows.map((row) => ({ ...row, correct: undefined }))))!;
    expect(unscored.buckets.map(({ bucket }) => bucket)).toEqual(["all"]);
    expect(unscored).toMatchObject({ pairs: 24, unscored: 24 });
    expect(unscored.tokensPerCorrectA).toBeUndefined();
    const hopeless = tokenEfficiency(read(rows.map((row) => ({ ...row, correct: row.arm === "x" ? row.correct : false }))))!;
    expect(hopeless.tokensPerCorrectB).toMatchObject({ estimate: Infinity, confidenceInterval: { low: 0, high: Infinity } });
    expect(bucketOf(hopeless, "both")).toMatchObject({ pairs: 0, medianA: NaN, medianRatio: NaN, shareLonger: NaN });
  });

  it("names what is wrong", () => {
    const rollouts = read(grid(["x", "y"], plain));
    expect(() => tokenEfficiency(read(grid(["x"], plain)))).toThrow("Cannot compare token costs: there must be two solvers, got 1");
    expect(() => tokenEfficiency(rollouts, { b: "w" })).toThrow('b must be one of the solvers "x", "y", got "w"');
    expect(() => tokenEfficiency(rollouts, { a: "x", b: "x" })).toThrow('a and b must differ, got "x" for both');
    expect(() => tokenEfficiency(rollouts, { maxTokens: 0 })).toThrow("maxTokens must be an integer ≥ 1, got 0");
    expect(() => tokenEfficiency(rollouts, { level: 1 })).toThrow("level must lie strictly between 0 and 1");
    expect(() => tokenEfficiency(rollouts, { cap: 1 } as never)).toThrow("unknown option `cap`");
    const repeated = { ...rollouts, sample: new Int32Array(rollouts.size) };
    expect(() => tokenEfficiency(repeated)).toThrow(/Cannot compare token costs: rows must differ in problem, solver or sample/);
  });
});

const data = process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(data, "tot-game24"));

describe.skipIf(!present)(`token costs of real rollouts${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it("tot-game24: tokens per correct answer and signed ranks per problem, as in reference.json", async () => {
    const folder = join(data, "tot-game24");
    const { token_use: use } = JSON.parse(readFileSync(join(folder, "reference.json"), "utf8"));
    const problems = gunzipSync(readFileSync(join(folder, "problems.jsonl.gz"))).toString().trim().split("\n").map((line) => JSON.parse(line));
    const { rollouts } = await readRollouts(join(folder, "samples.jsonl.gz"));
    const arms = ["gpt-4-io", "gpt-4-cot"].map((arm) => {
      const counts = countsByProblem(rollouts).find(({ solver }) => solver === arm)!;
      const spent = new Map(problems.map((row) => [row.problem, row.completion_tokens_of_100_samples[arm]]));
      return { arm, numerators: counts.problem.map((name) => spent.get(name)), denominators: counts.c };
    });
    for (const { arm, numerators, denominators } of arms) {
      const result = ratioEstimate(numerators, denominators);
      expect(result.numerator).toBe(use[arm].completion_tokens);
      expectWithin(result.estimate, use[arm].tokens_per_correct, { rel: 1e-12 });
      expect(result.confidenceInterval.low).toBeLessThan(result.estimate / 1.3);
    }
    const [io, cot] = arms;
    const test = wilcoxonSignedRank(cot.numerators.map((count, i) => count / 100 - io.numerators[i] / 100), { distribution: "normal" });
    expectWithin(test.pValue, use.wilcoxon_cot_vs_io_per_problem.p, { rel: 1e-9 });
    expectWithin(ratioOfRatios(cot, io).estimate, use["gpt-4-cot"].tokens_per_correct / use["gpt-4-io"].tokens_per_correct, { rel: 1e-12 });
    // The samples themselves have no token counts: nothing is made up.
    expect(tokenEfficiency(rollouts)).toBeUndefined();
  });
});

/** The median of the definition. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : sorted[half - 1] + (sorted[half] - sorted[half - 1]) * 0.5;
}
