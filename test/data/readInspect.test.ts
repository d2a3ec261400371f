import { readFileSync } from "node:fs";
import { countsByProblem, DataError, readRollouts, type ReadRolloutsOptions, type RolloutsSource } from "@divlab/core/data";
import { describe, expect, it } from "vitest";
import { type Entry, zip } from "./zipFile.ts";

const fixture = (name: string): URL => new URL(`../fixtures/inspect/${name}`, import.meta.url);
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(fixture(name)));

const header = { version: 2, status: "success", eval: { model: "m", dataset: {}, config: {} } };

/** A log as JSON with samples that differ from the usual one in what is given. */
function log(samples: readonly unknown[], more: object = {}): RolloutsSource {
  const usual = { id: 1, epoch: 1, output: { completion: "x" }, scores: { match: { value: "C" } } };
  return { name: "log", text: JSON.stringify({ ...header, ...more, samples: samples.map((sample) => (typeof sample === "object" && sample !== null ? { ...usual, ...sample } : sample)) }) };
}

/** A log as an archive of these members after the header. */
function archive(members: readonly Entry[], head: readonly Entry[] = [json("header.json", header)]): Blob {
  return new File([zip([...head, ...members]) as Uint8Array<ArrayBuffer>], "log");
}

function json(name: string, value: unknown, more: Partial<Entry> = {}): Entry {
  return { name, content: new TextEncoder().encode(JSON.stringify(value)), ...more };
}

const sample = { id: 1, epoch: 1, scores: { match: { value: "C" } } };

/** The archive as one of more than 4 GiB would be written: the numbers in its directory are 64 bits long. */
function enlarged(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const old = new DataView(bytes.buffer);
  const end = bytes.length - 22;
  const u16 = (value: number): number[] => [value & 255, value >> 8];
  const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
  const u64 = (value: number): number[] => [...u32(value), ...u32(0)];
  const [count, from] = [old.getUint16(end + 10, true), old.getUint32(end + 16, true)];
  const directory: number[] = [];
  for (let at = from; at < end; ) {
    const nameEnd = at + 46 + old.getUint16(at + 28, true);
    const [packed, size, start] = [20, 24, 42].map((field) => old.getUint32(at + field, true));
    const large = [1, 0, ...u16(24), ...u64(size), ...u64(packed), ...u64(start)];
    // A field of another kind may come before.
    const fields = [0x55, 0x54, 1, 0, 9, ...large];
    directory.push(...bytes.subarray(at, at + 20), ...u32(0xffffffff), ...u32(0xffffffff), ...bytes.subarray(at + 28, at + 30), ...u16(fields.length), ...bytes.subarray(at + 32, at + 42), ...u32(0xffffffff));
    directory.push(...bytes.subarray(at + 46, nameEnd), ...fields);
    at = nameEnd;
  }
  const record = [...u32(0x06064b50), ...u64(44), ...u16(45), ...u16(45), ...u32(0), ...u32(0), ...u64(count), ...u64(count), ...u64(directory.length), ...u64(from)];
  const locator = [...u32(0x07064b50), ...u32(0), ...u64(from + directory.length), ...u32(1)];
  const last = [...u32(0x06054b50), ...u32(0), ...u16(0xffff), ...u16(0xffff), ...u32(0xffffffff), ...u32(0xffffffff), ...u16(0)];
  return Uint8Array.from([...bytes.subarray(0, from), ...directory, ...record, ...locator, ...last]);
}

async function refusal(source: RolloutsSource, options: ReadRolloutsOptions = {}): Promise<string> {
  const error: unknown = await readRollouts(source, { name: "log", ...options }).then(
    () => expect.fail("the log was read"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
}

describe("readRollouts() on logs of inspect_ai", () => {
  it.each(["arithmetic_deflate.eval", "arithmetic_zstd.eval", "arithmetic_chunked_zstd.eval", "arithmetic.json"])("reads samples, epochs and scores of %s", async (name) => {
    const { rollouts, format, mapping, notes, rejected } = await readRollouts(fixture(name), { text: true });
    expect([format, notes, rejected]).toEqual(["inspect", [], []]);
    expect(rollouts.solver.levels).toEqual(["openai/gpt-4o-mini"]);
    const rows = Array.from({ length: 4 }, (_, i) => [rollouts.problem.levels[rollouts.problem.codes[i]], rollouts.sample?.[i], rollouts.correct?.[i], rollouts.tokens?.[i], rollouts.text?.[i]]);
    // The sample 2 of epoch 1 failed and was run again: the archive holds both, and the later one counts.
    expect(rows.sort()).toEqual([
      ["1", 1, 1, 11, "Let me see …\n4"],
      ["1", 2, 0, 12, "Let me see …\n5"],
      ["2", 1, 0, 21, "Let me see …\nNone"],
      ["2", 2, 1, 22, "Let me see …\n4"],
    ]);
    expect([...(rollouts.answer?.levels ?? [])].sort()).toEqual(["4", "5"]);
    expect(rollouts.extra["metadata.level"]).toBeInstanceOf(Float64Array);
    expect(mapping).toEqual({
      problem: { sources: ["id"], detected: true },
      solver: { sources: ["eval.model"], detected: true },
      sample: { sources: ["epoch"], detected: true },
      correct: { sources: ["match"], detected: true },
      answer: { sources: ["match.answer"], detected: true },
      tokens: { sources: ["output_tokens"], detected: true },
      text: { sources: ["completion"], detected: true },
    });
  });

  it("reads an archive from a path, a Blob and a stream alike, and reports progress", async () => {
    const bytes = bytesOf("arithmetic_zstd.eval");
    const reports: number[] = [];
    const reads = [fixture("arithmetic_zstd.eval"), new Blob([bytes]), new Blob([bytes]).stream() as ReadableStream<Uint8Array>].map((source) =>
      readRollouts(source, { name: "log", onProgress: (progress) => reports.push(progress.rows) }),
    );
    const [first, ...others] = await Promise.all(reads);
    for (const other of others) expect(other).toEqual(first);
    expect(reports).toEqual([4, 4, 4]);
  });

  it("says that a run was cut short, what failed and what has no score", async () => {
    const { notes } = await readRollouts(fixture("arithmetic_started.eval"));
    expect(notes).toEqual(['the evaluation is unfinished (status "started"): the log holds 3 of 4 samples']);
    const graded = await readRollouts(fixture("graded.json"), { columns: { reward: "model_graded_qa" } });
    expect(graded.notes).toEqual([
      'the evaluation was cancelled (status "cancelled"): the log holds 5 of 6 samples',
      "ended in an error: 1 of 5 samples",
      "stopped by a limit: 1 of 5 samples",
      "without a score `model_graded_qa`: 2 of 5 samples",
      'with partial credit ("P"): 1 of 5 samples, so that `model_graded_qa` is a reward, ½ for these, and no correctness',
    ]);
    expect(graded.rollouts.reward).toEqual(Float64Array.of(1, 0.5, 0, NaN, NaN));
    expect(graded.rollouts.problem.levels).toEqual(["sum/1", "sum/2", "sum/3"]);
    expect(graded.rollouts.extra["limit"]).toEqual({ codes: Int32Array.of(-1, 0, -1, -1, -1), levels: ["token"] });
    const missing = await readRollouts(log([{}], { results: { total_samples: 2 } }));
    expect(missing.notes).toEqual(["the log holds 1 of 2 samples"]);
  });

  it("leaves the choice of several scores to the caller", async () => {
    const message = 'log: expected one score, got "model_graded_qa", "closeness.absolute", "closeness.relative"; say which to read with option `columns`, as { correct: "model_graded_qa" }, or --correct';
    expect(await refusal(fixture("graded.json"))).toBe(message);
    expect(await refusal(fixture("graded.json"), { columns: { correct: "model_graded_qa" } })).toBe("log: row 2: `samples[1].model_graded_qa`: expected true, false, 0 or 1 for correct, got 0.5");
    expect(await refusal(fixture("graded.json"), { columns: { correct: "exact" } })).toContain('expected a column "exact" for correct, got the columns "id", "epoch"');
    const { rollouts, mapping } = await readRollouts(fixture("graded.json"), { columns: { reward: "closeness.absolute" } });
    expect(rollouts.reward).toEqual(Float64Array.of(1, 0.25, 0, NaN, 0.5));
    expect(rollouts.answer).toBeUndefined();
    expect(mapping.reward).toEqual({ sources: ["closeness.absolute"], detected: false });
    expect(rollouts.extra["model_graded_qa"]).toEqual(Float64Array.of(1, 0.5, 0, NaN, NaN));
  });

  it("reads scores as the metrics of inspect_ai do", async () => {
    const truths = ["C", "I", "N", 1, 0, true, false, "yes", "No", "TRUE", "1", "0.0"];
    const { rollouts } = await readRollouts(log(truths.map((value, id) => ({ id, scores: { match: { value } } }))));
    expect(rollouts.correct).toEqual(Int8Array.of(1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0));
    const rewards = await readRollouts(log(["P", 0.25, "0.75", null].map((value, id) => ({ id, scores: { match: { value } } }))));
    expect(rewards.rollouts.reward).toEqual(Float64Array.of(0.5, 0.25, 0.75, NaN));
    expect(await refusal(log([{ scores: { match: { value: "excellent" } } }]), { columns: { correct: "match" } })).toBe('log: row 1: `samples[0].match`: expected true, false, 0 or 1 for correct, got "excellent"');
    const texts = await readRollouts(log([{ scores: { match: { value: "excellent" } } }]));
    expect([texts.rollouts.correct, texts.rollouts.extra["match"]]).toEqual([undefined, { codes: Int32Array.of(0), levels: ["excellent"] }]);
  });

  it("counts what has no score as unscored", async () => {
    const { rollouts } = await readRollouts(log([{}, { epoch: 2, scores: null, error: { message: "x" } }, { epoch: 3, scores: {} }]));
    expect(countsByProblem(rollouts)).toMatchObject([{ n: Int32Array.of(1), c: Int32Array.of(1), unscored: 2 }]);
  });

  it("reads logs of earlier versions: one score without name, texts in the first choice, attachments", async () => {
    const content = [{ type: "text", text: "a" }, { type: "image", image: "x" }, { type: "text", text: "b" }];
    const source = log(
      [
        { scores: undefined, score: { value: "I", answer: "5" }, output: { choices: [{ message: { content } }] } },
        { id: 2, scores: undefined, score: { value: "C" }, output: { choices: [{ message: { content: "attachment://f00" } }] }, attachments: { f00: "long text" } },
        { id: 3, scores: undefined, score: { value: "C" }, output: { choices: [] } },
      ],
      { results: { scorer: { name: "includes" } } },
    );
    const { rollouts, mapping } = await readRollouts(source, { text: true });
    expect(mapping.correct).toEqual({ sources: ["includes"], detected: true });
    expect(rollouts.correct).toEqual(Int8Array.of(0, 1, 1));
    expect(rollouts.text).toEqual(["a\nb", "long text", undefined]);
  });

  it("does not take the whole text for an answer, nor a score for a column of the same name", async () => {
    const { rollouts, ignored } = await readRollouts(log([{ scores: { epoch: { value: 1, answer: "word ".repeat(20) } } }]));
    expect([rollouts.sample, rollouts.correct, rollouts.answer]).toEqual([Int32Array.of(1), Int8Array.of(1), undefined]);
    expect(ignored).toContainEqual({ column: "scores.epoch.answer", reason: "holds texts of more than 64 characters" });
    const asked = await readRollouts(log([{ scores: { match: { value: 1, answer: "word ".repeat(20) } } }]), { columns: { answer: "match.answer" } });
    expect(asked.rollouts.answer?.levels).toEqual(["word ".repeat(20)]);
  });

  it("refuses samples of another form, and one sample twice", async () => {
    const samples = [{}, "x", { scores: "C" }, { epoch: 0 }, { id: null }, { id: 2 ** 60 }, { id: 1 }];
    expect(await refusal(log(samples))).toBe(
      [
        'log: row 2: `samples[1]`: expected a sample, an object, got "x"',
        'log: row 3: `samples[2].scores`: expected an object with the score of each scorer, got "C"',
        "log: row 4: `samples[3].epoch`: expected an integer ≥ 1, got 0",
        "log: row 5: `samples[4].id`: expected the problem that the row belongs to, got none",
        "log: row 6: `samples[5].id`: expected a non-empty text or an integer (quoted, if beyond 2^53 − 1) for problem, got 1152921504606847000",
        'log: row 7: expected rows to differ in problem, solver or sample, got problem "1", solver "m", sample 1 as at row 1',
      ].join("\n"),
    );
    const { rollouts, rejectedCount } = await readRollouts(log(samples), { lenient: true });
    expect([rollouts.size, rejectedCount]).toEqual([1, 6]);
    expect(await refusal(log([]))).toBe('log: expected a log with samples, got one without any (status "success")');
  });
});

describe("readRollouts() on documents of inspect_ai", () => {
  it("knows a log in any layout, and does not take others for one", async () => {
    const document = { ...header, samples: [sample] };
    for (const text of [JSON.stringify(document), JSON.stringify(document, null, 2), `\n${JSON.stringify(document, null, "\t")}\n`]) {
      expect(await readRollouts({ text })).toMatchObject({ format: "inspect", rows: 1 });
    }
    const evalplus = JSON.stringify({ date: "x", hash: "y", eval: { "a/0": [{ task_id: "a/0", base_status: "pass", plus_status: null }] } }, null, 2);
    expect((await readRollouts({ text: evalplus })).format).toBe("evalplus");
    const rows = '{"version": 2, "status": "success", "eval": "a", "task_id": 1, "passed": true}\n{"version": 2, "status": "x", "eval": "b", "task_id": 2, "passed": true}';
    expect((await readRollouts({ text: rows })).format).toBe("jsonl");
  });

  it("reads NaN and Infinity as Python writes them, and leaves texts with these words alone", async () => {
    const text = '{"version":2,"status":"success","eval":{"model":"NaN"},"results":{"x":[NaN,-Infinity]},"samples":[{"id":1,"epoch":1,"output":{"completion":"NaN, \\"Infinity"},"scores":{"s":{"value":NaN}},"metadata":{"y":Infinity}},{"id":"NaN","epoch":1,"scores":{"s":{"value":1.0}},"metadata":{"y":NaN}}]}';
    expect(await refusal({ text }, { columns: { reward: "metadata.y" } })).toBe("log: row 1: `samples[0].metadata.y`: expected a finite number for reward, got Infinity");
    const { rollouts } = await readRollouts({ text: text.replace("Infinity}}", "2}}") }, { text: true });
    expect(rollouts.solver.levels).toEqual(["NaN"]);
    expect(rollouts.problem.levels).toEqual(["1", "NaN"]);
    expect(rollouts.correct).toEqual(Int8Array.of(-1, 1));
    expect(rollouts.text?.[0]).toBe('NaN, "Infinity');
  });

  it("reads any layout of members, lists and texts with brackets in them", async () => {
    const tricky = { ...header, note: 'a "samples": [', nested: { samples: [1, [2]], list: [[], {}] }, empty: [], reductions: [{ samples: [{ value: 1 }] }] };
    for (const space of [undefined, 1]) {
      const text = JSON.stringify({ ...tricky, samples: [sample, { ...sample, id: "]}[{,\\", metadata: { deep: [[["]"]]] } }], after: { x: [1, { y: "," }] }, last: [] }, null, space);
      const { rollouts } = await readRollouts({ text });
      expect(rollouts.problem.levels).toEqual(["1", "]}[{,\\"]);
    }
  });

  it.each([
    ["a comma too much", '"samples":[{"id":1,"epoch":1},]}'],
    ["a comma too few", '"samples":[{"id":1,"epoch":1} {"id":2,"epoch":1}]}'],
    ["a comma before all", '"samples":[,{"id":1,"epoch":1}]}'],
    ["no comma after the list", '"samples":[{"id":1,"epoch":1}] "x":1}'],
    ["text after the list", '"samples":[{"id":1,"epoch":1}]x}'],
    ["a member too few", '"samples":[{"id":1,"epoch":1}],}'],
    ["no name", '"samples":[{"id":1,"epoch":1}],1}'],
    ["another bracket", '"samples":[{"id":1,"epoch":1}}}'],
    ["another bracket at the end", '"samples":[{"id":1,"epoch":1}]]'],
    ["something behind it", '"samples":[{"id":1,"epoch":1}]} x'],
    ["another document behind it", '"samples":[{"id":1,"epoch":1}]}\n{}'],
    ["a list that is a number", '"samples":[1 2]}'],
  ])("refuses %s", async (_, rest) => {
    const start = '{"version":2,"status":"success","eval":{"model":"m"},';
    for (const text of [start + rest, start.replaceAll(",", ",\n") + rest]) expect(await refusal({ text }, { format: "inspect" })).toContain("log: expected a log of inspect_ai, got ");
  });

  it("refuses a log that breaks off anywhere", async () => {
    for (const name of ["arithmetic.json", "graded.json"]) {
      const text = readFileSync(fixture(name), "utf8");
      for (let length = 1; length < text.length; length += 47) {
        await expect(readRollouts({ text: text.slice(0, length) }, { columns: { correct: null } })).rejects.toBeInstanceOf(DataError);
      }
    }
  });
});

describe("readRollouts() on archives of inspect_ai", () => {
  it("reads stored and deflated members, ids with slashes, dots and other letters", async () => {
    const ids = ["a/b", "../../etc/passwd", "ünï", "x.json", "_epoch_1"];
    const members = ids.map((id, i) => json(`samples/${id}_epoch_1.json`, { ...sample, id }, { method: i % 2 === 0 ? 0 : 8 }));
    expect((await readRollouts(archive(members))).rollouts.problem.levels).toEqual(ids);
  });

  it("refuses archives that are not logs", async () => {
    expect(await refusal(archive([json("a.npy", 1)], []))).toBe("log: expected a log of inspect_ai (.eval), got a zip archive without its header");
    expect(await refusal(archive([]))).toBe('log: expected a log with samples, got one without any (status "success")');
    expect(await refusal(archive([json("x", 1)], []), { format: "jsonl" })).toMatch(/^log:?/);
  });

  it.each<[lie: string, member: Entry, message: RegExp]>([
    ["another checksum", json("samples/1_epoch_1.json", sample, { crc: 1 }), /`samples\/1_epoch_1.json`: expected the size and checksum that the archive says, got others: it is corrupt/],
    ["another checksum of stored bytes", json("samples/1_epoch_1.json", sample, { crc: 1, method: 0 }), /it is corrupt/],
    ["bytes that are not deflated", json("samples/1_epoch_1.json", sample, { packed: Uint8Array.of(1, 2, 3) }), /it is corrupt/],
    ["another size", json("samples/1_epoch_1.json", sample, { size: 7 }), /it is corrupt/],
    ["a size that no deflated bytes have", json("samples/1_epoch_1.json", sample, { size: 2 ** 27 }), /it is corrupt/],
    ["a size that no text has", json("samples/1_epoch_1.json", sample, { size: 2 ** 30 }), /expected at most 268435456 bytes, got 1073741824/],
    ["another method", json("samples/1_epoch_1.json", sample, { method: 12 }), /expected a file packed by deflate or Zstandard, got one packed by method 12/],
    ["encryption", json("samples/1_epoch_1.json", sample, { flags: 1 }), /expected a file that is not encrypted, got an encrypted one/],
    ["text that is not JSON", { name: "samples/1_epoch_1.json", content: new TextEncoder().encode("{x\u001b") }, /`samples\/1_epoch_1.json`: expected JSON, got text that is not/],
    ["bytes that are not UTF-8", { name: "samples/1_epoch_1.json", content: Uint8Array.of(0x22, 0xff, 0x22) }, /expected JSON, got bytes that are not UTF-8/],
    ["no sample", json("samples/1_epoch_1.json", [1]), /row 1: `samples\/1_epoch_1.json`: expected a sample, an object, got an array of length 1/],
  ])("refuses a member with %s", async (_, member, message) => {
    const read = await refusal(archive([member]));
    expect(read).toMatch(message);
    // eslint-disable-next-line no-control-regex
    expect(read).not.toMatch(/\u001b/);
  });

  it("reads Zstandard in several frames, and frames between that hold nothing", async () => {
    const small = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20);
    const text = JSON.stringify(sample);
    const raw = (part: string): number[] => [...small, part.length, (part.length << 3) | 1, part.length >> 5, 0, ...new TextEncoder().encode(part)];
    const skipped = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2];
    const packed = Uint8Array.from([...raw(text.slice(0, 20)), ...skipped, ...raw(text.slice(20))]);
    const member = json("samples/1_epoch_1.json", sample, { method: 93, packed });
    expect((await readRollouts(archive([member]))).rollouts.correct).toEqual(Int8Array.of(1));
  });

  it("does not believe what Zstandard says of its size", async () => {
    const magic = [0x28, 0xb5, 0x2f, 0xfd];
    const lies = {
      "a content of 2^62 bytes": [...magic, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x40, 1, 0, 0],
      "a window of 1 GiB": [...magic, 0, 0xa0, 1, 0, 0],
      "a run longer than a block": [...magic, 0, 0x58, 0x03, 0xff, 0xff, 0],
      "a frame that breaks off": [...magic, 0, 0x58, 0x01, 0x01, 0],
      "no frame at all": [1, 2, 3, 4, 5, 6, 7, 8],
      "a skipped frame longer than the data": [0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff],
      "fewer bytes than the archive says": [...magic, 0x20, 1, 0x09, 0, 0, 0x7b],
    };
    for (const packed of Object.values(lies)) {
      expect(await refusal(archive([json("samples/1_epoch_1.json", sample, { method: 93, packed: Uint8Array.from(packed) })]))).toContain("it is corrupt");
    }
  });

  it("refuses an archive that breaks off or is damaged anywhere", async () => {
    for (const name of ["arithmetic_deflate.eval", "arithmetic_zstd.eval"]) {
      const bytes = bytesOf(name);
      const whole = await readRollouts(new Blob([bytes]), { name });
      for (let length = 4; length < bytes.length; length += 37) await expect(readRollouts(new Blob([bytes.subarray(0, length)]))).rejects.toBeInstanceOf(DataError);
      for (let at = 0; at < bytes.length; at += 41) {
        const damaged = Uint8Array.from(bytes);
        damaged[at] ^= 0x55;
        // What is read all the same, such as a date, has not been changed.
        const read = await readRollouts(new Blob([damaged]), { name }).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toBeInstanceOf(DataError);
        else expect(read).toEqual(whole);
      }
    }
  });

  it("reads the records of large archives (zip64)", async () => {
    const bytes = zip([json("header.json", header), json("samples/1_epoch_1.json", sample)]);
    const large = enlarged(bytes);
    expect((await readRollouts(new Blob([large]))).rollouts.correct).toEqual(Int8Array.of(1));
    const elsewhere = Uint8Array.from(large);
    elsewhere[large.length - 22 - 20 + 8] ^= 1;
    expect(await refusal(new Blob([elsewhere]))).toContain("broken off or corrupt");
    for (let length = 4; length < large.length; length += 5) expect(await refusal(new Blob([large.subarray(0, length)]))).toContain("broken off or corrupt");
  });

  it("ends when it is aborted", async () => {
    const members = Array.from({ length: 40 }, (_, id) => json(`samples/${id}_epoch_1.json`, { ...sample, id, metadata: { x: "y".repeat(100_000) } }));
    const controller = new AbortController();
    const rows: number[] = [];
    const source = archive(members);
    expect((await readRollouts(source, { onProgress: (progress) => rows.push(progress.rows) })).rollouts.size).toBe(40);
    const read = readRollouts(source, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 0);
    await expect(read).rejects.toThrow("enough");
  });
});
