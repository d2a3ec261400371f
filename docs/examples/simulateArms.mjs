/**
 * Writes the two SIMULATED arms of the comparison demo: panel.jsonl with panel.npy, thinking.jsonl with thinking.safetensors.
 * No model was sampled, no text embedded.
 *
 * The story is that of "The diversity effect" (seed 002 of this project): a panel of personas is short, less sure of each single
 * sample and spread wider than one long private monologue, so that its pass@k catches up with k.
 *
 *   success rate      ρ = F⁻¹(Φ(z)), F = Beta(α, β) of the arm, z = √0.7·z_problem + √0.3·z_arm
 *   tokens            log-normal around the arm's median, longer when wrong, cut at 16,384
 *   text              a word problem a·b + c worked in one of several ways; the panel varies ways, personas and words
 *   embedding         direction of the problem plus normal noise, more of it in the panel: 24 numbers
 *   reward            correct + 0.6·N(0, 1);  logprob: −0.2 − 0.25·|N(0, 1)|, lower when wrong
 *
 * Problem 41 is missing from the thinking arm and 42 from the panel, and one answer is missing, as real files have it.
 *
 * Run: node docs/examples/simulateArms.mjs (after npm run build). The same bytes come out every time.
 */
import { writeFileSync } from "node:fs";
import { betaQuantile, exp, normalUpperTail } from "../../dist/numeric/special/index.js";
import { createRng, normal } from "../../dist/random/index.js";
import { pick } from "./simulate.mjs";

/** Seed of the files that ship with the repository. */
export const armsSeed = "divlab-arms/1";

/** The arms: success rates are drawn from Beta(alpha, beta). */
export const arms = [
  { name: "panel", alpha: 0.55, beta: 0.75, medianTokens: 900, spread: 0.35, longerWhenWrong: 1.2, noise: 0.105, lacks: 42 },
  { name: "thinking", alpha: 1.3, beta: 0.45, medianTokens: 5600, spread: 0.5, longerWhenWrong: 1.7, noise: 0.055, lacks: 41 },
];
const problems = 42;
const samples = 8;
const dimensions = 24;
const tokenCap = 16384;

const personas = ["Algebraist", "Skeptic", "Teacher", "Engineer", "Economist", "Child"];
const openings = ["let me start with the groups", "I would count first", "here is a quick way", "we should split it", "look at one group", "write it down"];
const closings = ["I agree", "so be it", "that settles it", "no objection", "the vote is clear", "we are done"];

/** Files of the two arms by name: text, or bytes for the embeddings. A function of the seed alone. */
export function simulateArms(seed) {
  const rng = createRng(seed);
  const files = new Map();
  for (const arm of arms) {
    const rows = [];
    const vectors = [];
    for (let p = 1; p <= problems; p++) {
      if (p === arm.lacks) continue;
      const problem = describeProblem(p, rng.stream(`problem/${p}`));
      const draw = rng.stream(`${arm.name}/${p}`);
      const z = Math.sqrt(0.7) * problem.ease + Math.sqrt(0.3) * normal(draw);
      const rho = betaQuantile(normalUpperTail(-z), arm.alpha, arm.beta);
      const noise = arm.noise * exp(0.35 * normal(draw));
      for (let sample = 0; sample < samples; sample++) {
        rows.push(simulateSample(arm, problem, sample, rho, draw));
        vectors.push(problem.direction.map((x) => x + Math.sqrt(noise / dimensions) * normal(draw)));
      }
    }
    files.set(`${arm.name}.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const data = Float32Array.from(vectors.flat());
    if (arm.name === "panel") files.set("panel.npy", npy(data, vectors.length));
    else files.set("thinking.safetensors", safetensors(data, vectors.length));
  }
  return files;
}

function describeProblem(p, rng) {
  const [a, b, c] = [12 + rng.integer(30), 3 + rng.integer(7), 5 + rng.integer(90)];
  const right = a * b + c;
  const direction = Array.from({ length: dimensions }, () => normal(rng));
  const length = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
  return {
    name: `arms-${String(p).padStart(2, "0")}`,
    source: p % 3 === 0 ? "AIME-like" : "olympiad-like",
    level: 1 + rng.integer(3),
    a,
    b,
    c,
    right,
    wrong: [right + 10, a * b, right - c - c, right + a, right - 1, a * (b + c)],
    ease: normal(rng),
    direction: direction.map((x) => x / length),
  };
}

function simulateSample(arm, problem, sample, rho, rng) {
  const correct = rng.float() < rho;
  const result = correct ? problem.right : problem.wrong[pick([6, 4, 3, 2, 2, 1], rng)];
  const length = arm.medianTokens * exp(arm.spread * normal(rng)) * (correct ? 1 : arm.longerWhenWrong);
  const missing = arm.name === "panel" && problem.name === "arms-07" && sample === 3;
  return {
    problem: problem.name,
    model: `${arm.name} (simulated)`,
    sample,
    ...(!missing && { answer: String(result) }),
    correct: correct && !missing,
    reward: rounded((correct ? 1 : 0) + 0.6 * normal(rng)),
    logprob: rounded(-0.2 - 0.25 * Math.abs(normal(rng)) - (correct ? 0 : 0.15)),
    tokens: Math.min(tokenCap, Math.round(length)),
    temperature: 1,
    source: problem.source,
    level: problem.level,
    text: arm.name === "panel" ? debate(problem, result, rng) : monologue(problem, result, rng),
  };
}

/** The steps of one way to work a·b + c, the last with the result that comes out. */
function steps({ a, b, c }, way, result) {
  const product = a * b;
  if (way === 1) return [`${b} * ${a} = ${product}`, `${c} + ${product} = ${result}`];
  if (way === 2) return [`${a} * ${b - 1} = ${a * (b - 1)}`, `${a * (b - 1)} + ${a} = ${product}`, `${product} + ${c} = ${result}`];
  if (way === 3) return [`${a} + ${a} = ${2 * a}`, `${a} * ${b - 2} = ${a * (b - 2)}`, `${a * (b - 2)} + ${2 * a} + ${c} = ${result}`];
  return [`${a} * ${b} = ${product}`, `${product} + ${c} = ${result}`];
}

function debate(problem, result, rng) {
  const said = steps(problem, rng.integer(4), result);
  const from = (list) => list[rng.integer(list.length)];
  const lines = said.map((step, i) => `${from(personas)}: ${i === 0 ? `${from(openings)}, ` : ""}${step}.`);
  return `${lines.join(" ")} ${from(personas)}: ${from(closings)}. The answer is ${result}.`;
}

function monologue(problem, result, rng) {
  const said = steps(problem, pick([8, 1], rng), result);
  const doubt = rng.float() < 0.4 ? " Wait, let me check that again, because I want to be sure. Yes, that is right." : "";
  const known = `Okay, so I need to find the total. There are ${problem.b} groups of ${problem.a} and then ${problem.c} more.`;
  const worked = said.map((step, i) => `${i === 0 ? "First I multiply to get the groups:" : "Then I add what is left:"} ${step}.`).join(" ");
  return `${known} Let me think step by step. ${worked}${doubt} So the answer is ${result}.`;
}

function rounded(value) {
  return Math.round(1000 * value) / 1000;
}

/** numpy's format, version 1, little-endian float32. */
function npy(data, rows) {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimensions}), }`.padEnd(117) + "\n";
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), Buffer.from([header.length, 0]), Buffer.from(header), littleEndian(data)]);
}

function safetensors(data, rows) {
  const header = JSON.stringify({ embeddings: { dtype: "F32", shape: [rows, dimensions], data_offsets: [0, 4 * data.length] } });
  const length = Buffer.alloc(8);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, Buffer.from(header), littleEndian(data)]);
}

function littleEndian(data) {
  const bytes = Buffer.alloc(4 * data.length);
  data.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return bytes;
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, content] of simulateArms(armsSeed)) writeFileSync(new URL(name, import.meta.url), content);
  console.log(`Wrote two simulated arms of ${problems - 1} problems with ${samples} samples each to docs/examples`);
}
