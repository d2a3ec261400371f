import type { ArmComparison, PairedDifference } from "../../study/index.ts";
import type { Cell, Section, Table } from "../document.ts";
import { isSolved, type SolvedComparison } from "./solvedComparison.ts";
import { levelText } from "../levelText.ts";

/** Many pairs of solvers: one table for each thing compared. */
export function pairsSection(comparisons: readonly ArmComparison[], level: number): Section[] {
  const solved = comparisons.filter(isSolved);
  const tables = [
    ...(solved.length === 0 ? [] : [passAtKTable(solved, level)]),
    ...differenceTable("Mean reward", comparisons, ({ reward }) => reward?.mean, level),
    ...differenceTable(comparisons.find(({ diversity }) => diversity.length > 0)?.diversity[0].label ?? "", comparisons, ({ diversity }) => diversity[0], level),
  ];
  return tables.length === 0 ? [] : [{ id: "comparisons", heading: "Solvers compared, problem by problem", blocks: tables }];
}

/** One quantity of every pair that has it. */
function differenceTable(name: string, comparisons: readonly ArmComparison[], of: (comparison: ArmComparison) => PairedDifference | undefined, level: number): Table[] {
  const rows = comparisons.flatMap((comparison): Cell[][] => {
    const difference = of(comparison);
    if (difference === undefined) return [];
    const { problems, estimate, confidenceInterval, tTest, wilcoxon, ...means } = difference;
    const cell = Number.isNaN(confidenceInterval.low) ? estimate : { estimate, confidenceInterval };
    return [[comparison.a, comparison.b, problems, means.a, means.b, cell, tTest?.pValue ?? null, wilcoxon?.pValue ?? null]];
  });
  if (rows.length === 0) return [];
  return [
    {
      type: "table",
      caption: `${name}: paired differences with ${levelText(level)} t intervals, p of the t test and of Wilcoxon's signed-rank test`,
      columns: [
        { name: "a", format: "text" },
        { name: "b", format: "text" },
        { name: "problems", format: "integer" },
        { name: "in a", format: "number" },
        { name: "in b", format: "number" },
        { name: "a − b", format: "number" },
        { name: "p", format: "p" },
        { name: "p, Wilcoxon", format: "p" },
      ],
      rows,
    },
  ];
}

/** pass@k of every pair. */
function passAtKTable(comparisons: readonly SolvedComparison[], level: number): Table {
  const several = comparisons.some(({ passAtK: { points } }) => points.length > 1);
  const largest: Table["columns"] = [
    { name: "largest k", format: "integer" },
    { name: "a − b there", format: "points" },
    { name: "p there", format: "p" },
  ];
  return {
    type: "table",
    caption:
      `Paired difference of pass@k${several ? " at the smallest and the largest k of each pair" : ""}, with ${levelText(level)} t intervals; ` +
      "p of the paired t test, for one sample a problem of McNemar's exact test",
    columns: [
      { name: "a", format: "text" },
      { name: "b", format: "text" },
      { name: "problems", format: "integer" },
      { name: "k", format: "integer" },
      { name: "a − b", format: "points" },
      { name: "p", format: "p" },
      ...(several ? largest : []),
      { name: "kappa", format: "number", description: "agreement on the class of a problem (none, some, all samples correct) beyond chance" },
    ],
    rows: comparisons.map(({ a, b, problems, passAtK: { points, mcnemar }, bands: { kappa } }) => {
      const [first] = points;
      const last = points.length > 1 ? points[points.length - 1] : undefined;
      const atLargest = several ? [last?.k ?? null, last ?? null, last?.pValue ?? null] : [];
      return [a, b, problems, first.k, first, mcnemar?.pValue ?? first.pValue, ...atLargest, Number.isNaN(kappa) ? null : kappa];
    }),
  };
}
