import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ReportDocument } from "../../src/report/index.ts";
import { divlab } from "../cli/divlab.ts";
import type { Words } from "./numbersPage.ts";

/** A report as a user gets it: the document inside the HTML file, and the JSON. */
export interface Report {
  readonly command: string;
  readonly document: ReportDocument;
  readonly json: Record<string, unknown>;
  readonly words: Words;
}

const examples = resolve(import.meta.dirname, "../../docs/examples");
const arms = ["panel.jsonl", "thinking.jsonl"].map((name) => join(examples, name));
const embeddings = ["--embeddings", join(examples, "panel.npy"), "--embeddings", join(examples, "thinking.safetensors")];
const solver = ["panel (simulated)", "thinking (simulated)"];
const source = ["olympiad-like", "AIME-like", "contest-like", "easy", "medium", "hard"];

/** Reports of every command that makes one, of data that bring out every section; the data of `npm run demo` where they do. */
export async function makeReports(): Promise<Report[]> {
  const folder = mkdtempSync(join(tmpdir(), "divlab-numbers-"));
  try {
    return await makeAll(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeAll(folder: string): Promise<Report[]> {
  const reports: Report[] = [];
  const make = async (words: Words, command: string, ...args: string[]): Promise<void> => {
    const html = join(folder, "report.html");
    const { code, out, err } = await divlab(command, ...args, "--json", "-o", html);
    if (code !== 0) throw new Error(`divlab ${command} ${args.join(" ")}: ${err}`);
    const [, data] = /<script type="application\/json" id="_data">(.*?)<\/script>/s.exec(readFileSync(html, "utf8")) ?? [];
    reports.push({ command, document: JSON.parse(data) as ReportDocument, json: JSON.parse(out) as Record<string, unknown>, words: { unit: ["tokens", "words"], level: ["95 %"], ...words } });
  };
  const write = (name: string, rows: readonly object[]): string => {
    const path = join(folder, name);
    writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    return path;
  };
  const two = pair(solver);
  await make({ ...two, column: ["source"], value: source }, "report", join(examples, "rollouts.jsonl"), "--by", "source");
  await make({ ...two, column: ["source"] }, "passk", join(examples, "rollouts.jsonl"), "--by", "source");
  await make({ ...two, column: ["source"] }, "compare", ...arms, ...embeddings, "--by", "source", "--max-tokens", "16384");
  const crowd = ["m1", "m2", "m3", "m4"];
  await make(pair(crowd), "report", write("crowd.jsonl", crowd.flatMap((model, m) => grid(6, 2, (p, s) => ({ model, problem: `p${p}`, sample: s, correct: (p * 3 + s + m) % 3 > 0, reward: (p + s * m) % 5 })))));
  await make(pair(["m1", "m2"]), "compare", write("single.jsonl", crowd.slice(0, 2).flatMap((model, m) => grid(8, 1, (p) => ({ model, problem: `p${p}`, correct: (p + m) % 3 > 0, text: "word ".repeat(1 + p + m) })))));
  await make({ solver: solver.flatMap((name) => [name, ...source.map((value) => `${name}, ${value}`)]), column: ["source"], value: source, outcome: ["any correct", "share correct"] }, "diversity", write("few.jsonl", arms.flatMap(fewRows)), "--by", "source", "--k", "2,4");
  await make({ solver: solver.slice(0, 1), outcome: ["any correct"] }, "diversity", arms[0], "--k", "4");
  await make({ ...two, method: pruningMethods }, "prune", ...arms, ...embeddings, "--draws", "3");
  await make({ method: pruningMethods }, "prune", arms[0], "--draws", "3");
  const runs = ["sft (step 112)", "sft (step 336)", "sft (step 672)", "sft (step 1120)", "wise (step 672)", "wise (step 1120)"];
  await make({ position: ["step"], checkpoint: runs }, "checkpoints", join(examples, "checkpoints.jsonl"), "--series", "run");
  const deltas = [0, 0.5, 1];
  const sweep = write("sweep.jsonl", deltas.flatMap((delta) => grid(40, 4, (p, s) => ({ model: "m", delta, problem: `p${p}`, sample: s, correct: delta === 0.5 ? p < 36 && (p + s) % 4 > 0 : p < 14 && s < 2 + (p % 2) }))));
  await make({ position: ["delta"], checkpoint: deltas.map((delta) => `m (delta ${delta})`) }, "checkpoints", sweep, "--at", "delta");
  await make({ position: ["delta"] }, "checkpoints", sweep, "--at", "delta", "--k", "1");
  await make({ position: ["step"] }, "checkpoints", write("steps.jsonl", [1, 2].flatMap((step) => grid(6, 2, (p, s) => ({ step, problem: `p${p}`, sample: s, correct: (p + s * step) % 3 > 0 })))), "--k", "1");
  const ensembles = ["--ensembles", "30", "--seed", "divlab-ensembles/1", "--replicates", "100"];
  await make({}, "edc", join(examples, "solvers.jsonl"), "--fisher", join(examples, "fisher.npy"), "--after", join(examples, "after-training.csv"), ...ensembles);
  await make({}, "power", "--effect", "5,10", "--sd", "1.5,0.5,2", "--edc-sd", "0.1", "--ensembles", "10,20", "--splits", "20", "--replicates", "100");
  return reports;
}

/** The first problems of an arm, with embeddings in a column: what the measures are is of interest, not what they give. */
function fewRows(path: string): object[] {
  const rows = readFileSync(path, "utf8").trimEnd().split("\n").slice(0, 80);
  return rows.map((line, i) => ({ ...(JSON.parse(line) as object), embedding: [Math.cos(i), Math.sin(i), 1 + (i % 3)] }));
}

const pruningMethods = ["k-medoids", "DPP, greedy MAP", "DPP, drawn", "farthest first", "top reward", "random"];

function pair(names: readonly string[]): Words {
  return { solver: names, A: names, B: names };
}

function grid(problems: number, samples: number, row: (problem: number, sample: number) => object): object[] {
  return Array.from({ length: problems * samples }, (_, i) => row(Math.floor(i / samples), i % samples));
}
