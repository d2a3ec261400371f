/**
 * k-medoids against R's `cluster::pam` with FasterPAM in a live process that times itself, and against druidjs, on the same condensed
 * distances. Ours includes checking them and laying them out; R returns clusters only and no silhouettes, the least it can be asked
 * for. druidjs looks distances up by a function of two indices, each pair once, and keeps them in a matrix of its own: both sides fill
 * n² numbers. Its constructor chooses a start that is then replaced, and it stops after 10·log₁₀ N swaps, each the best of all: what the
 * first takes and whether the second cut it short stands in the output. Times are minima over interleaved rounds. Quality is our loss
 * divided by the rival's, both recomputed from the medoids. Set DIVLAB_DIST to bench another build.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { KMedoids } from "@saehrimnir/druidjs";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { kMedoids } = await import(pathToFileURL(resolve(build, "cluster/index.js")).href);
const { pairwiseDistances } = await import(pathToFileURL(resolve(build, "distance/index.js")).href);
const { createRng, normal } = await import(pathToFileURL(resolve(build, "random/index.js")).href);

export async function run({ quick }) {
  // Objects, medoids, calls a round, rounds.
  const sizes = quick ? [[40, 4, 2, 1]] : [[64, 8, 200, 20], [1000, 10, 1, 20], [1000, 50, 1, 20], [2000, 10, 1, 8], [2000, 50, 1, 8]];
  const rows = [];
  for (const [n, k, calls, rounds] of sizes) {
    const distances = pairwiseDistances(mixture(n, 25, 32), { distance: "euclidean" });
    const r = quick ? null : await startR(distances);
    const firstK = Array.from({ length: k }, (_, i) => i);
    for (const [start, init] of [[`from the first ${k}`, firstK], ["from BUILD", "build"]]) {
      const name = `k-medoids, N = ${n}, k = ${k}, ${start}`;
      const work = () => kMedoids(distances, k, { init });
      const rival = r === null ? null : () => r.ask({ k, init: init === "build" ? "NULL" : "1:k", calls });
      rows.push(await against(`${name}, R`, distances, work, rival, calls, rounds, quick ? "rival skipped in a quick run" : "rival skipped: no R with cluster here"));
      if (init !== firstK) continue;
      const druid = async () => timed(() => byDruid(distances, firstK), Math.min(calls, 20));
      const row = await against(`${name}, druidjs`, distances, work, druid, calls, quick ? 1 : n < 1000 ? rounds : n < 2000 ? 10 : 2);
      rows.push({ ...row, detail: `${row.detail}; ${aboutDruid(distances, firstK)}` });
    }
    await r?.stop();
  }
  return rows;
}

/** The least milliseconds a call of both over interleaved rounds after one unmeasured one. */
async function against(name, distances, work, rival, calls, rounds, skipped) {
  let ours = null;
  let theirs = null;
  for (let round = -1; round < rounds; round++) {
    const our = timed(work, calls);
    const their = rival === null ? null : await rival();
    if (round < 0) continue;
    if (ours === null || our.ms < ours.ms) ours = our;
    if (their !== null && (theirs === null || their.ms < theirs.ms)) theirs = their;
  }
  const loss = lossOf(distances, ours.medoids);
  const detail = `loss ${loss.toPrecision(7)}, ${ours.swaps} swaps`;
  if (theirs === null) return { name, ours_ms: ours.ms, rival_ms: null, ratio: null, detail: `${detail}; ${skipped}` };
  const rivalLoss = lossOf(distances, theirs.medoids);
  return {
    name,
    ours_ms: ours.ms,
    rival_ms: theirs.ms,
    ratio: theirs.ms / ours.ms,
    quality: loss / rivalLoss,
    detail: `${detail}, rival's loss ${rivalLoss.toPrecision(7)}`,
  };
}

function timed(work, calls) {
  const start = performance.now();
  let result;
  for (let i = 0; i < calls; i++) result = work();
  return { ms: (performance.now() - start) / calls, medoids: result.medoids, swaps: result.swaps };
}

/** druidjs from the same start. */
function byDruid(distances, start) {
  const clustering = newDruid(distances, start.length);
  clustering.init(start.length, [...start]);
  return { medoids: clustering.get_medoids() };
}

function newDruid({ data, n }, k) {
  const distance = ([a], [b]) => {
    const i = Math.min(a, b);
    return data[(i * (2 * n - i - 1)) / 2 + Math.max(a, b) - i - 1];
  };
  return new KMedoids(Array.from({ length: n }, (_, i) => [i]), { K: k, metric: distance });
}

/** What its own start takes, and whether it would have gone on swapping. */
function aboutDruid(distances, start) {
  const { medoids } = byDruid(distances, start);
  const before = medoids.join();
  const isCut = byDruid(distances, medoids).medoids.join() !== before;
  let ms = Infinity;
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    newDruid(distances, start.length);
    ms = Math.min(ms, performance.now() - from);
  }
  const limit = Math.ceil(10 * Math.log10(distances.n));
  return `druidjs ${isCut ? "cut short by" : "within"} its limit of ${limit} swaps, ${ms.toPrecision(2)} ms for its own start`;
}

function lossOf({ data, n }, medoids) {
  let loss = 0;
  for (let o = 0; o < n; o++) {
    let least = Infinity;
    for (const m of medoids) {
      const i = Math.min(o, m);
      const cost = o === m ? 0 : data[(i * (2 * n - i - 1)) / 2 + Math.max(o, m) - i - 1];
      if (cost < least) least = cost;
    }
    loss += least;
  }
  return loss;
}

/** n points around `groups` centres in d dimensions. */
function mixture(n, groups, d) {
  const rng = createRng("k-medoids");
  const centres = Array.from({ length: groups }, () => Float64Array.from({ length: d }, () => normal(rng)));
  return Array.from({ length: n }, () => {
    const centre = centres[rng.integer(groups)];
    return centre.map((value) => value + normal(rng));
  });
}

/** A live R process that holds the distances; null where there is no R with cluster. */
async function startR({ data, n }) {
  if (spawnSync("Rscript", ["-e", "stopifnot(packageVersion('cluster') >= '2.1.1')"], { stdio: "ignore" }).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), "divlab-bench-"));
  writeFileSync(join(folder, "distances"), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const child = spawn("Rscript", ["--vanilla", "-e", program, join(folder, "distances"), String(n)], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await answers.next();
  return {
    async ask({ k, init, calls }) {
      child.stdin.write(`${k} ${init} ${calls}\n`);
      const [ms, ...medoids] = (await answers.next()).value.split(" ").map(Number);
      return { ms, medoids: medoids.map((medoid) => medoid - 1) };
    },
    async stop() {
      child.stdin.end();
      await once(child, "exit");
      rmSync(folder, { recursive: true });
    },
  };
}

const program = `
library(cluster)
args <- commandArgs(TRUE)
n <- as.integer(args[2])
d <- structure(readBin(args[1], "double", n * (n - 1) / 2), Size = n, Diag = FALSE, Upper = FALSE, class = "dist")
cat("ready\\n")
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  task <- strsplit(line, " ")[[1]]
  k <- as.integer(task[1])
  medoids <- if (task[2] == "NULL") NULL else 1:k
  calls <- as.integer(task[3])
  start <- Sys.time()
  for (i in 1:calls) clusters <- pam(d, k, diss = TRUE, medoids = medoids, variant = "faster", cluster.only = TRUE)
  ms <- as.numeric(difftime(Sys.time(), start, units = "secs")) * 1000 / calls
  found <- pam(d, k, diss = TRUE, medoids = medoids, variant = "faster", keep.diss = FALSE)$id.med
  cat(ms, found, "\\n")
  flush(stdout())
}
`;
