import type { ArmComparison } from "../../study/index.ts";
import type { Block, Curves, Section, Table } from "../document.ts";
import { formatCell } from "../formatCell.ts";
import { armDiversitySection } from "./armDiversitySection.ts";
import { armGroupSection } from "./armGroupSection.ts";
import { crossTable } from "./bandSections.ts";
import { pairsSection } from "./pairsSection.ts";
import { rewardSection } from "./rewardSection.ts";
import { isSolved, type SolvedComparison } from "./solvedComparison.ts";
import { tokenSection } from "./tokenSection.ts";
import { levelText } from "../levelText.ts";

/** Two solvers, problem by problem. */
export function comparisonSections(comparisons: readonly ArmComparison[], level: number, by?: string): Section[] {
  // Full sections for a few pairs; many pairs would bury the rest, so they share tables.
  if (comparisons.length > 3) return pairsSection(comparisons, level);
  return comparisons.flatMap((comparison, i) => {
    const id = `compare-${i + 1}`;
    return [
      ...pairSection(comparison, id, level),
      ...rewardSection(comparison, id, level),
      ...armDiversitySection(comparison, id, level),
      ...tokenSection(comparison, id, level),
      ...armGroupSection(comparison, id, by, level),
    ];
  });
}

function pairSection(comparison: ArmComparison, id: string, level: number): Section[] {
  if (!isSolved(comparison)) return [];
  const { a, b, passAtK, bands } = comparison;
  const blocks: Block[] = [{ type: "paragraph", text: summary(comparison) }];
  if (passAtK.points.length > 1) blocks.push(differenceFigure(comparison, level));
  blocks.push(differenceTable(comparison, level));
  if (passAtK.points.length > 1) {
    blocks.push(crossTable(a, b, bands), { type: "paragraph", text: bandText(comparison) });
  } else if (passAtK.mcnemar !== null) {
    blocks.push(solvedTable(comparison));
  }
  return [{ id, heading: `${a} against ${b}, on ${passAtK.problems} shared problems`, blocks }];
}

function summary({ a, b, passAtK: { closure, crossover, points } }: SolvedComparison): string {
  const [first] = points;
  const lead = first.estimate === 0 ? `${a} and ${b} are level` : `${first.estimate > 0 ? a : b} leads by ${formatCell(Math.abs(first.estimate), "points").slice(1)}`;
  const start = `At k = ${first.k} ${lead}.`;
  if (closure === null) return start;
  const behind = closure.behind === "a" ? a : b;
  const { low, high } = closure.confidenceInterval;
  const moved = `From k = ${first.k} to k = ${points[points.length - 1].k} the difference moves by ${formatCell(closure.estimate, "points")} [${formatCell(low, "points")}, ${formatCell(high, "points")}] in favour of ${behind}.`;
  return `${start} ${moved} ${crossingText(crossover)}`;
}

function crossingText({ k, confidenceInterval, crossingShare }: SolvedComparison["passAtK"]["crossover"]): string {
  if (k === null) {
    if (crossingShare === null) return "The curves do not cross.";
    return `The curves do not cross${crossingShare === 0 ? ", nor in any bootstrap replicate" : `, but do in ${formatCell(crossingShare, "share")} of the bootstrap replicates`}.`;
  }
  const interval = confidenceInterval === null ? "" : ` [${atK(confidenceInterval.low)}, ${atK(confidenceInterval.high)}]`;
  const share = crossingShare === null ? "" : `; so they do in ${formatCell(crossingShare, "share")} of the bootstrap replicates`;
  return `The curves cross at about k = ${atK(k)}${interval}${share}.`;
}

function atK(k: number): string {
  return k === Infinity ? "beyond" : k.toFixed(1);
}

function differenceFigure({ a, b, passAtK: { points } }: SolvedComparison, level: number): Curves {
  return {
    type: "curves",
    caption: `pass@k of ${a} minus pass@k of ${b}, with the ${levelText(level)} band for all k at once`,
    x: { label: "k, samples drawn", scale: "log" },
    y: { label: "difference", scale: "linear", points: true },
    series: [
      {
        name: `${a} − ${b}`,
        group: "difference",
        style: "solid",
        points: points.map(({ k, estimate, simultaneousInterval: band }) => ({ x: k, y: estimate, ...(band !== null && { low: band.low, high: band.high }) })),
      },
    ],
  };
}

function differenceTable({ a, b, passAtK: { points, df } }: SolvedComparison, level: number): Table {
  return {
    type: "table",
    caption: `Paired differences of pass@k with ${levelText(level)} t intervals (df = ${df}); p of the paired t test, and corrected for the number of k (Holm)`,
    columns: [
      { name: "k", format: "integer" },
      { name: a, format: "share" },
      { name: b, format: "share" },
      { name: "difference", format: "points" },
      { name: "p", format: "p" },
      { name: "p, Holm", format: "p" },
    ],
    rows: points.map((point) => [point.k, point.a, point.b, { estimate: point.estimate, confidenceInterval: point.confidenceInterval }, point.pValue, point.adjustedPValue]),
  };
}

function bandText({ a, b, bands: { a: inA, b: inB, bandRatio, overlap, kappa, bandTest } }: SolvedComparison): string {
  const { low, high } = bandRatio.confidenceInterval;
  const ratio = Number.isFinite(bandRatio.estimate)
    ? `, ${bandRatio.estimate.toFixed(2)} times as many [${low.toFixed(2)}, ${high.toFixed(2)}]`
    : "";
  const shared = Number.isNaN(overlap.jaccard)
    ? ""
    : ` ${overlap.count} are in both bands: ${formatCell(overlap.ofA, "share")} of ${a}'s, ${formatCell(overlap.ofB, "share")} of ${b}'s (Jaccard ${overlap.jaccard.toFixed(2)}).`;
  const agreement = Number.isNaN(kappa) ? "" : ` Agreement on the class beyond chance: kappa = ${kappa.toFixed(2).replace("-", "−")}.`;
  return `${inA.band} problems in the band of ${a} against ${inB.band} of ${b}${ratio} (exact McNemar p = ${formatCell(bandTest.pValue, "p")}).${shared}${agreement}`;
}

/** One sample a problem: who solved what. */
function solvedTable({ a, b, bands: { table, kappa }, passAtK: { mcnemar } }: SolvedComparison): Table {
  return {
    type: "table",
    caption: `Problems solved, one sample each; exact McNemar p = ${formatCell(mcnemar?.pValue ?? null, "p")}, kappa = ${kappa.toFixed(2).replace("-", "−")}`,
    columns: [
      { name: "", format: "text" },
      { name: `${b} right`, format: "integer" },
      { name: `${b} wrong`, format: "integer" },
    ],
    rows: [
      [`${a} right`, table[2][2], table[2][0]],
      [`${a} wrong`, table[0][2], table[0][0]],
    ],
  };
}
