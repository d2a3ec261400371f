/**
 * Power of the ensemble study 30 × 20 with a baseline, and the parametric bootstrap of its fit, per 1000 replicates; against lme4's
 * `simulate` and `refit` in a live R process, which is what simr and bootMer loop over, without any test. Times are minima over
 * interleaved rounds; `detail` says how many replicates each side made. Set DIVLAB_DIST to bench another build.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { bootstrapMixedModel, fitMixedModel, powerMixedModel } = await import(pathToFileURL(resolve(build, "lmm/index.js")).href);
const { createRng, normal } = await import(pathToFileURL(resolve(build, "random/index.js")).href);

const sd = { ensemble: 0.015, split: 0.01, residual: 0.03 };
const baseline = { ensemble: 0.05, split: 0.03, residual: 0.03 };
const formula = "gain ~ edc + baseline + (1 | ensemble) + (1 | split)";

export async function run({ quick }) {
  const rounds = quick ? 1 : 4;
  const replicates = quick ? 200 : 50_000;
  const resamples = quick ? 20 : 1000;
  const balanced = drawStudy(30, 20, 0);
  const fits = [balanced, drawStudy(30, 20, 0.1)].map((columns) => fitMixedModel(formula, columns));
  const design = { ensembles: 30, splits: 20, effect: 0.1, predictorSd: 0.1, sd, baseline };
  const lme4 = quick ? null : await startR(balanced);
  const skipped = quick ? "rival skipped in a quick run" : "rival skipped: no R with lme4 and pbkrtest here";
  const rows = [];
  for (const [df, loop, count] of [["kenward-roger", "kenward-roger", 2], ["satterthwaite", "refit", 30], ["z", "refit", 30]]) {
    const { rival, ...result } = await race(rounds, replicates, () => powerMixedModel(design, { rng: 1, replicates, df }), lme4, { loop, count });
    const rate = `${Math.round(1e6 / result.ours_ms).toLocaleString("en")} replicates a second`;
    rows.push({ name: `power, 30 × 20 with a baseline, ${df}, 1000 replicates`, ...result, detail: `${rate}; ${rival ?? skipped}` });
  }
  for (const [name, fit] of [["30 × 20", fits[0]], ["30 × 20, a tenth missing", fits[1]]]) {
    for (const type of ["parametric", "pigeonhole"]) {
      const hasRival = type === "parametric" && fit === fits[0];
      const work = () => bootstrapMixedModel(fit, { rng: 1, resamples, type });
      const { rival, ...result } = await race(rounds, resamples, work, hasRival ? lme4 : null, { loop: "bootMer", count: 30 });
      rows.push({ name: `${type} bootstrap, ${name}, 1000 replicates`, ...result, detail: rival ?? (hasRival ? skipped : "no rival") });
    }
  }
  await lme4?.stop();
  return rows;
}

/** Milliseconds per 1000 replicates on both sides, the best of interleaved rounds after one unmeasured one. R times itself. */
async function race(rounds, replicates, work, lme4, message) {
  let ours_ms = Infinity;
  let rival_ms = Infinity;
  let rival = null;
  for (let round = -1; round < rounds; round++) {
    const start = performance.now();
    work();
    const ours = ((performance.now() - start) * 1000) / replicates;
    const theirs = lme4 === null ? null : await lme4.ask(message);
    if (round < 0) continue;
    ours_ms = Math.min(ours_ms, ours);
    if (theirs === null) continue;
    rival_ms = Math.min(rival_ms, theirs.ms);
    rival = theirs.what;
  }
  return rival === null ? { ours_ms, rival_ms: null, ratio: null, rival } : { ours_ms, rival_ms, ratio: rival_ms / ours_ms, rival };
}

/** A live R process with the model fitted; null where there is no R with lme4. */
async function startR(columns) {
  if (spawnSync("Rscript", ["-e", "library(lme4); library(pbkrtest)"]).status !== 0) return null;
  const child = spawn("Rscript", ["--vanilla", "-e", program], { stdio: ["pipe", "pipe", "ignore"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (message) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value } = await answers.next();
    const [ms, ...what] = value.split(" ");
    return { ms: Number(ms), what: what.join(" ") };
  };
  const rows = columns.gain.map((_, i) => [columns.gain[i], columns.edc[i], columns.baseline[i], columns.ensemble[i], columns.split[i]].join(","));
  child.stdin.write(`${rows.length}\n${rows.join("\n")}\n`);
  const stop = async () => {
    child.stdin.end();
    await once(child, "exit");
  };
  return { ask, stop };
}

const program = `
suppressMessages({library(lme4); library(pbkrtest)})
input <- file("stdin", "r")
n <- as.integer(readLines(input, 1))
d <- read.csv(text = readLines(input, n), header = FALSE, col.names = c("gain", "edc", "baseline", "ensemble", "split"))
fit <- lmer(${formula}, d)
version <- as.character(packageVersion("lme4"))
while (length(line <- readLines(input, 1)) == 1) {
  count <- as.integer(sub('.*"count":([0-9]+).*', "\\\\1", line))
  start <- proc.time()[["elapsed"]]
  if (grepl("bootMer", line)) {
    invisible(bootMer(fit, fixef, nsim = count))
    what <- "bootMer"
  } else if (grepl("kenward", line)) {
    for (i in seq_len(count)) { again <- refit(fit, simulate(fit)[[1]]); invisible(vcovAdj(again)) }
    what <- "simulate, refit and pbkrtest::vcovAdj"
  } else {
    for (i in seq_len(count)) { again <- refit(fit, simulate(fit)[[1]]); invisible(fixef(again) / sqrt(diag(as.matrix(vcov(again))))) }
    what <- "simulate and refit"
  }
  ms <- (proc.time()[["elapsed"]] - start) * 1000 / count * 1000
  cat(ms, " lme4 ", version, ": ", what, ", ", count, " replicates\\n", sep = "")
  flush(stdout())
}
`;

/** An ensemble study, the same in every run. */
function drawStudy(ensembles, splits, missing) {
  const rng = createRng("bench/power");
  const draw = (count, deviation) => Array.from({ length: count }, () => deviation * normal(rng));
  const [edc, u, v, bu, bv] = [draw(ensembles, 0.1), draw(ensembles, sd.ensemble), draw(splits, sd.split), draw(ensembles, baseline.ensemble), draw(splits, baseline.split)];
  const columns = { gain: [], edc: [], baseline: [], ensemble: [], split: [] };
  for (let i = 0; i < ensembles; i++) {
    for (let s = 0; s < splits; s++) {
      const before = 0.4 + bu[i] + bv[s] + baseline.residual * normal(rng);
      const gain = 0.1 * edc[i] - 0.1 * before + u[i] + v[s] + sd.residual * normal(rng);
      if (rng.float() < missing) continue;
      columns.gain.push(gain);
      columns.edc.push(edc[i]);
      columns.baseline.push(before);
      columns.ensemble.push(`e${i}`);
      columns.split.push(`s${s}`);
    }
  }
  return columns;
}
