/** Real samples against reference.json: votes, best of the first k, and the medoid as the choice of cosine minimum Bayes risk. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bestOfN, majorityVote, minimumBayesRisk } from "../../src/vote/index.ts";
import { expectWithin } from "../within.ts";

const data = process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(data, "tot-game24"));

interface Sample {
  readonly problem: string;
  readonly model: string;
  readonly sample: number;
  readonly answer?: string;
  readonly correct?: boolean;
  readonly reward?: number;
  readonly embedding?: readonly number[];
}

const reference = (set: string) => JSON.parse(readFileSync(join(data, set, "reference.json"), "utf8"));

/** The samples of a model, problem by problem, in order. */
function problemsOf(set: string, model: string): Sample[][] {
  const rows: Sample[] = gunzipSync(readFileSync(join(data, set, "samples.jsonl.gz"))).toString().trim().split("\n").map((line) => JSON.parse(line));
  const problems = new Map<string, Sample[]>();
  for (const row of rows.filter((sample) => sample.model === model)) problems.set(row.problem, [...(problems.get(row.problem) ?? []), row]);
  return [...problems.values()].map((samples) => samples.toSorted((a, b) => a.sample - b.sample));
}

describe.skipIf(!present)(`choices among real samples${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it.each(["gpt-4-io", "gpt-4-cot"])("tot-game24, %s: accuracy of the vote among the first k", (model) => {
    const problems = problemsOf("tot-game24", model);
    const expected: Record<string, { first_seen: number }> = reference("tot-game24").models[model].maj_first_k;
    for (const [k, { first_seen }] of Object.entries(expected)) {
      const right = problems.filter((samples) => {
        const drawn = samples.slice(0, Number(k));
        const { index } = majorityVote(drawn.map(({ answer }) => answer));
        return index !== -1 && drawn[index].correct === true;
      });
      expectWithin(right.length / problems.length, first_seen, { rel: 1e-15 });
    }
    expect(Object.keys(expected).length).toBeGreaterThan(5);
  });

  it.each(["gpt-4-io", "gpt-4-cot"])("tot-writing, %s: mean reward of the best of the first k", (model) => {
    const problems = problemsOf("tot-writing", model);
    const expected: Record<string, { first: number }> = reference("tot-writing").models[model].reward.best_of_k;
    for (const [k, { first }] of Object.entries(expected)) {
      const rewards = problems.map((samples) => bestOfN(samples.slice(0, Number(k)).map(({ reward }) => reward!)).reward);
      expectWithin(rewards.reduce((total, reward) => total + reward, 0) / problems.length, first, { rel: 1e-13 });
    }
    expect(Object.keys(expected).length).toBeGreaterThan(3);
  });

  it("jeopardy-embeddings: the sample nearest to all others", () => {
    const models: Record<string, { all: { medoid_sample: number } }> = reference("jeopardy-embeddings").models;
    for (const [model, { all }] of Object.entries(models)) {
      const samples = problemsOf("jeopardy-embeddings", model).flat().toSorted((a, b) => a.sample - b.sample);
      for (const excludeSelf of [false, true]) {
        const { index } = minimumBayesRisk({ embeddings: samples.map(({ embedding }) => embedding!) }, { excludeSelf });
        expect(samples[index].sample).toBe(all.medoid_sample);
      }
    }
    expect(Object.keys(models)).toHaveLength(3);
  });
});
