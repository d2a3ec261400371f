import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { countsByProblem, DataError, fromRows, type ReadingProgress, readRollouts, type ReadRolloutsOptions, type Rollouts, type RolloutsFile } from "@divlab/core/data";
import { afterAll, describe, expect, it } from "vitest";

type Row = Readonly<Record<string, string | number | boolean | null | readonly number[] | Float32Array>>;

/** Files that Arrow, pandas, DuckDB, Polars and fastparquet wrote (test/fixtures/parquet/rollouts.py), and their values. */
const fixtures = JSON.parse(readFileSync(new URL("../fixtures/parquet/rollouts.json", import.meta.url), "utf8")) as Record<string, { readonly tool: string; readonly bytes: string; readonly rows?: readonly Row[] }>;
const real = fileURLToPath(new URL("../fixtures/parquet/rollouts.parquet", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "divlab-parquet-"));
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(fixtures[name].bytes, "base64"));
const distinctBy = ["row"];
const read = (name: string, options: ReadRolloutsOptions = {}): Promise<RolloutsFile> => readRollouts(new Blob([bytesOf(name)]), { name, ...options });

const expected = (rows: readonly Row[]): Rollouts =>
  fromRows(
    rows.map((row): Row => (Array.isArray(row["embedding"]) ? { ...row, embedding: Float32Array.from(row["embedding"]) } : row)),
    {
      problem: "task_id",
      solver: "model",
      sample: "sample",
      correct: (row: Row) => row["passed"],
      answer: "answer",
      reward: "reward",
      tokens: "tokens",
      logProb: "logprob",
      text: "completion",
      embedding: "embedding",
      ...("row" in rows[0] && { extra: { row: "row" } }),
    },
    { distinctBy },
  );

describe("readRollouts() on Parquet", () => {
  const readable = Object.entries(fixtures).filter(([, { rows }]) => rows !== undefined);

  it("is tried on all codecs, pages, encodings and tools", () => {
    const names = readable.map(([name]) => name);
    for (const codec of ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]) expect(names).toEqual(expect.arrayContaining([`${codec} page 1.0`, `${codec} page 2.0`]));
    expect(names).toEqual(expect.arrayContaining(["no dictionary", "small pages", "other encodings", "dictionary type", "pandas", "duckdb", "polars", "fastparquet"]));
  });

  it.each(readable)("%s: reads what the tool wrote, to the last bit", async (name, { rows = [] }) => {
    const { rollouts, format, compressed, lines } = await read(name, { text: true, embedding: true });
    expect(rollouts).toStrictEqual(expected(rows));
    expect([format, compressed]).toEqual(["parquet", false]);
    expect(lines).toEqual(Int32Array.from(rows, (_, i) => i + 1));
  });

  it("reads a path, a Blob, a File, a stream and gzip alike, whatever the name", async () => {
    const bytes = bytesOf("zstd page 1.0");
    const whole = (await read("zstd page 1.0")).rollouts;
    const packed = new Uint8Array(gzipSync(bytes));
    const misnamed = join(folder, "rollouts.csv");
    writeFileSync(misnamed, packed);
    const streamed = (content: Uint8Array): ReadableStream<Uint8Array> => new Blob([content as BlobPart]).stream();
    for (const [source, compressed] of [
      [real, false],
      [new URL(`file://${real}`), false],
      [misnamed, true],
      [new File([bytes], "x.jsonl"), false],
      [new Blob([packed]), true],
      [streamed(bytes), false],
      [streamed(packed), true],
    ] as const) {
      const file = await readRollouts(source);
      expect(file.rollouts).toStrictEqual(whole);
      expect(file.compressed).toBe(compressed);
    }
    expect((await readRollouts(real, { name: "mine" })).file).toBe("mine");
    expect(countsByProblem(whole)[0]).toEqual({ solver: "small", problem: ["HumanEval/0"], n: Int32Array.of(2), c: Int32Array.of(2), unscored: 1 });
  });

  it("refuses differences in blocks of an impossible size, which would be read for ever", async () => {
    const bytes = bytesOf("other encodings");
    let tried = 0;
    // A block of 128 in four parts.
    for (let at = 0; (at = Buffer.from(bytes).indexOf(Uint8Array.of(0x80, 0x01, 0x04), at + 1)) !== -1; tried++) {
      const damaged = bytes.slice();
      damaged.set([0xff, 0xff, 0xff, 0xff, 0x0f], at + 2);
      await expect(readRollouts(new Blob([damaged]), { text: true })).rejects.toThrow(/differences in blocks of 128 in 4294967295 parts|broken off or corrupt|another checksum/);
    }
    expect(tried).toBeGreaterThan(0);
  });

  it("reads only the columns that are kept", async () => {
    const bytes = bytesOf("none page 1.0");
    const marks = ["return 0"].map((mark) => Buffer.from(bytes).indexOf(mark));
    const damaged = bytes.slice();
    for (const at of marks) damaged.fill(0xff, at - 8, at + 8);
    expect((await readRollouts(new Blob([damaged]))).rows).toBe(6);
    await expect(readRollouts(new Blob([damaged]), { text: true })).rejects.toThrow("blob: `completion`: expected a column that can be read, got one that is corrupt or of an unknown kind (");
    const { ignored } = await read("none page 1.0", { columns: { answer: null }, extra: [] });
    expect(ignored).toEqual([
      { column: "answer", reason: "is not among the further columns asked for" },
      { column: "completion", reason: "is the text, which is kept only on request" },
      { column: "embedding", reason: "is the embedding, which is kept only on request" },
    ]);
  });

  it("reads types beside text, number and truth value exactly, or says why it does not keep them", async () => {
    const { rollouts, ignored } = await read("types");
    expect(rollouts.problem.levels).toEqual(["9007199254740993", "5"]);
    expect(rollouts.correct).toEqual(Int8Array.of(1, 0, 1));
    const labels = (name: string): unknown => (rollouts.extra[name] as { readonly levels: readonly string[] }).levels;
    expect(rollouts.extra["int8"]).toEqual(Float64Array.of(-128, 127, NaN));
    expect(rollouts.extra["uint32"]).toEqual(Float64Array.of(4294967295, 0, NaN));
    expect(rollouts.extra["uint64"]).toEqual(Float64Array.of(5, 2 ** 53 - 1, NaN));
    expect(rollouts.extra["half"]).toEqual(Float64Array.of(0.5, -2, NaN));
    // 3 · 10^−1 is 0.30000000000000004 where it is multiplied out.
    expect(rollouts.extra["money"]).toEqual(Float64Array.of(0.3, 1.1, NaN));
    expect(rollouts.extra["decimal"]).toEqual(Float64Array.of(123456789012.345, -0.001, NaN));
    expect(rollouts.extra["wide"]).toEqual(Float64Array.of(0.1, -2.675, NaN));
    expect(labels("micro")).toEqual(["2024-02-29T23:59:59.123456Z", "1969-12-31T23:59:59.500Z"]);
    expect(labels("milli")).toEqual(["2024-01-01T12:00:00", "0001-01-01T00:00:00"]);
    expect(labels("nano")).toEqual(["2024-02-29T23:59:59.123456789Z", "1969-12-31T23:59:59.999999999Z"]);
    expect(labels("day")).toEqual(["2000-02-29", "1899-12-31"]);
    expect(labels("time")).toEqual(["01:02:03.000004", "23:59:59"]);
    expect(ignored).toEqual([
      { column: "empty", reason: "has no value in any row kept" },
      { column: "big", reason: "holds integers beyond ±(2^53 − 1)" },
      { column: "bytes", reason: "holds bytes" },
      { column: "fixed", reason: "holds bytes" },
      { column: "tags", reason: "holds arrays" },
      { column: "meta", reason: "holds objects" },
      { column: "map", reason: "holds objects" },
    ]);
    expect((await read("int96")).rollouts.extra["at"]).toEqual({ codes: Int32Array.of(0, 1), levels: ["2024-02-29T23:59:59.123456789", "1969-12-31T23:59:59.999999999"] });
  });

  it.each([
    ["no rows", {}, "no rows: expected at least one row of data, got none"],
    ["no problem", {}, 'no problem: expected a column that names the problem (problem, task_id, problem_id, question_id, prompt_id, doc_id or one given by option `columns`), got the columns "qid", "passed"'],
    ["big counts", {}, "big counts: row 2: `tokens`: expected an integer from 0 to 2^31 − 1, got 9007199254740992n"],
    ["types", { extra: ["big"] }, "types: row 1: `big`: expected a text, a finite number, true or false, got 9007199254740992n"],
    ["types", { extra: ["meta"] }, "types: `meta`: expected one text, number or truth value a row, got group (holds objects)"],
    ["types", { columns: { answer: "tags" } }, "types: `tags`: expected one text, number or truth value a row for answer, got list of BYTE_ARRAY (holds arrays)"],
    ["types", { columns: { correct: "passed" } }, 'types: expected a column "passed" for correct, got the columns "problem", "correct"'],
    ["not UTF-8", {}, "not UTF-8: `problem`: expected a column that can be read, got one that is corrupt or of an unknown kind ("],
    ["duckdb missing arrays", { embedding: true }, "duckdb missing arrays: `embedding`: expected a column that can be read, got one that is corrupt or of an unknown kind (a list that is missing or empty and goes on; DuckDB writes arrays of fixed length so: cast them to lists, as FLOAT[])"],
    ["text of messages", { text: true }, "text of messages: `response`: expected one text, number or truth value a row for text, got list of group (holds arrays)"],
    ["reward lists", {}, "reward lists: `reward`: expected one text, number or truth value a row, got list of DOUBLE (holds arrays)"],
  ] as const)("%s is refused by name (%o)", async (name, options, message) => {
    await expect(read(name, options)).rejects.toThrow(DataError);
    await expect(read(name, options)).rejects.toThrow(message);
  });

  it("names row and column of what is wrong, over row groups, and keeps the rest if lenient", async () => {
    const { rejected, rejectedCount, rollouts, lines } = await read("bad rows", { lenient: true });
    expect(rejected).toEqual([
      { row: 2, column: "passed", message: "expected true, false, 0 or 1 for correct, got 2" },
      { row: 3, column: "problem", message: "expected the problem that the row belongs to, got none" },
    ]);
    expect(rejectedCount).toBe(2);
    expect(lines).toEqual(Int32Array.of(1, 4));
    // NaN is how pandas and its like write a missing number.
    expect(rollouts.reward).toEqual(Float64Array.of(0.5, NaN));
    await expect(read("bad rows", { columns: { correct: null }, name: "f" })).rejects.toThrow("f: row 2: `reward`: expected a finite number, got Infinity\nf: row 3: `problem`");
  });

  it("says what the source is where the caller's format is another", async () => {
    await expect(readRollouts({ text: "PAR1" }, { format: "parquet" })).rejects.toThrow("text: expected a file of format parquet, got text");
    await expect(readRollouts(new Blob(["problem,correct\na,1\n"]), { format: "parquet" })).rejects.toThrow("blob: expected a complete Parquet file, got one that is broken off or corrupt (it does not end as one)");
    await expect(read("none page 1.0", { format: "jsonl", lenient: true })).rejects.toThrow(DataError);
  });

  it("reports progress in bytes of the file, and ends when aborted", async () => {
    const steps: ReadingProgress[] = [];
    await readRollouts(real, { onProgress: (progress) => steps.push(progress) });
    const size = readFileSync(real).length;
    expect(steps.at(-1)).toEqual({ bytes: size, totalBytes: size, rows: 6 });
    const reason = new Error("enough");
    await expect(readRollouts(real, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    for (const readingNumber of [0, 1, 2, 7]) {
      const controller = new AbortController();
      const blob = new Blob([readFileSync(real)]);
      let readings = 0;
      blob.slice = (...range) => {
        if (readings++ === readingNumber) controller.abort(reason);
        return Blob.prototype.slice.apply(blob, range);
      };
      await expect(readRollouts(blob, { signal: controller.signal })).rejects.toBe(reason);
      expect(readings).toBeGreaterThan(readingNumber);
    }
  });

  it.each([
    ["tiny none", 1],
    ["tiny snappy", 1],
    ["zstd page 2.0", 11],
    ["duckdb", 13],
  ])("%s: broken off at any byte it is refused", async (name, stride) => {
    const bytes = bytesOf(name);
    for (let length = 0; length < bytes.length; length += stride) {
      const outcome: unknown = await readRollouts(new Blob([bytes.subarray(0, length)]), { lenient: true, text: true, embedding: true }).catch((error: unknown) => error);
      expect(outcome).toBeInstanceOf(DataError);
    }
    await expect(readRollouts(new Blob([bytes, "x"]))).rejects.toThrow(DataError);
  });

  it.each([
    ["tiny none", 1],
    ["tiny snappy", 1],
    ["small pages", 61],
    ["other encodings", 41],
  ])("%s: with a byte changed it is read or refused with a DataError, never anything else", async (name, stride) => {
    const bytes = bytesOf(name);
    let tries = 0;
    let refusals = 0;
    for (let at = 4; at < bytes.length; at += stride) {
      const changed = bytes.slice();
      changed[at] ^= 0xff;
      const outcome: unknown = await readRollouts(new Blob([changed]), { text: true, embedding: true }).catch((error: unknown) => error);
      tries++;
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(DataError);
        refusals++;
      } else expect((outcome as RolloutsFile).rollouts.problem.codes).toHaveLength((outcome as RolloutsFile).rows);
    }
    expect(refusals).toBeGreaterThan(tries / 4);
  });

  it("refuses a byte changed in a page that has a checksum", async () => {
    const bytes = bytesOf("small pages");
    const at = Buffer.from(bytes).indexOf("HumanEval/0");
    const changed = bytes.slice();
    changed[at] ^= 1;
    await expect(readRollouts(new Blob([changed]))).rejects.toThrow("`task_id`: expected a column that can be read, got one that is corrupt or of an unknown kind (a page with another checksum than it says)");
  });
});
