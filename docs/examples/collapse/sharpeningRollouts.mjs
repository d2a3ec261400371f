/**
 * SIMULATED rollouts of a model over fine-tuning. No model was trained or sampled: how they sharpen is put in, so that the study of
 * checkpoints can be seen to find it.
 *
 *   answer of problem i at step t    softmax of s_t·(z + g_t on the right one), z ~ N(0, 1.5²) for 11 wrong ones, N(2, 2²) for the right one
 *   way of working, given answer     softmax of s_t·u, u ~ N(0, 1) for 6 ways; a way is a sequence of operations, as in GSM8K
 *   embedding                        directions of problem, answer and way, plus noise: 16 numbers
 *
 * s_t rises from 0.6 to 3 and g_t from −0.8 to 0.3: training first teaches, then only sharpens.
 */
import { fromRows } from "@divlab/core/data";
import { createRng, normal } from "@divlab/core/random";

const checkpoints = [
  { step: 112, sharpness: 0.6, gain: -0.8 },
  { step: 336, sharpness: 0.9, gain: 0 },
  { step: 560, sharpness: 1.4, gain: 0.2 },
  { step: 784, sharpness: 2.1, gain: 0.3 },
  { step: 1008, sharpness: 3, gain: 0.3 },
];
const wrongAnswers = 11;
const ways = 6;
const dimensions = 16;
const problems = 100;
const samples = 40;

/** Rollouts of all checkpoints with answer, text and embedding; the solver is called sft-STEP. */
export function sharpeningRollouts(seed, temperature = 1) {
  const rng = createRng(seed);
  const rows = [];
  for (let p = 0; p < problems; p++) {
    const problem = draw(rng.stream(`problem/${p}`));
    for (const { step, sharpness, gain } of checkpoints) {
      const sampler = rng.stream(`samples/${p}/${step}`);
      const answerShares = softmax(problem.logits.map((z, answer) => (sharpness / temperature) * (z + (answer === 0 ? gain : 0))));
      const wayShares = problem.ways.map((logits) => softmax(logits.map((u) => (sharpness / temperature) * u)));
      for (let sample = 0; sample < samples; sample++) {
        const answer = pick(answerShares, sampler.float());
        const way = pick(wayShares[answer], sampler.float());
        rows.push({ problem: `p${p}`, sample, step, correct: answer === 0, answer: 24 + answer, text: textOf(answer, way), embedding: embed(problem, answer, way, sampler) });
      }
    }
  }
  return fromRows(rows, {
    problem: "problem",
    solver: (row) => `sft-${row.step}`,
    sample: "sample",
    correct: "correct",
    answer: "answer",
    text: "text",
    embedding: "embedding",
  });
}

function draw(rng) {
  const logits = Array.from({ length: wrongAnswers + 1 }, (_, answer) => (answer === 0 ? 2 + 2 * normal(rng) : 1.5 * normal(rng)));
  const some = () => Float64Array.from({ length: dimensions }, () => normal(rng));
  return {
    logits,
    ways: logits.map(() => Array.from({ length: ways }, () => normal(rng))),
    direction: some(),
    answers: logits.map(some),
    routes: logits.map(() => Array.from({ length: ways }, some)),
  };
}

function embed({ direction, answers, routes }, answer, way, rng) {
  return direction.map((value, j) => 2 * value + 0.8 * answers[answer][j] + 0.6 * routes[answer][way][j] + 0.2 * normal(rng));
}

/** The way's operations: it adds first, then takes away, so that every way to an answer is its own sequence. */
function textOf(answer, way) {
  const total = 24 + answer;
  const first = total + way;
  return `We have 20 + ${first - 20} = ${first}. Then ${first} - ${way} = ${total}. The answer is ${total}.`;
}

function softmax(logits) {
  const largest = Math.max(...logits);
  const weights = logits.map((z) => Math.exp(z - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function pick(shares, u) {
  let at = 0;
  for (let left = u; at < shares.length - 1 && left >= shares[at]; at++) left -= shares[at];
  return at;
}
