import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
    [["--keep", "3"], "--keep says how many samples go to the file of --kept", 2],
    [["--from", "image"], '--from must be "embedding" or "text" or "answer", got "image"', 2],
    [["--methods", "k-means"], '--methods must be "k-medoids" or', 2],
    [["--reward-temperature", "0"], "--reward-temperature must be a number", 2],
    [["--from", "embedding"], "rollouts must have a column embedding that tells samples apart", 1],
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
