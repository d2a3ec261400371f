/** Theorem C.1 and Lemmas C.3, C.4: policy gradients on eight equally good arms and a bad one, without KL penalty. */
import { simulateBandit } from "@divlab/core/collapse";
import { curves, fixed, line, log, mean, paragraph, percent, power, scientific, share, table } from "./write.mjs";

const seed = "collapse/bandit";
const goodArms = 8;
const initial = [...new Array(goodArms).fill(0.5 / goodArms), 0.5];
const runs = 100;
const ks = [1, 4, 8, 32];

/** Four steps to a decade, 10, 18, 30, 56, 100 and so on. */
const decades = (from, to) => Array.from({ length: 4 * (to - from) + 1 }, (_, i) => [10, 18, 30, 56][i % 4] * 10 ** (from - 1 + Math.floor(i / 4)));
const reinforceAt = [0, ...decades(1, 5)];
const grpoAt = [0, ...decades(1, 15)];

const simulate = (options) => simulateBandit({ goodArms, initial, runs, ks, rng: seed, ...options });

/** REINFORCE and GRPO at three learning rates each, and REINFORCE's mean dynamics, which have no chance in them. */
export function runBandit() {
  const reinforce = [0.1, 0.2, 0.4].map((learningRate) => ({ learningRate, ...simulate({ learningRate, steps: 1e5, recordAt: reinforceAt }) }));
  const grpo = [0.2, 0.4, 0.8].map((learningRate) => ({ learningRate, ...simulate({ algorithm: "grpo", groupSize: 8, learningRate, steps: 1e15, recordAt: grpoAt }) }));
  const expected = simulate({ updates: "expected", learningRate: 0.2, steps: 1e5, recordAt: [0, 1e5], runs: 1 });
  return { reinforce, grpo, expected };
}

/** Column k of a [T, ks] matrix. */
const column = ({ data, shape: [times, width] }, k) => Array.from({ length: times }, (_, t) => data[t * width + ks.indexOf(k)]);
/** Mean over runs of a [runs, T] matrix. */
const overRuns = ({ data, shape: [rows, times] }) => Array.from({ length: times }, (_, t) => mean(Array.from({ length: rows }, (_row, run) => data[run * times + t])));
const at = (simulation, step, values) => values[simulation.steps.indexOf(step)];
const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
};
const list = (items) => `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

export function banditFindings({ reinforce, grpo, expected }) {
  const medians = reinforce.map(({ collapseStep }) => median(collapseStep));
  const slow = reinforce[1];
  const rare = grpo[1];
  const stay = mean(overRunsAt(slow, slow.maxGoodProbability, 1e5), (p) => (p > 0.99 ? 1 : 0));
  const coverage = (simulation, step, k) => percent(at(simulation, step, column(simulation.coverageAtK, k)));
  return {
    collapse: `REINFORCE: all ${runs} runs end on one arm (probability above 99 %) within 10⁵ steps at η = ${reinforce[0].collapsedShare.at(-1) === 1 ? "0.4, 0.2 and 0.1" : `0.4 and 0.2, ${percent(reinforce[0].collapsedShare.at(-1), 0)} at 0.1`}. The median step is ${list(medians.map(scientific))} for η = 0.1, 0.2 and 0.4; times η² that is ${list(medians.map((step, i) => fixed(step * reinforce[i].learningRate ** 2, 0)))}: the time goes as 1/η², as that of a random walk. They stay there: at the last step ${percent(stay, 0)} of the runs with η = 0.2 are above 99 %.`,
    mean: `Between equal arms it is chance alone: under the mean of the updates none gets ahead (after 10⁵ steps the likeliest has ${percent(expected.maxGoodProbability.data.at(-1))}, an eighth).`,
    coverage: `While pass@1 rises from 50 % to ${percent(at(slow, 1e5, column(slow.passAtK, 1)), 4)} (REINFORCE, η = 0.2), pass@8 on problems that only one of the eight ways solves goes from ${coverage(slow, 0, 8)} up to ${percent(Math.max(...column(slow.coverageAtK, 8)))} and down to ${coverage(slow, 1e5, 8)}, an eighth.`,
    grpo: `GRPO with G = 8 gets there too, but on another scale: the median step is ${list(grpo.map(({ collapseStep }) => scientific(median(collapseStep))))} for η = 0.2, 0.4 and 0.8. Once the bad arm is rare nearly every group is all good and is skipped: of 10¹⁵ groups ${fixed(mean(overRunsAt(rare, rare.updates, 1e15)), 0)} were mixed (η = 0.4, mean over runs).`,
    grpoCoverage: `After 10⁶ steps GRPO at η = 0.4 has pass@1 = ${percent(at(rare, 1e6, column(rare.passAtK, 1)), 4)} and still pass@8 = ${coverage(rare, 1e6, 8)} on one-way problems; after 10¹⁵ it has ${coverage(rare, 1e15, 8)}.`,
    badArm: `The bad arm goes from 50 % to ${badAt(slow, 1e5)} after 10⁵ steps of REINFORCE (η = 0.2) and to ${badAt(rare, 1e5)} with GRPO (η = 0.4), mean over runs.`,
  };
}

const overRunsAt = (simulation, { data, shape: [rows, times] }, step) => Array.from({ length: rows }, (_, run) => data[run * times + simulation.steps.indexOf(step)]);
const badAt = (simulation, step) => scientific(mean(overRunsAt(simulation, simulation.badProbability, step)));
export function banditSection(result) {
  const { reinforce, grpo } = result;
  const findings = banditFindings(result);
  const all = [...reinforce.map((s) => ({ name: `REINFORCE, η = ${s.learningRate}`, ...s })), ...grpo.map((s) => ({ name: `GRPO, η = ${s.learningRate}`, ...s }))];
  // Axes are labelled with the exponent, in quarters: 10¹⁵ has no room.
  const from1 = (steps, values) => [steps.slice(1), values.slice(1)];
  const shares = all.map((s) =>
    line(s.name, ...from1(s.steps, s.collapsedShare), { low: s.collapsedInterval.low.slice(1), high: s.collapsedInterval.high.slice(1), style: s.name.startsWith("GRPO") ? "dashed" : "solid" }),
  );
  const setting = `${goodArms} good arms at 1/16 each, a bad one at 1/2; ${runs} runs, simulated, seed "${seed}"`;
  const [, slow] = reinforce;
  const [, rare] = grpo;
  const coverage = (s) => [1, 8, 32].map((k) => line(`pass@${k}, one-way problems`, ...from1(s.steps, column(s.coverageAtK, k)), { group: `${k}` }));
  const solved = (s) => line("pass@1", ...from1(s.steps, column(s.passAtK, 1)), { style: "dashed", group: "pass@1" });
  return {
    id: "bandit",
    heading: "Theorem C.1: without KL penalty the policy ends on one arm",
    blocks: [
      paragraph(findings.collapse),
      curves(`Share of runs in which one good arm has had probability above 99 %, with Jeffreys intervals (${setting}).`, log("step"), share("collapsed runs"), shares),
      paragraph(findings.mean),
      curves(`REINFORCE, η = 0.2: pass@1, and pass@k on problems that only one of the good arms solves (${setting}).`, log("step"), share("probability"), [solved(slow), ...coverage(slow)]),
      paragraph(findings.coverage),
      curves(`GRPO, G = 8, η = 0.4: the same over 10¹⁵ steps (${setting}).`, log("step"), share("probability"), [solved(rare), ...coverage(rare)]),
      paragraph(findings.grpo),
      paragraph(findings.grpoCoverage),
      curves(
        `Lemmas C.3 and C.4: probability of the bad arm, mean over runs (${setting}).`,
        log("step"),
        log("probability of the bad arm"),
        [reinforce[1], grpo[1]].map((s, i) => line(i === 0 ? "REINFORCE, η = 0.2" : "GRPO, η = 0.4", ...from1(s.steps, overRuns(s.badProbability)))),
      ),
      paragraph(findings.badArm),
      table(
        "When runs collapse.",
        [["Algorithm", "text"], ["η", "number"], ["steps", "text"], ["collapsed", "share"], ["median step", "text"]],
        all.map((s) => [s.name.split(",")[0], s.learningRate, power(s.steps.at(-1)), s.collapsedShare.at(-1), Number.isFinite(median(s.collapseStep)) ? scientific(median(s.collapseStep)) : "not reached"]),
      ),
    ],
  };
}
