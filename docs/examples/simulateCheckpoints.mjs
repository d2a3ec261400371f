/**
 * Writes checkpoints.jsonl: SIMULATED samples of the checkpoints of a fine-tuning run and of their interpolations with the first one.
 * No model was trained or sampled.
 *
 * The story is that of "Weight ensembling improves reasoning in language models" (seed 001 of this project): training makes a model more often
 * right and surer of whatever it says, so that pass@1 rises while pass@k falls; half of the first checkpoint gives the breadth back.
 *
 *   score of answer a       sharpness·(z_a + lift·[a is right]), z_a = N(0, 1) of the problem
 *   answer                  drawn with probability ∝ exp(score), 10 answers a problem
 *   sft                     sharpness 1 + 6·x, lift 0.9 + 0.4·√x at step 1120·x
 *   wise                    the sharpness halfway back to the first checkpoint, the lift of the later one
 *   text                    one of several ways to add up to the answer; the fewer, the sharper
 *
 * Run: node docs/examples/simulateCheckpoints.mjs (after npm run build). The same bytes come out every time.
 */
import { writeFileSync } from "node:fs";
import { exp } from "../../dist/numeric/special/index.js";
import { createRng, normal } from "../../dist/random/index.js";

/** Seed of the file that ships with the repository. */
export const checkpointsSeed = "divlab-checkpoints/1";

const problems = 80;
const samples = 12;
const answers = 10;
const steps = [112, 336, 672, 1120];

const sharpnessAt = (step) => 1 + (6 * step) / 1120;
const liftAt = (step) => 0.9 + 0.4 * Math.sqrt(step / 1120);

/** The checkpoints: of the run, and halfway back to its first. */
export const checkpoints = [
  ...steps.map((step) => ({ run: "sft", step, sharpness: sharpnessAt(step), lift: liftAt(step) })),
  ...steps.slice(2).map((step) => ({ run: "wise", step, sharpness: (sharpnessAt(steps[0]) + sharpnessAt(step)) / 2, lift: liftAt(step) })),
];

/** Rows of JSONL. A function of the seed alone. */
export function simulateCheckpoints(seed) {
  const rng = createRng(seed);
  const lines = [];
  for (const checkpoint of checkpoints) {
    for (let p = 1; p <= problems; p++) {
      const shares = answerShares(checkpoint, rng.stream(`problem/${p}`));
      const draw = rng.stream(`${checkpoint.run}/${checkpoint.step}/${p}`);
      for (let sample = 0; sample < samples; sample++) {
        const answer = categorical(shares, draw);
        const way = Math.floor(draw.float() ** checkpoint.sharpness * 8);
        const total = 20 + p + answer;
        lines.push(`${JSON.stringify({ problem: `p${p}`, run: checkpoint.run, step: checkpoint.step, sample, answer: total, correct: answer === 0, text: `${10 + way} + ${total - 10 - way} = ${total}` })}\n`);
      }
    }
  }
  return lines.join("");
}

/** Probabilities of a problem's answers at a checkpoint; answer 0 is right. */
export function answerShares({ sharpness, lift }, rng) {
  const weights = Array.from({ length: answers }, (_, a) => exp(sharpness * (normal(rng) + (a === 0 ? lift : 0))));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function categorical(shares, rng) {
  let rest = rng.float();
  for (let a = 0; a < shares.length; a++) {
    rest -= shares[a];
    if (rest < 0) return a;
  }
  return shares.length - 1;
}

if (process.argv[1] === import.meta.filename) writeFileSync(new URL("checkpoints.jsonl", import.meta.url), simulateCheckpoints(checkpointsSeed));
