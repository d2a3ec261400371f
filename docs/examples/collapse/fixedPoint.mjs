/** Theorem C.8: with a KL penalty towards the initial policy the good arms keep their proportions, and nothing that was lost comes back. */
import { banditFixedPoint, expectedBanditUpdate, simulateBandit } from "@divlab/core/collapse";
import { curves, fixed, line, linear, log, mean, paragraph, scientific, table, whole } from "./write.mjs";

const seed = "collapse/kl";
const initial = [0.2, 0.1, 0.1, 0.05, 0.05, 0.5];
const lopsided = [0.46, 0.01, 0.01, 0.01, 0.01, 0.5];
const betas = [0.05, 0.1, 0.2, 0.5, 1, 2];
const rare = [0.01, 0.1, 0.2, 0.5, 0.9];
const goodArms = 5;
const [learningRate, steps, runs] = [0.1, 30_000, 40];
const recordAt = [0, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000];

export function runFixedPoint() {
  const points = betas.map((beta) => ({ beta, policy: Array.from(banditFixedPoint(initial, { beta }).probabilities) }));
  const walks = [0, 0.02, 0.1, 0.5].map((beta) => ({ beta, walk: simulateBandit({ goodArms, initial, beta, learningRate, steps, runs, recordAt, rng: seed }) }));
  const means = betas.map((beta) => simulateBandit({ goodArms, initial, beta, learningRate, updates: "expected", steps: 1e5 }));
  const poor = simulateBandit({ goodArms, initial: lopsided, beta: 0.1, learningRate, steps, runs, recordAt, rng: seed });
  const grpo = banditFixedPoint(initial, { beta: 0.2, algorithm: "grpo", groupSize: 8 });
  const strong = banditFixedPoint(initial, { beta: 2, algorithm: "grpo", groupSize: 8 });
  const least = rare.map((p) => banditFixedPoint([1 - p, p], { beta: 1, algorithm: "grpo", groupSize: 8 }).leastBeta);
  const grpoWalk = simulateBandit({ goodArms, initial, algorithm: "grpo", groupSize: 8, beta: 0.2, learningRate, steps: 1e12, runs, recordAt: [1e4, 1e12], rng: seed });
  return { points, means, walks, poor, grpo, strong, least, grpoWalk };
}

/** How far the proportions among good arms are from the initial ones. */
function ratioError(policy) {
  const good = policy.slice(0, goodArms);
  const total = good.reduce((sum, p) => sum + p, 0);
  return Math.max(...good.map((p, i) => Math.abs(p / total - initial[i] / (1 - initial[goodArms]))));
}

/** Effective number of good arms, exp of the entropy of their proportions: mean over runs at each recorded step. */
function effectiveArms({ probabilities: { data, shape: [runs, times, arms] } }) {
  return Array.from({ length: times }, (_, t) =>
    mean(Array.from({ length: runs }, (_run, run) => hill(data.subarray((run * times + t) * arms, (run * times + t) * arms + arms - 1)))),
  );
}

function hill(good) {
  const total = good.reduce((sum, p) => sum + p, 0);
  return Math.exp(-good.reduce((sum, p) => sum + (p === 0 ? 0 : (p / total) * Math.log(p / total)), 0));
}

const largest = (values) => Math.max(...Array.from(values, Math.abs));

export function fixedPointFindings({ points, means, walks, poor, grpo, strong, least, grpoWalk }) {
  const worst = Math.max(...points.map((point) => largest(expectedBanditUpdate(point.policy, { beta: point.beta, initial, learningRate: 1 }).update)));
  const still = largest(expectedBanditUpdate(strong.probabilities, { beta: 2, initial, learningRate: 1, algorithm: "grpo", groupSize: 8 }).update);
  const paths = means.map(({ probabilities: { data, shape: [, times] } }) => Array.from({ length: times }, (_, t) => data.subarray(t * (goodArms + 1), (t + 1) * (goodArms + 1))));
  const astray = Math.max(...paths.flat().map(ratioError));
  const misses = paths.map((path, i) => largest(path.at(-1).map((p, arm) => p - points[i].policy[arm])));
  const { policy } = points[2];
  const { beta } = points[2];
  const tilted = (sign) => {
    const weights = initial.map((p, i) => p * Math.exp((sign * (i < goodArms ? 1 : 0)) / beta));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  };
  const drift = (p) => largest(expectedBanditUpdate(p, { beta, initial, learningRate: 1 }).update);
  const start = hill(Float64Array.from(initial.slice(0, goodArms)));
  const end = (walk) => effectiveArms(walk).at(-1);
  return {
    ratios: `For β from ${betas[0]} to ${betas.at(-1)} the expected update is ${worst < 1e-12 ? "0 (to 12 digits)" : worst.toExponential(0)} at that policy, which keeps the proportions of the good arms; the bad arm's probability there is ${points.map(({ policy: p }) => format(p.at(-1))).join(", ")}.`,
    mean: `Followed step by step (η = ${learningRate}, 10⁵ steps) the mean of the updates leaves the proportions on the way, by up to ${fixed(astray, 3)}, and ends within ${bound(Math.max(...misses.slice(2)))} of that policy for β ≥ ${betas[2]}. For smaller β it still is up to ${format(Math.max(...misses.slice(0, 2)))} away: the bad arm goes only as 1/steps while the penalty is weak.`,
    sign: `The proof's first line adds β KL where the update subtracts it. The policy that line leads to, p ∝ p₀·exp(−r/β), has the same proportions, so the theorem stands; but there the expected update is ${fixed(drift(tilted(-1)), 3)} (β = ${beta}, η = 1), while at p ∝ p₀·exp(r/β) it is ${drift(tilted(1)) < 1e-12 ? "0 (to 12 digits)" : drift(tilted(1)).toExponential(1)} and p_bad = ${format(policy.at(-1))}.`,
    walk: `Sampled updates at η = ${learningRate} do not converge, they hover: from ${fixed(start, 2)} effective good arms ${whole(steps)} steps leave ${walks.map(({ beta: b, walk }) => `${fixed(end(walk), 2)} (β = ${b})`).join(", ")}.`,
    regained: `Nothing is regained: from an initial policy with ${fixed(hill(Float64Array.from(lopsided.slice(0, goodArms))), 2)} effective good arms REINFORCE with β = 0.1 has ${fixed(end(poor), 2)} after ${whole(steps)} steps.`,
    grpo: `GRPO as the paper writes it, where a group of equal rewards skips the whole update, penalty and all, has a fixed point only from β = ${fixed(grpo.leastBeta, 2)} on (G = 8, this initial policy). Below, the bad arm vanishes and with it the groups in which the penalty counts: at β = 0.2 ${grpoWalk.collapsedShare.at(-1) === 1 ? "all" : whole(grpoWalk.collapsedShare.at(-1) * runs)} ${runs} runs have collapsed after 10¹² steps (${fixed(effectiveArms(grpoWalk).at(-1), 2)} effective good arms on average).`,
    least: `Where GRPO has a fixed point, the theorem holds for it too: at β = 2 the expected update is ${still < 1e-12 ? "0 (to 12 digits)" : still.toExponential(0)} at a policy with the initial proportions and p_bad = ${fixed(strong.badProbability)}. The rarer the bad arm is at first, the stronger the penalty must be: β = ${least.map((beta) => fixed(beta, 2)).join(", ")} for ${rare.map((p) => `${Math.round(p * 100)} %`).join(", ")} (G = 8).`,
  };
}

/** The next power of ten. */
const bound = (value) => scientific(10 ** Math.ceil(Math.log10(value))).replace("1.0·", "");

const format = (p) => (p < 1e-4 ? scientific(p) : fixed(p, 4));

export function fixedPointSection(result) {
  const findings = fixedPointFindings(result);
  const { points, walks, poor } = result;
  const drawn = recordAt.slice(1);
  const lines = walks.map(({ beta, walk }) => line(`β = ${beta}`, drawn, effectiveArms(walk).slice(1)));
  return {
    id: "kl",
    heading: "Theorem C.8: a KL penalty keeps the diversity there was",
    blocks: [
      paragraph(findings.ratios),
      paragraph(findings.mean),
      table(
        "Fixed points of REINFORCE with KL penalty: probability of each arm.",
        [["β", "text"], ...initial.map((_, i) => [i < goodArms ? `good ${i + 1}` : "bad", "number"])],
        [["initial policy", ...initial], ...points.map(({ beta, policy }) => [`${beta}`, ...policy])],
      ),
      curves(
        `Effective number of good arms, exp of the entropy of their proportions: REINFORCE, η = ${learningRate}, mean of ${runs} runs (simulated, seed "${seed}").`,
        log("step"),
        linear("effective good arms"),
        [...lines, line("β = 0.1, few to begin with", drawn, effectiveArms(poor).slice(1), { style: "dashed" })],
      ),
      ...[findings.walk, findings.regained, findings.grpo, findings.sign].map(paragraph),
    ],
  };
}
