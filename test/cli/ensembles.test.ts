import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng, normal } from "../../src/random/index.ts";
import { divlab } from "./divlab.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "divlab-edc-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A table of twelve ensembles and six splits with a slope of 30 points per unit of EDC. */
function table(header: string = "ensemble,split,edc,s0,ds"): string {
  const rng = createRng(5);
  const lines = [header];
  const split = Array.from({ length: 6 }, () => 0.005 * normal(rng));
  for (let e = 0; e < 12; e++) {
    const edc = 0.1 + 0.02 * e;
    const own = 0.01 * normal(rng);
    for (let s = 0; s < 6; s++) lines.push([`e${e}`, `s${s}`, edc, 0.5 + 0.02 * normal(rng), 0.3 * edc + own + split[s] + 0.02 * normal(rng)].join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** Outcomes of five solvers on 40 problems. */
function outcomes(): string {
  const rng = createRng(9);
  const rows: object[] = [];
  for (let solver = 0; solver < 5; solver++) {
    for (let problem = 0; problem < 40; problem++) rows.push({ solver: `m${solver}`, problem: `p${problem}`, correct: rng.float() < 0.3 + 0.1 * solver, answer: String(rng.integer(3)), text: `<b>solution</b> of ${problem}` });
  }
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** Fisher embeddings [5, 2, 4] as numpy's save writes them. */
function fisher(): Buffer {
  const rng = createRng(1);
  const header = `${"{'descr': '<f8', 'fortran_order': False, 'shape': (5, 2, 4), }".padEnd(117)}\n`;
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), Buffer.from([header.length, 0]), Buffer.from(header), Buffer.from(Float64Array.from({ length: 40 }, () => rng.float()).buffer)]);
}

describe("divlab edc", () => {
  it("reads a table, says what it found, and writes numbers that another reader can use", async () => {
    const { code, out, err } = await divlab("edc", write("table.csv", table()), "--json");
    expect(code).toBe(0);
    expect(err).toContain("72 rows; ensemble, split, edc, s0, ds");
    const result = JSON.parse(out) as { fit: { fixedEffects: { name: string; estimate: number; df: number }[]; design?: object }; power: { points: object[] }; effectSizes: object };
    const [, edc] = result.fit.fixedEffects;
    expect(edc.name).toBe("edc");
    expect(edc.estimate).toBeGreaterThan(10);
    expect(edc.estimate).toBeLessThan(50);
    expect(result.fit.design).toBeUndefined();
    expect(result.power.points.length).toBeGreaterThan(2);
  });

  it("takes other names of the columns and S₁ in place of the gain", async () => {
    const base = JSON.parse((await divlab("edc", write("table.csv", table()), "--json")).out) as { fit: { objective: number } };
    const renamed = JSON.parse((await divlab("edc", write("renamed.csv", table("ensemble,split,EDC,baseline,gain")), "--json")).out) as { fit: { objective: number } };
    expect(renamed.fit.objective).toBe(base.fit.objective);
    const after = table().split("\n").map((line, i) => {
      const [ensemble, split, edc, s0, ds] = line.split(",");
      return i === 0 ? "ensemble,split,edc,s0,s1" : line === "" ? "" : [ensemble, split, edc, s0, Number(s0) + Number(ds)].join(",");
    });
    const fromAfter = JSON.parse((await divlab("edc", write("after.csv", after.join("\n")), "--json")).out) as { fit: { objective: number } };
    expect(fromAfter.fit.objective).toBeCloseTo(base.fit.objective, 8);
  });

  it("writes one HTML file with its figures as data, and the same report as text and Markdown", async () => {
    const path = write("table.csv", table());
    const output = join(folder, "edc.html");
    const { code, err } = await divlab("edc", path, "-o", output);
    expect(code).toBe(0);
    expect(err).toContain(`Wrote ${output}`);
    const html = readFileSync(output, "utf8");
    for (const part of ["Does diversity predict the gain?", "Effect sizes", "How many ensembles does such a study need?", '"type":"scatter"', "prediction intervals"]) expect(html).toContain(part);
    const text = (await divlab("edc", path)).out;
    expect(text).toContain("diversity (EDC) β₁");
    expect((await divlab("edc", path, "--markdown")).out).toContain("## Does diversity predict the gain?");
  });

  it("studies outcomes with Fisher embeddings and accuracies after training, and writes the fine-tuning lists", async () => {
    const samples = write("outcomes.jsonl", outcomes());
    const embeddings = write("fisher.npy", fisher());
    const lists = join(folder, "lists.jsonl");
    const options = [samples, "--fisher", embeddings, "--size", "3", "--splits", "4"];
    const first = await divlab("edc", ...options, "--lists", lists, "--json");
    expect(first.code).toBe(0);
    const study = JSON.parse(first.out) as { gainOf: string; ensembles: { ensemble: string }[]; splits: string[]; pool: { distance: string } };
    expect(study.gainOf).toBe("vote-over-best-member");
    expect(study.ensembles.length).toBe(10);
    expect(study.pool.distance).toBe("task2vec, cosine");
    const examples = readFileSync(lists, "utf8").trim().split("\n").map((line) => JSON.parse(line) as { learners: string[]; text: string });
    expect(examples.length).toBeGreaterThan(10);
    expect(examples[0].learners.length).toBe(2);
    expect(examples[0].text).toContain("<b>solution</b>");

    const rng = createRng(3);
    const rows = study.ensembles.flatMap(({ ensemble }) => study.splits.map((split) => `${ensemble},${split},${rng.float()}`));
    const after = write("accuracy.csv", `ensemble,split,accuracy\n${rows.join("\n")}\n`);
    const second = await divlab("edc", ...options, "--after", after, "--json");
    expect(second.code).toBe(0);
    expect((JSON.parse(second.out) as { gainOf: string }).gainOf).toBe("training");
  });

  it("refuses accuracies after training that were measured on another plan, where the table lets it see that", async () => {
    const samples = write("outcomes.jsonl", outcomes());
    const options = [samples, "--size", "2", "--ensembles", "6", "--splits", "4", "--score", "mean"];
    interface Plan {
      ensembles: { ensemble: string; members: string[] }[];
      splits: string[];
      cells: { baseline: number[] };
    }
    const planned = JSON.parse((await divlab("edc", ...options, "--json")).out) as Plan;
    const cells = planned.ensembles.flatMap(({ ensemble }) => planned.splits.map((split) => `${ensemble},${split},0.5\n`));
    const before = JSON.parse((await divlab("edc", ...options, "--after", write("plain.csv", `ensemble,split,accuracy\n${cells.join("")}`), "--json")).out) as Plan;
    const rng = createRng(4);
    const rows = before.ensembles.flatMap(({ ensemble, members }, e) => before.splits.map((split, s) => [ensemble, split, rng.float(), members.toReversed().join("+"), before.cells.baseline[e * 4 + s].toFixed(3)]));
    const named = write("members.csv", `ensemble,split,accuracy,members\n${rows.map((row) => row.slice(0, 4).join(",")).join("\n")}\n`);
    const whole = write("whole.csv", `ensemble,split,accuracy,s0\n${rows.map((row) => [...row.slice(0, 3), row[4]].join(",")).join("\n")}\n`);
    for (const path of [named, whole]) {
      const same = await divlab("edc", ...options, "--after", path);
      expect(same.code).toBe(0);
      expect(same.out.includes("by label alone")).toBe(path === named); // members say nothing of the halves
      const other = await divlab("edc", ...options, "--after", path, "--seed", "1");
      expect(other.code).toBe(2);
      expect(other.err).toMatch(/in this plan .*; give the outcomes, --size/);
    }
  });

  it("studies three ensembles, though they are too few to plan from", async () => {
    const three = table().split("\n").filter((line) => /^(ensemble|e[012]),/.test(line)).join("\n");
    const { code, out } = await divlab("edc", write("three.csv", `${three}\n`));
    expect(code).toBe(0);
    expect(out).toContain("diversity (EDC) β₁");
    expect(out).not.toContain("How many ensembles");
  });

  it("escapes names from the data in HTML", async () => {
    const path = write("hostile.csv", table().replaceAll("e0,", "<img src=x onerror=alert(1)>,"));
    const output = join(folder, "hostile.html");
    expect((await divlab("edc", path, "-o", output)).code).toBe(0);
    expect(readFileSync(output, "utf8")).not.toContain("<img src=x");
  });

  it.each([
    [["edc", "TABLE", "--fisher", "x.npy"], 2, "--fisher needs outcomes of solvers"],
    [["edc", "TABLE", "--score", "best"], 2, '--score must be "any" or "majority" or "mean", got "best"'],
    [["edc", "TABLE", "--size", "1"], 2, "--size must be a whole number ≥ 2"],
    [["edc", "OUTCOMES", "--ensembles", "3,4"], 2, "--ensembles must be one number for divlab edc"],
    [["edc", "OUTCOMES", "--size", "9"], 1, "9"],
    [["edc", "SHORT"], 2, 'must have a column of numbers named ds or dS or gain, got "x" in row 0'],
    [["edc", "NOEDC"], 2, "must have a column of numbers named edc or EDC, got none"],
    [["edc", "OUTCOMES", "--after", "TEXTS"], 2, 'must have numbers in its column accuracy, got "NA" in row 1'],
  ])("%j ends with %i and says why", async (args, expected, message) => {
    const paths: Record<string, string> = {
      TABLE: write("table.csv", table()),
      OUTCOMES: write("outcomes.jsonl", outcomes()),
      NOEDC: write("noedc.csv", "ensemble,split,s0,ds\ne1,s1,0.5,0.5\n"),
      TEXTS: write("texts.csv", "ensemble,split,accuracy\ne1,s1,0.5\ne1,s2,NA\n"),
      SHORT: write("short.csv", "ensemble,split,edc,s0,ds\ne1,s1,0.5,0.5,x\n"),
    };
    const { code, err } = await divlab(...args.map((arg) => paths[arg] ?? arg));
    expect(err).toContain(message);
    expect(code).toBe(expected);
  });
});

describe("divlab power", () => {
  it("answers from standard deviations alone, the same for the same seed", async () => {
    const args = ["power", "--effect", "10", "--sd", "1.5,0.5,2", "--edc-sd", "0.1", "--ensembles", "10,40", "--replicates", "300", "--json"];
    const { code, out } = await divlab(...args);
    expect(code).toBe(0);
    expect((await divlab(...args)).out).toBe(out);
    const { points } = JSON.parse(out) as { points: { ensembles: number; power: number; exactPower: number; splits: number }[] };
    expect(points.map(({ ensembles }) => ensembles)).toEqual([10, 40]);
    expect(points[1].power).toBeGreaterThan(points[0].power);
    // 300 replicates: four binomial standard errors at most.
    for (const { power, exactPower } of points) expect(Math.abs(power - exactPower)).toBeLessThan(4 * Math.sqrt(0.25 / 300));
  });

  it("takes what a pilot's table says", async () => {
    const output = join(folder, "power.html");
    const { code, err } = await divlab("power", write("table.csv", table()), "--ensembles", "6,12,24", "--splits", "3,6", "--replicates", "200", "-o", output);
    expect(code).toBe(0);
    expect(err).toContain("72 rows of a pilot");
    const html = readFileSync(output, "utf8");
    for (const part of ["How many ensembles does such a study need?", "Estimates of the pilot stand for the effect", "table.csv: csv, 72 rows"]) expect(html).toContain(part);
  });

  it.each([
    [["power", "--fisher", "x.npy", "--effect", "1"], "--fisher is an option of divlab edc, not of divlab power"],
    [["passk", "x.jsonl", "--df", "z"], "--df is an option of divlab edc and power, not of divlab passk"],
    [["power"], "needs a pilot's table, or --effect, --sd"],
    [["power", "--effect", "1", "--sd", "1,2"], "--sd must list three numbers"],
    [["power", "--effect", "1", "--sd", "1,1,2"], "and --edc-sd"],
    [["power", "--effect", "one", "--sd", "1,1,1"], '--effect must be a number, got "one"'],
  ])("%j is refused", async (args, message) => {
    const { code, err } = await divlab(...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
