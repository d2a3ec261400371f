import type { ArmComparison, LengthUnit, TokenBucket, TokenEfficiency } from "../../study/index.ts";
import type { Block, Cell, Dots, Interval, Section, Table } from "../document.ts";
import { capitalise } from "../capitalise.ts";
import { formatCell } from "../formatCell.ts";
import { levelText } from "../levelText.ts";

/** Tokens of two solvers, sample by sample, and tokens per correct answer. */
export function tokenSection({ tokens, lengthUnit: unit = "tokens" }: ArmComparison, id: string, level: number): Section[] {
  if (tokens === undefined) return [];
  const blocks: Block[] = [
    { type: "paragraph", text: headline(tokens, unit) },
    ...costTable(tokens, unit, level),
    ...ratioFigure(tokens, unit, level),
    bucketTable(tokens, unit, level),
    { type: "paragraph", text: remarks(tokens, unit) },
  ];
  return [{ id: `${id}-tokens`, heading: `${tokens.a} against ${tokens.b}: ${unit}`, blocks }];
}

const bucketNames: Readonly<Record<TokenBucket["bucket"], (a: string, b: string) => string>> = {
  both: () => "both correct",
  "only-a": (a) => `only ${a} correct`,
  "only-b": (_, b) => `only ${b} correct`,
  neither: () => "neither correct",
  all: () => "all pairs",
};

function headline({ a, b, buckets, tokensPerCorrectRatio: cost }: TokenEfficiency, unit: LengthUnit): string {
  const all = buckets[buckets.length - 1];
  const longer = `${b} is longer than ${a} in ${formatCell(all.longerB, "integer")} of ${formatCell(all.pairs, "integer")} pairs of samples (${formatCell(all.shareLonger, "share")}), by a ratio of medians of ${formatCell(all.ratioOfMedians, "number")}.`;
  if (cost === undefined || !Number.isFinite(cost.estimate)) return longer;
  return `${longer} For each correct answer ${b} spends ${formatCell(cost.estimate, "number")} times the ${unit} of ${a}${interval(cost)}.`;
}

function interval({ confidenceInterval: { low, high } }: Interval): string {
  return Number.isNaN(low) ? "" : ` [${formatCell(low, "number")}, ${formatCell(high, "number")}]`;
}

/** An estimate with its interval where it has a bounded one; a dash for what is not finite. */
function cell({ estimate, confidenceInterval }: Interval): Cell {
  if (!Number.isFinite(estimate)) return null;
  return Number.isNaN(confidenceInterval.low) ? estimate : { estimate, confidenceInterval };
}

function costTable({ a, b, tokensPerCorrectA, tokensPerCorrectB, tokensPerCorrectRatio }: TokenEfficiency, unit: LengthUnit, level: number): Table[] {
  if (tokensPerCorrectA === undefined || tokensPerCorrectB === undefined || tokensPerCorrectRatio === undefined) return [];
  return [
    {
      type: "table",
      caption: `${capitalise(unit)} per correct answer: all ${unit} over all correct answers of the scored pairs, with ${levelText(level)} intervals that take problems as clusters`,
      columns: [
        { name: "", format: "text" },
        { name: unit, format: "integer" },
        { name: "correct", format: "integer" },
        { name: `${unit} per correct answer`, format: "number" },
      ],
      rows: [
        [a, tokensPerCorrectA.numerator, tokensPerCorrectA.denominator, cell(tokensPerCorrectA)],
        [b, tokensPerCorrectB.numerator, tokensPerCorrectB.denominator, cell(tokensPerCorrectB)],
        [`${b} over ${a}`, null, null, cell(tokensPerCorrectRatio)],
      ],
    },
  ];
}

function ratioFigure({ a, b, buckets }: TokenEfficiency, unit: LengthUnit, level: number): Dots[] {
  const rows = buckets.flatMap(({ bucket, pairs, geometricMeanRatio: { estimate, confidenceInterval: { low, high } } }) =>
    Number.isNaN(estimate) ? [] : [{ label: `${bucketNames[bucket](a, b)} (${formatCell(pairs, "integer")})`, estimate, ...(!Number.isNaN(low) && { low, high }) }],
  );
  if (rows.length < 2) return [];
  return [
    {
      type: "dots",
      heading: "Pairs",
      caption: `${capitalise(unit)} of ${b} over ${unit} of ${a}: geometric mean over pairs, with ${levelText(level)} intervals that take problems as clusters`,
      x: { label: `times as many ${unit} in ${b}`, scale: "log" },
      reference: 1,
      rows,
    },
  ];
}

function bucketTable({ a, b, buckets, capA, capB }: TokenEfficiency, unit: LengthUnit, level: number): Table {
  const capped = unit === "tokens" && (capA.cap !== null || capB.cap !== null);
  return {
    type: "table",
    caption: `${capitalise(unit)} of pairs of samples, matched by problem and sample number; ratios are ${b} over ${a}, p of Wilcoxon's signed-rank test on the mean difference of each problem and, as if pairs were independent, on all pairs`,
    columns: [
      { name: "pairs", format: "text" },
      { name: "number", format: "integer" },
      { name: `${a}, median`, format: "number" },
      { name: `${b}, median`, format: "number" },
      { name: "ratio of medians", format: "number" },
      { name: "median of ratios", format: "number" },
      { name: `geometric mean of ratios [${levelText(level)}]`, format: "number" },
      { name: `${b} longer`, format: "text" },
      { name: "p, problems", format: "p" },
      { name: "p, pairs", format: "p" },
      ...(capped ? [{ name: "truncated", format: "text" as const, description: `samples of ${a} and of ${b} at the token limit` }] : []),
    ],
    rows: buckets.map((own) => [
      bucketNames[own.bucket](a, b),
      own.pairs,
      own.medianA,
      own.medianB,
      own.ratioOfMedians,
      own.medianRatio,
      cell(own.geometricMeanRatio),
      own.pairs === 0 ? "–" : `${own.longerB} of ${own.pairs}`,
      own.wilcoxonByProblem?.pValue ?? null,
      own.wilcoxon?.pValue ?? null,
      ...(capped ? [`${own.truncatedA} and ${own.truncatedB}`] : []),
    ]),
  };
}

function remarks({ a, b, numbered, unpairedA, unpairedB, withoutTokens, unscored }: TokenEfficiency, unit: LengthUnit): string {
  const parts = [
    unit === "words" ? "The rollouts have no token counts, so words of the texts are counted." : "",
    numbered ? "Samples are matched by their number." : "Samples without a number are matched by their order within the problem.",
    unpairedA + unpairedB > 0 ? `Without a partner and not used: ${unpairedA} of ${a}, ${unpairedB} of ${b}.` : "",
    withoutTokens > 0 ? `${withoutTokens} further pairs lack a count.` : "",
    unscored > 0 ? `${unscored} pairs lack correctness and count in the last row only.` : "",
    "Where both are correct, generation ran to its end on both sides: the conservative comparison.",
  ];
  return parts.filter((part) => part !== "").join(" ");
}
