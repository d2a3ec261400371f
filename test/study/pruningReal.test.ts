/**
 * Pruning of real rollouts: the table in docs/methods/pruning.md recomputed, and the reference figures of cwe-embeddings. The data are not
 * part of the repository: they are looked for in ../shared/data (or DIVLAB_DATA), and the tests say so when they are skipped.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { kMedoids } from "../../src/cluster/index.ts";
import { readRollouts, type Rollouts } from "../../src/data/index.ts";
import { greedyMap, lEnsemble, logDet } from "../../src/dpp/index.ts";
import { pruningOutcomeNames, pruningStudy } from "../../src/study/index.ts";
import { expectWithin } from "../within.ts";

const root = resolve(import.meta.dirname, "../..");
const data = process.env["DIVLAB_DATA"] ?? resolve(root, "../shared/data");
const present = existsSync(join(data, "tot-game24"));
const when = present ? "" : " (SKIPPED: ../shared/data is not here)";

async function read(set: string): Promise<Rollouts> {
  return (await readRollouts(join(data, set, "samples.jsonl.gz"), { text: true, embedding: true })).rollouts;
}

/** Rows of the table: data and solver, outcome, whole, fewest by k-medoids, farthest-first and random, k, its k-medoids, equivalent and random. */
const table = readFileSync(join(root, "docs/methods/pruning.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| (tot-|novelty|cwe-)\S+, \S+ \| \S+ \| [\d.]+ \|/.test(line))
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

describe.skipIf(!present)(`how far real batches can be pruned${when}`, () => {
  it("the documented table has a row for every data set", () => {
    expect(new Set(table.map(([name]) => name.split(",")[0]))).toEqual(new Set(["tot-game24", "tot-writing", "noveltybench-gemini", "cwe-embeddings"]));
  });

  it.each([...new Set(table.map(([name]) => name.split(",")[0]))])("%s: the documented figures are those of the study", async (set) => {
    const own = table.filter(([name]) => name.startsWith(`${set},`));
    const outcomes = pruningOutcomeNames.filter((outcome) => own.some((row) => row[1] === outcome));
    const study = pruningStudy(await read(set), { rng: 0, methods: ["k-medoids", "farthest-first"], outcomes });
    for (const [name, outcome, whole, ...rest] of own) {
      const solver = name.split(", ")[1];
      const limit = (method: string) => study.limits.find((one) => one.solver === solver && one.outcome === outcome && one.method === method)!;
      const fewest = (method: string): string => String(limit(method).observed ?? "–");
      const k = Number(rest[3]);
      const point = (method: string) => study.points.find((one) => one.solver === solver && one.outcome === outcome && one.method === method && one.k === k)!;
      const digits = (value: number): string => value.toFixed(3);
      expect([name, outcome, whole, ...rest]).toEqual([
        name,
        outcome,
        digits(limit("k-medoids").whole),
        fewest("k-medoids"),
        fewest("farthest-first"),
        fewest("random"),
        String(k),
        digits(point("k-medoids").estimate),
        point("k-medoids").randomEquivalent.toFixed(1),
        digits(point("random").estimate),
      ]);
    }
  });
});

describe.skipIf(!present)(`reference figures of cwe-embeddings${when}`, () => {
  const reference = present ? (JSON.parse(readFileSync(join(data, "cwe-embeddings", "reference.json"), "utf8")) as Reference) : undefined!;

  it("k-medoids reach the exhaustive optima for k = 1, 2, 3", async () => {
    const { embedding, answer } = await read("cwe-embeddings");
    for (const [k, { cost, medoids }] of Object.entries(reference.k_medoids_optimum_cosine_distance)) {
      const found = kMedoids({ embeddings: embedding! }, Number(k), { nStarts: 30, rng: 0 });
      // Costs are sums of 139 cosines of float32 vectors, right to about 1e-14.
      expectWithin(found.loss, cost, { rel: 1e-9 });
      expect(Array.from(found.medoids, (i) => answer!.levels[answer!.codes[i]]).toSorted()).toEqual(medoids.toSorted());
    }
  });

  it("log-determinants and the greedy order from row 0 are the reference's", async () => {
    const { embedding, answer } = await read("cwe-embeddings");
    const L = lEnsemble(embedding!);
    // The kernel's smallest eigenvalue is far above rounding: 1e-9 is what the reference promises for floating point.
    expectWithin(logDet(L).logAbsDet, reference.logdet, { rel: 1e-9 });
    expectWithin(logDet(L, { jitter: 1 }).logAbsDet, reference.logdet_of_K_plus_I, { rel: 1e-9 });
    const { selected, logDet: value } = greedyMap(L, 10, { include: [0] });
    expect(Array.from(selected, (i) => answer!.levels[answer!.codes[i]])).toEqual(reference.greedy_logdet_order_from_row_0);
    expectWithin(value, reference.greedy_logdet_value, { rel: 1e-9 });
  });
});

interface Reference {
  readonly k_medoids_optimum_cosine_distance: Readonly<Record<string, { readonly cost: number; readonly medoids: readonly string[] }>>;
  readonly logdet: number;
  readonly logdet_of_K_plus_I: number;
  readonly greedy_logdet_order_from_row_0: readonly string[];
  readonly greedy_logdet_value: number;
}
