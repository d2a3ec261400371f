import { normalQuantile } from "../../numeric/special/index.ts";
import type { EnsembleStudy, SolverPermutation } from "../../study/index.ts";
import type { Block, Column, Dots, Scatter, Section, Table } from "../document.ts";
import { formatCell } from "../formatCell.ts";
import { effectSizesTable } from "./effectSizesTable.ts";
import { variancesTable } from "./variancesTable.ts";
import { levelText } from "../levelText.ts";

/** The coefficients as sentences and tables name them. */
const coefficientNames: Readonly<Record<string, string>> = {
  "(Intercept)": "intercept β₀",
  edc: "diversity (EDC) β₁",
  baseline: "baseline accuracy β₂",
};

/** Random effects shown in the figure per grouping factor: the largest and the smallest, where there are more. */
const shownEffects = 40;

/** Gain against diversity, the regression and its effect sizes, the random effects, and the ensembles one by one. */
export function ensembleSections(study: EnsembleStudy, permutation: SolverPermutation | undefined): Section[] {
  return [regressionSection(study, permutation), ...varianceSection(study), ...effectsSection(study), ensemblesSection(study)];
}

function regressionSection(study: EnsembleStudy, permutation: SolverPermutation | undefined): Section {
  const { fit, effectSizes } = study;
  const blocks: Block[] = [gainFigure(study)];
  if (fit !== null) {
    blocks.unshift({ type: "paragraph", text: answer(study, permutation) });
    blocks.push(coefficientsTable(study));
  }
  if (effectSizes !== null) blocks.push(effectSizesTable(effectSizes));
  return { id: "diversity-and-gain", heading: "Does diversity predict the gain?", blocks };
}

/** The answer in words, neither more nor less than the test says: the permutation test where ensembles share members. */
function answer({ fit, line, effectSizes, level, findings }: EnsembleStudy, permutation: SolverPermutation | undefined): string {
  const slope = fit?.fixedEffects.find(({ name }) => name === "edc");
  if (fit === null || line === null || slope === undefined) return "";
  const { estimate, confidenceInterval, df, statistic, pValue } = slope;
  const step = stepOf(line.edc.at(-1)! - line.edc[0]);
  const points = (value: number): number => (value * step) / 100;
  const change = formatCell({ estimate: points(estimate), confidenceInterval: { ...confidenceInterval, low: points(confidenceInterval.low), high: points(confidenceInterval.high) } }, "points");
  const more = `ore diverse ensembles gained ${estimate > 0 ? "more" : "less"}`;
  const untested = permutation === undefined && findings.some(({ code }) => code === "shared-members");
  const verdict =
    (permutation?.pValue ?? pValue) >= 1 - level
      ? "These data do not tell whether diverse ensembles gain more or less"
      : untested
        ? `By a t test that rejects too easily here, since ensembles share members, m${more}`
        : `M${more}`;
  const standardised = effectSizes === null ? "" : `; in standard deviations ${formatCell(effectSizes.estimate, "number")}`;
  const permuted =
    permutation === undefined
      ? ""
      : ` Since ensembles share members, the t test rejects too easily and the interval is too narrow; with the distances of the ${permutation.solvers} solvers permuted ${formatCell(permutation.permutations, "integer")} times, p = ${formatCell(permutation.pValue, "p")}, and that is the one to report.`;
  return (
    `${verdict}: ${step} more EDC at the same baseline accuracy goes with ${change} of gain (t = ${formatCell(statistic, "number")} on ${formatCell(df, "number")} degrees of freedom, p = ${formatCell(pValue, "p")}${standardised}).${permuted} ` +
    "This is an association among the ensembles studied, not an effect of making an ensemble more diverse."
  );
}

/** The largest power of ten that is no larger than the range: a step of EDC that ensembles of the study are apart. */
function stepOf(range: number): number {
  return Number(`1e${range.toExponential().split("e")[1]}`);
}

function gainFigure({ ensembles, line, level, gainOf }: EnsembleStudy): Scatter {
  const middle = line === null ? "" : `; line: the model's mean at baseline ${formatCell(line.baseline, "share")} with its pointwise ${levelText(level)} band; the points are not adjusted for theirs`;
  return {
    type: "scatter",
    caption: `Mean ${gainWords[gainOf]} of each ensemble over its splits against its diversity${middle}`,
    heading: "ensemble",
    x: { label: "Ensemble Diversity Coefficient (EDC)", scale: "linear" },
    y: { label: "mean gain", scale: "linear", points: true },
    series: [{ name: "ensembles", points: ensembles.map(({ ensemble, members, edc, meanGain }) => ({ x: edc, y: meanGain / 100, label: members.length === 0 ? ensemble : `${ensemble} (${members.join(", ")})` })) }],
    ...(line !== null && {
      line: { name: "fitted mean", points: Array.from(line.edc, (x, i) => ({ x, y: line.gain[i] / 100, low: line.low[i] / 100, high: line.high[i] / 100 })) },
    }),
  };
}

/** What the gain is, by where it comes from. */
export const gainWords: Readonly<Record<EnsembleStudy["gainOf"], string>> = {
  training: "gain by training on one another's solutions",
  "vote-over-best-member": "gain of the majority vote over the best member",
  supplied: "gain",
};

function coefficientsTable({ fit, formula, level }: EnsembleStudy): Table {
  const adjusted = fit?.df === "kenward-roger";
  return {
    type: "table",
    caption: `${formula}, gain in percentage points: coefficients with ${levelText(level)} intervals`,
    columns: [
      { name: "coefficient", format: "text" },
      { name: "estimate", format: "number" },
      { name: "standard error", format: "number" },
      ...(adjusted ? [{ name: "given the variances", format: "number" } as const] : []),
      { name: "df", format: "number" },
      { name: "t", format: "number" },
      { name: "p", format: "p" },
    ],
    rows: (fit?.fixedEffects ?? []).map(({ name, estimate, confidenceInterval, standardError, df, statistic, pValue }, j) => [
      coefficientNames[name] ?? name,
      { estimate, confidenceInterval },
      standardError,
      ...(adjusted ? [Math.sqrt(fit?.covariance.data[j * (fit.fixedEffects.length + 1)] ?? NaN)] : []),
      df,
      statistic,
      pValue,
    ]),
  };
}

function varianceSection({ fit }: EnsembleStudy): Section[] {
  if (fit === null) return [];
  const figure: Dots = {
    type: "dots",
    caption: "Share of the variance of the gain that diversity and baseline leave unexplained",
    heading: "source",
    x: { label: "share of the variance", scale: "linear", percent: true },
    rows: fit.varianceComponents.map(({ group, share }) => ({ label: group, estimate: share })),
  };
  return [{ id: "variances", heading: "Where the rest of the gain varies", blocks: [figure, variancesTable(fit)] }];
}

/** Caterpillars of the predicted random effects. */
function effectsSection({ fit, level }: EnsembleStudy): Section[] {
  if (fit === null) return [];
  const z = normalQuantile((1 + level) / 2);
  const blocks = fit.randomEffects.flatMap(({ group, levels, values, predictionErrorVariance }): Block[] => {
    const rows = levels.map((label, i) => {
      const half = z * Math.sqrt(Math.max(predictionErrorVariance.data[i], 0));
      const estimate = values.data[i];
      return { label, estimate: estimate / 100, low: (estimate - half) / 100, high: (estimate + half) / 100 };
    });
    const sorted = rows.toSorted((a, b) => b.estimate - a.estimate || (a.label < b.label ? -1 : 1));
    const shown = sorted.length <= shownEffects ? sorted : [...sorted.slice(0, shownEffects / 2), ...sorted.slice(-shownEffects / 2)];
    const left = sorted.length - shown.length;
    return [
      {
        type: "dots",
        caption:
          `Predicted effect of each ${group} on the gain (BLUP) with ${levelText(level)} prediction intervals` +
          (left === 0 ? "" : `; the ${shownEffects / 2} largest and the ${shownEffects / 2} smallest of ${sorted.length}`),
        heading: group,
        x: { label: "effect on the gain", scale: "linear", points: true },
        reference: 0,
        rows: shown,
      },
    ];
  });
  return [{ id: "random-effects", heading: "Ensembles and splits that stand out", blocks }];
}

function ensemblesSection({ ensembles }: EnsembleStudy): Section {
  const named = ensembles.some(({ members }) => members.length > 0);
  const columns: Column[] = [
    { name: "ensemble", format: "text" },
    ...(named ? [{ name: "members", format: "text" } as const] : []),
    { name: "EDC", format: "number" },
    { name: "splits", format: "integer" },
    { name: "accuracy before", format: "share" },
    { name: "accuracy after", format: "share" },
    { name: "mean gain", format: "points" },
    { name: "sd of the gain", format: "points" },
  ];
  const table: Table = {
    type: "table",
    caption: "The ensembles, means over splits",
    columns,
    detail: true,
    rows: ensembles.map((one) => [
      one.ensemble,
      ...(named ? [one.members.join(", ")] : []),
      one.edc,
      one.splits,
      one.meanBaseline,
      one.meanAfter,
      one.meanGain / 100,
      one.gainStandardDeviation / 100,
    ]),
  };
  return { id: "ensembles", heading: "The ensembles", blocks: [table] };
}
