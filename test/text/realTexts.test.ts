/**
 * Figures of real texts, computed from the definitions by other code. The data are not part of the repository: they are looked
 * for in ../shared/data (or DIVLAB_DATA), and the tests say so when they are skipped.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { groupSamples, readRollouts, type Rollouts } from "@divlab/core/data";
import { distinctN, lengthStatistics, operationSequence, tokenize, uniqueFraction } from "@divlab/core/text";
import { tTest } from "@divlab/core/stats";
import { expectWithin } from "../within.ts";

const data = process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(data, "tot-writing"));

/** The figures are doubles nearest to exact values; ours are means of a hundred quotients. */
const rational = { rel: 1e-12 };

interface TextFigures {
  texts: number;
  distinct_1: number;
  distinct_2: number;
  distinct_3: number;
  problems_with_ngrams: number[];
  unique_texts: number;
  mean_tokens: number;
  median_tokens: number;
}
interface Reference {
  models: Record<string, { text: TextFigures }>;
  cot_minus_io_distinct_2?: { mean: number; t: number; df: number; p: number };
}

const readReference = (set: string): Reference => JSON.parse(readFileSync(join(data, set, "reference.json"), "utf8")) as Reference;

describe.skipIf(!present)(`figures of real texts${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it.each(["tot-writing", "tot-game24", "humaneval-codegen", "noveltybench-gemini"])("%s: distinct-n, different texts, lengths", async (set) => {
    const { rollouts } = await readRollouts(join(data, set, "samples.jsonl.gz"), { text: true });
    for (const [model, { text: expected }] of Object.entries(readReference(set).models)) {
      const problems = textsByProblem(rollouts, model);
      const lengths = lengthStatistics(problems.flat().map((text) => tokenize(text).length));
      expect(lengths.n).toBe(expected.texts);
      expectWithin(lengths.mean, expected.mean_tokens, rational);
      expect(lengths.median).toBe(expected.median_tokens);
      expectWithin(meanOf(problems.map((texts) => uniqueFraction(texts).estimate)), expected.unique_texts, rational);
      [expected.distinct_1, expected.distinct_2, expected.distinct_3].forEach((value, i) => {
        const shares = problems.map((texts) => distinctN(texts, i + 1).estimate).filter((share) => !Number.isNaN(share));
        expect(shares.length).toBe(expected.problems_with_ngrams[i]);
        expectWithin(meanOf(shares), value, rational);
      });
    }
  });

  it("tot-writing: distinct-2 is lower with chain of thought, and how significantly", async () => {
    const { rollouts } = await readRollouts(join(data, "tot-writing/samples.jsonl.gz"), { text: true });
    const expected = readReference("tot-writing").cot_minus_io_distinct_2!;
    const [cot, io] = ["gpt-4-cot", "gpt-4-io"].map((model) => textsByProblem(rollouts, model).map((texts) => distinctN(texts, 2).estimate));
    const result = tTest(cot, io, { paired: true });
    expectWithin(result.estimate, expected.mean, { rel: 1e-11 });
    expectWithin(result.statistic, expected.t, { rel: 1e-11 });
    // t's tail turns a relative error of t into one about a hundred times as large.
    expectWithin(result.pValue, expected.p, { rel: 1e-9 });
  });

  it("gsm8k-models: where every equation is annotated the sequence is that of the annotations", async () => {
    const { rollouts } = await readRollouts(join(data, "gsm8k-models/samples.jsonl.gz"), { text: true });
    let traces = 0;
    let annotatedOnly = 0;
    for (const model of rollouts.solver.levels.filter((level) => level.startsWith("openai"))) {
      for (const text of textsByProblem(rollouts, model).flat()) {
        const annotations = text.match(/<<[^<>\n]*>>/g) ?? [];
        const annotated = annotations.map(operationSequence).filter((steps) => steps !== "").join(";");
        const sequence = operationSequence(text);
        traces++;
        if (sequence === annotated) annotatedOnly++;
        // Nothing annotated is lost or out of order.
        const steps = sequence.split(";");
        let at = 0;
        for (const step of annotated === "" ? [] : annotated.split(";")) at = steps.indexOf(step, at) + 1 || Infinity;
        expect(at).toBeLessThanOrEqual(steps.length);
      }
    }
    expect(traces).toBe(5276);
    // In the rest some equation has no annotation (the additional steps of all 212 were read).
    expect(annotatedOnly / traces).toBeGreaterThan(0.95);
  });
});

function textsByProblem(rollouts: Rollouts, model: string): string[][] {
  const groups = groupSamples(rollouts);
  const solver = rollouts.solver.levels.indexOf(model);
  return Array.from(groups.solver, (_, group) => group)
    .filter((group) => groups.solver[group] === solver)
    .map((group) => Array.from(groups.rows.subarray(groups.offsets[group], groups.offsets[group + 1]), (row) => rollouts.text![row]!));
}

function meanOf(values: readonly number[]): number {
  return lengthStatistics(values).mean;
}
