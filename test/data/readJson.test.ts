import { gzipSync } from "node:zlib";
import { readRollouts } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

const rows = [
  { task_id: "a", sample: 0, passed: true, temperature: 0.5 },
  { task_id: "a", sample: 1, passed: null, temperature: 1 },
  { task_id: "b", sample: 0, passed: false },
];

describe("readRollouts() on a JSON array of objects", () => {
  it("reads it as JSONL of the same objects, on one line and on many, compressed or not", async () => {
    const jsonl = await readRollouts({ text: rows.map((row) => JSON.stringify(row)).join("\n") });
    for (const text of [JSON.stringify(rows), `\uFEFF \n${JSON.stringify(rows, null, 2)}\r\n`, `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]`]) {
      for (const source of [{ text }, new Blob([text]), new Blob([gzipSync(text) as BlobPart])]) {
        const { rollouts, format, lines, mapping } = await readRollouts(source);
        expect(format).toBe("json");
        expect(rollouts).toStrictEqual(jsonl.rollouts);
        expect(mapping).toEqual(jsonl.mapping);
        expect(lines).toEqual(Int32Array.of(1, 2, 3));
      }
    }
  });

  it("names row and column of what is wrong", async () => {
    const text = JSON.stringify([...rows, { ...rows[0], passed: "yes" }, 5, rows[2], [rows[0]]]);
    const { rejected, rejectedCount, lines } = await readRollouts({ text }, { lenient: true });
    expect(rejected).toEqual([
      { row: 4, column: "passed", message: 'expected true, false, 0 or 1 for correct, got "yes"' },
      { row: 5, message: "expected a JSON object, got 5" },
      { row: 6, message: 'expected rows to differ in problem, solver or sample, got problem "b", solver "samples", sample 0 as at row 3' },
      { row: 7, message: "expected a JSON object, got an array of length 1" },
    ]);
    expect(rejectedCount).toBe(4);
    expect(lines).toEqual(Int32Array.of(1, 2, 3));
    await expect(readRollouts({ text, name: "f" })).rejects.toThrow('f: row 4: `passed`: expected true, false, 0 or 1 for correct, got "yes"');
  });

  it("refuses what is not JSON, and names the tokens that only Python writes", async () => {
    await expect(readRollouts({ text: '[{"task_id": "a"},' })).rejects.toThrow("text: expected a JSON array of objects, got text that is not JSON (");
    await expect(readRollouts({ text: '[{"task_id": "a", "reward": NaN}]' })).rejects.toThrow("NaN and Infinity are no JSON, null is a missing value");
    await expect(readRollouts({ text: "[]" })).rejects.toThrow("text: expected at least one row of data, got none");
    await expect(readRollouts({ text: '{"task_id": "a"}' }, { format: "json" })).rejects.toThrow("expected a JSON array of objects, got an object");
  });
});

describe("readRollouts() on bytes that are no rollouts", () => {
  it.each([
    ["a numpy array", "\x93NUMPY\x01\0"],
    ["a file compressed by zstd", "\x28\xb5\x2f\xfd\x24"],
    ["a file compressed by xz", "\xfd7zXZ\0\0"],
    ["a file compressed by bzip2", "BZh91AY&SY"],
    ["an Arrow file", "ARROW1\0\0"],
    ["an Arrow stream", "\xff\xff\xff\xff\x10\x01\0\0"],
    ["an SQLite database", "SQLite format 3\0"],
    ["a picture (PNG)", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
    ["a pickle of Python", "\x80\x04\x95\x10\0\0\0\0\0\0\0]"],
    ["tensors (safetensors)", '\x40\0\0\0\0\0\0\0{"a":'],
  ])("says that it is %s", async (what, start) => {
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i < start.length ? start.charCodeAt(i) : 0));
    for (const source of [new Blob([bytes]), new Blob([gzipSync(bytes) as BlobPart])]) {
      await expect(readRollouts(source, { name: "f", lenient: true })).rejects.toThrow(`f: expected rollouts as JSONL, CSV, JSON or Parquet, got ${what}`);
    }
  });
});
