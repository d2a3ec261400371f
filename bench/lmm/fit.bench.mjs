/**
 * Linear mixed models against lme4 in a live R process (Kenward-Roger: pbkrtest) and against statsmodels. All sides get the same numbers and
 * the same formula, every time from formula and columns to the finished fit. Both sides are warmed up (ours until the engine has compiled it,
 * lmer five times), then rounds alternate: a batch of ours, one of theirs. The times are minima, `detail` has medians; `quality` gives how far
 * criterion and theta are apart (ours minus theirs). `detail` also has our time without WebAssembly. `OPENBLAS_CORETYPE` and R's BLAS are recorded. Set DIVLAB_DIST to bench another build.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { fitMixedModel } = await import(pathToFileURL(resolve(build, "lmm/index.js")).href);
const { useBackend } = await import(pathToFileURL(resolve(build, "kernels/backend.js")).href);

const seedsFormula = "gain ~ edc + baseline + (1 | ensemble) + (1 | split)";
const instEvalFormula = "y ~ 1 + service + (1 | s) + (1 | d) + (1 | dept)";

export async function run({ quick }) {
  if (quick) return [await alone("mixed model, 6 × 5 crossed", seedsFormula, seedsColumns(6, 5))];
  const folder = mkdtempSync(join(tmpdir(), "divlab-lmm-"));
  const r = await startR();
  try {
    const z = { df: "z" };
    const small = { warmUp: 5000, rounds: 25, calls: 200 };
    const unbalanced = { warmUp: 2000, rounds: 25, calls: 40 };
    const columns = seedsColumns(30, 20);
    const rows = [
      await againstR(r, folder, "mixed model, 30 × 20 crossed", seedsFormula, columns, z, small),
      await againstR(r, folder, "mixed model, 30 × 20 crossed, factors as codes", seedsFormula, asCodes(columns), z, small),
      await againstR(r, folder, "mixed model with Kenward-Roger, 30 × 20 crossed", seedsFormula, columns, {}, { ...small, rounds: 7 }),
      await againstR(r, folder, "mixed model, 30 × 20, one cell missing", seedsFormula, withoutFirst(columns), z, unbalanced),
      await againstR(r, folder, "mixed model with Kenward-Roger, 30 × 20, one cell missing", seedsFormula, withoutFirst(columns), {}, { ...unbalanced, rounds: 7 }),
      await againstR(r, folder, "mixed model, 200 × 20 crossed", seedsFormula, seedsColumns(200, 20), z, { warmUp: 1000, rounds: 15, calls: 40 }),
      await againstR(r, folder, "mixed model, 1000 × 20 crossed", seedsFormula, seedsColumns(1000, 20), z, { warmUp: 200, rounds: 9, calls: 10 }),
      await againstR(r, folder, "mixed model, 1000 × 20, one cell missing", seedsFormula, withoutFirst(seedsColumns(1000, 20)), z, { warmUp: 100, rounds: 9, calls: 5 }),
      await againstR(r, folder, "mixed model, InstEval, 73,421 rows", instEvalFormula, instEvalColumns(), z, { warmUp: 1, rounds: 3, calls: 1, rivalWarmUp: 1 }),
      await againstStatsmodels(folder, "mixed model, 200 × 20 crossed, statsmodels", seedsColumns(200, 20)),
    ];
    return rows;
  } finally {
    await r?.stop();
    rmSync(folder, { recursive: true });
  }
}

async function alone(name, formula, columns) {
  const { ours_ms } = await race({ warmUp: 1, rounds: 1, calls: 1 }, () => fitMixedModel(formula, columns));
  return { name, ours_ms, rival_ms: null, ratio: null, detail: "no rival in quick runs" };
}

async function againstR(r, folder, name, formula, columns, options, plan) {
  if (r === null) return { name, ours_ms: null, rival_ms: null, ratio: null, detail: "skipped: no Rscript with lme4 and pbkrtest here" };
  const file = join(folder, "columns.csv");
  writeCsv(file, columns);
  const text = Object.keys(columns).filter((key) => !(columns[key] instanceof Float64Array));
  await r.ask(["load", file, text.join(",")]);
  let ours;
  let theirs;
  const result = await race(
    plan,
    () => {
      ours = fitMixedModel(formula, columns, options);
    },
    async () => {
      theirs = await r.ask([options.df === "z" ? "fit" : "kr", formula]);
      return theirs[0];
    },
  );
  const [, objective, ...theta] = theirs;
  useBackend("js");
  const { ours_ms: inJs } = await race({ ...plan, warmUp: 1 }, () => fitMixedModel(formula, columns, options));
  useBackend("auto");
  return {
    name,
    ...result,
    quality: quality(ours, objective, theta),
    detail: `${ours.evaluations} evaluations; ${r.versions}; OPENBLAS_CORETYPE ${process.env.OPENBLAS_CORETYPE ?? "not set"}; ${inJs.toPrecision(3)} ms in JavaScript alone; ${result.detail}`,
  };
}

/** A live R process that reads a task per line and times itself. */
async function startR() {
  const packages = "for (p in c('lme4', 'pbkrtest')) suppressPackageStartupMessages(library(p, character.only = TRUE))";
  if (spawnSync("Rscript", ["-e", packages], { stdio: "ignore" }).status !== 0) return null;
  const child = spawn("Rscript", ["-e", `${packages}\n${rProgram}`], { stdio: ["pipe", "pipe", "ignore"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: versions } = await answers.next();
  return {
    versions,
    ask: async (task) => {
      child.stdin.write(`${task.join("\t")}\n`);
      const { value } = await answers.next();
      return value.split(" ").map(Number);
    },
    stop: async () => {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

const rProgram = `
blas <- basename(extSoftVersion()[["BLAS"]])
cat(sprintf("lme4 %s, pbkrtest %s, R's BLAS %s\\n", packageVersion("lme4"), packageVersion("pbkrtest"), blas)); flush(stdout())
input <- file("stdin", "r")
repeat {
  line <- readLines(input, 1)
  if (length(line) == 0) break
  task <- strsplit(line, "\\t")[[1]]
  if (task[1] == "load") {
    data <- read.csv(task[2])
    for (column in strsplit(task[3], ",")[[1]]) data[[column]] <- factor(data[[column]])
    cat("0\\n")
  } else {
    begin <- Sys.time()
    fit <- suppressMessages(lmer(as.formula(task[2]), data))
    if (task[1] == "kr") covariance <- vcovAdj(fit)
    ms <- 1000 * as.numeric(Sys.time() - begin, units = "secs")
    cat(sprintf("%.17g", c(ms, REMLcrit(fit), getME(fit, "theta")))); cat("\\n")
  }
  flush(stdout())
}
`;

async function againstStatsmodels(folder, name, columns) {
  const python = ["/usr/bin/python3", "python3"].find((command) => spawnSync(command, ["-c", "import statsmodels.api"]).status === 0);
  if (python === undefined) return { name, ours_ms: null, rival_ms: null, ratio: null, detail: "skipped: no python3 with statsmodels here" };
  const file = join(folder, "columns.csv");
  writeCsv(file, columns);
  const { stdout } = spawnSync(python, ["-W", "ignore", "-c", pythonProgram, file], { encoding: "utf8" });
  const { version, times, objective, theta } = JSON.parse(stdout);
  let ours;
  const { ours_ms, median } = await race({ warmUp: 1000, rounds: 15, calls: 40 }, () => {
    ours = fitMixedModel(seedsFormula, columns, { df: "z" });
  });
  const rival_ms = Math.min(...times);
  const detail = `statsmodels ${version}, ${times.length} fits after one unmeasured, not interleaved; medians ${median.toPrecision(3)} ms against ${middle(times).toPrecision(3)} ms`;
  return { name, ours_ms, rival_ms, ratio: rival_ms / ours_ms, quality: quality(ours, objective, theta), detail };
}

/** With L-BFGS: the default order of methods took three times as long here and ended 0.15 above the minimum. */
const pythonProgram = `
import json, sys, time
import pandas, statsmodels
import statsmodels.api as sm
data = pandas.read_csv(sys.argv[1])
data["all"] = 1
vc = {"ensemble": "0 + C(ensemble)", "split": "0 + C(split)"}
times = []
for call in range(4):
    start = time.perf_counter()
    fit = sm.MixedLM.from_formula("gain ~ edc + baseline", groups="all", vc_formula=vc, data=data).fit(reml=True, method=["lbfgs"])
    if call > 0: times.append(1000 * (time.perf_counter() - start))
theta = [float((v / fit.scale) ** 0.5) for v in fit.vcomp]
print(json.dumps({"version": statsmodels.__version__, "times": times, "objective": -2 * float(fit.llf), "theta": theta}))
`;

function quality(ours, objective, theta) {
  const apart = Math.max(...theta.map((value, i) => Math.abs(ours.theta[i] - value)));
  return `criterion ${(ours.objective - objective).toExponential(1)}, theta within ${apart.toExponential(1)}`;
}

/** Alternating rounds of `calls` calls of ours and one of the rival, which returns its own time, after calls of both that do not count. */
async function race({ warmUp, rounds, calls, rivalWarmUp = 5 }, ours, rival) {
  for (let i = 0; i < warmUp; i++) ours();
  for (let i = 0; i < rivalWarmUp; i++) await rival?.();
  const our = [];
  const their = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) ours();
    our.push((performance.now() - start) / calls);
    if (rival !== undefined) their.push(await rival());
  }
  const ours_ms = Math.min(...our);
  const median = middle(our);
  if (rival === undefined) return { ours_ms, median };
  const rival_ms = Math.min(...their);
  const medians = `medians ${median.toPrecision(3)} ms against ${middle(their).toPrecision(3)} ms, ${(middle(their) / median).toPrecision(3)}×`;
  return { ours_ms, rival_ms, ratio: rival_ms / ours_ms, detail: `${medians}; ${rounds} rounds of ${calls} fits` };
}

function middle(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** N ensembles by K splits from a fixed linear congruence, so that every run sees the same numbers. */
function seedsColumns(ensembles, splits) {
  let state = 20250104;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
  const edcs = Float64Array.from({ length: ensembles }, () => 0.3 + 0.1 * normal());
  const u = Float64Array.from({ length: ensembles }, () => normal());
  const v = Float64Array.from({ length: splits }, () => 1.2 * normal());
  const columns = { gain: [], edc: [], baseline: [], ensemble: [], split: [] };
  for (let i = 0; i < ensembles; i++) {
    for (let s = 0; s < splits; s++) {
      const baseline = 0.6 + 0.05 * normal();
      // Gains in percentage points.
      columns.gain.push(2 + 15 * edcs[i] - 10 * baseline + u[i] + v[s] + 2.5 * normal());
      columns.edc.push(edcs[i]);
      columns.baseline.push(baseline);
      columns.ensemble.push(`e${i}`);
      columns.split.push(`s${s}`);
    }
  }
  for (const name of ["gain", "edc", "baseline"]) columns[name] = Float64Array.from(columns[name]);
  return columns;
}

/** Without the first row a design is no longer balanced. */
function withoutFirst(columns) {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(1)]));
}

/** Columns of texts as codes with levels. */
function asCodes(columns) {
  const encode = (column) => {
    const levels = [...new Set(column)];
    return { codes: Int32Array.from(column, (level) => levels.indexOf(level)), levels };
  };
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.isArray(column) ? encode(column) : column]));
}

function instEvalColumns() {
  const file = join(import.meta.dirname, "../../test/fixtures/lme4/insteval.csv.gz");
  const [header, ...lines] = gunzipSync(readFileSync(file)).toString("utf8").replaceAll('"', "").trim().split("\n");
  const names = header.split(",");
  const cells = lines.map((line) => line.split(","));
  const column = (name) => cells.map((row) => row[names.indexOf(name)]);
  return { y: Float64Array.from(column("y"), Number), service: column("service"), s: column("s"), d: column("d"), dept: column("dept") };
}

function writeCsv(file, columns) {
  const names = Object.keys(columns);
  const texts = Object.values(columns).map((column) => ("codes" in column ? Array.from(column.codes, (code) => column.levels[code]) : column));
  const lines = [names.join(",")];
  for (let i = 0; i < texts[0].length; i++) lines.push(texts.map((column) => column[i]).join(","));
  writeFileSync(file, `${lines.join("\n")}\n`);
}
