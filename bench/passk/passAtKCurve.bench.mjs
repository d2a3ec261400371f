/**
 * The pass@k curve against the product formula per problem and k, in JavaScript and in NumPy, and exact majority votes.
 * Times are minima over interleaved rounds; `detail` gives the spread of the ratio over rounds. Set DIVLAB_DIST to bench another build.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { majAtK, passAtKCurve } = await import(pathToFileURL(resolve(build, "passk/index.js")).href);

export async function run({ quick }) {
  const problems = quick ? 20 : 1000;
  const kMax = quick ? 8 : 64;
  const rounds = quick ? 1 : 15;
  const even = randomCounts(problems, 200, 200);
  const ragged = randomCounts(problems, 64, 128);
  return [
    await againstProducts(`pass@k curve, ${problems} problems × ${kMax} k, n = 200`, even, kMax, rounds),
    await againstProducts(`pass@k curve, ${problems} problems × ${kMax} k, n = 64 … 128`, ragged, kMax, rounds),
    await againstNumpy(`pass@k curve, ${problems} problems × ${kMax} k, n = 200, NumPy`, even, kMax, quick ? 1 : 5),
    ...(await manyProblems(quick ? 1000 : 1_000_000, kMax, quick ? 1 : 5)),
    ...(await votes(quick)),
  ];
}

/** The published estimator, 1 − Π_{i=n−c+1}^{n} (1 − k/i), cell by cell, and its mean over problems. */
function productMeans({ n, c }, kMax) {
  const means = new Float64Array(kMax);
  for (let k = 1; k <= kMax; k++) {
    let total = 0;
    for (let p = 0; p < n.length; p++) total += productFormula(n[p], c[p], k);
    means[k - 1] = total / n.length;
  }
  return means;
}

function productFormula(n, c, k) {
  if (n - c < k) return 1;
  let product = 1;
  for (let i = n - c + 1; i <= n; i++) product *= 1 - k / i;
  return 1 - product;
}

async function againstProducts(name, counts, kMax, rounds) {
  // Twenty calls a round: one takes a fraction of a millisecond.
  const calls = 20;
  let ours;
  let theirs;
  const { ours_ms, rival_ms, ...rest } = await race(
    rounds,
    () => {
      for (let i = 0; i < calls; i++) ours = passAtKCurve(counts, kMax, { intervals: false });
    },
    () => {
      theirs = productMeans(counts, kMax);
    },
    calls,
  );
  return { name, ours_ms, rival_ms, ...rest, quality: largestDifference(ours.estimate, theirs), detail: `estimates and standard errors against means; ${rest.detail}` };
}

/** A live Python process that computes the same means with NumPy, one array expression per cell, and times itself. */
async function againstNumpy(name, counts, kMax, rounds) {
  const python = ["/usr/bin/python3", "python3"].find((command) => spawnSync(command, ["-c", "import numpy"]).status === 0);
  if (python === undefined) return { name, ours_ms: null, rival_ms: null, ratio: null, detail: "skipped: no python3 with numpy here" };
  const child = spawn(python, ["-c", numpyProgram], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (message) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value } = await answers.next();
    return JSON.parse(value);
  };
  const { version } = await ask({ n: Array.from(counts.n), c: Array.from(counts.c), kMax });
  let ours;
  let theirs;
  const calls = 20;
  const result = await race(
    rounds,
    () => {
      for (let i = 0; i < calls; i++) ours = passAtKCurve(counts, kMax, { intervals: false });
    },
    async () => {
      theirs = await ask({});
      return theirs.ms;
    },
    calls,
  );
  child.stdin.end();
  await once(child, "exit");
  return { name, ...result, quality: largestDifference(ours.estimate, theirs.means), detail: `NumPy ${version}, timed in its own process; ${result.detail}` };
}

const numpyProgram = `
import json, sys, time
import numpy as np

def estimate(n, c, k):
    if n - c < k:
        return 1.0
    return 1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1))

task = json.loads(sys.stdin.readline())
print(json.dumps({"version": np.__version__}), flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    means = [float(np.mean([estimate(n, c, k) for n, c in zip(task["n"], task["c"])])) for k in range(1, task["kMax"] + 1)]
    print(json.dumps({"ms": 1000 * (time.perf_counter() - start), "means": means}), flush=True)
`;

async function manyProblems(problems, kMax, rounds) {
  const counts = randomCounts(problems, 64, 128);
  const name = `pass@k curve, ${problems.toLocaleString("en")} problems × ${kMax} k, n = 64 … 128`;
  const time = async (options) => (await race(rounds, () => passAtKCurve(counts, kMax, options))).ours_ms;
  return [
    { name, ours_ms: await time({ intervals: false }), rival_ms: null, ratio: null, detail: "one core, without intervals" },
    { name: `${name}, with intervals`, ours_ms: await time({}), rival_ms: null, ratio: null, detail: "one core" },
  ];
}

/** Answers as frequent as Zipf's law has it, the most frequent one correct. No rival: others enumerate subsets or resample. */
async function votes(quick) {
  const cases = quick ? [[16, 4, 4]] : [[64, 8, 32], [100, 40, 64], [1118, 40, 256]];
  const rows = [];
  for (const [n, answers, k] of cases) {
    const counts = zipfCounts(n, answers);
    const correct = counts.map((_, b) => b === 0);
    for (const replacement of n > 1000 ? [false] : [false, true]) {
      const { ours_ms } = await race(quick ? 1 : 7, () => majAtK({ counts, correct }, k, { replacement }));
      const draw = replacement ? "with replacement" : "without replacement";
      rows.push({ name: `maj@${k}, n = ${n}, ${answers} answers, ${draw}`, ours_ms, rival_ms: null, ratio: null, detail: "exact, one problem" });
    }
  }
  return rows;
}

/** Interleaved rounds after one unmeasured one. A rival may return its own time. */
async function race(rounds, ours, rival, calls = 1) {
  const times = { ours: [], rival: [] };
  for (let round = -1; round < rounds; round++) {
    const our = (await timed(ours)) / calls;
    const their = rival === undefined ? NaN : await timed(rival);
    if (round < 0) continue;
    times.ours.push(our);
    times.rival.push(their);
  }
  const ours_ms = Math.min(...times.ours);
  if (rival === undefined) return { ours_ms };
  const rival_ms = Math.min(...times.rival);
  const ratios = times.rival.map((their, i) => their / times.ours[i]).toSorted((a, b) => a - b);
  return { ours_ms, rival_ms, ratio: rival_ms / ours_ms, detail: `ratio per round ${ratios[0].toPrecision(3)} … ${ratios.at(-1).toPrecision(3)}` };
}

async function timed(work) {
  const start = performance.now();
  const own = await work();
  return typeof own === "number" ? own : performance.now() - start;
}

function largestDifference(ours, theirs) {
  return Math.max(...Array.from(ours, (value, j) => Math.abs(value / theirs[j] - 1)));
}

/** Counts from a fixed linear congruence, so that every run sees the same problems. */
function randomCounts(problems, lowN, highN) {
  let state = 20250104;
  const below = (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  const n = new Int32Array(problems).map(() => lowN + below(highN - lowN + 1));
  return { n, c: n.map((samples) => below(samples + 1)) };
}

function zipfCounts(n, answers) {
  const weights = Array.from({ length: answers }, (_, b) => 1 / (b + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const counts = weights.map((weight) => Math.max(1, Math.floor((n * weight) / total)));
  counts[0] += n - counts.reduce((sum, count) => sum + count, 0);
  return counts;
}
