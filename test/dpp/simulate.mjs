/**
 * The tables of docs/methods/dpp.md about log-determinants and greedy selection, printed as Markdown. Run with `node test/dpp/simulate.mjs`
 * after a build.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const load = (name) => import(pathToFileURL(resolve(build, name, "index.js")).href);
const { expectedVolume, greedyMap, lEnsemble, logDetScore } = await load("dpp");
const { createRng, normal, shuffledIndices } = await load("random");

const rng = createRng("docs/methods/dpp.md");

/** n vectors of d numbers around a common direction: mean cosine distance about spread²/(1 + spread²). */
function oneCentre(stream, n, d, spread) {
  return Array.from({ length: n }, () => Array.from({ length: d }, (_, j) => (j === 0 ? 1 : 0) + (spread * normal(stream)) / Math.sqrt(d)));
}

const print = (line) => process.stdout.write(`${line}\n`);
const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;
const spreadOf = (values) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const show = (value) => Number(value.toPrecision(3)).toString().replace("-", "−");

/** How scores of random batches depend on their size. */
function sizes() {
  print("| n | score | per item | log det(I + S) | excess | spread of the score | of the excess |\n|---|---|---|---|---|---|---|");
  const pools = Array.from({ length: 20 }, (_, p) => oneCentre(rng.stream("sizes").stream(p), 64, 384, p % 2 === 0 ? 0.25 : 0.45));
  const baselines = pools.map((pool) => expectedVolume(pool));
  for (const n of [4, 8, 16, 32]) {
    const scores = pools.flatMap((pool, p) =>
      Array.from({ length: 20 }, (_, b) => {
        const order = shuffledIndices(pool.length, rng.stream("subsets").stream(n).stream(p).stream(b));
        return logDetScore(Array.from(order.subarray(0, n), (i) => pool[i]), { baseline: baselines[p] });
      }),
    );
    const of = (name) => scores.map((score) => score[name]);
    print(`| ${[n, mean(of("estimate")), mean(of("perItem")), mean(of("logDetPlus")), mean(of("excess")), spreadOf(of("estimate")), spreadOf(of("excess"))].map(show).join(" | ")} |`);
  }
}

/** How far greedy selection and exchanges stay behind the best subset. */
function shortfalls() {
  print("\n| N | k | greedy: hits | mean | worst | exchanges: hits | mean | worst |\n|---|---|---|---|---|---|---|---|");
  for (const [n, k] of [[16, 3], [16, 8], [24, 5], [32, 4]]) {
    const kernels = Array.from({ length: 100 }, (_, b) => lEnsemble(oneCentre(rng.stream("shortfalls").stream(n).stream(k).stream(b), n, 64, 0.6)));
    const best = kernels.map((kernel) => greedyMap(kernel, k, { exact: true }).logDet);
    const cells = [{}, { exchange: true }].flatMap((options) => {
      const short = kernels.map((kernel, b) => Math.max(0, best[b] - greedyMap(kernel, k, options).logDet));
      return [`${short.filter((value) => value < 1e-9).length} %`, show(mean(short)), show(Math.max(...short))];
    });
    print(`| ${[n, k, ...cells].join(" | ")} |`);
  }
}

sizes();
shortfalls();
