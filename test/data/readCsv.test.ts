import { readFileSync } from "node:fs";
import { DataError, readRollouts, type ReadRolloutsOptions, type RolloutsFile } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

const fixture = (name: string): URL => new URL(`../fixtures/data/${name}`, import.meta.url);
const read = (text: string, options: ReadRolloutsOptions = {}): Promise<RolloutsFile> => readRollouts({ text, name: "f" }, options);

async function messageOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => expect.fail("the file was read"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
}

describe("readRollouts() on CSV", () => {
  it.each(["python-excel.csv", "python-unix.csv"])("reads what Python's csv module wrote: %s", async (name) => {
    const { rows } = JSON.parse(readFileSync(fixture("python-csv.json"), "utf8")) as { rows: { problem: string; model: string; answer: string; correct: boolean; reward: number }[] };
    const { rollouts, format } = await readRollouts(fixture(name));
    expect(format).toBe("csv");
    expect(rollouts.size).toBe(rows.length);
    rows.forEach((row, i) => {
      expect(rollouts.problem.levels[rollouts.problem.codes[i]]).toBe(row.problem);
      expect(rollouts.solver.levels[rollouts.solver.codes[i]]).toBe(row.model);
      expect(rollouts.answer?.levels[rollouts.answer.codes[i]]).toBe(row.answer);
      expect(rollouts.correct?.[i]).toBe(row.correct ? 1 : 0);
      expect(rollouts.reward?.[i]).toBe(row.reward);
    });
  });

  it("takes empty cells as missing and every common way to write a truth value", async () => {
    const { rollouts } = await read("problem,correct,tokens,logprob\na,true,1,-1\na,True,2.0,-1e-3\na,TRUE,,\na,1,3,-.5\na,1.0,3,0\nb,false,3,0\nb,False,3,0\nb,FALSE,3,0\nb,0,3,0\nb,0.0,3,0\nb,,3,0\n");
    expect(rollouts.correct).toEqual(Int8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0, -1));
    expect(rollouts.tokens).toEqual(Int32Array.of(1, 2, -1, 3, 3, 3, 3, 3, 3, 3, 3));
    expect(rollouts.logProb?.slice(0, 4)).toEqual(Float64Array.of(-1, -0.001, NaN, -0.5));
  });

  it("keeps labels as they are written and further columns as numbers only if every cell writes one", async () => {
    const { rollouts, ignored } = await read("task_id,answer,a,b,c,d,,\n007,0.50,0.50,1,1e999,,,\n7,.5,,x,1,,,\n");
    expect(rollouts.problem.levels).toEqual(["007", "7"]);
    expect(rollouts.answer?.levels).toEqual(["0.50", ".5"]);
    expect(rollouts.extra).toStrictEqual({
      a: Float64Array.of(0.5, NaN),
      b: { codes: Int32Array.of(0, 1), levels: ["1", "x"] },
      c: { codes: Int32Array.of(0, 1), levels: ["1e999", "1"] },
    });
    expect(ignored).toEqual([
      { column: "d", reason: "has no value in any row kept" },
      { column: "", reason: "has no name" },
    ]);
  });

  it("takes mixed line ends, blank lines, a byte order mark and a header alone in quotes", async () => {
    const { rollouts } = await read('\uFEFF"problem",text\r\na,"x\r\ny"\n\n \r\nb,"z"\r\n\r\n', { text: true });
    expect(rollouts.problem.levels).toEqual(["a", "b"]);
    expect(rollouts.text).toEqual(["x\r\ny", "z"]);
  });

  it("refuses bad cells and short rows with their line, past quoted line feeds", async () => {
    const text = 'problem,text,correct,reward\n"a\n\nb","x",yes,0\nb,"\n",1\n\nc,,1,NaN\nd,,1,1e999\n,x,1,1\ne,,1,1\n';
    expect((await messageOf(read(text))).split("\n")).toEqual([
      'f:2: `correct`: expected true, false, 0 or 1, got "yes"',
      "f:5: expected 4 cells as in the header, got 3",
      'f:8: `reward`: expected a finite number, got "NaN"',
      "f:9: `reward`: expected a finite number, got Infinity",
      "f:10: `problem`: expected the problem that the row belongs to, got none",
    ]);
    const { rollouts, rejectedCount } = await read(text, { lenient: true });
    expect(rollouts.problem.levels).toEqual(["e"]);
    expect(rejectedCount).toBe(5);
  });

  it.each([
    ["a stray quote", 'problem,text\na,x\nb,5" nail,"\nc,y\n', "f:3: expected a cell with quotes to be quoted as a whole"],
    ["text after a quote", 'problem,text\na,x\nb,"5" nail\nc,y\n', "f:3: expected a comma or the end of the line after a closing quote"],
    ["a quote never closed", 'problem,text\na,x\nb,"y\nc,y\nd,y\n', "f:3: expected quotes to match, got a row that starts here and a quote in it that is never closed"],
    ["a column twice", "problem,text,text\na,x,y\n", "f:1: `text`: expected column names to be distinct, got this one twice"],
    ["a header alone", "problem,text\n", "f: expected at least one row of data, got none"],
    ["no header", "HumanEval/0,true\nHumanEval/0,false\n", 'got the columns "HumanEval/0", "true"'],
  ])("refuses %s, if lenient too", async (_, text, message) => {
    expect(await messageOf(read(text, { lenient: true }))).toContain(message);
  });
});
