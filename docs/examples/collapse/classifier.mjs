/** Appendix A: the overparametrised linear classifier, d = 1000. */
import { simulateClassifier } from "@divlab/core/collapse";
import { curves, fixed, histogram, line, linear, log, paragraph, percent, power, share, table, whole } from "./write.mjs";

const seed = "collapse/classifier";
const ks = [1, 2, 4, 8, 32];
const steps = 30_000;
const recordAt = [0, 1, 3, 10, 13, 18, 24, 30, 42, 56, 75, 100, 130, 180, 240, 300, 420, 560, 750, 1000, 3000, 10_000, steps];

export const runClassifier = () => simulateClassifier({ trainingSize: 200, testSize: 400, steps, recordAt, ks, rng: seed });

const column = ({ data, shape: [times, width] }, k) => Array.from({ length: times }, (_, t) => data[t * width + ks.indexOf(k)]);
const at = (run, step, values) => values[run.steps.indexOf(step)];

export function classifierFindings(run) {
  const peak = (k) => {
    const values = column(run.populationPassAtK, k);
    const best = values.indexOf(Math.max(...values));
    return `${percent(values[best])} at step ${whole(run.steps[best])}`;
  };
  const last = (k) => percent(column(run.populationPassAtK, k).at(-1));
  const extremes = (step) => {
    const [, width] = run.rho.shape;
    const row = run.rho.data.subarray(run.steps.indexOf(step) * width, (run.steps.indexOf(step) + 1) * width);
    return percent(row.filter((rho) => rho < 0.05 || rho > 0.95).length / width, 0);
  };
  return {
    norm: `The ${200} training examples are separated at step ${whole(run.separatedAt)}; from then on the norm only grows, from ${fixed(run.weightNorm[run.steps.findIndex((step) => step >= run.separatedAt)], 2)} to ${fixed(run.weightNorm.at(-1), 2)} at step ${power(steps)}, about as the logarithm of the step.`,
    passAtK: `Population pass@1 rises to the end, ${percent(column(run.populationPassAtK, 1)[0])} to ${last(1)}; pass@4 peaks with ${peak(4)} and falls to ${last(4)}, pass@8 with ${peak(8)} and falls to ${last(8)}. Every pass@k is on its way to one value, the accuracy of the likelier label: ${percent(run.populationAccuracy.at(-1))} at step ${power(steps)}.`,
    bimodal: `ρ below 5 % or above 95 %: ${extremes(0)} of the 400 test examples at step 0, ${extremes(100)} at step 100, ${extremes(steps)} at step ${power(steps)}.`,
    bound: `bias² falls from ${fixed(run.populationBias2[0])} to ${fixed(run.populationBias2.at(-1))} while the variance rises from ${fixed(run.populationVariance[0])} to ${fixed(run.populationVariance.at(-1))}. Their sum, 1 − pass@2, is smallest at step ${whole(run.steps[sumOf(run).indexOf(Math.min(...sumOf(run)))])}: the bound for every k peaks there, pass@8 itself already at step ${whole(run.steps[argmax(column(run.populationPassAtK, 8))])}.`,
  };
}

const sumOf = (run) => Array.from(run.populationBias2, (bias2, t) => bias2 + run.populationVariance[t]);
const argmax = (values) => values.indexOf(Math.max(...values));

export function classifierSection(run) {
  const findings = classifierFindings(run);
  const [, width] = run.rho.shape;
  // Steps 1, 3, 10, 30, …: enough for a line.
  const shown = Array.from(run.steps.keys()).filter((t) => /^[13]0*$/.test(String(run.steps[t])));
  const over = (values) => shown.map((t) => values[t]);
  const x = over(run.steps);
  const setting = `200 training examples, d = 1000; simulated, seed "${seed}"`;
  return {
    id: "classifier",
    heading: "Appendix A: fine-tuning a linear classifier",
    blocks: [
      paragraph(findings.norm),
      curves(`Norm of the weights (Fig. 7; ${setting}).`, log("step"), linear("‖w‖"), [line("norm", x, over(run.weightNorm))], [{ x: run.separatedAt, label: "separated" }]),
      paragraph(findings.passAtK),
      curves(
        `pass@k of a new example along training (Fig. 8; ${setting}; population values).`,
        log("step"),
        share("pass@k"),
        ks.map((k) => line(`pass@${k}`, x, over(column(run.populationPassAtK, k)))),
      ),
      paragraph(findings.bimodal),
      histogram(
        `ρ of the 400 test examples (Fig. 9; ${setting}).`,
        "ρ",
        20,
        [0, 100, 1000, steps].map((step) => {
          const t = run.steps.indexOf(step);
          return { name: `step ${power(step)}`, values: run.rho.data.subarray(t * width, (t + 1) * width) };
        }),
      ),
      paragraph(findings.bound),
      curves(`The two terms of the bound (${setting}; population values).`, log("step"), linear("bias², variance"), [
        line("bias²", x, over(run.populationBias2)),
        line("variance", x, over(run.populationVariance)),
        line("sum = 1 − pass@2", x, over(sumOf(run)), { style: "dashed" }),
      ]),
      table(
        "Along training, population values.",
        [["step", "integer"], ["norm", "number"], ["pass@1", "share"], ["pass@8", "share"], ["bias²", "number"], ["variance", "number"], ["accuracy of the mode", "share"]],
        [0, 10, 100, 1000, 10_000, steps].map((step) => [step, at(run, step, run.weightNorm), at(run, step, column(run.populationPassAtK, 1)), at(run, step, column(run.populationPassAtK, 8)), at(run, step, run.populationBias2), at(run, step, run.populationVariance), at(run, step, run.populationAccuracy)]),
      ),
    ],
  };
}
