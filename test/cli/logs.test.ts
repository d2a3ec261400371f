import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { divlab } from "./divlab.ts";

const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
const gsm8k = fixture("lm-eval/samples_gsm8k_2026-08-21T19-56-54.123456.jsonl");
const arc = fixture("lm-eval/samples_arc_easy_2026-08-21T19-56-54.123456.jsonl");
const cruxeval = fixture("lm-eval/samples_cruxeval_output_2026-08-21T19-56-54.123456.jsonl");
const graded = fixture("inspect/graded.json");

describe("divlab on logs of other tools", () => {
  it("reads a sample log of lm-evaluation-harness; --filter and --correct choose among filters and metrics", async () => {
    const refused = await divlab("passk", gsm8k);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('got "strict-match", "flexible-extract"; say which to read with option `filter` or --filter');
    const { code, out, err } = await divlab("passk", gsm8k, "--filter", "flexible-extract");
    expect(code).toBe(0);
    expect(err).toContain("3 rows; problem ← doc_id, sample, correct ← exact_match, answer ← filtered_resps");
    expect(out).toContain("66.7 %");
    expect((await divlab("passk", arc)).err).toContain("or --correct");
    expect((await divlab("passk", arc, "--correct", "acc")).out).toContain("50.0 %");
    expect((await divlab("check", gsm8k, "--filter", "strict-match")).code).toBe(0);
    expect((await divlab("power", "--filter", "x")).code).toBe(2);
  });

  it("says what a log leaves open: on standard error and in the report", async () => {
    const note = "`pass@1` says how many responses are correct, not which, in 1 of 3 rows";
    const { code, out, err } = await divlab("report", cruxeval, "--k", "1,2");
    expect(code).toBe(0);
    expect(err).toContain(note);
    expect(out.replaceAll(/\s+/g, " ")).toContain(note);
    expect((await divlab("check", cruxeval)).err).toContain(note);
  });

  it("reads logs of inspect_ai, archives and documents alike", async () => {
    const tables = await Promise.all(["deflate.eval", "zstd.eval", "chunked_zstd.eval"].map((name) => divlab("passk", fixture(`inspect/arithmetic_${name}`))));
    for (const { code, out } of tables) {
      expect(code).toBe(0);
      expect(out).toContain("openai/gpt-4o-mini");
      const [, table] = out.split("\n\n\n");
      expect(table).toContain("50.0 %");
      expect(table).toBe(tables[0].out.split("\n\n\n")[1]);
    }
    const { code, err } = await divlab("check", graded, "--reward", "model_graded_qa");
    expect(code).toBe(0);
    expect(err).toContain('the evaluation was cancelled (status "cancelled"): the log holds 5 of 6 samples');
    expect(err).toContain("without a score `model_graded_qa`: 2 of 5 samples");
  });
});
