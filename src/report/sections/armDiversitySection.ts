import type { ArmComparison, DiversityDifference } from "../../study/index.ts";
import type { Block, Dots, Scatter, Section, Table } from "../document.ts";
import { formatCell } from "../formatCell.ts";
import { measureName } from "../measureName.ts";
import { levelText } from "../levelText.ts";

/** How different two solvers' samples of a problem are, by every measure: paired differences, effect sizes, one dot per problem. */
export function armDiversitySection({ a, b, diversity }: ArmComparison, id: string, level: number): Section[] {
  if (diversity.length === 0) return [];
  const [first] = diversity;
  const blocks: Block[] = [
    { type: "paragraph", text: headline(a, b, first) },
    scatter(a, b, first),
    differenceTable(a, b, diversity, level),
    ...effectFigure(a, b, diversity, level),
    { type: "paragraph", text: leftOutText(diversity) },
  ];
  return [{ id: `${id}-diversity`, heading: `${a} against ${b}: how different are the samples of a problem?`, blocks }];
}

function headline(a: string, b: string, { label, estimate, relative, tTest, larger, problems, largerIsMoreDiverse, ...means }: DiversityDifference): string {
  const values = `${formatCell(means.a, "number")} in ${a}, ${formatCell(means.b, "number")} in ${b}`;
  if (tTest === null) return `By the ${measureName(label)}: ${values}, on ${problems} problems.`;
  const change = Number.isNaN(relative) ? "" : `, ${formatCell(Math.abs(relative), "share")} ${estimate > 0 ? "more" : "less"}`;
  const wider = estimate > 0 === largerIsMoreDiverse ? a : b;
  return (
    `By the ${measureName(label)}, the samples of ${wider} differ more: ${values}${change} ` +
    `(paired t(${tTest.df}) = ${formatCell(tTest.statistic, "number")}, p = ${formatCell(tTest.pValue, "p")}; larger in ${a} on ${larger} of ${problems} problems).`
  );
}

function scatter(a: string, b: string, { label, problem, values }: DiversityDifference): Scatter {
  return {
    type: "scatter",
    caption: `Each problem's ${measureName(label)}: ${a} against ${b}. On the line both are equal.`,
    x: { label: b, scale: "linear" },
    y: { label: a, scale: "linear" },
    diagonal: true,
    series: [{ name: "problems", points: problem.map((name, i) => ({ x: values.b[i], y: values.a[i], label: name })) }],
  };
}

function differenceTable(a: string, b: string, diversity: readonly DiversityDifference[], level: number): Table {
  return {
    type: "table",
    caption: `Diversity measures, mean over problems at one number of samples per problem in both arms; paired differences with ${levelText(level)} t intervals, p of the t test, the same corrected for the number of measures (Holm), and p of Wilcoxon's signed-rank test`,
    columns: [
      { name: "measure", format: "text" },
      { name: a, format: "number" },
      { name: b, format: "number" },
      { name: "difference", format: "number" },
      { name: "relative", format: "share", description: `${a} over ${b}, minus one` },
      { name: "t", format: "number" },
      { name: "p", format: "p" },
      { name: "p, Holm", format: "p" },
      { name: "p, Wilcoxon", format: "p" },
      { name: `larger in ${a}`, format: "text", description: "problems in which the measure is larger, of those compared" },
    ],
    rows: diversity.map(({ label, estimate, confidenceInterval, relative, tTest, adjustedPValue, wilcoxon, larger, problems, ...means }) => [
      measureName(label),
      means.a,
      means.b,
      Number.isNaN(confidenceInterval.low) ? estimate : { estimate, confidenceInterval },
      Number.isNaN(relative) ? null : relative,
      tTest?.statistic ?? null,
      tTest?.pValue ?? null,
      adjustedPValue,
      wilcoxon?.pValue ?? null,
      `${larger} of ${problems}`,
    ]),
  };
}

/** Effect sizes side by side, each measure turned so that to the right the first arm is the more diverse. */
function effectFigure(a: string, b: string, diversity: readonly DiversityDifference[], level: number): Dots[] {
  const rows = diversity.flatMap(({ label, cohenD, largerIsMoreDiverse }) => {
    if (cohenD === null) return [];
    const { estimate, confidenceInterval: { low, high } } = cohenD;
    const sign = largerIsMoreDiverse ? 1 : -1;
    return [{ label: measureName(label), estimate: sign * estimate, low: sign * (sign > 0 ? low : high), high: sign * (sign > 0 ? high : low) }];
  });
  if (rows.length < 2) return [];
  return [
    {
      type: "dots",
      caption: `Effect sizes: difference in standard deviations of the differences (Cohen's d, ${levelText(level)} intervals). To the right ${a} is the more diverse, to the left ${b}.`,
      x: { label: "Cohen's d of the paired differences", scale: "linear" },
      reference: 0,
      rows,
    },
  ];
}

function leftOutText(diversity: readonly DiversityDifference[]): string {
  const partial = diversity.filter(({ leftOut }) => leftOut.length > 0);
  const scale = "Distances between embeddings compare within one embedding model only; distinct-n falls and self-BLEU rises with the number and the length of texts.";
  if (partial.length === 0) return scale;
  return `${scale} Not defined for all problems: ${partial.map(({ label, leftOut }) => `${measureName(label)} (${leftOut.length} left out)`).join("; ")}.`;
}
