import { DataError, readRollouts, type ReadRolloutsOptions, type RolloutsFile } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

const read = (lines: readonly unknown[], options: ReadRolloutsOptions = {}): Promise<RolloutsFile> =>
  readRollouts({ text: lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"), name: "f" }, options);

/** The problems that reading fails with, as `line column: message`. */
async function problemsOf(reading: Promise<unknown>): Promise<string[]> {
  const error = await reading.then(
    () => expect.fail("the file was read"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).problems.map(({ line, column, message }) => `${line ?? "-"} ${column ?? "-"}: ${message}`);
}

describe("readRollouts() on JSONL", () => {
  it("reads columns under their recognised names and says which", async () => {
    const { rollouts, ...rest } = await read([
      { task_id: "a", model: "x", sample_index: 0, passed: true, prediction: 4, score: 0.5, cumulative_logprob: -2, completion_tokens: 9, completion: "…", temperature: 0.7 },
      { task_id: 12, model: "x", sample_index: 0, passed: 0 },
    ]);
    expect(rollouts).toStrictEqual({
      size: 2,
      problem: { codes: Int32Array.of(0, 1), levels: ["a", "12"] },
      solver: { codes: Int32Array.of(0, 0), levels: ["x"] },
      sample: Int32Array.of(0, 0),
      correct: Int8Array.of(1, 0),
      answer: { codes: Int32Array.of(0, -1), levels: ["4"] },
      reward: Float64Array.of(0.5, NaN),
      logProb: Float64Array.of(-2, NaN),
      tokens: Int32Array.of(9, -1),
      extra: { temperature: Float64Array.of(0.7, NaN) },
    });
    const detected = true;
    expect(rest).toStrictEqual({
      file: "f",
      format: "jsonl",
      compressed: false,
      rows: 2,
      lines: Int32Array.of(1, 2),
      notes: [],
      mapping: {
        problem: { sources: ["task_id"], detected },
        solver: { sources: ["model"], detected },
        sample: { sources: ["sample_index"], detected },
        correct: { sources: ["passed"], detected },
        answer: { sources: ["prediction"], detected },
        reward: { sources: ["score"], detected },
        logProb: { sources: ["cumulative_logprob"], detected },
        tokens: { sources: ["completion_tokens"], detected },
      },
      ignored: [{ column: "completion", reason: "is the text, which is kept only on request" }],
      rejected: [],
      rejectedCount: 0,
    });
    expect(structuredClone(rollouts)).toStrictEqual(rollouts);
  });

  it("takes a number as a solver's name, a temperature too", async () => {
    const { rollouts } = await read([{ problem: "a", model: 0.7 }, { problem: "a", model: 1 }]);
    expect(rollouts.solver.levels).toEqual(["0.7", "1"]);
  });

  it("takes null and absent keys as missing, one solver where none is named, no `correct` where there is none", async () => {
    const { rollouts } = await read([{ problem: "a", reward: null, solver: null }, { problem: "b", reward: 1 }], { solver: "mine" });
    expect(rollouts).toStrictEqual({
      size: 2,
      problem: { codes: Int32Array.of(0, 1), levels: ["a", "b"] },
      solver: { codes: Int32Array.of(0, 0), levels: ["mine"] },
      reward: Float64Array.of(NaN, 1),
      extra: {},
    });
  });

  it("marks `correct` missing where only some rows have it", async () => {
    expect((await read([{ problem: "a" }, { problem: "a", correct: true }])).rollouts.correct).toEqual(Int8Array.of(-1, 1));
  });

  it("keeps text on request only", async () => {
    const rows = [{ problem: "a", completion: "x\u2028\u00a0😀" }, { problem: "a" }];
    const { rollouts, mapping } = await read(rows, { text: true });
    expect(rollouts.text).toEqual(["x\u2028\u00a0😀", undefined]);
    expect(mapping.text).toEqual({ sources: ["completion"], detected: true });
    expect((await read(rows)).rollouts.text).toBeUndefined();
  });

  it("reads the columns that `columns` names, and leaves out those it sets to null", async () => {
    const rows = [{ id: "a", problem: "What is 1 + 1?", score: "C", correct: "no", ok: true }];
    const { rollouts, mapping, ignored } = await read(rows, { columns: { problem: "id", correct: "ok", reward: null } });
    expect(rollouts.problem.levels).toEqual(["a"]);
    expect(rollouts.correct).toEqual(Int8Array.of(1));
    expect(mapping).toEqual({ problem: { sources: ["id"], detected: false }, correct: { sources: ["ok"], detected: false } });
    // Names that are free again are further columns like others.
    expect(Object.keys(rollouts.extra)).toEqual(["problem", "score", "correct"]);
    expect(ignored).toEqual([]);
  });

  it("keeps further columns of numbers, truth values and short texts, and says why it keeps no others", async () => {
    const long = "x".repeat(65);
    const { rollouts, ignored } = await read([
      { problem: "a", n: 1, flag: true, short: "x".repeat(64), long: "x", list: 1, object: null, nothing: null, mixed: 1 },
      { problem: "a", n: -0.5, flag: false, short: null, long, list: [1], object: {}, mixed: "1" },
    ]);
    expect(rollouts.extra).toStrictEqual({
      n: Float64Array.of(1, -0.5),
      flag: { codes: Int32Array.of(0, 1), levels: ["true", "false"] },
      short: { codes: Int32Array.of(0, -1), levels: ["x".repeat(64)] },
      mixed: { codes: Int32Array.of(0, 0), levels: ["1"] },
    });
    expect(ignored).toEqual([
      { column: "long", reason: "holds texts of more than 64 characters" },
      { column: "list", reason: "holds arrays" },
      { column: "object", reason: "holds objects" },
      { column: "nothing", reason: "has no value in any row kept" },
    ]);
  });

  it("keeps only the further columns asked for, those with recognised names too", async () => {
    const rows = [{ problem: "a", score: 3, note: "x".repeat(99), other: 1 }];
    const { rollouts, ignored } = await read(rows, { extra: ["score", "note"] });
    expect(rollouts.extra).toStrictEqual({ score: Float64Array.of(3), note: { codes: Int32Array.of(0), levels: ["x".repeat(99)] } });
    expect(rollouts.reward).toBeUndefined();
    expect(ignored).toEqual([{ column: "other", reason: "is not among the further columns asked for" }]);
    expect(await problemsOf(read([{ problem: "a", note: [1] }], { extra: ["note"] }))).toEqual(["1 note: expected a text, a finite number, true or false, got an array of length 1"]);
  });

  it("accepts two columns for one as long as they agree", async () => {
    const { rollouts, mapping } = await read([{ problem: "a", passed: true }, { problem: "a", passed: 1, correct: true }, { problem: "a", passed: null, correct: false }]);
    expect(rollouts.correct).toEqual(Int8Array.of(1, 1, 0));
    expect(mapping.correct).toEqual({ sources: ["correct", "passed"], detected: true });
    const contradiction = [{ problem: "a", passed: true, correct: false }];
    expect(await problemsOf(read(contradiction))).toEqual(["1 correct: is read as correct like another column, but they differ (1 and 0); say which to read with option `columns`"]);
    expect((await read(contradiction, { columns: { correct: "passed" } })).rollouts.correct).toEqual(Int8Array.of(1));
  });

  it("treats __proto__ and other names of Object.prototype like any other column", async () => {
    const text = '{"problem": "a", "__proto__": 5, "constructor": "c"}\n{"problem": "b", "__proto__": 6, "toString": null}';
    const { rollouts } = await readRollouts({ text });
    expect(Object.entries(rollouts.extra)).toEqual([
      ["__proto__", Float64Array.of(5, 6)],
      ["constructor", { codes: Int32Array.of(0, -1), levels: ["c"] }],
    ]);
    const named = await readRollouts({ text: '{"__proto__": "a", "x": 1}' }, { columns: { problem: "__proto__" } });
    expect(named.rollouts.problem.levels).toEqual(["a"]);
    expect(Object.keys(named.rollouts.extra)).toEqual(["x"]);
  });

  it("skips blank lines, takes CRLF, a byte order mark and a last line without a line feed", async () => {
    const { rollouts } = await readRollouts({ text: '\uFEFF\r\n  \n{"problem": "a"}\r\n\n \t\r\n{"problem": "b\u2028"}' });
    expect(rollouts.problem.levels).toEqual(["a", "b\u2028"]);
    expect(await problemsOf(readRollouts({ text: '\n{"problem": "a"}\n\n7\n' }))).toEqual(["4 -: expected a JSON object, got 7"]);
  });

  it("refuses bad rows with line and column", async () => {
    const rows: unknown[] = [
      { problem: "a", sample: 0 },
      { problem: "a", passed: "yes" },
      { passed: true },
      { problem: 2 ** 53 },
      { problem: "" },
      { problem: "a", reward: "1" },
      { problem: "a", tokens: -1 },
      { problem: "a", logprob: 0.5 },
      [1],
      '{"problem": "a", "reward": 1e999}',
    ];
    const message = await read(rows).then(
      () => "",
      (error: DataError) => error.message,
    );
    const [, ...expected] = [
      "",
      'f:2: `passed`: expected true, false, 0 or 1 for correct, got "yes"',
      "f:3: `problem`: expected the problem that the row belongs to, got none",
      "f:4: `problem`: expected a non-empty text or an integer (quoted, if beyond 2^53 − 1), got 9007199254740992",
      'f:5: `problem`: expected a non-empty text or an integer (quoted, if beyond 2^53 − 1), got ""',
      'f:6: `reward`: expected a finite number, got "1"',
      "f:7: `tokens`: expected an integer from 0 to 2^31 − 1, got -1",
      "f:8: `logprob`: expected a log-probability, a finite number ≤ 0 for logProb, got 0.5",
      "f:9: expected a JSON object, got an array of length 1",
      "f:10: `reward`: expected a finite number, got Infinity",
    ];
    expect(message.split("\n")).toEqual(expected);
  });

  it("refuses lines that are not JSON, whatever control characters they hold", async () => {
    const [problem, ...others] = await problemsOf(read(['{"problem": "a"}', '{"problem": \u001b[31m}']));
    expect(others).toEqual([]);
    expect(problem).toMatch(/^2 -: expected a JSON object, got "\{\\"problem\\": \\u001b\[31m\}" \(.+\)$/);
    expect(problem).not.toMatch(/\p{Cc}/u);
  });

  it("refuses a repeated (problem, solver, sample) and names both lines", async () => {
    const row = { problem: "a", model: "m", sample: 1 };
    const rows = [row, { ...row, sample: 0 }, { ...row, model: "n" }, row, row];
    const problem = (line: number) => `${line} -: expected rows to differ in problem, solver or sample, got problem "a", solver "m", sample 1 as at line 1`;
    expect(await problemsOf(read(rows))).toEqual([problem(4), problem(5)]);
    const { rollouts, rejected, rejectedCount } = await read(rows, { lenient: true });
    expect(rollouts.sample).toEqual(Int32Array.of(1, 0, 1));
    expect(rejected.map(({ line }) => line)).toEqual([4, 5]);
    expect(rejectedCount).toBe(2);
  });

  it("tells rows apart by further columns where asked, and names them where not", async () => {
    const rows = [112, 224].flatMap((step) => [0, 1].map((sample) => ({ problem: "a", model: "m", sample, step, correct: true })));
    const message = 'expected rows to differ in problem, solver or sample, got problem "a", solver "m", sample 0 as at line 1, which differs in "step" (option `distinctBy` tells rows apart by further columns)';
    expect((await problemsOf(read(rows)))[0]).toBe(`3 -: ${message}`);
    const { rollouts } = await read(rows, { distinctBy: ["step", "epoch"] });
    expect([rollouts.size, rollouts.extra.step]).toEqual([4, Float64Array.of(112, 112, 224, 224)]);
    const [problem] = await problemsOf(read([...rows, rows[3]], { distinctBy: ["step"] }));
    expect(problem).toBe('5 -: expected rows to differ in problem, solver, step or sample, got problem "a", solver "m", sample 1 as at line 4');
    await expect(read(rows, { distinctBy: "step" as never })).rejects.toThrow("distinctBy must be a list of column names");
  });

  it("lists ten problems and counts the others", async () => {
    const error: DataError = await read(Array.from({ length: 150 }, (_, i) => ({ problem: "a", correct: i === 0 || i }))).then(
      () => expect.fail("the file was read"),
      (reason) => reason,
    );
    expect(error.problems.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(error.count).toBe(148);
    expect(error.message.split("\n").at(-1)).toBe("… and 138 more");
  });

  it("leaves bad rows out and reports them if lenient, with no trace of them in the columns", async () => {
    const good = { problem: "a", sample: 0, correct: true, temperature: 1 };
    const bad = { problem: "z", model: "z", sample: 0, correct: "?", temperature: 2, answer: "z", extra: 1 };
    const repeated = { ...good, answer: "z", tokens: 3, extra: "z" };
    const { rollouts, rejected, rejectedCount, rows, ignored, mapping, lines } = await read([bad, good, "{", bad, repeated], { lenient: true });
    expect(lines).toEqual(Int32Array.of(2));
    expect(rollouts).toStrictEqual((await read([good])).rollouts);
    expect(rows).toBe(1);
    expect(rejected.map(({ line, column }) => [line, column])).toEqual([
      [1, "correct"],
      [3, undefined],
      [4, "correct"],
      [5, undefined],
    ]);
    expect(rejectedCount).toBe(4);
    expect(ignored.map(({ column }) => column)).toEqual(["model", "answer", "extra", "tokens"]);
    expect(Object.keys(mapping)).toEqual(["problem", "sample", "correct"]);
    const many = await read([good, ...new Array<string>(150).fill("{")], { lenient: true });
    expect([many.rejected.length, many.rejectedCount]).toEqual([100, 150]);
  });

  it("fails if lenient too where no row is left", async () => {
    expect(await problemsOf(read(["{]", { problem: "a", correct: 2 }], { lenient: true }))).toHaveLength(2);
    expect(await problemsOf(read(["{]"], { lenient: true }))).toHaveLength(1);
  });

  it("names the columns there are where the problem or a column asked for is not among them", async () => {
    const names = "problem, task_id, problem_id, question_id, prompt_id, doc_id or one given by option `columns`";
    expect(await problemsOf(read([{ id: 1, passed: true }], { lenient: true }))).toEqual([`- -: expected a column that names the problem (${names}), got the columns "id", "passed"`]);
    expect(await problemsOf(read([{ problem: "a", passed: true }], { columns: { correct: "pased" }, extra: ["temp"] }))).toEqual([
      '- -: expected a column "pased" for correct, got the columns "problem", "passed"',
      '- -: expected a column "temp", got the columns "problem", "passed"',
    ]);
  });

  it("gives a large file up early where no row has a problem", async () => {
    const steps: number[] = [];
    const line = `${JSON.stringify({ qid: 1, pad: "x".repeat(1000) })}\n`;
    const text = line.repeat(20_000);
    const problems = await problemsOf(readRollouts({ text }, { onProgress: ({ bytes }) => steps.push(bytes) }));
    expect(problems[0]).toContain('got the columns "qid", "pad"');
    expect(Math.max(0, ...steps)).toBeLessThan(text.length / 2);
  });

  it("refuses what is not JSONL, and says how to convert it", async () => {
    expect(await problemsOf(readRollouts({ text: '{\n "problem": "a"\n}\n' }))).toEqual(["- -: expected JSONL, one object per line, got an object over several lines; `jq -c .` puts it on one"]);
    const empty = "- -: expected JSONL (one object per line) or CSV with a header, got an empty file";
    expect(await problemsOf(readRollouts({ text: "" }, { lenient: true }))).toEqual([empty]);
    expect(await problemsOf(readRollouts({ text: "\n \n\uFEFF" }))).toEqual([empty]);
    expect(await problemsOf(readRollouts({ text: '{"columns": [], "data": []}' }))).toEqual([expect.stringMatching(/or one given by option `columns`\), got none$/)]);
  });

  it("looks through blanks before the first row, but not through a whole file of them", async () => {
    const { rows, lines } = await readRollouts({ text: `${"\n".repeat(3_000_000)}{"problem": "a"}\n` });
    expect([rows, lines[0]]).toEqual([1, 3_000_001]);
    expect(await problemsOf(readRollouts({ text: "\n".repeat(2 ** 25) }))).toEqual(["- -: expected rollouts, got 16777216 blanks and line feeds before anything else"]);
  });

  it("refuses wrong options by name and does not touch its arguments", async () => {
    const call = (options: unknown) => readRollouts({ text: '{"problem": "a"}' }, options as ReadRolloutsOptions);
    await expect(call({ colums: {} })).rejects.toThrow("Cannot read rollouts: unknown option `colums`");
    await expect(call({ columns: { correkt: "x" } })).rejects.toThrow("unknown option `correkt`");
    await expect(call({ columns: { correct: 1 } })).rejects.toThrow("columns must be given by name, got 1");
    await expect(call({ columns: { correct: "x", reward: "x" } })).rejects.toThrow('columns must be read from different columns of the file, got "x" twice');
    await expect(call({ extra: "temperature" })).rejects.toThrow('extra must be a list of column names, got "temperature"');
    await expect(call({ solver: "" })).rejects.toThrow('solver must be a non-empty text, got ""');
    await expect(call({ format: "tsv" })).rejects.toThrow('format must be "jsonl" or "csv" or "json" or "evalplus" or "lm-eval" or "inspect" or "wandb" or "parquet", got "tsv"');
    await expect(readRollouts(5 as never)).rejects.toThrow("the source must be a path, a file: URL, a Blob, a ReadableStream or { text }, got 5");
    await expect(readRollouts({ text: 5 } as never)).rejects.toThrow("got an object");
    const source = Object.freeze({ text: '{"problem": "a"}' });
    const options = Object.freeze({ columns: Object.freeze({ problem: "problem" }), extra: Object.freeze([]) });
    expect((await readRollouts(source, options)).rows).toBe(1);
  });
});
