import { readFileSync } from "node:fs";
import { DataError, readRollouts } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

/** Tables that W&B and pandas wrote (test/fixtures/wandb/tables.py). */
const fixture = (name: string): URL => new URL(`../fixtures/wandb/${name}`, import.meta.url);
const read = (document: unknown, options = {}) => readRollouts({ text: typeof document === "string" ? document : JSON.stringify(document), name: "f" }, options);

describe("readRollouts() on tables of W&B", () => {
  it.each(["artifact.table.json", "run.table.json", "split.json"])("%s: reads what the tool wrote", async (name) => {
    const { rollouts, format, lines } = await readRollouts(fixture(name), { text: true });
    expect(format).toBe("wandb");
    expect(rollouts.problem).toEqual({ codes: Int32Array.of(0, 0, 1), levels: ["HumanEval/0", "HumanEval/1"] });
    expect(rollouts.solver.levels).toEqual(["small"]);
    expect(rollouts.sample).toEqual(Int32Array.of(0, 1, 0));
    expect(rollouts.correct).toEqual(Int8Array.of(1, 0, -1));
    // W&B writes the NaN of a table as null into an artifact, and as NaN into the folder of the run.
    expect(rollouts.reward).toEqual(Float64Array.of(0.5, NaN, -1e300));
    expect(rollouts.tokens).toEqual(Int32Array.of(12, 7, -1));
    expect(rollouts.text).toEqual(['return "NaN"', "ü €😀 Infinity", undefined]);
    expect(lines).toEqual(Int32Array.of(1, 2, 3));
  });

  it("reads embeddings, and says which columns it does not keep", async () => {
    const { rollouts, ignored } = await readRollouts(fixture("artifact.table.json"), { embedding: true });
    expect(rollouts.embedding).toEqual({ data: Float64Array.of(0.5, -1.5, 0.25, 0.1, 1, 2), shape: [3, 2] });
    expect(rollouts.extra).toEqual({ at: Float64Array.of(1709208000000, 1709208000000, NaN) });
    expect(ignored).toEqual([
      { column: "completion", reason: "is the text, which is kept only on request" },
      { column: "image", reason: "holds media of W&B (image-file)" },
      { column: "meta", reason: "holds objects" },
    ]);
  });

  it("notes that W&B may have cut a table off", async () => {
    const table = (rows: number): unknown => ({ columns: ["problem"], data: Array.from({ length: rows }, () => ["a"]) });
    expect((await read(table(10_000))).notes).toEqual(["has 10000 rows, as many as W&B writes of a longer table: rows may be missing"]);
    expect((await read(table(9_999))).notes).toEqual([]);
  });

  it("names row and column of what is wrong, and keeps the rest if lenient", async () => {
    const table = { columns: ["problem", "passed", "reward"], data: [["a", true, 1], ["a", "yes", 1], ["b", true], 5, ["b", false, null], ["b", true, 2, 3]] };
    const { rejected, rejectedCount, lines } = await read(table, { lenient: true });
    expect(rejected).toEqual([
      { row: 2, column: "passed", message: 'expected true, false, 0 or 1 for correct, got "yes"' },
      { row: 3, message: "expected 3 values as in `columns`, got 2" },
      { row: 4, message: "expected an array of values, got 5" },
      { row: 6, message: "expected 3 values as in `columns`, got 4" },
    ]);
    expect(rejectedCount).toBe(4);
    expect(lines).toEqual(Int32Array.of(1, 5));
    await expect(read(table)).rejects.toThrow("f: row 3: expected 3 values as in `columns`, got 2");
    await expect(read('{"columns": ["problem", "reward"], "data": [["a", Infinity]]}')).rejects.toThrow("f: row 1: `reward`: expected a finite number, got Infinity");
  });

  it.each([
    [{ columns: ["problem", "x", "x"], data: [["a", 1, 2]] }, "f: `x`: expected column names to be distinct, got this one twice"],
    [{ columns: ["problem", null], data: [["a", 1]] }, "f: `columns`: expected names, got null"],
    [{ columns: ["qid"], data: [["a"]] }, 'f: expected a column that names the problem (problem, task_id, problem_id, question_id, prompt_id, doc_id or one given by option `columns`), got the columns "qid"'],
    [{ columns: ["problem"], data: [] }, "f: expected at least one row of data, got none"],
    [{ columns: ["problem"], data: [["a"], ["b"]], nrows: 3 }, "f: `data`: expected 3 rows, as `nrows` says, got 2"],
    [{ _type: "partitioned-table", parts_path: "parts" }, 'f: `_type`: expected a table with its rows, got "partitioned-table", which names the files of its parts: read these'],
    [{ _type: "joined-table", join_key: "id", table1: "a.table.json", table2: "b.table.json" }, 'got "joined-table", which names the files of its parts'],
    ['{"columns": ["problem"], "data": [["a"]', "f: expected a table as W&B writes it, got text that is not JSON ("],
  ])("refuses %j", async (document, message) => {
    await expect(read(document, { lenient: true, format: "wandb" })).rejects.toThrow(message);
    await expect(read(document, { lenient: true })).rejects.toThrow(DataError);
  });

  it("refuses what is broken off at any character", async () => {
    const text = readFileSync(fixture("run.table.json"), "utf8");
    for (let length = 0; length < text.trimEnd().length; length++) await expect(read(text.slice(0, length), { lenient: true })).rejects.toThrow(DataError);
  });

  it("takes a row of JSONL with such members for a row", async () => {
    const row = { problem: "a", columns: [1], data: [2] };
    expect((await read(`${JSON.stringify(row)}\n${JSON.stringify(row)}\n`)).format).toBe("jsonl");
  });
});
