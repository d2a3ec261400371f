import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keptRows } from "../../src/cli/keptRows.ts";
import { readRollouts } from "../../src/data/index.ts";
import { pruneRollouts } from "../../src/study/index.ts";
import { divlab } from "./divlab.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "divlab-prune-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const texts = ["2 + 2 = 4", "so 2 + 2 = 4", "2 + 2 = 4 .", "half of 8 is 4", "5"];
const rows = ["p1", "p2", "p3"].flatMap((problem) => texts.map((text, sample) => ({ problem, sample, correct: text !== "5", answer: text === "5" ? "5" : "4", text, messages: [{ role: "user" }] })));
const lines = rows.map((row) => JSON.stringify(row));
// A number that JavaScript cannot hold, and spaces: what a copy must not change.
lines[0] = `{ "id": 12345678901234567890, ${lines[0].slice(1)}`;

describe("divlab prune", () => {
  it("answers in a sentence, prints the limits, and writes the kept rows as they are with the reason", async () => {
    const file = write("samples.jsonl", `${lines.join("\n")}\n`);
    const kept = join(folder, "kept.jsonl");
    const { code, out, err } = await divlab("prune", file, "--kept", kept, "--keep", "2");
    expect([code, err]).toEqual([0, expect.stringContaining("6 of 15 samples, 2 of each batch by k-medoids")]);
    expect(out.replaceAll(/\s+/g, " ")).toMatch(/Pruned by k-medoids, accuracy of the vote weighted by cluster \(100\.0 % with the whole batch of 5\) falls by no more than 2 points down to 1 sample/);
    const written = readFileSync(kept, "utf8").trimEnd().split("\n");
    expect(written).toHaveLength(6);
    expect(written[0]).toMatch(/^\{ "id": 12345678901234567890, "problem":"p1".*, "pruning": \{"method":"k-medoids","k":2,"batch":5,"row":0,"mass":4/);
    for (const line of written) {
      const { pruning, messages } = JSON.parse(line) as { pruning: { represents: { samples: number[] } }; messages: object[] };
      expect(messages).toEqual([{ role: "user" }]);
      expect(pruning.represents.samples.length).toBeGreaterThan(0);
    }
  });

  it("prunes what was pruned before; blank lines and CSV keep their places; without sample numbers it names lines", async () => {
    const file = write("again.jsonl", `\n${rows.slice(0, 5).map((row) => JSON.stringify({ ...row, sample: undefined, pruning: { old: true } })).join("\n\n")}`);
    const kept = join(folder, "again-kept.jsonl");
    expect((await divlab("prune", file, "--kept", kept, "--keep", "1", "--json")).code).toBe(0);
    const [only, ...others] = readFileSync(kept, "utf8").trimEnd().split("\n");
    expect(others).toEqual([]);
    expect(JSON.parse(only)).toMatchObject({ text: "2 + 2 = 4", pruning: { k: 1, row: 0, represents: { lines: [2, 4, 6, 8, 10] } } });

    const csv = write("samples.csv", `problem,text,id\n${texts.map((text, i) => `p,"${text}",00${i}`).join("\n")}\n`);
    expect((await divlab("prune", csv, "--kept", kept, "--keep", "1", "--from", "text", "--json")).code).toBe(0);
    expect(JSON.parse(readFileSync(kept, "utf8"))).toMatchObject({ problem: "p", text: "2 + 2 = 4", id: "000", pruning: { row: 0 } });
  });

  it("reads two files as one; their kept rows come from the right one", async () => {
    const a = write("a.jsonl", lines.slice(0, 5).join("\n"));
    const b = write("b.jsonl", lines.slice(5).join("\n"));
    const kept = join(folder, "two.jsonl");
    expect((await divlab("prune", a, b, "--kept", kept, "--keep", "1", "--json")).code).toBe(0);
    expect(readFileSync(kept, "utf8").trimEnd().split("\n").map((line) => (JSON.parse(line) as { problem: string }).problem)).toEqual(["p1", "p2", "p3"]);
  });

  it("what was kept of a CSV can be read again: values as they were read, further columns as their text", async () => {
    const csv = write("values.csv", `problem,correct,reward,answer,text,id\n${texts.map((text, i) => `p,${i % 2 === 0 ? "True" : "False"},${i === 3 ? "" : i / 2},${i},"${text}",00${i}`).join("\n")}\n`);
    const kept = join(folder, "values.jsonl");
    expect((await divlab("prune", csv, "--kept", kept, "--keep", "5", "--json")).code).toBe(0);
    expect(readFileSync(kept, "utf8").split("\n").slice(2, 4).map((line) => JSON.parse(line) as object)).toMatchObject([
      { problem: "p", correct: true, reward: 1, answer: "2", id: "002" },
      { problem: "p", correct: false, reward: null, answer: "3", id: "003" },
    ]);
    expect((await divlab("prune", kept, "--json")).code).toBe(0);
  });

  it("a second pruning copies as carefully as the first, whatever is in the row", async () => {
    const row = (i: number) => `{"pruning": {"a": [1, {"b": "}\\"],"}]}, "problem":"p", "\\u0069d" : 1234567890123456789${i}, "text": "a, {\\"${i}\\" [", "x":1.10}`;
    const file = write("careful.jsonl", `\ufeff${row(0)}\r\n${row(1)}\r\n`);
    const kept = join(folder, "careful-kept.jsonl");
    expect((await divlab("prune", file, "--kept", kept, "--keep", "2", "--json")).code).toBe(0);
    const [first] = readFileSync(kept, "utf8").split("\n");
    expect(first.startsWith('{ "problem":"p", "\\u0069d" : 12345678901234567890, "text": "a, {\\"0\\" [", "x":1.10, "pruning": {"method"')).toBe(true);
    expect(JSON.parse(first)).toMatchObject({ pruning: { k: 2 } });
  });

  it.each([
    [{}, "left", "right"],
    [{ model: "m" }, "left: m", "right: m"],
  ])("solvers told apart by file stay apart in the file of rows kept: %o", async (own, one, other) => {
    const [a, b] = ["left", "right"].map((name) => write(`${name}.jsonl`, rows.map((row) => JSON.stringify({ ...row, ...own })).join("\n")));
    const kept = join(folder, "apart.jsonl");
    expect((await divlab("prune", a, b, "--kept", kept, "--keep", "1", "--json")).code).toBe(0);
    const { out } = await divlab("prune", kept, "--k", "1", "--json");
    expect(out).toBe(""); // one sample a batch is no batch
    const solvers = readFileSync(kept, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as { solver?: string; model?: string });
    expect(solvers.map(({ solver, model }) => model ?? solver)).toEqual([one, one, one, other, other, other]);
  });

  it("says when a file changed under its hands, in place of leaving rows out", async () => {
    const path = write("changing.jsonl", `${lines.join("\n")}\n`);
    const file = await readRollouts(path, { text: true });
    const pruned = pruneRollouts(file.rollouts, 2);
    write("changing.jsonl", `${lines.slice(0, 5).join("\n")}\n`);
    const read = async (): Promise<void> => {
      for await (const _ of keptRows({ rollouts: file.rollouts, files: [file], embeddings: [] }, pruned));
    };
    await expect(read()).rejects.toThrow(/changing.jsonl:6: expected the row that was read here before, got none/);
  });

  it("--by makes batches of each value of a column, in the study and in the rows kept", async () => {
    const file = write("by.jsonl", rows.map(({ sample, ...row }, i) => JSON.stringify({ ...row, ...(i !== 7 && { temperature: sample < 3 ? 0.7 : 1 }) })).join("\n"));
    const kept = join(folder, "by-kept.jsonl");
    const { code, out } = await divlab("prune", file, "--by", "temperature", "--kept", kept, "--keep", "1", "--k", "1", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ solvers: ["by (temperature 0.7)", "by (temperature 1)", "by (no temperature)"] });
    const batches = readFileSync(kept, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as { temperature?: number; pruning: { batch: number } });
    expect(batches.map(({ temperature, pruning }) => [temperature, pruning.batch])).toEqual(expect.arrayContaining([[0.7, 3], [1, 2], [0.7, 2], [undefined, 1]]));
    expect(batches).toHaveLength(7);
    expect(await divlab("prune", file, "--by", "temp")).toMatchObject({ code: 1, err: expect.stringContaining('got "temp"') });
  });

  it("never writes over what it reads, and says before the work what it cannot write", async () => {
    const file = write("self.jsonl", `${lines.join("\n")}\n`);
    const link = join(folder, "link.jsonl");
    symlinkSync(file, link);
    for (const [args, message] of [
      [["--kept", file], "--kept must name a file of its own"],
      [["--kept", link, "--keep", "2"], "which is read"],
      [["--kept", join(folder, "x.json"), "-o", join(folder, "x.json")], "which is that of --output"],
      [["--kept", join(folder, "x.jsonl.gz")], "--kept writes plain JSONL"],
      [["--kept", join(folder, "x.jsonl"), "--methods", "greedy-map"], "--method k-medoids is not among --methods"],
    ] as const) {
      const { code, err } = await divlab("prune", file, ...args);
      expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    }
    expect(readFileSync(file, "utf8")).toBe(`${lines.join("\n")}\n`);
    const { code, err } = await divlab("prune", "/dev/null", "--kept", join(folder, "x.jsonl"));
    expect([code, err]).toEqual([2, expect.stringContaining("--kept reads the samples a second time, which only files allow")]);
  });

  it("chooses the number kept itself where the tolerance allows it, and says so", async () => {
    const file = write("samples.jsonl", `${lines.join("\n")}\n`);
    const kept = join(folder, "auto.jsonl");
    const { code, err } = await divlab("prune", file, "--kept", kept, "--markdown");
    expect([code, err]).toEqual([0, expect.stringContaining("Keeping 1 of each batch: the fewest within --tolerance, by the estimate alone")]);
    expect(readFileSync(kept, "utf8").trimEnd().split("\n")).toHaveLength(3);
  });

  it("JSON holds the study and where it comes from, not the rows", async () => {
    const file = write("samples.jsonl", `${lines.join("\n")}\n`);
    const { out } = await divlab("prune", file, "--json", "--k", "1,2", "--methods", "greedy-map", "--tolerance", "0.1", "--draws", "3");
    const study = JSON.parse(out) as { kind: string; ks: number[]; methods: string[]; provenance: { files: object[] } };
    expect(study).toMatchObject({ kind: "pruning", ks: [1, 2], methods: ["greedy-map", "random"], tolerance: 0.1, draws: 3 });
    expect(study.provenance.files[0]).not.toHaveProperty("lines");
  });

  it.each([
    [["--kept", "/no/such/folder/kept.jsonl"], "the folder of /no/such/folder/kept.jsonl must exist, got none at /no/such/folder", 2],
    [["-o", "/no/such/folder/report.html"], "the folder of /no/such/folder/report.html must exist", 2],
    [["--keep", "3"], "--keep says how many samples go to the file of --kept", 2],
    [["--from", "image"], '--from must be "embedding" or "text" or "answer", got "image"', 2],
    [["--methods", "k-means"], '--methods must be "k-medoids" or', 2],
    [["--reward-temperature", "0"], "--reward-temperature must be a number", 2],
    [["--from", "embedding"], "rollouts must have a column embedding that tells samples apart", 1],
    [["--tolerance", "0"], "--tolerance must be a share above 0 and below 1", 2],
    [["--answer-weight", "2"], "--answer-weight must be from 0 to 1", 2],
    [["--keep-best"], "rollouts must have a column `reward` for keepBest", 1],
  ])("refuses %o", async (args, message, exit) => {
    const file = write("samples.jsonl", `${lines.join("\n")}\n`);
    const { code, err } = await divlab("prune", file, ...args);
    expect([code, err]).toEqual([exit, expect.stringContaining(message)]);
  });

  it("leaves its flags to itself", async () => {
    expect((await divlab("report", "x.jsonl", "--kept", "y")).err).toContain("--kept is an option of divlab prune, not of divlab report");
  });
});
