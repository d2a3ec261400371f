/**
 * Real rollouts against figures computed from the definitions by other code (exact rationals). The data are not part of
 * the repository: they are looked for in ../shared/data (or DIVLAB_DATA), and the tests say so when they are skipped.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { countsByProblem, groupSamples, readRollouts, type Rollouts } from "../../src/data/index.ts";
import { crossBands, majAtK, maxAtK, passAtK, passHatK, tallyVotes, varianceBand } from "../../src/passk/index.ts";
import { expectWithin } from "../within.ts";

const root = resolve(import.meta.dirname, "../..");
const data = process.env["DIVLAB_DATA"] ?? resolve(root, "../shared/data");
const present = existsSync(join(data, "tot-game24"));

/** Relative, as the data's README asks for rational figures: our sums over problems round in their last digits. */
const rational = { rel: 1e-12 };

interface Reference {
  models: Record<string, ModelReference>;
  pairs?: { a: string; b: string; both?: number; only_a?: number; only_b?: number; neither?: number; kappa?: number; mcnemar_p?: number }[];
}
interface ModelReference {
  problems: number;
  samples: number;
  correct_samples?: number;
  pass_at_k?: Record<string, { value: number; problems: number }>;
  all_at_k?: Record<string, number>;
  band?: Record<string, { problems: number; expected: { all_zero: number; variance_band: number; all_one: number } }>;
  maj_exact_k?: Record<string, number>;
  reward?: { best_of_k: Record<string, { expected?: number }> };
}

const sets = ["tot-game24", "humaneval-codegen", "tau-airline", "noveltybench-gemini", "gsm8k-models", "minif2f-llemma", "tot-writing"];

describe.skipIf(!present)(`reference figures of real rollouts${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  describe.each(sets)("%s", (set) => {
    const path = join(data, set, "samples.jsonl.gz");
    const reference = present ? (JSON.parse(readFileSync(join(data, set, "reference.json"), "utf8")) as Reference) : { models: {} };

    it("functions give every figure of pass@k, pass^k, bands, maj@k and expected best reward", async () => {
      const { rollouts } = await readRollouts(path);
      const counts = rollouts.correct === undefined ? [] : countsByProblem(rollouts);
      expect(rollouts.solver.levels.toSorted()).toEqual(Object.keys(reference.models).toSorted());
      for (const [model, expected] of Object.entries(reference.models)) {
        const own = counts.find(({ solver }) => solver === model);
        for (const [k, { value, problems }] of Object.entries(expected.pass_at_k ?? {})) {
          const result = passAtK(own!, Number(k), { tooFew: "skip" });
          expect(result.problems).toBe(problems);
          expectWithin(result.estimate, value, rational);
        }
        for (const [k, value] of Object.entries(expected.all_at_k ?? {})) expectWithin(passHatK(own!, Number(k)).estimate, value, rational);
        for (const [G, { expected: band }] of Object.entries(expected.band ?? {})) {
          const result = varianceBand(own!, Number(G)).expected;
          expectWithin(result.allZero, band.all_zero, rational);
          // The band is what the other two leave: where it is small its digits are theirs.
          expectWithin(result.band, band.variance_band, { rel: 1e-12, abs: 1e-12 });
          expectWithin(result.allOne, band.all_one, rational);
        }
        const votes = expected.maj_exact_k === undefined ? [] : votesOf(rollouts, model);
        for (const [k, value] of Object.entries(expected.maj_exact_k ?? {})) expectWithin(majAtK(votes, Number(k)).estimate, value, rational);
        for (const [k, { expected: value }] of Object.entries(expected.reward?.best_of_k ?? {})) {
          if (value !== undefined) expectWithin(maxAtK(rewardsOf(rollouts, model), Number(k)).estimate, value, { rel: 1e-9 });
        }
      }
    });

    it("divlab report --json gives the same figures", () => {
      const models = Object.values(reference.models);
      const ks = [...new Set(models.flatMap(({ pass_at_k = {}, reward }) => [...Object.keys(pass_at_k), ...Object.keys(reward?.best_of_k ?? {})]))].map(Number);
      const wanted = ks.filter((k) => models.every(({ pass_at_k, reward }) => pass_at_k === undefined || `${k}` in pass_at_k || reward !== undefined));
      const args = ["dist/cli/main.js", "report", path, "--json", "--k", wanted.toSorted((a, b) => a - b).join(","), "--too-few", "skip"];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
      expect(stderr).toContain("samples.jsonl.gz");
      expect(status).toBe(0);
      const report = JSON.parse(stdout) as ReportJson;
      for (const [model, expected] of Object.entries(reference.models)) {
        const own = report.solvers.find(({ solver }) => solver === model)!;
        for (const k of expected.pass_at_k === undefined ? [] : wanted) {
          expectWithin(own.passAtK!.estimate[own.passAtK!.k.indexOf(k)], expected.pass_at_k![k].value, rational);
          expectWithin(own.passHatK!.find((point) => point.k === k)!.estimate, expected.all_at_k![k], rational);
        }
        for (const [k, value] of Object.entries(expected.maj_exact_k ?? {})) {
          const point = own.selection.majAtK!.find((candidate) => candidate.k === Number(k));
          if (point !== undefined) expectWithin(point.estimate, value, rational);
        }
        for (const [k, { expected: value }] of Object.entries(expected.reward?.best_of_k ?? {})) {
          if (value !== undefined) expectWithin(own.selection.maxAtK!.find((point) => point.k === Number(k))!.estimate, value, { rel: 1e-9 });
        }
      }
    });
  });

  it.each(["gsm8k-models", "minif2f-llemma"])("%s: every pair's two-by-two table, kappa and exact McNemar p", async (set) => {
    const reference = JSON.parse(readFileSync(join(data, set, "reference.json"), "utf8")) as Reference;
    const { rollouts } = await readRollouts(join(data, set, "samples.jsonl.gz"));
    const counts = new Map(countsByProblem(rollouts).map((own) => [own.solver, own]));
    expect(reference.pairs!.length).toBeGreaterThan(0);
    for (const pair of reference.pairs!) {
      const { table, kappa, solvedTest } = crossBands(counts.get(pair.a)!, counts.get(pair.b)!);
      expect(table).toEqual([
        [pair.neither, 0, pair.only_b],
        [0, 0, 0],
        [pair.only_a, 0, pair.both],
      ]);
      expectWithin(kappa, pair.kappa!, rational);
      // p down to 1e-215: the incomplete beta function loses about three digits of sixteen there.
      expectWithin(solvedTest.pValue, pair.mcnemar_p!, { rel: 1e-11 });
    }
  });

  it("tot-game24: the report says that the curves cross, between k = 4 and k = 8", () => {
    const args = ["dist/cli/main.js", "report", join(data, "tot-game24/samples.jsonl.gz"), "--markdown"];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
    expect(stdout).toMatch(/curves of gpt-4-io and gpt-4-cot cross between k = 4 and k = 8/);
  });

  it.each(["gsm8k-models", "minif2f-llemma"])("%s: the report says which statistics one sample leaves undefined", (set) => {
    const args = ["dist/cli/main.js", "report", join(data, set, "samples.jsonl.gz"), "--markdown"];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
    expect(stdout).toMatch(/one sample a problem: only pass@1 is defined/);
    expect(stdout).not.toMatch(/NaN|\| undefined|Infinity/);
  });
});

interface ReportJson {
  solvers: {
    solver: string;
    passAtK?: { k: number[]; estimate: number[] };
    passHatK?: { k: number; estimate: number }[];
    selection: { majAtK?: { k: number; estimate: number }[]; maxAtK?: { k: number; estimate: number }[] };
  }[];
}

function rowsByProblem(rollouts: Rollouts, model: string): Int32Array[] {
  const groups = groupSamples(rollouts);
  const solver = rollouts.solver.levels.indexOf(model);
  return Array.from(groups.solver, (_, group) => group)
    .filter((group) => groups.solver[group] === solver)
    .map((group) => groups.rows.slice(groups.offsets[group], groups.offsets[group + 1]));
}

function votesOf(rollouts: Rollouts, model: string) {
  return rowsByProblem(rollouts, model).map((rows) =>
    tallyVotes(
      Array.from(rows, (row) => rollouts.answer!.codes[row]),
      Array.from(rows, (row) => rollouts.correct![row]),
    ),
  );
}

function rewardsOf(rollouts: Rollouts, model: string): Float64Array[] {
  return rowsByProblem(rollouts, model).map((rows) => Float64Array.from(rows, (row) => rollouts.reward![row]));
}
