import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { countsByProblem, DataError, readRollouts, type ReadRolloutsOptions } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

const fixture = (task: string, date = "2026-08-21T19-56-54.123456"): URL => new URL(`../fixtures/lm-eval/samples_${task}_${date}.jsonl`, import.meta.url);
const old = fixture("gsm8k", "2024-08-01T10-00-00.000000");

const textOf = (url: URL): string => readFileSync(url, "utf8");

/** A log of rows with one response each, and what makes them differ. */
function log(...rows: readonly object[]): { text: string; name: string } {
  const usual = { doc: { level: 1 }, target: "7", arguments: {}, resps: [["x"]], filtered_resps: ["x"], filter: "none", metrics: ["acc"] };
  return { name: "log", text: rows.map((row, i) => JSON.stringify({ doc_id: i, ...usual, acc: 1, ...row })).join("\n") };
}

async function refusal(source: Parameters<typeof readRollouts>[0], options: ReadRolloutsOptions = {}): Promise<string> {
  const error: unknown = await readRollouts(source, { name: "log", ...options }).then(
    () => expect.fail("the log was read"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
}

describe("readRollouts() on sample logs of lm-evaluation-harness", () => {
  it("reads the rows of the filter asked for, and never those of several", async () => {
    const say = "say which to read with option `filter` or --filter";
    expect(await refusal(fixture("gsm8k"))).toBe(`log: \`filter\`: expected the rows of one filter, got "strict-match", "flexible-extract"; ${say}`);
    expect(await refusal(fixture("gsm8k"), { filter: "strict" })).toBe('log: `filter`: expected the filter "strict", got "strict-match", "flexible-extract"');
    const strict = await readRollouts(fixture("gsm8k"), { filter: "strict-match", text: true });
    const flexible = await readRollouts(fixture("gsm8k"), { filter: "flexible-extract" });
    expect(strict.format).toBe("lm-eval");
    expect(strict.rollouts.correct).toEqual(Int8Array.of(1, 0, 0));
    expect(flexible.rollouts.correct).toEqual(Int8Array.of(1, 1, 0));
    expect(strict.rollouts.problem.levels).toEqual(["0", "1", "2"]);
    expect(strict.rollouts.answer).toEqual({ codes: Int32Array.of(0, -1, 1), levels: ["7", "22"] });
    expect(flexible.rollouts.answer?.levels).toEqual(["7", "30", "22"]);
    expect(strict.rollouts.text?.[1]).toBe("5 × 6 is 30, so 30");
    expect([...strict.lines, ...flexible.lines]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(strict.mapping).toEqual({
      problem: { sources: ["doc_id"], detected: true },
      sample: { sources: ["sample"], detected: true },
      correct: { sources: ["exact_match"], detected: true },
      answer: { sources: ["filtered_resps"], detected: true },
      text: { sources: ["resps"], detected: true },
    });
    expect(strict.notes).toEqual([]);
    expect(flexible.ignored).toContainEqual({ column: "resps", reason: "is the text, which is kept only on request" });
    expect(flexible.ignored).toContainEqual({ column: "doc.question", reason: "holds texts of more than 64 characters" });
  });

  it("numbers the filters of logs from before 0.4.7, whose rows do not name them", async () => {
    expect(await refusal(old)).toContain('got "1", "2" (numbered in their order, as the rows do not name them)');
    for (const [filter, name] of [["1", "strict-match"], ["2", "flexible-extract"]] as const) {
      const { rollouts } = await readRollouts(old, { filter });
      expect(rollouts.correct).toEqual((await readRollouts(fixture("gsm8k"), { filter: name })).rollouts.correct);
      expect(rollouts.answer).toEqual((await readRollouts(fixture("gsm8k"), { filter: name })).rollouts.answer);
    }
  });

  it("leaves the choice of several metrics to the caller", async () => {
    expect(await refusal(fixture("arc_easy"))).toBe('log: expected one metric, got "acc", "acc_norm"; say which to read with option `columns`, as { correct: "acc" }, or --correct');
    const { rollouts, mapping, ignored } = await readRollouts(fixture("arc_easy"), { columns: { correct: "acc_norm" }, text: true });
    expect(rollouts.correct).toEqual(Int8Array.of(1, 1));
    expect(rollouts.extra["acc"]).toEqual(Float64Array.of(1, 0));
    expect(rollouts.extra["doc.answerKey"]).toEqual({ codes: Int32Array.of(0, 1), levels: ["B", "C"] });
    expect(rollouts.text).toBeUndefined();
    expect(mapping.correct).toEqual({ sources: ["acc_norm"], detected: false });
    expect(ignored.map(({ column }) => column)).toEqual(["doc.choices", "arguments", "doc_hash", "prompt_hash", "target_hash", "filtered_resps"]);
    expect(await refusal(fixture("arc_easy"), { columns: { correct: "accuracy" } })).toMatch(/^log: expected a column "accuracy" for correct, got the columns "doc_id", .*"acc"/);
  });

  it("takes a metric with values between 0 and 1 for a reward, and NaN for a missing value", async () => {
    expect(await refusal(fixture("drop"), { columns: { correct: "f1" } })).toBe('log:2: `f1`: expected true, false, 0 or 1 for correct, got 0.67');
    const { rollouts, mapping } = await readRollouts(fixture("drop"), { columns: { reward: "f1" } });
    expect(rollouts.correct).toBeUndefined();
    expect(rollouts.reward).toEqual(Float64Array.of(1, 0.67, 0));
    expect(mapping.reward).toEqual({ sources: ["f1"], detected: false });
    expect(rollouts.extra["doc.year"]).toEqual(Float64Array.of(NaN, 1815, 1815));
    const both = await readRollouts(fixture("drop"), { columns: { correct: "em", reward: "f1" } });
    expect([both.rollouts.correct, both.rollouts.reward]).toEqual([Int8Array.of(1, 0, 0), Float64Array.of(1, 0.67, 0)]);
    const only = await readRollouts(log({ acc: 0 }, { acc: 0.5 }));
    expect(only.mapping.reward).toEqual({ sources: ["acc"], detected: true });
    expect(only.rollouts.correct).toBeUndefined();
    const without = await readRollouts(log({ acc: 0 }, { acc: 0.5 }), { columns: { reward: null } });
    expect([without.rollouts.correct, without.rollouts.reward]).toEqual([undefined, undefined]);
  });

  it("counts the correct ones among several responses where pass@1 tells their number", async () => {
    const { rollouts, notes, lines } = await readRollouts(fixture("cruxeval_output"), { text: true });
    const [counts] = countsByProblem(rollouts);
    expect(counts).toMatchObject({ problem: ["0", "1", "2"], n: Int32Array.of(10, 10, 10), c: Int32Array.of(7, 0, 10) });
    expect(notes).toEqual(["`pass@1` says how many responses are correct, not which, in 1 of 3 rows: the first ones are taken for them, without answers and texts"]);
    expect(rollouts.text?.slice(0, 12)).toEqual([...new Array<undefined>(10).fill(undefined), "assert f(1) == 0", "assert f(1) == 1"]);
    expect(lines.slice(8, 12)).toEqual(Int32Array.of(1, 1, 2, 2));
    expect([...(rollouts.sample ?? [])].slice(8, 12)).toEqual([8, 9, 0, 1]);
  });

  it("does not take a share for a number of responses where it is none", async () => {
    const responses = { resps: [["a", "b", "c"]], filtered_resps: [["a", "b", "c"]], metrics: ["pass@1"] };
    const some = await readRollouts(log({ ...responses, "pass@1": 0.5 }));
    expect([some.rollouts.size, some.mapping.reward?.sources]).toEqual([1, ["pass@1"]]);
    const first = await readRollouts(log({ ...responses, filtered_resps: ["a"], "pass@1": 1 }));
    expect([first.rollouts.size, first.rollouts.correct]).toEqual([1, Int8Array.of(1)]);
    for (const { notes } of [some, first]) expect(notes).toEqual([expect.stringContaining("the metric is over several responses in 1 of 1 rows")]);
  });

  it("says what is lost where a filter made one answer of several responses", async () => {
    const maj = await readRollouts(fixture("gsm8k_cot_self_consistency"), { filter: "maj@4", text: true });
    expect(maj.rollouts.size).toBe(2);
    expect(maj.rollouts.correct).toEqual(Int8Array.of(1, 1));
    expect(maj.rollouts.answer?.levels).toEqual(["7", "30"]);
    expect(maj.rollouts.text).toBeUndefined();
    expect(maj.notes).toEqual(["the metric is over several responses in 2 of 2 rows, which count as one sample each: which responses are correct is not in the log"]);
  });

  it("reads every response where no metric is asked for", async () => {
    const { rollouts, notes } = await readRollouts(fixture("gsm8k_cot_self_consistency"), { filter: "maj@4", columns: { correct: null }, text: true });
    expect(rollouts.size).toBe(8);
    expect(rollouts.text?.[3]).toBe("So it is 7.");
    expect(rollouts.sample).toEqual(Int32Array.of(0, 1, 2, 3, 0, 1, 2, 3));
    expect([rollouts.correct, rollouts.reward, rollouts.answer]).toEqual([undefined, undefined, undefined]);
    expect(notes).toEqual([]);
    const nothing = await readRollouts(log({ metrics: ["bypass"], bypass: 999, acc: undefined }));
    expect([nothing.rollouts.correct, nothing.rollouts.extra["bypass"]]).toEqual([undefined, undefined]);
  });

  it("refuses rows of several tasks, and of one document twice", async () => {
    const rows = log({ doc_hash: "a" }, { doc_id: 0, doc_hash: "b" });
    expect(await refusal(rows)).toBe(
      "log:2: `doc_id`: expected one document for each number, got another one for 0 than at line 1: read the log of each task by itself, or tell documents apart by `doc_hash` with option `columns`",
    );
    expect((await readRollouts(rows, { columns: { problem: "doc_hash" } })).rollouts.problem.levels).toEqual(["a", "b"]);
    expect(await refusal(log({ doc_hash: "a" }, { doc_id: 0, doc_hash: "a" }))).toContain('log:2: expected rows to differ in problem, solver or sample, got problem "0", solver "samples", sample 0 as at line 1');
  });

  it("reads fields of the document as problem, solver and further columns", async () => {
    const source = log({ doc: { task_id: "HumanEval/0", who: "a", list: [1], __proto__: 1 } }, { doc: { task_id: "HumanEval/1", who: "b", list: [] } });
    const { rollouts } = await readRollouts(source, { columns: { problem: "doc.task_id", solver: "doc.who" }, extra: ["target"] });
    expect(rollouts.problem.levels).toEqual(["HumanEval/0", "HumanEval/1"]);
    expect(rollouts.solver.levels).toEqual(["a", "b"]);
    expect(Object.keys(rollouts.extra)).toEqual(["target"]);
  });

  it("knows a log by what is in it, and other rows with these names by what is not", async () => {
    expect((await readRollouts(log({}))).format).toBe("lm-eval");
    const bytes = new Blob([new Uint8Array(gzipSync(log({}).text))]);
    expect(await readRollouts(bytes)).toMatchObject({ format: "lm-eval", compressed: true });
    const rows = '{"doc_id": 1, "correct": true, "filter": "x"}\n{"doc_id": 2, "correct": false, "filter": "x"}\n';
    expect((await readRollouts({ text: rows })).format).toBe("jsonl");
    expect((await readRollouts(log({}), { format: "jsonl", columns: { correct: "acc" } })).format).toBe("jsonl");
    expect(await refusal({ text: rows }, { filter: "x" })).toBe("log: expected a log of lm-evaluation-harness, which has filters, got jsonl");
    await expect(readRollouts({ text: rows }, { filter: 1 } as never)).rejects.toThrow(new TypeError("Cannot read rollouts: filter must be a text, got 1"));
  });

  it("refuses rows of another form with their lines, and keeps the others if lenient", async () => {
    const source = log({}, { resps: "x" }, { filtered_resps: null }, { doc_id: null }, { acc: "yes" }, {});
    expect(await refusal(source, { columns: { correct: "acc" } })).toBe(
      [
        'log:2: `resps`: expected a list with the responses to each request, got "x"',
        "log:3: `filtered_resps`: expected a list with the responses to each request, got null",
        "log:4: `doc_id`: expected the problem that the row belongs to, got none",
        'log:5: `acc`: expected true, false, 0 or 1 for correct, got "yes"',
      ].join("\n"),
    );
    const { rollouts, rejectedCount, lines } = await readRollouts(source, { columns: { correct: "acc" }, lenient: true });
    expect([rollouts.size, rejectedCount, [...lines]]).toEqual([2, 4, [1, 6]]);
  });

  it("refuses a log that breaks off anywhere within a line", async () => {
    const text = textOf(fixture("gsm8k"));
    for (let length = 1; length < text.length; length += 13) {
      const cut = text.slice(0, length);
      const ends = text[length] === "\n" || text[length - 1] === "\n";
      const read = readRollouts({ text: cut }, { filter: "strict-match" });
      if (ends) expect((await read).rollouts.size).toBe(Math.min(3, cut.trim().split("\n").length));
      else await expect(read).rejects.toBeInstanceOf(DataError);
    }
    const lines = text.trim().split("\n");
    const message = 'log: `filter`: expected as many rows of each filter, got 3 of "strict-match" and 2 of "flexible-extract": the log is broken off';
    expect(await refusal({ text: lines.slice(0, 5).join("\n") }, { filter: "flexible-extract" })).toBe(message);
  });
});
