import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const folder = resolve(import.meta.dirname, "../../bench");
const named = (ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(ending) && !file.includes("node_modules"));
const load = (file: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ resolve(folder, file)) as Promise<Record<string, unknown>>;

type Case = { readonly work: string };
type Found = {
  readonly rivals: { readonly ours: { readonly min: number; readonly quality?: number } };
  readonly sameBits?: boolean;
  readonly limit?: number;
  readonly wrong: boolean;
  readonly goals: readonly { readonly met: string }[];
};

describe("benches", () => {
  it.each(named(".bench.mjs"))("%s runs one quick round on the built package", async (file) => {
    const { run } = (await load(file)) as { run: (options: { quick: boolean }) => Promise<{ name: string; quality?: unknown }[]> };
    const rows = await run({ quick: true });
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row.name).toEqual(expect.any(String));
      if (typeof row.quality === "number") expect(row.quality, row.name).toBeLessThan(Infinity);
    }
  });
});

describe("goals", async () => {
  const { goalFiles, casesOf } = (await load("goals/index.mjs")) as {
    goalFiles: string[];
    casesOf: (files: string[], options: { quick: boolean }) => Promise<Case[]>;
  };
  const { measureCase } = (await load("runner/measureCase.mjs")) as { measureCase: (definition: Case, rivals: object, options: { quick: boolean }) => Promise<Found> };
  const { startRivals } = (await load("runner/rivals.mjs")) as { startRivals: (options: { quick: boolean }) => Promise<object> };
  const rivals = await startRivals({ quick: true });
  const cases = await casesOf(goalFiles, { quick: true });

  it("are all in the table", () => {
    expect(goalFiles.toSorted()).toEqual(named(".goal.mjs").toSorted());
  });

  it.each(cases.map((one) => [one.work, one] as const))("%s: right, and the same bits on both backends", async (_work, definition) => {
    const found = await measureCase(definition, rivals, { quick: true });
    expect(found.rivals.ours.min).toBeGreaterThan(0);
    expect(found.sameBits).not.toBe(false);
    if (found.limit !== undefined) expect(found.rivals.ours.quality).toBeLessThanOrEqual(found.limit);
    expect(found.wrong).toBe(false);
    for (const { met } of found.goals) expect(["quick", "skipped"]).toContain(met);
  });
});
