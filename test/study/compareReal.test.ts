/**
 * The comparison of arms on real rollouts against figures computed from the definitions by other code. The data are looked for
 * in ../shared/data (or DIVLAB_DATA), and the tests say so when they are skipped.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readRollouts, type Rollouts } from "../../src/data/index.ts";
import { crossBands } from "../../src/passk/index.ts";
import { type ArmComparison, compareArms, diversityStudy } from "../../src/study/index.ts";
import { expectWithin } from "../within.ts";

const root = resolve(import.meta.dirname, "../..");
const data = process.env["DIVLAB_DATA"] ?? resolve(root, "../shared/data");
const present = existsSync(join(data, "tot-game24"));

/** The reference figures are floating point sums of numpy and scipy, ours are in another order. */
const floating = { rel: 1e-9 };

const read = async (set: string): Promise<Rollouts> => (await readRollouts(join(data, set, "samples.jsonl.gz"), { text: true })).rollouts;
const reference = (set: string) => JSON.parse(readFileSync(join(data, set, "reference.json"), "utf8"));

/** The comparison with the arms the other way round: reference figures are chain of thought minus direct. */
const measureOf = ({ diversity }: ArmComparison, name: string) => diversity.find(({ measure }) => measure === name)!;

describe.skipIf(!present)(`comparison of real arms${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it("tot-writing: coherence up, distinct-2 down, both significant", async () => {
    const rollouts = await read("tot-writing");
    const expected = reference("tot-writing");
    const { comparisons, findings } = compareArms(rollouts, { rng: 0, measures: ["unique-texts", "distinct-2", "self-bleu"] });
    const [comparison] = comparisons;
    expect([comparison.a, comparison.b, comparison.problems]).toEqual(["gpt-4-io", "gpt-4-cot", 100]);
    expect(findings.map(({ code }) => code)).toContain("no-correctness");
    expect(comparison.passAtK).toBeUndefined();

    const { mean } = comparison.reward!;
    const { mean: gain, t, df, p, cohen_dz } = expected.cot_minus_io_per_problem_mean_reward;
    expectWithin(-mean.estimate, gain, floating);
    expectWithin(-mean.tTest!.statistic, t, floating);
    expect(mean.tTest!.df).toBe(df);
    expectWithin(mean.tTest!.pValue, p, floating);
    expectWithin(-mean.cohenD!.estimate, cohen_dz, floating);
    // The reference ranks differences of means that equal decimals left unequal in their last bits (W = 501, p = 3.42e-12);
    // scipy.stats.wilcoxon on the same differences rounded to nine digits, where the ties are ties:
    expect(mean.wilcoxon!.statistic).toBe(502.5);
    expectWithin(mean.wilcoxon!.pValue, 3.5382709966203377e-12, floating);
    expectWithin(comparison.reward!.best.b, expected.models["gpt-4-cot"].reward.best_of_k["10"].expected, floating);

    const distinct = measureOf(comparison, "distinct-2");
    expectWithin(-distinct.estimate, expected.cot_minus_io_distinct_2.mean, floating);
    expectWithin(-distinct.tTest!.statistic, expected.cot_minus_io_distinct_2.t, floating);
    expectWithin(distinct.tTest!.pValue, expected.cot_minus_io_distinct_2.p, floating);
    // The texts of chain of thought are longer: at equal length the difference shrinks but stays.
    const equal = measureOf(comparison, "distinct-2-equal-length");
    expect(equal.estimate).toBeGreaterThan(0);
    expect(equal.estimate).toBeLessThan(distinct.estimate);
    expect(equal.tTest!.pValue).toBeLessThan(0.05);
  });

  it("tot-game24: the pass@k gap per k, the bands of the first eight samples, McNemar", async () => {
    const rollouts = await read("tot-game24");
    const expected = reference("tot-game24");
    const [comparison] = compareArms(rollouts, { rng: 0, ks: [1, 2, 4, 8, 16, 32, 64, 100], measures: ["unique-answers", "unique-texts"] }).comparisons;
    for (const { k, estimate } of comparison.passAtK!.points) expectWithin(estimate, expected.pass_at_k_gap_io_minus_cot[`${k}`], { rel: 1e-9, abs: 1e-12 });
    const [first] = comparison.passAtK!.points;
    expectWithin(first.pValue, expected.pairs[0].p, floating);

    const firstEight = (solver: string) => {
      const code = rollouts.solver.levels.indexOf(solver);
      const c = new Map<string, number>();
      for (let row = 0; row < rollouts.size; row++) {
        if (rollouts.solver.codes[row] !== code || rollouts.sample![row] >= 8) continue;
        const problem = rollouts.problem.levels[rollouts.problem.codes[row]];
        c.set(problem, (c.get(problem) ?? 0) + rollouts.correct![row]);
      }
      return { n: 8, c: [...c.values()], problem: [...c.keys()] };
    };
    expect(crossBands(firstEight("gpt-4-io"), firstEight("gpt-4-cot")).table).toEqual(expected.band_cross_table.rows_a_columns_b);
  });

  it.each(["tot-writing", "tot-game24", "humaneval-codegen", "noveltybench-gemini"])("%s: distinct-n and different texts per problem", async (set) => {
    const rollouts = await read(set);
    const { models } = reference(set) as { models: Record<string, { text: Record<string, number> & { problems_with_ngrams: number[] } }> };
    const { solvers } = diversityStudy(rollouts, { measures: ["unique-texts", "distinct-1", "distinct-2", "distinct-3"] });
    expect(solvers.map(({ solver }) => solver).toSorted()).toEqual(Object.keys(models).toSorted());
    for (const { solver, measures } of solvers) {
      const { text } = models[solver];
      const of = (name: string) => measures.find(({ measure }) => measure === name)!;
      expectWithin(of("unique-texts").estimate, text["unique_texts"], floating);
      [1, 2, 3].forEach((n) => {
        expectWithin(of(`distinct-${n}`).estimate, text[`distinct_${n}`], floating);
        expect(of(`distinct-${n}`).problems).toBe(text.problems_with_ngrams[n - 1]);
      });
    }
  });

  it("noveltybench-gemini: expected different answers among k", async () => {
    const rollouts = await read("noveltybench-gemini");
    const expected = reference("noveltybench-gemini").distinct_classes_at_k["gemini-1.5-pro"];
    const [{ distinctAnswers }] = diversityStudy(rollouts, { measures: ["unique-answers"] }).solvers;
    expect(distinctAnswers!.map(({ k }) => k)).toEqual([1, 2, 4, 8, 10]);
    for (const { k, estimate } of distinctAnswers!) expectWithin(estimate, expected[`${k}`].expected, floating);
  });
});
