import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readRollouts } from "@divlab/core/data";
import { afterAll, describe, expect, it } from "vitest";
import { divlab } from "./divlab.ts";

const folder = mkdtempSync(join(tmpdir(), "divlab-formats-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
const parquet = fixture("parquet/rollouts.parquet");
const table = fixture("wandb/artifact.table.json");

describe("divlab on Parquet and tables of W&B", () => {
  it("check says what is in them", async () => {
    const { code, out, err } = await divlab("check", parquet, table);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("Format parquet; 0 bad rows.");
    expect(out).toContain("Format wandb; 0 bad rows.");
    expect(out).toMatch(/problem +task_id/);
    expect(out).toMatch(/image +not kept: holds media of W&B \(image-file\)/);
  });

  it("report reads them as it reads the same rows of JSONL; solvers without a name are called as the file is", async () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({ task_id: `p${i >> 2}`, sample: i % 4, passed: i % 3 === 0 }));
    const columns = Object.keys(rows[0]);
    const jsonl = join(folder, "rows.jsonl");
    const wandb = join(folder, "rows.table.json");
    writeFileSync(jsonl, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    writeFileSync(wandb, JSON.stringify({ columns, data: rows.map((row) => Object.values(row)) }));
    const [first, second] = await Promise.all([divlab("passk", jsonl, "--k", "1,2"), divlab("passk", wandb, "--k", "1,2")]);
    expect([first.code, second.code]).toEqual([0, 0]);
    const results = ({ out }: { readonly out: string }): string => out.slice(out.indexOf("12 sampled answers"), out.indexOf("Made by"));
    expect(results(second)).toBe(results(first));
    const report = await divlab("report", parquet, "--too-few", "skip");
    expect([report.code, report.err]).toEqual([0, expect.stringContaining("6 rows; problem ← task_id, solver ← model, sample, correct ← passed")]);
  });

  it("a bad row is named by its number, exit code 1", async () => {
    const bad = join(folder, "bad.table.json");
    writeFileSync(bad, JSON.stringify({ columns: ["problem", "passed"], data: [["a", true], ["b", "\u001b[31m"]] }));
    expect(await divlab("check", bad)).toMatchObject({ code: 1, err: expect.stringContaining(`${bad}: row 2: \`passed\`: expected true, false, 0 or 1 for correct, got "\\u001b[31m"`) });
    const broken = join(folder, "broken.parquet");
    writeFileSync(broken, readFileSync(parquet).subarray(0, 1000));
    const { code, err } = await divlab("report", broken);
    expect([code, err]).toEqual([1, expect.stringContaining(`${broken}: expected a complete Parquet file, got one that is broken off or corrupt`)]);
  });

  it("prune writes the columns read of the rows kept, which can be read again", async () => {
    const rows = ["p1", "p2"].flatMap((problem) => ["4", "4", "5"].map((answer, i) => ({ problem, model: "m", correct: answer === "4", answer, reward: i / 8, tokens: 5 + i, text: `it is ${answer}`, temperature: 0.5, level: "hard" })));
    const file = join(folder, "rows.json");
    const kept = join(folder, "kept.jsonl");
    writeFileSync(file, JSON.stringify(rows));
    expect((await divlab("prune", file, "--from", "answer", "--kept", kept, "--keep", "3", "--json")).code).toBe(0);
    const again = await readRollouts(kept, { text: true });
    expect(again.rollouts).toEqual((await readRollouts(file, { text: true })).rollouts);
    expect(JSON.parse(readFileSync(kept, "utf8").split("\n")[0])).toMatchObject({ pruning: { row: 0, represents: { rows: [1] } } });
  });
});
