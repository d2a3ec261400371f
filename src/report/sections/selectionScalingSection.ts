import type { SelectionDifference, SelectionEstimate, SelectionRuleName, SelectionScaling } from "../../study/index.ts";
import { capitalise } from "../capitalise.ts";
import type { Block, Curves, Section, Table } from "../document.ts";
import { formatCell } from "../formatCell.ts";
import { intervalCell } from "./kTable.ts";
import { levelText } from "../levelText.ts";

/** The rules as tables and legends name them. */
export const ruleNames: Readonly<Record<SelectionRuleName, string>> = {
  coverage: "any correct (pass@k)",
  "share-correct": "one at random (pass@1)",
  "majority-vote": "majority vote",
  "best-of-n": "highest reward",
  "semantic-mbr": "semantic MBR",
  "lexical-mbr": "lexical MBR",
};

/** Accuracy by number of samples and rule, a section per solver; by the column grouped by where there is one. */
export function selectionScalingSection(study: SelectionScaling): Section[] {
  return study.solvers.flatMap((solver, i): Section[] => {
    const own = study.estimates.filter((estimate) => estimate.solver === solver);
    const overall = own.filter(({ group }) => group === undefined);
    if (overall.length === 0) return [];
    const blocks: Block[] = [{ type: "paragraph", text: summary(study, overall) }];
    if (study.sizes.length > 1) blocks.push(curvesFigure(study, overall));
    blocks.push(sizeTable(study, overall));
    if (study.differences.some((difference) => difference.solver === solver)) blocks.push(differenceTable(study, solver));
    if (study.values !== undefined) blocks.push(groupTable(study, own));
    const name = study.solvers.length === 1 ? "" : `: ${solver}`;
    return [{ id: `selection-scaling-${i + 1}`, heading: `Keeping one of n samples${name}`, blocks }];
  });
}

/** How the rules work and what the intervals hold. */
export function selectionMethodsSection(study: SelectionScaling): Section {
  const { rules, level, estimates, subsets, by } = study;
  const sampled = estimates.some(({ method }) => method === "subsets");
  const paragraphs = [
    "Each figure is the expected share of problems answered right by the one sample kept of n, over all subsets of n of a problem's samples, averaged over problems. Ties count as the mean of the tied.",
    rules.includes("majority-vote") && "Majority vote is exact (maj@k): samples without an answer do not vote, no vote at all is wrong.",
    rules.includes("best-of-n") && "Highest reward is exact (best@k), over the samples that have a reward.",
    rules.some((rule) => rule.endsWith("-mbr")) &&
      "Minimum Bayes risk keeps the sample with the highest summed utility against all n, itself among them: cosine similarity of embeddings (semantic) or sentence BLEU-4 (lexical; Kumar and Byrne 2004)." +
        (sampled ? ` It is averaged over ${formatCell(subsets, "integer")} random subsets a problem, the same for both utilities and nested from size to size.` : ""),
    `Intervals (${levelText(level)}) take the problems as a sample of a population${sampled ? " and hold the error of the random subsets" : ""}. Differences are paired by problem: t intervals and tests, p corrected for all pairs and sizes of a solver (Holm).`,
    by !== undefined && `Samples that differ in ${by} never share a subset; overall figures are means over the values of ${by} within each problem.`,
    "Formulas and sources: docs/methods/selection-scaling.md of @divlab/core.",
  ].filter((text) => typeof text === "string");
  return { id: "methods", heading: "Methods", blocks: paragraphs.map((text) => ({ type: "paragraph" as const, text })) };
}

function summary({ sizes, rules, by }: SelectionScaling, overall: readonly SelectionEstimate[]): string {
  const at = (rule: SelectionRuleName, size: number): string => formatCell(overall.find((point) => point.rule === rule && point.size === size)?.estimate ?? null, "share");
  const last = sizes[sizes.length - 1];
  const choosing = rules.filter((rule) => rule !== "coverage" && rule !== "share-correct" && overall.some((point) => point.rule === rule));
  const frame = [
    ...(rules.includes("share-correct") ? [`one sample at random is right on ${at("share-correct", sizes[0])} of the problems`] : []),
    ...(rules.includes("coverage") ? [`${last} samples hold a right one on ${at("coverage", last)}`] : []),
  ].join(", ");
  const moves = choosing.map((rule) => (sizes.length === 1 ? `${ruleNames[rule]} ${at(rule, last)}` : `${ruleNames[rule]} from ${at(rule, sizes[0])} to ${at(rule, last)}`)).join(", ");
  const across = by === undefined ? "" : `, averaged over ${by}`;
  const sentence = moves === "" ? "" : ` ${sizes.length === 1 ? `With n = ${last}` : `From n = ${sizes[0]} to n = ${last}`}${across}: ${moves}.`;
  return `${frame === "" ? "" : `${capitalise(frame)}.`}${sentence}`.trim();
}

function curvesFigure({ rules, level, by }: SelectionScaling, overall: readonly SelectionEstimate[]): Curves {
  return {
    type: "curves",
    caption: `Share of problems answered right against the number of samples to choose from, with ${levelText(level)} intervals${by === undefined ? "" : `; mean over ${by}`}`,
    x: { label: "n, samples to choose from", scale: "log" },
    y: { label: "accuracy", scale: "linear", percent: true },
    series: rules.map((rule) => ({
      name: ruleNames[rule],
      group: ruleNames[rule],
      style: rule === "coverage" || rule === "share-correct" ? "dashed" : "solid",
      points: overall
        .filter((point) => point.rule === rule)
        .map(({ size, estimate, confidenceInterval: { low, high } }) => ({ x: size, y: estimate, ...(!Number.isNaN(low) && { low, high }) })),
    })),
  };
}

function sizeTable({ sizes, rules, level, by }: SelectionScaling, overall: readonly SelectionEstimate[]): Table {
  const error = overall.reduce((most, { monteCarloError }) => Math.max(most, monteCarloError), 0);
  return {
    type: "table",
    caption:
      `Share of problems answered right by the sample kept of n, with ${levelText(level)} intervals${by === undefined ? "" : `; mean over ${by}`}` +
      (error > 0 ? `. Of the standard errors at most ${formatCell(error, "points").slice(1)} is due to random subsets` : ""),
    columns: [{ name: "n", format: "integer" }, { name: "problems", format: "integer" }, ...rules.map((rule) => ({ name: ruleNames[rule], format: "share" as const }))],
    rows: sizes.flatMap((size) => {
      const points = overall.filter((point) => point.size === size);
      if (points.length === 0) return [];
      return [[size, Math.max(...points.map(({ problems }) => problems)), ...rules.map((rule) => intervalCell(points.find((point) => point.rule === rule)))]];
    }),
  };
}

/** Pairs of rules at the smallest, a middle and the largest size; the rest is in the JSON. */
function differenceTable({ sizes, differences, level, by }: SelectionScaling, solver: string): Table {
  const own = differences.filter((difference) => difference.solver === solver && difference.group === undefined);
  const defined = sizes.filter((size) => own.some((difference) => difference.size === size));
  const shown = defined.length > 3 ? [defined[0], defined[Math.floor(defined.length / 2)], defined[defined.length - 1]] : defined;
  const pairs = new Map(own.map((difference) => [`${ruleNames[difference.a]} − ${ruleNames[difference.b]}`, difference]));
  const last = shown[shown.length - 1];
  const find = ({ a, b }: SelectionDifference, size: number): SelectionDifference | undefined => own.find((other) => other.a === a && other.b === b && other.size === size);
  return {
    type: "table",
    caption: `Differences between rules on the same problems, with ${levelText(level)} t intervals${by === undefined ? "" : `; mean over ${by}`}; p at n = ${last}, corrected for all pairs and sizes (Holm)`,
    columns: [
      { name: "rules", format: "text" },
      ...shown.map((size) => ({ name: `n = ${size}`, format: "points" as const })),
      { name: "p, Holm", format: "p" },
    ],
    rows: [...pairs].map(([name, pair]) => [name, ...shown.map((size) => intervalCell(find(pair, size))), find(pair, last)?.adjustedPValue ?? null]),
  };
}

function groupTable({ values = [], by = "", sizes, rules, level }: SelectionScaling, own: readonly SelectionEstimate[]): Table {
  return {
    type: "table",
    caption: `Share of problems answered right by the sample kept of n, by ${by}, with ${levelText(level)} intervals`,
    columns: [
      { name: `n, ${by}`, format: "text" },
      { name: "problems", format: "integer" },
      ...rules.map((rule) => ({ name: ruleNames[rule], format: "share" as const })),
    ],
    rows: sizes.flatMap((size) =>
      values.flatMap((value) => {
        const points = own.filter((point) => point.size === size && point.group === value);
        if (points.length === 0) return [];
        return [[`${size}, ${value}`, Math.max(...points.map(({ problems }) => problems)), ...rules.map((rule) => intervalCell(points.find((point) => point.rule === rule)))]];
      }),
    ),
  };
}
