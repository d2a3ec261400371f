/** Figures 1, 4, 5, 6, 10 to 12 and 15: what the study of checkpoints finds in rollouts that were simulated to collapse. */
import { checkpointStudy } from "@divlab/core/study";
import { sharpeningRollouts } from "./sharpeningRollouts.mjs";
import { curves, fixed, histogram, line, linear, log, paragraph, percent, share, table } from "./write.mjs";

const seed = "collapse/checkpoints";
const ks = [1, 2, 4, 8, 16, 32];

/** The study at temperature 1, and at two others for Fig. 15. */
export function runCheckpoints() {
  const [study, ...others] = [1, 0.8, 1.5].map((temperature) => ({ temperature, ...checkpointStudy(sharpeningRollouts(seed, temperature), { rng: seed, ks }) }));
  return { ...study, temperatures: [others[0], study, others[1]] };
}

const passAt = (checkpoint, k) => checkpoint.passAtK.estimate[ks.indexOf(k)];
const measureNames = ["unique-answers", "unique-operations", "cosine-distance"];
const diversity = (checkpoint, name) => checkpoint.diversity.find(({ measure }) => measure === name);

export function checkpointsFindings(study) {
  const first = study.checkpoints[0];
  const last = study.checkpoints.at(-1);
  const bestAt = (k) => study.best.find((best) => best.k === k);
  const stops = study.comparisons.map(({ earlier, passAtK: { crossover } }) => (crossover.k === null || !Number.isFinite(crossover.k) ? `never against step ${earlier}` : `k = ${fixed(crossover.k, 1)} against step ${earlier}`));
  const [verdict] = study.verdicts;
  const ends = study.temperatures.map(({ checkpoints }) => checkpoints.at(-1));
  const each = (values) => `${values.slice(0, -1).join(", ")} and ${values.at(-1)}`;
  const optimal = study.checkpoints.map(({ oracle }) => percent(oracle.atK[ks.indexOf(8)].optimal.estimate));
  const change = ({ peak, last: end }) => `${percent(peak)} to ${percent(end)}`;
  const bands = study.checkpoints.map(({ varianceBand }) => percent(varianceBand.band.estimate, 0));
  return {
    best: `pass@1 is best at step ${bestAt(1).position} (${percent(bestAt(1).estimate)}), pass@8 at step ${bestAt(8).position} (${percent(bestAt(8).estimate)}), pass@32 at step ${bestAt(32).position} (${percent(bestAt(32).estimate)}).`,
    verdict: `From the peak of pass@32 at step ${verdict.peak} to the last checkpoint pass@1 goes from ${change(verdict.passAt1)} and pass@32 from ${change(verdict.passAtK)}: verdict “${verdict.outcome}”.`,
    stops: `The last checkpoint stops winning at ${stops.join(", ")}.`,
    terms: `bias² falls from ${fixed(first.moments.bias2.estimate)} to ${fixed(last.moments.bias2.estimate)}, the variance rises from ${fixed(first.moments.variance.estimate)} to ${fixed(last.moments.variance.estimate)}.`,
    diversity: `Different answers fall from ${percent(diversity(first, "unique-answers").estimate)} to ${percent(diversity(last, "unique-answers").estimate)} of samples, different operation sequences from ${percent(diversity(first, "unique-operations").estimate)} to ${percent(diversity(last, "unique-operations").estimate)}, the mean cosine distance from ${fixed(diversity(first, "cosine-distance").estimate)} to ${fixed(diversity(last, "cosine-distance").estimate)}.`,
    temperature: `At the last checkpoint T = ${each(study.temperatures.map(({ temperature }) => temperature))} give ${each(ends.map((end) => percent(diversity(end, "unique-answers").estimate)))} different answers and ${each(ends.map((end) => percent(diversity(end, "unique-operations").estimate)))} different operation sequences, at pass@1 = ${each(ends.map((end) => percent(passAt(end, 1))))}.`,
    optimal: `The eight most frequent of 40 answers hold the right one for ${each(optimal)} of problems at the five checkpoints, against pass@8 = ${each(study.checkpoints.map((checkpoint) => percent(passAt(checkpoint, 8))))} of independent draws.`,
    signal: `Groups of ${study.groupSize} that would give GRPO a gradient: ${bands.join(", ")} at steps ${study.checkpoints.map(({ position }) => position).join(", ")}. It shrinks as the model collapses, in both directions: problems become sure, right or wrong.`,
  };
}

export function checkpointsSection(study) {
  const findings = checkpointsFindings(study);
  const setting = `simulated, 100 problems, 40 samples, seed "${seed}"`;
  const steps = study.checkpoints.map(({ position }) => position);
  return {
    id: "checkpoints",
    heading: "Figures 1, 4 to 6 and 10 to 12: checkpoints of a training run",
    blocks: [
      paragraph("How the simulated model sharpens is put in (docs/examples/collapse/sharpeningRollouts.mjs); what is shown is that the study of checkpoints finds it, not that training does it."),
      curves(
        `pass@k of five checkpoints (Fig. 1; ${setting}).`,
        log("k"),
        share("pass@k"),
        study.checkpoints.map(({ position, passAtK: curve }) => line(`step ${position}`, ks, curve.estimate)),
      ),
      ...[findings.best, findings.verdict, findings.stops].map(paragraph),
      curves(
        `pass@k over training (Fig. 5 and 10; ${setting}), with 95 % intervals.`,
        linear("step"),
        share("pass@k"),
        [1, 4, 16, 32].map((k) => {
          const values = (of) => study.checkpoints.map(({ passAtK: curve }) => curve[of][ks.indexOf(k)]);
          return line(`pass@${k}`, steps, values("estimate"), { low: values("low"), high: values("high") });
        }),
      ),
      histogram(
        `Error 1 − c/n of the problems (Fig. 6; ${setting}).`,
        "error 1 − ρ",
        20,
        study.checkpoints.filter((_, i) => i % 2 === 0).map(({ position, errorRates }) => ({ name: `step ${position}`, values: errorRates })),
      ),
      paragraph(findings.terms),
      curves(
        `Diversity of the samples of a problem relative to the first checkpoint (Fig. 4; ${setting}).`,
        linear("step"),
        share("diversity, first checkpoint = 100 %"),
        measureNames.map((name) => {
          const base = diversity(study.checkpoints[0], name);
          return line(base.label, steps, study.checkpoints.map((checkpoint) => diversity(checkpoint, name).estimate / base.estimate));
        }),
      ),
      paragraph(findings.diversity),
      ...[findings.temperature, findings.optimal, findings.signal].map(paragraph),
      table(
        "The checkpoints.",
        [["step", "integer"], ["pass@1", "share"], ["pass@32", "share"], ["bias²", "number"], ["variance", "number"], [`groups of ${study.groupSize} with a gradient`, "share"]],
        study.checkpoints.map((checkpoint) => {
          const { position, moments, varianceBand } = checkpoint;
          return [position, passAt(checkpoint, 1), passAt(checkpoint, 32), moments.bias2.estimate, moments.variance.estimate, varianceBand.band.estimate];
        }),
      ),
    ],
  };
}
