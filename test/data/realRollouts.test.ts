import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { countsByProblem, readRollouts } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

const folder = resolve(import.meta.dirname, "../..", process.env["DIVLAB_DATA"] ?? "../shared/data");
const names = existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, "samples.jsonl.gz"))) : [];

// Real rollouts are not part of the repository; where they are absent the report says that this was skipped.
describe.skipIf(names.length === 0)("readRollouts() on real rollouts", () => {
  it.each(names)("%s: has the rows and counts that a plain loop over the file finds", async (name) => {
    const path = join(folder, name, "samples.jsonl.gz");
    const rows = gunzipSync(readFileSync(path))
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { problem: string; model: string; correct?: boolean; text?: string });
    const { rollouts, rejectedCount } = await readRollouts(path, { text: true });
    expect(rejectedCount).toBe(0);
    expect(rollouts.size).toBe(rows.length);
    expect(rollouts.text ?? []).toEqual(rows.some((row) => row.text !== undefined) ? rows.map((row) => row.text) : []);
    expect(rollouts.solver.levels).toEqual([...new Set(rows.map((row) => row.model))]);
    expect(rollouts.correct === undefined).toBe(rows.every((row) => row.correct === undefined));
    if (rollouts.correct === undefined) return;
    for (const { solver, problem, n, c } of countsByProblem(rollouts)) {
      const own = rows.filter((row) => row.model === solver && row.correct !== undefined);
      const tally = new Map<string, { n: number; c: number }>();
      for (const row of own) {
        const counts = tally.get(row.problem) ?? { n: 0, c: 0 };
        tally.set(row.problem, { n: counts.n + 1, c: counts.c + (row.correct ? 1 : 0) });
      }
      expect(Object.fromEntries(problem.map((label, i) => [label, { n: n[i], c: c[i] }]))).toEqual(Object.fromEntries(tally));
    }
  });
});
