/** Proposition B.1: what the bias-variance bound says, how tight it is, and what it does not say. */
import { biasVarianceBound } from "@divlab/core/passk";
import { createRng } from "@divlab/core/random";
import { betaQuantile } from "../../../dist/numeric/special/index.js";
import { boundOf, curves, fixed, histogram, line, log, moments, paragraph, percent, share, table, whole } from "./write.mjs";

const seed = "collapse/bound";
const passAt1 = 0.4;
/** Concentration a + b of Beta(a, b) at one mean: the smaller, the more bimodal. */
const concentrations = [Infinity, 10, 2, 0.5];
const ks = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
/** As many problems as GSM8K's test set, as many samples as the paper takes. */
const problems = 1319;
const samples = 100;

/** Populations of ρ with one mean and growing variance: exact pass@k and bound; and the bound estimated from samples of them. */
export function runBound() {
  const rng = createRng(seed);
  return concentrations.map((concentration) => {
    const variance = (passAt1 * (1 - passAt1)) / (concentration + 1);
    const rates = Float64Array.from({ length: problems }, (_, i) => rateOf(concentration, rng.stream(concentration).stream(i)));
    const correct = rates.map((rate, i) => binomial(rate, rng.stream(`samples/${concentration}`).stream(i)));
    return {
      concentration,
      variance,
      name: concentration === Infinity ? "all ρ = 0.4" : `Beta, variance ${fixed(variance)}`,
      passAtK: ks.map((k) => 1 - failure(concentration, k)),
      bound: ks.map((k) => boundOf((1 - passAt1) ** 2, variance, k)),
      errors: correct.map((c) => 1 - c / samples),
      estimated: biasVarianceBound({ n: samples, c: correct }, 8),
      plugIn: biasVarianceBound({ n: samples, c: correct }, 8, { estimator: "plug-in" }),
    };
  });
}

/** Two populations at pass@1 = 50 %: the second has the larger variance and yet the larger pass@32. */
const counterexample = () => {
  const few = moments([0, ...new Array(19).fill(10 / 19)]);
  const two = moments([0.25, 0.75]);
  return { smaller: few, larger: two };
};

/** Proposition 6.1 as printed, 1 − bias² + variance^(k/2). */
const asPrinted = (bias2, variance, k) => 1 - bias2 + variance ** (k / 2);

export function boundFindings(result) {
  const at = (run, k) => run.passAtK[ks.indexOf(k)];
  const boundAt = (run, k) => run.bound[ks.indexOf(k)];
  const [even, , , bimodal] = result;
  const { smaller, larger } = counterexample();
  const bias2 = (1 - passAt1) ** 2;
  return {
    fall: `At one pass@1 of 40 %, pass@32 falls from ${percent(at(even, 32), 2)} where all problems are alike to ${percent(at(bimodal, 32))} where ρ is nearly 0 or 1 (variance ${fixed(bimodal.variance)}).`,
    loose: `The bound holds for all and is an equality at k = 2 (${percent(at(bimodal, 2))}), but it is loose where it matters: for the bimodal population at k = 8 it says ${percent(boundAt(bimodal, 8))} and pass@8 is ${percent(at(bimodal, 8))}.`,
    estimate: `From ${samples} samples of ${whole(problems)} such problems the bound is estimated as ${percent(bimodal.estimated.bound)} against a pass@8 of ${percent(bimodal.estimated.passAtK)}.`,
    reversed: `At k = 1 the inequality turns round: the formula gives ${percent(boundAt(bimodal, 1))}, below pass@1 = 40 %.`,
    misprint: `As printed, Proposition 6.1 gives ${percent(asPrinted(bias2, 0, 16))} at k = 16 where all ρ = 0.4 and pass@16 is ${percent(at(even, 16), 2)}: no bound; and it would rise with the variance.`,
    notVariance: `Variance alone does not order populations: at pass@1 = 50 %, a twentieth of problems at ρ = 0 and the rest alike has variance ${fixed(smaller.variance)} and pass@32 = ${percent(smaller.passAtK(32))}, while ρ = ¼ or ¾ has variance ${fixed(larger.variance)} and pass@32 = ${percent(larger.passAtK(32), 2)}.`,
  };
}

export function boundSection(result) {
  const findings = boundFindings(result);
  const pairs = result.flatMap(({ name, passAtK, bound }) => [line(name, ks, passAtK), line(`${name}, bound`, ks, bound, { style: "dashed", group: name })]);
  return {
    id: "bound",
    heading: "Proposition B.1: bias and variance bound pass@k",
    blocks: [
      paragraph(findings.fall),
      curves("pass@k of four populations with pass@1 = 40 %: exact (solid) and the bound of Proposition B.1 (dashed).", log("k"), share("pass@k"), pairs),
      paragraph(findings.loose),
      histogram(
        `Error 1 − c/n of ${whole(problems)} problems from ${samples} samples each, drawn from the four populations (as Fig. 6 of the paper; simulated, seed "${seed}").`,
        "error 1 − ρ",
        20,
        result.map(({ name, errors }) => ({ name, values: errors })),
      ),
      table(
        "The terms estimated from the samples, unbiased; k = 8.",
        [["Population", "text"], ["bias²", "number"], ["variance", "number"], ["bound", "share"], ["plug-in bound", "share"], ["pass@8", "share"]],
        result.map(({ name, estimated, plugIn }) => [name, estimated.bias2, estimated.variance, estimated.bound, plugIn.bound, estimated.passAtK]),
      ),
      ...[findings.estimate, findings.reversed, findings.misprint, findings.notVariance].map(paragraph),
    ],
  };
}

/** E (1 − ρ)^k of Beta(m·s, (1 − m)·s): Π (b + i)/(s + i). */
function failure(concentration, k) {
  if (concentration === Infinity) return (1 - passAt1) ** k;
  let product = 1;
  for (let i = 0; i < k; i++) product *= ((1 - passAt1) * concentration + i) / (concentration + i);
  return product;
}

function rateOf(concentration, rng) {
  return concentration === Infinity ? passAt1 : betaQuantile(rng.float(), passAt1 * concentration, (1 - passAt1) * concentration);
}

function binomial(rate, rng) {
  let count = 0;
  for (let sample = 0; sample < samples; sample++) if (rng.float() < rate) count++;
  return count;
}
