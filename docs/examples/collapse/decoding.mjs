/** Decoding on synthetic populations of answer distributions: temperature, nucleus, min-p and top-k against the optimal top-K distinct answers. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { oracleTopK, truncateDistribution } from "@divlab/core/collapse";
import { countsByProblem, groupSamples, readRollouts } from "@divlab/core/data";
import { biasVarianceBound, passAtK, tallyVotes } from "@divlab/core/passk";
import { createRng, normal } from "@divlab/core/random";
import { curves, fixed, line, linear, log, mean, moments, paragraph, percent, scatter, share, table } from "./write.mjs";

const seed = "collapse/decoding";
const problems = 400;
const answers = 100;
const samples = 100;
const ks = [1, 2, 4, 8, 16];
const temperatures = [0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 4];

/** The paper's grid (Appendix F.2). */
const grid = [0.8, 1, 1.2, 1.5, 1.8];
const strategies = [
  { name: "temperature only", cuts: [{}] },
  { name: "nucleus", cuts: [0.8, 0.9, 0.95].map((topP) => ({ topP })) },
  { name: "min-p", cuts: [0.01, 0.05, 0.1].map((minP) => ({ minP })) },
  { name: "top-k", cuts: [12, 25, 50].map((topK) => ({ topK })) },
];

/**
 * Two populations, 400 problems each, answer 0 the right one. Open: 99 wrong answers with logits N(0, 2²), the right one N(6, 3²).
 * Trap: a wrong answer with logit 3, two with 0, the right one N(1.5, 0.5²): most of the mass is on one mistake.
 */
function populations() {
  const rng = createRng(seed);
  const each = (name, draw) => Array.from({ length: problems }, (_, i) => draw(rng.stream(name).stream(i)));
  return {
    open: each("open", (of) => Float64Array.from({ length: answers }, (_, answer) => (answer === 0 ? 6 + 3 * normal(of) : 2 * normal(of)))),
    trap: each("trap", (of) => Float64Array.of(1.5 + 0.5 * normal(of), 3, 0, 0)),
  };
}

export async function runDecoding() {
  const { open, trap } = populations();
  const settings = strategies.flatMap(({ name, cuts }) => grid.flatMap((temperature) => cuts.map((cut) => ({ name, temperature, cut, ...decode(open, { temperature, ...cut }) }))));
  const distributions = open.map((logits) => ({ probabilities: truncateDistribution({ logits }).probabilities, correct: rightAnswer(answers) }));
  return {
    open: temperatures.map((temperature) => ({ temperature, ...decode(open, { temperature }) })),
    trap: temperatures.map((temperature) => ({ temperature, ...decode(trap, { temperature }) })),
    settings,
    best: strategies.map(({ name }) => ({ name, passAtK: ks.map((_, i) => Math.max(...settings.filter((s) => s.name === name).map((s) => s.passAtK[i]))) })),
    minP: [1, 1.3, 1.6].map((temperature) => ({ temperature, points: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3].map((minP) => ({ minP, ...decode(open, { temperature, minP }) })) })),
    exact: oracleTopK(distributions, ks),
    estimated: oracleTopK(sampleVotes(distributions), ks, { sizes: [25, 50, 100] }),
    real: await realSamples(),
  };
}

/** Pass@k, bias² and variance of i.i.d. samples under one decoder: exact, as ρ of every problem is known. */
function decode(population, options) {
  const rates = population.map((logits) => truncateDistribution({ logits }, options).probabilities[0]);
  const { bias2, variance, passAtK: exact } = moments(rates);
  return { bias2, variance, passAtK: ks.map((k) => exact(k)) };
}

const rightAnswer = (size) => Array.from({ length: size }, (_, answer) => answer === 0);

/** What 100 samples of every problem would show. */
function sampleVotes(distributions) {
  const rng = createRng(seed).stream("samples");
  return distributions.map(({ probabilities }, i) => {
    const of = rng.stream(i);
    const counts = new Array(answers).fill(0);
    for (let sample = 0; sample < samples; sample++) counts[pick(probabilities, of.float())]++;
    const seen = counts.flatMap((count, answer) => (count > 0 ? [answer] : []));
    return { counts: seen.map((answer) => counts[answer]), correct: seen.map((answer) => answer === 0) };
  });
}

function pick(shares, u) {
  let at = 0;
  for (let left = u; at < shares.length - 1 && left >= shares[at]; at++) left -= shares[at];
  return at;
}

/**
 * GPT-4 on 100 games of 24, 100 samples each with two prompts (input-output and chain of thought), from ../shared/data or DIVLAB_DATA;
 * undefined where the data are not. Two ways of sampling that differ in diversity, and the k most frequent answers against k draws.
 */
async function realSamples() {
  const folder = process.env.DIVLAB_DATA ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
  const file = `${folder}/tot-game24/samples.jsonl.gz`;
  if (!existsSync(file)) return undefined;
  const { rollouts } = await readRollouts(file);
  const { solver, offsets, rows } = groupSamples(rollouts);
  return countsByProblem(rollouts).map((counts) => {
    const code = rollouts.solver.levels.indexOf(counts.solver);
    const votes = Array.from(solver, (of, group) => (of === code ? rows.subarray(offsets[group], offsets[group + 1]) : undefined))
      .filter((own) => own !== undefined)
      .map((own) => tallyVotes(own.map((row) => rollouts.answer.codes[row]), own.map((row) => rollouts.correct[row])));
    const distinct = mean(votes, (tally) => tally.answers.length / samples);
    return { name: counts.solver, distinct, bound: biasVarianceBound(counts, 8), passAtK: ks.map((k) => passAtK(counts, k).estimate), oracle: oracleTopK(votes, ks, { sizes: [25, 50, 100] }) };
  });
}

const at = (values, k) => values[ks.indexOf(k)];
const optimalAt = (result, k) => result.atK[ks.indexOf(k)].optimal.estimate;

export function decodingFindings({ open, trap, best, settings, minP, exact, estimated, real }) {
  const of = (points, temperature) => points.find((point) => point.temperature === temperature);
  const naive = settings.filter(({ name }) => name === "temperature only");
  const top = (points, k) => points.reduce((a, b) => (at(b.passAtK, k) > at(a.passAtK, k) ? b : a));
  const rises = open.slice(1).every((point, i) => point.bias2 > open[i].bias2 && point.variance < open[i].variance);
  const gain = Math.max(...best.slice(1).flatMap(({ passAtK: values }) => [2, 4, 8].map((k) => at(values, k) - at(best[0].passAtK, k))));
  const [cold, , hot] = minP.map(({ points }) => Math.max(...points.map(({ passAtK: values }) => values[0])));
  const path = (k) => [...estimated.atK[ks.indexOf(k)].path];
  return {
    trade: `Open answers: from T = ${open[0].temperature} to ${open.at(-1).temperature} bias² ${rises ? "rises at every step" : "does not always rise"}, from ${fixed(open[0].bias2)} to ${fixed(open.at(-1).bias2)}, and the variance ${rises ? "falls" : "does not always fall"}, from ${fixed(open[0].variance)} to ${fixed(open.at(-1).variance)}: a trade. pass@8 is best at T = ${top(open, 8).temperature} (${percent(at(top(open, 8).passAtK, 8))}), pass@1 at the lowest.`,
    trap: `It is no law: where most of the mass is on one wrong answer, T = 2.2 instead of 1 lowers both, bias² from ${fixed(of(trap, 1).bias2)} to ${fixed(of(trap, 2.2).bias2)} and variance from ${fixed(of(trap, 1).variance, 4)} to ${fixed(of(trap, 2.2).variance, 4)}.`,
    gap: `Best of the grid at k = 4: temperature alone ${percent(at(best[0].passAtK, 4))}, nucleus ${percent(at(best[1].passAtK, 4))}, min-p ${percent(at(best[2].passAtK, 4))}, top-k ${percent(at(best[3].passAtK, 4))}; the four most probable distinct answers ${percent(optimalAt(exact, 4))}. At k = 2 and 8: ${percent(at(top(naive, 2).passAtK, 2))} and ${percent(at(top(naive, 8).passAtK, 8))} against ${percent(optimalAt(exact, 2))} and ${percent(optimalAt(exact, 8))}. Truncation gains at most ${fixed(100 * gain, 1)} points over temperature alone.`,
    minP: `No min-p threshold up to 0.3 at T = 1.6 reaches the pass@1 of the best such threshold at T = 1: ${percent(hot)} against ${percent(cold)}.`,
    estimated: `Estimated from ${samples} samples per problem instead of the distribution, the optimum at k = 4 is ${percent(optimalAt(estimated, 4))}, from 25 samples ${percent(path(4)[0])}: exact ${percent(optimalAt(exact, 4))}.`,
    ...(real === undefined ? {} : realFindings(real)),
  };
}

function realFindings(real) {
  const [cot, io] = ["gpt-4-cot", "gpt-4-io"].map((name) => real.find((arm) => arm.name === name));
  const both = (f) => `${f(io)} and ${f(cot)}`;
  return {
    realArms: `Real samples (GPT-4, 100 games of 24, 100 samples each; input-output prompt and chain of thought): distinct answers ${both((arm) => percent(arm.distinct, 0))} of samples, pass@1 ${both((arm) => percent(at(arm.passAtK, 1)))}, pass@16 ${both((arm) => percent(at(arm.passAtK, 16)))}; bias² ${both((arm) => fixed(arm.bound.bias2))}, variance ${both((arm) => fixed(arm.bound.variance, 4))}.`,
    realOptimal: `On them the eight most frequent answers contain a right one for ${both((arm) => percent(optimalAt(arm.oracle, 8)))} of games, against pass@8 of ${both((arm) => percent(at(arm.passAtK, 8)))}.`,
  };
}

export function decodingSection(result) {
  const { open, trap, best, minP, exact, estimated, real } = result;
  const findings = decodingFindings(result);
  const x = open.map(({ temperature }) => temperature);
  const terms = (name, points) => [line(`${name}: bias²`, x, points.map(({ bias2 }) => bias2), { group: name }), line(`${name}: variance`, x, points.map(({ variance }) => variance), { style: "dashed", group: name })];
  const optimal = (from) => ks.map((_, i) => from.atK[i].optimal.estimate);
  const setting = `${problems} problems, simulated, seed "${seed}"`;
  const kept = ks.slice(1);
  return {
    id: "decoding",
    heading: "Section 6.2 and Table 1: temperature, truncation and the optimal strategy",
    blocks: [
      paragraph(findings.trade),
      curves(`The two terms of the bound against temperature, exact, for two populations of answer distributions (${setting}).`, log("temperature"), linear("bias² (solid), variance (dashed)"), [...terms("open", open), ...terms("trap", trap)]),
      paragraph(findings.trap),
      curves(
        `pass@k of the best setting of each decoder over the paper's grid, and of the K most probable distinct answers; dashed: the latter estimated from ${samples} samples per problem (${setting}).`,
        log("k"),
        share("pass@k"),
        [
          line("optimal top-K", kept, optimal(exact).slice(1), { group: "optimal" }),
          line("estimated from samples", kept, optimal(estimated).slice(1), { style: "dashed", group: "optimal" }),
          ...best.map(({ name, passAtK: values }) => line(name, kept, values.slice(1))),
        ],
      ),
      table(
        "Best pass@k of each decoder over the grid (Table 1 and Table 2 of the paper in miniature).",
        [["Decoder", "text"], ...kept.map((k) => [`pass@${k}`, "share"])],
        [...best.map(({ name, passAtK: values }) => [name, ...values.slice(1)]), ["optimal top-K", ...optimal(exact).slice(1)], [`optimal, from ${samples} samples`, ...optimal(estimated).slice(1)]],
      ),
      paragraph(findings.gap),
      paragraph(findings.estimated),
      scatter(
        `min-p at three temperatures, γ from 0 to 0.3 (Fig. 16; ${setting}).`,
        share("pass@1"),
        share("pass@8"),
        minP.map(({ temperature, points }) => ({ name: `T = ${temperature}`, path: true, points: points.map((point) => ({ x: point.passAtK[0], y: at(point.passAtK, 8), label: `γ = ${point.minP}` })) })),
        "Threshold",
      ),
      paragraph(findings.minP),
      ...(real === undefined ? [paragraph("Real samples: left out, ../shared/data is not here.")] : realBlocks(real, findings)),
    ],
  };
}

function realBlocks(real, findings) {
  return [
    paragraph(findings.realArms),
    curves(
      "GPT-4 on 100 games of 24 (real samples): k independent draws (solid) against the k most frequent of 100 samples (dashed).",
      log("k"),
      share("games with a right answer"),
      real.flatMap(({ name, passAtK: values, oracle }) => [line(`${name}, draws`, ks, values, { group: name }), line(`${name}, most frequent`, ks, oracle.atK.map(({ optimal }) => optimal.estimate), { style: "dashed", group: name })]),
    ),
    paragraph(findings.realOptimal),
  ];
}
