/**
 * Real embeddings and answers against figures computed from the definitions by other code (NumPy, SciPy, exact rationals). The data
 * are not part of the repository: they are looked for in ../shared/data (or DIVLAB_DATA), and the tests say so when they are skipped.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pairwiseDistances } from "../../src/distance/index.ts";
import { meanPairwiseDistance, rarefaction, shannonEntropy, vendiScore } from "../../src/diversity/index.ts";
import { variance } from "../../src/numeric/moments.ts";
import { expectWithin } from "../within.ts";

const data = process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(data, "cwe-embeddings"));

/** As the data's README asks for floating point figures. */
const floating = { rel: 1e-9 };
/** And for rational ones. */
const rational = { rel: 1e-12 };

interface Row {
  problem: string;
  model: string;
  answer?: string;
  embedding: number[];
}

function rowsOf(set: string): Row[] {
  const text = gunzipSync(readFileSync(join(data, set, "samples.jsonl.gz"))).toString("utf8");
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
}

function referenceOf<Reference>(set: string): Reference {
  return JSON.parse(readFileSync(join(data, set, "reference.json"), "utf8")) as Reference;
}

const average = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0) / values.length;

describe.skipIf(!present)(`diversity of real data${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it("cwe-embeddings: distances, nearest neighbours and Vendi scores of 139 vectors", () => {
    const reference = referenceOf<Record<string, number>>("cwe-embeddings");
    const vectors = rowsOf("cwe-embeddings").map(({ embedding }) => embedding);
    expect([vectors.length, vectors[0].length]).toEqual([reference["rows"], reference["dimensions"]]);
    const { data: distances, n } = pairwiseDistances(vectors);
    const mean = average(distances);
    expectWithin(meanPairwiseDistance(vectors).estimate, reference["mean_pairwise_cosine_distance"], floating);
    expectWithin(mean, reference["mean_pairwise_cosine_distance"], floating);
    expectWithin(Math.min(...distances), reference["min"], floating);
    expectWithin(Math.max(...distances), reference["max"], floating);
    expectWithin(Math.sqrt(variance(distances)), reference["sd"], floating);
    const nearest = new Float64Array(n).fill(Infinity);
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++, at++) {
        nearest[i] = Math.min(nearest[i], distances[at]);
        nearest[j] = Math.min(nearest[j], distances[at]);
      }
    }
    expectWithin(average(nearest), reference["mean_nearest_neighbour_distance"], floating);
    for (const [key, q] of [["vendi_q1", 1], ["vendi_q2", 2], ["vendi_qinf", Infinity]] as const) {
      expectWithin(vendiScore({ embeddings: vectors }, { q }).estimate, reference[key], floating);
    }
  });

  it("jeopardy-embeddings: every group of every embedder, none comparable with another's", () => {
    type Figures = Record<string, number>;
    const { models } = referenceOf<{ models: Record<string, Record<string, Figures>> }>("jeopardy-embeddings");
    const rows = rowsOf("jeopardy-embeddings");
    let groups = 0;
    for (const [model, reference] of Object.entries(models)) {
      for (const [problem, expected] of Object.entries(reference).filter(([, figures]) => typeof figures === "object")) {
        const vectors = rows.filter((row) => row.model === model && (problem === "all" || row.problem === problem)).map(({ embedding }) => embedding);
        expect(vectors.length).toBe(expected["n"]);
        const distances = pairwiseDistances(vectors).data;
        expectWithin(meanPairwiseDistance(vectors).estimate, expected["mean_pairwise_cosine_distance"], floating);
        expectWithin(Math.min(...distances), expected["min"], floating);
        expectWithin(Math.max(...distances), expected["max"], floating);
        expectWithin(meanPairwiseDistance(vectors, { distance: "euclidean" }).estimate, expected["mean_pairwise_euclidean"], floating);
        expectWithin(vendiScore({ embeddings: vectors }).estimate, expected["vendi"], floating);
        groups++;
      }
    }
    expect(groups).toBe(9);
  });

  it("noveltybench-gemini: expected distinct classes among k, entropy", () => {
    interface Reference {
      models: Record<string, { answer_entropy: number }>;
      distinct_classes_at_k: Record<string, Record<string, { expected: number }>>;
    }
    const reference = referenceOf<Reference>("noveltybench-gemini");
    const counts = countsOf(rowsOf("noveltybench-gemini"), "gemini-1.5-pro");
    const curves = counts.map((list) => rarefaction(list).estimate);
    for (const [k, { expected }] of Object.entries(reference.distinct_classes_at_k["gemini-1.5-pro"])) {
      expectWithin(average(curves.map((curve) => curve[Number(k) - 1])), expected, rational);
    }
    expectWithin(average(counts.map((list) => shannonEntropy(list).estimate)), reference.models["gemini-1.5-pro"].answer_entropy, floating);
  });

  it("tot-game24: entropy and number of answers of both arms", () => {
    const { models } = referenceOf<{ models: Record<string, { answer_entropy: number; mean_distinct_answers: number }> }>("tot-game24");
    const rows = rowsOf("tot-game24");
    expect(Object.keys(models).length).toBe(2);
    for (const [model, expected] of Object.entries(models)) {
      const counts = countsOf(rows, model);
      expectWithin(average(counts.map((list) => shannonEntropy(list).estimate)), expected.answer_entropy, floating);
      expectWithin(average(counts.map((list) => rarefaction(list, []).distinct)), expected.mean_distinct_answers, rational);
    }
  });
});

/** How often each answer occurs, problem by problem; missing answers left out. */
function countsOf(rows: readonly Row[], model: string): number[][] {
  const tallies = new Map<string, Map<string, number>>();
  for (const row of rows) {
    if (row.model !== model || row.answer === undefined) continue;
    const tally = tallies.get(row.problem) ?? new Map<string, number>();
    tally.set(row.answer, (tally.get(row.answer) ?? 0) + 1);
    tallies.set(row.problem, tally);
  }
  return Array.from(tallies.values(), (tally) => Array.from(tally.values()));
}
