import type { DiversityStudy, SolverDiversity } from "../../study/index.ts";
import type { Block, Cell, Dots, Section, Table } from "../document.ts";
import { capitalise } from "../capitalise.ts";
import { measureName } from "../measureName.ts";
import { intervalCell, kTable } from "./kTable.ts";
import { levelText } from "../levelText.ts";

/** How different the samples of a problem are: measures per solver, and different answers among k. */
export function diversitySections(study: DiversityStudy): Section[] {
  const { level } = study;
  const blocks: Block[] = [...firstMeasureFigure(study), measureTable(study)];
  const sections: Section[] = [{ id: "diversity", heading: "How different are the samples of a problem?", blocks }];
  const answered = study.solvers.flatMap((own) => (own.distinctAnswers === undefined ? [] : [{ name: nameOf(own), points: own.distinctAnswers }]));
  if (answered.some(({ points }) => points.length > 1)) {
    const percent = levelText(level);
    sections.push({
      id: "distinct-answers",
      heading: "How many different answers do k samples hold?",
      blocks: [
        {
          type: "curves",
          caption: `Expected number of different answers among k, mean over problems, with ${percent} intervals. A curve that still climbs at its end has answers left to find.`,
          x: { label: "k, answers drawn", scale: "log" },
          y: { label: "different answers", scale: "linear" },
          series: answered.map(({ name, points }) => ({
            name,
            group: name,
            style: "solid",
            points: points.map(({ k, estimate, confidenceInterval: { low, high } }) => ({ x: k, y: estimate, ...(!Number.isNaN(low) && { low, high }) })),
          })),
        },
        kTable(`Expected number of different answers among k, mean over problems, with ${percent} intervals`, "solver", answered, "number"),
      ],
    });
  }
  return sections;
}

/** What the measures mean. */
export function diversityMethodsSection(study: DiversityStudy): Section {
  const names = new Set(study.solvers.flatMap(({ measures }) => measures.map(({ measure }) => measure)));
  const paragraphs = [
    `Measures are taken within each problem over all samples a solver has of it, then averaged; t intervals (${levelText(study.level)}) take the problems as a sample of a population. Measures marked * change with the number of samples alone.`,
    names.has("cosine-distance") &&
      "The mean pairwise cosine distance of N unit vectors is the trace of their covariance, Σ‖u − ū‖²/(N − 1), unbiased at any N; the Vendi score is the exponential of the entropy of the eigenvalues of their Gram matrix over N (Friedman and Dieng 2023); log-det is the log-determinant of their cosine similarities with 10⁻⁶ on the diagonal (Kulesza and Taskar 2012), with quality plus the sum of log-probabilities. Values compare within one embedding model only.",
    names.has("distinct-2") &&
      "distinct-n is the number of different n-grams over the number of n-grams, pooled over the texts of a problem; n-grams never cross texts. It falls with the number and the length of texts. Self-BLEU is the mean BLEU-4 of each text against all others of the problem.",
    "Answer and operation diversity and different texts are numbers of different ones over numbers of samples; operations are the arithmetic steps in the text.",
    names.has("unique-answers") && "The expected number of different answers among k is Σ 1 − C(n − c, k)/C(n, k) over the answers of a problem, c samples each: comparable at one k, whatever n.",
    "Formulas, sources, edge cases and how to compare fairly: docs/methods/diversity.md and docs/methods/text.md of @divlab/core.",
  ].filter((text) => typeof text === "string");
  return { id: "methods", heading: "Methods", blocks: paragraphs.map((text) => ({ type: "paragraph" as const, text })) };
}

/** One row per solver (and group), a column per measure; where there are few solvers the other way round. */
function measureTable({ solvers, level }: DiversityStudy): Table {
  const measures = new Map(solvers.flatMap((own) => own.measures.map(({ measure, label, dependsOnN }) => [measure, dependsOnN ? `${measureName(label)} *` : measureName(label)] as const)));
  const cell = (own: SolverDiversity, measure: string): Cell => intervalCell(own.measures.find((candidate) => candidate.measure === measure));
  const caption = `Diversity measures, mean over problems with ${levelText(level)} t intervals; measures marked * change with the number of samples alone`;
  if (solvers.length <= 4) {
    return {
      type: "table",
      caption,
      columns: [{ name: "measure", format: "text" }, ...solvers.map((own) => ({ name: nameOf(own), format: "number" as const }))],
      rows: [
        ["samples a problem", ...solvers.map(({ fewest, most }) => (fewest === most ? `${fewest}` : `${fewest}–${most}`))],
        ...[...measures].map(([measure, label]) => [label, ...solvers.map((own) => cell(own, measure))]),
      ],
    };
  }
  return {
    type: "table",
    caption,
    columns: [
      { name: "solver", format: "text" },
      { name: "samples a problem", format: "text" },
      ...[...measures.values()].map((label) => ({ name: label, format: "number" as const })),
    ],
    rows: solvers.map((own) => [nameOf(own), own.fewest === own.most ? `${own.fewest}` : `${own.fewest}–${own.most}`, ...[...measures.keys()].map((measure) => cell(own, measure))]),
  };
}

function firstMeasureFigure({ solvers, level, by }: DiversityStudy): Dots[] {
  const first = solvers.find(({ measures }) => measures.length > 0)?.measures[0];
  if (first === undefined || solvers.length < 2) return [];
  const rows = solvers.flatMap((own) => {
    const estimate = own.measures.find(({ measure }) => measure === first.measure);
    if (estimate === undefined) return [];
    const { low, high } = estimate.confidenceInterval;
    return [{ label: own.group ?? own.solver, ...(by !== undefined && { group: own.solver }), estimate: estimate.estimate, ...(!Number.isNaN(low) && { low, high }) }];
  });
  return [{ type: "dots", caption: `${capitalise(measureName(first.label))}, mean over problems with ${levelText(level)} intervals`, x: { label: measureName(first.label), scale: "linear" }, rows }];
}

function nameOf({ solver, group }: SolverDiversity): string {
  return group === undefined ? solver : `${solver}, ${group}`;
}
