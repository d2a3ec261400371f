/**
 * Bandit runs with ten good arms against the update as a textbook has it, the softmax computed anew at each step. Both draw from the same
 * generator. Times are minima over interleaved rounds; `detail` gives the rate. Set DIVLAB_DIST to bench another build.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { race } from "../race.mjs";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const load = (file) => import(pathToFileURL(resolve(build, file)).href);
const { simulateBandit } = await load("collapse/index.js");
const { createRng } = await load("random/index.js");

const goodArms = 10;

export async function run({ quick }) {
  const rounds = quick ? 1 : 7;
  const steps = quick ? 1000 : 1_000_000;
  return [
    steadily("REINFORCE", { steps }, rounds, () => textbookReinforce(steps, 0.1, 0)),
    steadily("REINFORCE with penalty", { steps, beta: 0.1 }, rounds, () => textbookReinforce(steps, 0.1, 0.1)),
    steadily("GRPO, G = 8", { algorithm: "grpo", steps, learningRate: 0.01 }, rounds, () => textbookGrpo(steps, 0.01, 8)),
    mixedGroups(quick ? 1e9 : 1e15, rounds),
  ];
}

function steadily(name, options, rounds, rival) {
  const { ours_ms, rival_ms } = race(rounds, () => simulateBandit({ goodArms, rng: 1, recordAt: [options.steps], ...options }), rival);
  const perSecond = (options.steps / ours_ms / 1000).toPrecision(3);
  return { name: `${name}, ${goodArms} good arms, ${options.steps.toLocaleString("en")} steps`, ours_ms, rival_ms, detail: `${perSecond} million steps a second` };
}

/** What GRPO is charged for: groups that are neither all good nor all bad. */
function mixedGroups(steps, rounds) {
  let updates = 0;
  const runs = 40;
  const { ours_ms } = race(rounds, () => {
    const result = simulateBandit({ goodArms, algorithm: "grpo", steps, runs, recordAt: [steps], rng: 1 });
    updates = result.updates.data.reduce((sum, count) => sum + count, 0);
  });
  return { name: `GRPO, G = 8, ${runs} runs of ${steps.toExponential()} steps`, ours_ms, detail: `${updates} mixed groups, ${(updates / ours_ms / 1000).toPrecision(3)} million a second` };
}

function textbookReinforce(steps, eta, beta) {
  const rng = createRng("1/bandit/0");
  const arms = goodArms + 1;
  const theta = new Float64Array(arms);
  for (let step = 0; step < steps; step++) {
    const p = softmax(theta);
    const arm = draw(p, rng);
    const reward = arm < goodArms ? 1 : 0;
    let divergence = 0;
    if (beta > 0) for (let i = 0; i < arms; i++) divergence += p[i] * Math.log(p[i] * arms);
    for (let i = 0; i < arms; i++) {
      theta[i] += eta * reward * ((i === arm ? 1 : 0) - p[i]);
      if (beta > 0) theta[i] -= eta * beta * p[i] * (Math.log(p[i] * arms) - divergence);
    }
  }
  return theta;
}

function textbookGrpo(steps, eta, size) {
  const rng = createRng("1/bandit/0");
  const arms = goodArms + 1;
  const theta = new Float64Array(arms);
  const group = new Int32Array(size);
  for (let step = 0; step < steps; step++) {
    const p = softmax(theta);
    let good = 0;
    for (let g = 0; g < size; g++) {
      group[g] = draw(p, rng);
      if (group[g] < goodArms) good++;
    }
    if (good === 0 || good === size) continue;
    const mean = good / size;
    const deviation = Math.sqrt(mean * (1 - mean));
    for (let g = 0; g < size; g++) {
      const advantage = ((group[g] < goodArms ? 1 : 0) - mean) / deviation;
      theta[group[g]] += (eta / size) * advantage;
    }
  }
  return theta;
}

function softmax(theta) {
  let most = -Infinity;
  for (let i = 0; i < theta.length; i++) most = Math.max(most, theta[i]);
  const p = new Float64Array(theta.length);
  let total = 0;
  for (let i = 0; i < p.length; i++) {
    p[i] = Math.exp(theta[i] - most);
    total += p[i];
  }
  for (let i = 0; i < p.length; i++) p[i] /= total;
  return p;
}

function draw(p, rng) {
  const target = rng.float();
  let arm = 0;
  for (let sum = p[0]; sum <= target && arm < p.length - 1; sum += p[arm]) arm++;
  return arm;
}
