import { capitalise } from "../../capitalise.ts";
import type { CheckpointComparison, CheckpointStudy } from "../../../study/index.ts";
import type { Block, Curves, Section, Table } from "../../document.ts";
import { levelText } from "../../levelText.ts";
import { intervalCell } from "../kTable.ts";
import { lastCheckpoint } from "./lastCheckpoint.ts";

type Compared = CheckpointComparison & Required<Pick<CheckpointComparison, "passAtK">>;

/** Every earlier checkpoint against the last of its series, problem by problem. */
export function againstLastSection(study: CheckpointStudy): Section[] {
  const compared = study.comparisons.filter((comparison): comparison is Compared => comparison.passAtK !== undefined);
  if (compared.length === 0) return [];
  const { ks } = study;
  const { minus, last, other } = wordsOf(study);
  const crossing =
    ` Where ${last} is ahead at k = ${ks[0]} and behind at larger k, "stops winning at" is the k at which the curves cross: ` +
    `whoever draws more samples than that is better served by ${other}.`;
  const text = `Differences are ${minus}, paired by problem.${ks.length > 1 ? crossing : ""}`;
  const blocks: Block[] = [{ type: "paragraph", text }, ...(ks.length > 1 ? [differenceFigure(study, compared)] : []), differenceTable(study, compared)];
  return [{ id: "against-last", heading: ks.length > 1 ? `Up to which k does ${last} win?` : `Does ${last} win?`, blocks }];
}

/** How the two sides of a comparison are called: along a sweep there is no earlier and later. */
function wordsOf(study: CheckpointStudy): { readonly minus: string; readonly last: string; readonly other: string } {
  const last = lastCheckpoint(study);
  return study.descending ? { minus: "trained end − mixture", last, other: "the mixture" } : { minus: "last − earlier", last, other: "the earlier checkpoint" };
}

function differenceFigure(study: CheckpointStudy, compared: readonly Compared[]): Curves {
  const { minus } = wordsOf(study);
  return {
    type: "curves",
    caption: `pass@k, ${minus}, with ${levelText(study.level)} bands for all k at once`,
    x: { label: "k, samples drawn", scale: "log" },
    y: { label: minus, scale: "linear", points: true },
    series: telling(study, compared).map((comparison) => ({
      name: nameOf(study, comparison),
      group: nameOf(study, comparison),
      style: "solid",
      points: comparison.passAtK.points.map(({ k, estimate, simultaneousInterval: band }) => ({ x: k, y: estimate, ...(band !== null && { low: band.low, high: band.high }) })),
    })),
  };
}

/** The first checkpoint in training and the one halfway of each series where there are many. */
function telling({ series, descending }: CheckpointStudy, compared: readonly Compared[]): readonly Compared[] {
  if (compared.length <= 4) return compared;
  return series.flatMap((name) => {
    const own = compared.filter((comparison) => comparison.series === name);
    return own.filter((_, i) => i === (descending ? own.length - 1 : 0) || i === Math.floor(own.length / 2));
  });
}

function differenceTable(study: CheckpointStudy, compared: readonly Compared[]): Table {
  const { ks, level } = study;
  const shown = [...new Set([ks[0], ks[ks.length - 1]])];
  return {
    type: "table",
    caption: `${capitalise(wordsOf(study).minus)}, paired, with ${levelText(level)} intervals${ks.length > 1 ? "; the crossing with its bootstrap interval" : ""}`,
    columns: [
      { name: study.descending ? "trained end against" : "last against", format: "text" },
      { name: "problems", format: "integer" },
      ...shown.map((k) => ({ name: `pass@${k}`, format: "points" as const })),
      ...(ks.length > 1 ? [{ name: "stops winning at", format: "text" as const }] : []),
    ],
    rows: compared.map((comparison) => {
      const { points, problems } = comparison.passAtK;
      return [nameOf(study, comparison), problems, ...shown.map((k) => intervalCell(points.find((point) => point.k === k))), ...(ks.length > 1 ? [crossing(comparison)] : [])];
    }),
  };
}

function crossing({ passAtK: { crossover, points } }: Compared): string {
  const { k, confidenceInterval } = crossover;
  if (!(points[0].estimate > 0)) return points.some(({ estimate }) => estimate > 0) ? "wins at larger k only" : "never wins";
  if (k === null) return `not up to k = ${points[points.length - 1].k}`;
  const end = (value: number): string => (value === Infinity ? "beyond" : value.toFixed(1));
  return `k = ${k.toFixed(1)}${confidenceInterval === null ? "" : ` [${end(confidenceInterval.low)}, ${end(confidenceInterval.high)}]`}`;
}

function nameOf({ series, positionName }: CheckpointStudy, { series: name, earlier }: Compared): string {
  return `${series.length === 1 ? "" : `${name}, `}${positionName} ${earlier}`;
}
