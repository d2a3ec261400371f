/**
 * Writes temperatures.jsonl with temperatures.npy: SIMULATED samples of one solver at four temperatures. No model was sampled, no text embedded.
 *
 * The story is that of the lab notebook (seed 004 of this project): hot samples are more diverse and less often right, votes gain from more of
 * them, the reward model is poor, and within one temperature diverse batches are those of hard problems.
 *
 *   answer        drawn with probability ∝ exp(score/T) of 9 answers, score N(0, 1), the right one higher by 1.5
 *   text          one of several ways to add up to the answer; the hotter, the more
 *   embedding     direction of the answer plus that of the problem plus noise ∝ T: 8 numbers
 *   logprob       log of the answer's probability, noise, lower for rare ways
 *   reward        0.25·[right] + N(0, 1)
 *
 * Run: node docs/examples/simulateTemperatures.mjs (after npm run build). The same bytes come out every time.
 */
import { writeFileSync } from "node:fs";
import { exp, ln } from "../../dist/numeric/special/index.js";
import { createRng, normal } from "../../dist/random/index.js";
import { pick } from "./simulate.mjs";

/** Seed of the files that ship with the repository. */
/** The temperatures. */
export const temperaturesSeed = "divlab-temperatures/1";

/** The temperatures. */
export const temperatures = [0.3, 0.5, 0.7, 1];
/** Problems p1, p2 …; the answers of one come from the stream `problem/<number>`. */
export const problems = 30;
const samples = 32;
const answers = 9;
const dimensions = 8;

/** The two files by name. A function of the seed alone. */
export function simulateTemperatures(seed) {
  const rng = createRng(seed);
  const lines = [];
  const vectors = [];
  for (const temperature of temperatures) {
    for (let p = 1; p <= problems; p++) {
      const shares = answerShares(temperature, rng.stream(`problem/${p}`));
      const directions = Array.from({ length: answers + 1 }, (_, a) => direction(rng.stream(`direction/${p}/${a}`)));
      const draw = rng.stream(`${temperature}/${p}`);
      for (let sample = 0; sample < samples; sample++) {
        const answer = pick(shares, draw);
        const way = Math.floor(draw.float() ** (1 / temperature) * 8);
        const total = 30 + p + answer;
        const logprob = rounded(ln(shares[answer]) - 0.1 * way - 0.2 * Math.abs(normal(draw)));
        const reward = rounded((answer === 0 ? 0.25 : 0) + normal(draw));
        const text = `${3 + way} + ${total - 3 - way} = ${total}${way % 2 === 1 ? ", so the total is" : ". Answer:"} ${total}`;
        lines.push(`${JSON.stringify({ problem: `p${p}`, model: "solver (simulated)", temperature, sample, answer: total, correct: answer === 0, reward, logprob, text })}\n`);
        vectors.push(...directions[answer].map((x, j) => x + directions[answers][j] + 0.3 * temperature * normal(draw)));
      }
    }
  }
  return new Map([
    ["temperatures.jsonl", lines.join("")],
    ["temperatures.npy", npy(Float32Array.from(vectors), problems * samples * temperatures.length)],
  ]);
}

/** Probabilities of a problem's answers at a temperature; answer 0 is right. */
export function answerShares(temperature, rng) {
  const weights = Array.from({ length: answers }, (_, a) => exp((normal(rng) + (a === 0 ? 1.5 : 0)) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function direction(rng) {
  const values = Array.from({ length: dimensions }, () => normal(rng));
  const length = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  return values.map((x) => x / length);
}

function rounded(value) {
  return Math.round(1000 * value) / 1000;
}

/** What numpy.save writes of a float32 matrix. */
function npy(data, rows) {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimensions}), }`.padEnd(117) + "\n";
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), Buffer.from([header.length, 0]), Buffer.from(header), Buffer.from(data.buffer)]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, content] of simulateTemperatures(temperaturesSeed)) writeFileSync(new URL(name, import.meta.url), content);
}
