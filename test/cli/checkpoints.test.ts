import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckpointStudy } from "../../src/study/index.ts";
import { divlab } from "./divlab.ts";

const example = resolve(import.meta.dirname, "../../docs/examples/checkpoints.jsonl");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "divlab-checkpoints-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, rows: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return path;
}

const rowsAt = (step: number) => ["p1", "p2", "p3"].flatMap((problem, p) => [0, 1, 2, 3].map((sample) => ({ problem, sample, correct: step > 300 ? p < 2 : sample === p })));

describe("divlab checkpoints", () => {
  it("reads the position from a column; the simulated collapse is found, and the interpolated models are on the front", async () => {
    const output = join(folder, "study.json");
    const { code, out } = await divlab("checkpoints", example, "--series", "run", "-o", output);
    expect([code, out]).toEqual([0, ""]);
    const study = JSON.parse(readFileSync(output, "utf8")) as CheckpointStudy;
    expect(study.checkpoints.map(({ label }) => label)).toEqual(["sft (step 112)", "sft (step 336)", "sft (step 672)", "sft (step 1120)", "wise (step 672)", "wise (step 1120)"]);
    expect(study.verdicts.map(({ series, outcome }) => `${series}: ${outcome}`)).toEqual(["sft: collapse", "wise: unclear"]);
    expect(study.checkpoints.filter(({ onFront }) => onFront).map(({ label }) => label)).toEqual(["sft (step 112)", "wise (step 672)", "wise (step 1120)"]);
  });

  it("takes one file per checkpoint, their names with a number", async () => {
    const files = [112, 1120].map((step) => write(`run-step-${step}.jsonl`, rowsAt(step)));
    const { code, out } = await divlab("checkpoints", ...files, "--json");
    expect(code).toBe(0);
    const { checkpoints, positionName } = JSON.parse(out) as CheckpointStudy;
    expect([positionName, checkpoints.map(({ series, position }) => `${series} ${position}`)]).toEqual(["step", ["run 112", "run 1120"]]);
  });

  it("takes files of one model for one run where their positions differ, and for several where they do not", async () => {
    const of = (name: string, step: number): string => write(name, rowsAt(step).map((row) => ({ ...row, model: "gemma", step })));
    const labels = async (...files: string[]): Promise<string[]> => (JSON.parse((await divlab("checkpoints", ...files, "--json")).out) as CheckpointStudy).checkpoints.map(({ label }) => label);
    const [a, b, c] = [of("a.jsonl", 100), of("b.jsonl", 900), of("c.jsonl", 900)];
    expect(await labels(a, b)).toEqual(["gemma (step 100)", "gemma (step 900)"]);
    expect(await labels(b, c)).toEqual(["b: gemma (step 900)", "c: gemma (step 900)"]);
    const report = await divlab("report", a, b, "--json");
    expect(JSON.parse(report.out).solvers.map(({ solver }: { solver: string }) => solver)).toEqual(["a: gemma", "b: gemma"]);
  });

  it("takes another column with --at, and says what is wrong with a file without positions", async () => {
    const rows = [0.2, 0.9].flatMap((share) => rowsAt(1000 * share).map((row) => ({ ...row, model: "m", share })));
    const { out } = await divlab("checkpoints", write("shares.jsonl", rows), "--at", "share", "--json");
    expect((JSON.parse(out) as CheckpointStudy).checkpoints.map(({ position }) => position)).toEqual([0.2, 0.9]);
    const none = await divlab("checkpoints", write("none.jsonl", rowsAt(5)));
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining("Cannot study checkpoints: every solver's name must hold its position in training (as step-112), or option at must name a column that does") });
    const unknown = await divlab("checkpoints", write("twice.jsonl", rows), "--at", "when");
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('expected rows to differ in problem, solver or sample (there is no column "when"), got problem "p1", solver "m", sample 0 as at line 1, which differs in "share"') });
    for (const [command, flag] of [["prune", "--group"], ["check", "--seed"], ["wise", "--k"], ["wise", "--problem"], ["diversity", "--max-tokens"]]) {
      expect(await divlab(command, "a", flag, "3")).toMatchObject({ code: 2, err: expect.stringMatching(`${flag} is an option of divlab .*, not of divlab ${command}`) });
    }
    const wrong = await divlab("report", write("x.jsonl", rowsAt(5)), "--at", "step");
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("--at is an option of divlab checkpoints, not of divlab report") });
  });

  it("tells rows apart by the column of --by in every command", async () => {
    const rows = [0.2, 1].flatMap((temperature) => rowsAt(5).map((row) => ({ ...row, temperature })));
    const file = write("temperatures.jsonl", rows);
    expect((await divlab("report", file, "--by", "temperature", "--json")).code).toBe(0);
    expect(await divlab("report", file)).toMatchObject({ code: 1, err: expect.stringContaining('which differs in "temperature"') });
  });
});
