/**
 * Evaluations of 2,972 students by 1,128 lecturers (lme4's InstEval, 73,421 rows): from formula and columns to the finished fit by REML, with
 * lme4's own optimiser in R. Error: our criterion above that of the oracle in test/fixtures/lme4.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { library, ours, twin } from "../runner/library.mjs";

const { fitMixedModel } = await library("lmm/index.js");

const formula = "y ~ 1 + service + (1 | s) + (1 | d) + (1 | dept)";
const fixtures = join(import.meta.dirname, "../../test/fixtures/lme4");

export function cases({ quick }) {
  const rows = quick ? 600 : undefined;
  return [
    {
      work: quick ? "mixed model, some of InstEval" : "mixed model, InstEval",
      sizes: { rows: rows ?? 73_421 },
      goals: [
        { against: "lme4 lmer", floor: 2 },
        { value: ({ rivals }) => rivals.ours.min, unit: "ms", aim: 1000 },
      ],
      prepare: (rivals) => prepare(rows, rivals),
    },
  ];
}

async function prepare(rows, { r }) {
  const columns = instEval(rows);
  if (r.load !== undefined) {
    const names = Object.keys(columns);
    const lines = Array.from(columns.y, (_, i) => names.map((name) => columns[name][i]).join(","));
    await r.load("columns", `${names.join(",")}\n${lines.join("\n")}\n`, { factors: ["service", "s", "d", "dept"] });
  }
  const call = () => fitMixedModel(formula, columns, { df: "z" });
  const { exact } = JSON.parse(readFileSync(join(fixtures, "insteval.json"), "utf8"));
  return {
    ours: ours(call),
    others: [twin(call), r.entrant?.("lme4 lmer", "lmer", { columns: "columns", formula }) ?? { name: "lme4 lmer", ...r }],
    numbers: ({ objective, theta }) => Float64Array.of(objective, ...theta),
    // A part of the data has no oracle: the fit must be one.
    errorName: rows === undefined ? "criterion above the least" : "criterion",
    error: ([criterion]) => (rows === undefined ? criterion - exact.REMLcrit : criterion),
    limit: rows === undefined ? 1e-6 : 4 * rows,
    check: (numbers) => {
      if (!numbers.every(Number.isFinite)) throw new Error("the fit is not finite");
    },
    measure: { rounds: 3, calls: 1 },
  };
}

function instEval(rows) {
  const text = gunzipSync(readFileSync(join(fixtures, "insteval.csv.gz"))).toString("utf8");
  const [header, ...lines] = text.replaceAll('"', "").trim().split("\n").slice(0, rows === undefined ? undefined : rows + 1);
  const names = header.split(",");
  const cells = lines.map((line) => line.split(","));
  const column = (name) => cells.map((row) => row[names.indexOf(name)]);
  return { y: Float64Array.from(column("y"), Number), service: column("service"), s: column("s"), d: column("d"), dept: column("dept") };
}
