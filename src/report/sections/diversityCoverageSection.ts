import type { BucketTable, CoverageMeasureName, DiversityCorrelation, DiversityCoverage, SelectionRuleName } from "../../study/index.ts";
import { capitalise } from "../capitalise.ts";
import type { Block, Dots, Section, Table } from "../document.ts";
import { intervalCell } from "./kTable.ts";
import { ruleNames } from "./selectionScalingSection.ts";
import { levelText } from "../levelText.ts";

/** Diversity of subsets against their outcomes: a section of correlations and one of buckets per solver. */
export function diversityCoverageSection(study: DiversityCoverage): Section[] {
  return study.solvers.flatMap((solver, i): Section[] => {
    const own = study.correlations.filter((record) => record.solver === solver);
    const overall = own.filter(({ group }) => group === undefined);
    if (overall.length === 0) return [];
    const name = study.solvers.length === 1 ? "" : ` (${solver})`;
    const [outcome] = study.outcomes;
    const blocks: Block[] = [...intervalsFigure(study, overall, outcome), measuresTable(study)];
    for (const { scope, kind, caption } of shownTables) {
      const records = overall.filter((record) => record.outcome === outcome && record.scope === scope && record.kind === kind);
      blocks.push(...sizesTable(study, records, `${caption} with ${outcomeNames[outcome]}`));
    }
    if (outcome !== "share-correct") {
      const records = overall.filter((record) => record.outcome === "share-correct" && record.scope === "pooled" && record.kind === "pearson");
      blocks.push(...sizesTable(study, records, "Pooled Pearson correlation with share correct"));
    }
    blocks.push(...groupTables(study, own, outcome), everythingTable(study, own));
    return [
      { id: `diversity-coverage-${i + 1}`, heading: `Do more diverse sets of samples solve more?${name}`, blocks },
      ...bucketSection(study, solver, `diversity-buckets-${i + 1}`, `Outcomes by diversity${name}`),
    ];
  });
}

/** What was drawn, correlated and tested. */
export function coverageMethodsSection({ level, subsets, by, measures }: DiversityCoverage): Section {
  const drawn = subsets === "first" ? "The first k samples of each problem are one set." : `From each problem up to ${subsets} random sets of k samples are drawn (all, where there are no more), the same for every measure.`;
  const paragraphs = [
    `${drawn} Every problem has the same weight.`,
    subsets !== "first" &&
      "Pooled correlations take all sets together and mix two things: hard problems have other diversity than easy ones, and diverse sets of one problem may do better or worse than its other sets. Correlations within problems show the second alone, those between problem means the first; they may differ in sign. " +
        "Rank correlations within problems rank the sets of each problem among themselves.",
    measures.some(({ name }) => name === "mean-log-prob") &&
      "Diverse samples are unlikely samples. Partial correlations hold the mean log-probability of the set fixed; sets with a sample that lacks it are left out.",
    `${subsets === "first" ? "Intervals" : "Sets of one problem depend on one another, so intervals"} (${levelText(level)}) and tests leave out one problem at a time (jackknife on Fisher's z, t with as many degrees of freedom as there are problems that count, less one). They are not corrected for the number of correlations shown.`,
    by !== undefined && `Samples that differ in ${by} never share a set${subsets === "first" ? "" : `; within problems means within a problem and value of ${by}`}. Overall pooled figures also mix the values of ${by}.`,
    "Formulas, sources and measured coverage: docs/methods/diversity-coverage.md of @divlab/core.",
  ].filter((text) => typeof text === "string");
  return { id: "methods", heading: "Methods", blocks: paragraphs.map((text) => ({ type: "paragraph" as const, text })) };
}

/** The outcomes as sentences and headings name them. */
const outcomeNames: Readonly<Record<SelectionRuleName, string>> = { ...ruleNames, coverage: "any correct", "share-correct": "share correct" };

/** Tables that everybody sees; the others are in the long one. */
const shownTables = [
  { scope: "pooled", kind: "pearson", caption: "Pooled Pearson correlation" },
  { scope: "pooled", kind: "spearman", caption: "Pooled rank (Spearman) correlation" },
  { scope: "pooled", kind: "partial", caption: "Pooled partial correlation, given the mean log-probability," },
  { scope: "within", kind: "pearson", caption: "Pearson correlation within problems" },
  { scope: "within", kind: "partial", caption: "Partial correlation within problems, given the mean log-probability," },
] as const;

/** The size that figure and buckets show: the middle one, rounded down. */
function shownSize({ sizes }: Pick<DiversityCoverage, "sizes">): number {
  return sizes[Math.floor((sizes.length - 1) / 2)];
}

function intervalsFigure(study: DiversityCoverage, overall: readonly DiversityCorrelation[], outcome: SelectionRuleName): Dots[] {
  const size = shownSize(study);
  const kinds = [
    { scope: "pooled", kind: "pearson", group: "pooled" },
    { scope: "pooled", kind: "partial", group: "pooled, given log-probability" },
    { scope: "within", kind: "pearson", group: "within problems" },
    { scope: "between", kind: "pearson", group: "between problem means" },
  ];
  const rows = study.measures.flatMap(({ name }) =>
    kinds.flatMap(({ scope, kind, group }) => {
      const record = overall.find((own) => own.size === size && own.measure === name && own.outcome === outcome && own.scope === scope && own.kind === kind);
      if (record === undefined) return [];
      const { low, high } = record.confidenceInterval;
      return [{ label: name, group, estimate: record.estimate, ...(!Number.isNaN(low) && { low, high }) }];
    }),
  );
  return [
    {
      type: "dots",
      caption: `Correlation of each measure with ${outcomeNames[outcome]} in sets of k = ${size} samples, with ${levelText(study.level)} intervals`,
      heading: "measure",
      x: { label: `Pearson correlation with ${outcomeNames[outcome]}`, scale: "linear" },
      reference: 0,
      rows,
    },
  ];
}

function measuresTable({ measures }: DiversityCoverage): Table {
  return {
    type: "table",
    caption: "The measures",
    columns: [
      { name: "measure", format: "text" },
      { name: "what it is", format: "text" },
      { name: "a larger value means", format: "text" },
    ],
    rows: measures.map(({ name, label, largerIsMoreDiverse }) => [
      name,
      capitalise(label),
      largerIsMoreDiverse === null ? "likelier samples" : largerIsMoreDiverse ? "more diverse" : "less diverse",
    ]),
  };
}

/** A row per measure, a column per size; none where there is nothing of the kind. */
function sizesTable({ measures, sizes, level }: DiversityCoverage, records: readonly DiversityCorrelation[], caption: string): Table[] {
  if (records.length === 0) return [];
  const at = (measure: CoverageMeasureName, size: number): DiversityCorrelation | undefined => records.find((record) => record.measure === measure && record.size === size);
  return [
    {
      type: "table",
      caption: `${caption}, ${levelText(level)} intervals over problems`,
      columns: [{ name: "measure", format: "text" }, ...sizes.map((size) => ({ name: `k = ${size}`, format: "number" as const }))],
      rows: measures.filter(({ name }) => records.some(({ measure }) => measure === name)).map(({ name }) => [name, ...sizes.map((size) => intervalCell(at(name, size)))]),
    },
  ];
}

/** By the values of the column grouped by: a row per measure, a column per value. */
function groupTables({ measures, values = [], by, level, ...study }: DiversityCoverage, own: readonly DiversityCorrelation[], outcome: SelectionRuleName): Table[] {
  if (by === undefined) return [];
  const size = shownSize(study);
  return (["pooled", "within"] as const).flatMap((scope) => {
    const records = own.filter((record) => record.outcome === outcome && record.scope === scope && record.kind === "pearson" && record.size === size && record.group !== undefined);
    if (records.length === 0) return [];
    return [
      {
        type: "table",
        caption: `${scope === "pooled" ? "Pooled Pearson correlation" : "Pearson correlation within problems"} with ${outcomeNames[outcome]} in sets of k = ${size} samples by ${by}, ${levelText(level)} intervals over problems`,
        columns: [{ name: "measure", format: "text" }, ...values.map((value) => ({ name: value, format: "number" as const }))],
        rows: measures.map(({ name }) => [name, ...values.map((value) => intervalCell(records.find((record) => record.measure === name && record.group === value)))]),
      },
    ];
  });
}

/** Every correlation of a solver, to be searched and sorted. */
function everythingTable({ by, level }: DiversityCoverage, own: readonly DiversityCorrelation[]): Table {
  return {
    type: "table",
    detail: true,
    caption: `All correlations, with ${levelText(level)} intervals and p-values over problems`,
    columns: [
      { name: "measure", format: "text" },
      { name: "outcome", format: "text" },
      ...(by === undefined ? [] : [{ name: by, format: "text" as const }]),
      { name: "k", format: "integer" },
      { name: "scope", format: "text" },
      { name: "kind", format: "text" },
      { name: "correlation", format: "number" },
      { name: "p", format: "p" },
      { name: "problems", format: "integer", description: "problems that count: all, or within problems those in which both columns vary" },
      { name: "sets", format: "integer" },
      { name: "undefined", format: "integer", description: "sets left out because a value is undefined for them" },
    ],
    rows: own.map((record) => [
      record.measure,
      outcomeNames[record.outcome],
      ...(by === undefined ? [] : [record.group ?? "all"]),
      record.size,
      record.scope,
      record.kind,
      intervalCell(record),
      record.pValue,
      record.problems,
      record.subsets,
      record.undefinedSubsets,
    ]),
  };
}

/** Buckets at one size, for the first measure open to the eye, for the others to be unfolded. */
function bucketSection(study: DiversityCoverage, solver: string, id: string, heading: string): Section[] {
  const size = shownSize(study);
  const tables = study.buckets.filter((table) => table.solver === solver && table.group === undefined && table.size === size && table.buckets.length > 1);
  if (tables.length === 0) return [];
  return [{ id, heading, blocks: tables.map((table, i) => bucketTable(study, table, i > 0)) }];
}

function bucketTable({ outcomes }: DiversityCoverage, { measure, size, buckets, undefinedSubsets }: BucketTable, detail: boolean): Table {
  return {
    type: "table",
    ...(detail && { detail }),
    caption:
      `Sets of k = ${size} samples by ${measure}, in buckets of equal width: mean outcome` +
      (undefinedSubsets === 0 ? "" : `; ${undefinedSubsets} sets without a value are in none`),
    columns: [
      { name: "from", format: "number" },
      { name: "to", format: "number" },
      ...outcomes.map((outcome) => ({ name: outcomeNames[outcome], format: "share" as const })),
      { name: "least", format: "number" },
      { name: "largest", format: "number" },
      { name: "mean", format: "number" },
      { name: "sets", format: "integer" },
      { name: "problems", format: "integer" },
    ],
    rows: buckets.map(({ from, to, min, max, mean, count, problems, outcomes: means }) => [from, to, ...means.map((own) => own.mean), min, max, mean, count, problems]),
  };
}
