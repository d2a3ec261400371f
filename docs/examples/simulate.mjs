/**
 * Writes rollouts.jsonl, the SIMULATED rollouts of the demo. No model was sampled.
 *
 * Two arms answer 60 problems 16 times each. Parameters echo the AIME slice of "The diversity effect" (seed 002 of this
 * project): pass@1 of 22.5 % and 73.1 %, pass@16 of about 55 % and 90 %, median lengths of 1,069 and 11,977 tokens with a
 * cap at 16,384.
 *
 *   success rate of arm a on problem p   ρ = F⁻¹(Φ(z)),  F = Beta(α, β) of the arm,
 *                                        z = √0.6·z_p + √0.4·z_ap: difficulty is shared between the arms
 *   sample correct                       with probability ρ
 *   answer                               the right one, or one of six wrong ones with chances ∝ 1/rank, or (3 % of the wrong) none
 *   reward of an imperfect verifier      correct + 0.6·N(0, 1)
 *   tokens                               log-normal around the arm's median, longer by a quarter when wrong
 *
 * So the true pass@k of each arm is known: 1 − B(α, β + k)/B(α, β).
 *
 * Run: node docs/examples/simulate.mjs (after npm run build). The same bytes come out every time.
 */
import { writeFileSync } from "node:fs";
import { createRng, normal } from "../../dist/random/index.js";
import { betaQuantile, exp, normalUpperTail } from "../../dist/numeric/special/index.js";

export const arms = [
  { solver: "panel (simulated)", alpha: 0.221, beta: 0.761, medianTokens: 1069, spread: 0.35 },
  { solver: "thinking (simulated)", alpha: 0.336, beta: 0.124, medianTokens: 11977, spread: 0.45 },
];

/** True pass@k of an arm over its population of problems: 1 − Π_{i<k} (β + i)/(α + β + i). */
export function truePassAtK({ alpha, beta }, k) {
  let fail = 1;
  for (let i = 0; i < k; i++) fail *= (beta + i) / (alpha + beta + i);
  return 1 - fail;
}

/** Seed of the file that ships with the repository. */
export const demoSeed = "divlab-demo/1";

const problems = 60;
const samples = 16;
const tokenCap = 16384;
const wrongShares = [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6];

/** The rollouts as JSONL, a function of the seed alone. */
export function simulate(seed) {
  const rng = createRng(seed);
  const rows = [];
  for (let p = 0; p < problems; p++) {
    const shared = normal(rng.stream(`problem/${p}`));
    const answers = distinctAnswers(rng.stream(`answers/${p}`));
    for (const arm of arms) {
      const draw = rng.stream(`${arm.solver}/${p}`);
      const z = Math.sqrt(0.6) * shared + Math.sqrt(0.4) * normal(draw);
      const rho = betaQuantile(normalUpperTail(-z), arm.alpha, arm.beta);
      for (let sample = 0; sample < samples; sample++) {
        const correct = draw.float() < rho;
        const answer = correct ? answers[0] : draw.float() < 0.03 ? undefined : answers[1 + pick(wrongShares, draw)];
        const reward = Math.round(1000 * ((correct ? 1 : 0) + 0.6 * normal(draw))) / 1000;
        const length = arm.medianTokens * exp(arm.spread * normal(draw)) * (correct ? 1 : 1.25);
        const tokens = Math.min(tokenCap, Math.round(length));
        rows.push({ problem: `sim-${String(p + 1).padStart(2, "0")}`, model: arm.solver, sample, answer, correct, reward, tokens, source: p < 20 ? "AIME-like" : "olympiad-like" });
      }
    }
  }
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** Seven different three-digit answers, the right one first. */
function distinctAnswers(rng) {
  const answers = new Set();
  while (answers.size < 7) answers.add(String(rng.integer(1000)));
  return [...answers];
}

/** An index with chances in proportion to the weights. */
export function pick(weights, rng) {
  let at = rng.float() * weights.reduce((a, b) => a + b);
  for (let i = 0; i < weights.length; i++) {
    at -= weights[i];
    if (at < 0) return i;
  }
  return weights.length - 1;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL("rollouts.jsonl", import.meta.url), simulate(demoSeed));
  console.log(`Wrote ${problems * samples * arms.length} simulated rollouts to docs/examples/rollouts.jsonl`);
}
