import type { Checkpoint, CheckpointStudy } from "../../../study/index.ts";
import type { Block, Histogram, Section, Table } from "../../document.ts";
import { levelText } from "../../levelText.ts";
import { intervalCell } from "../kTable.ts";
import { lastCheckpoint } from "./lastCheckpoint.ts";
import { positionCurves } from "./positionCurves.ts";

/** Bias and variance of the error rate along training, the bound they put on pass@k, and how error rates spread over problems. */
export function errorRatesSection(study: CheckpointStudy): Section[] {
  const bounded = study.checkpoints.filter((checkpoint): checkpoint is Bounded => checkpoint.moments !== undefined);
  if (bounded.length === 0) return [];
  const text =
    "Mean pass@k is limited by the mean error rate (bias) and by how unevenly it falls on problems (variance): right more often lowers the one, all-or-nothing raises the other. " +
    "Their sum is 1 − pass@2, so that the bound only says of larger k what pass@2 says: where it rises while pass@k falls, it does not explain the fall. Negative estimates of a variance are noise around a small one.";
  const figure = positionCurves(study, `Bias² and variance of the error rate along ${study.positionName}, with ${levelText(study.level)} jackknife intervals`, { label: "bias², variance", scale: "linear" }, [
    { name: "bias²", of: ({ moments }) => moments?.bias2 },
    { name: "variance", of: ({ moments }) => moments?.variance },
  ]);
  const blocks: Block[] = [{ type: "paragraph", text }, ...figure, boundTable(study, bounded), ...changeTable(study), ...histogram(study)];
  return [{ id: "error-rates", heading: "Bias down, variance up?", blocks }];
}

type Bounded = Checkpoint & Required<Pick<Checkpoint, "moments">>;

function boundTable({ ks }: CheckpointStudy, bounded: readonly Bounded[]): Table {
  const k = ks[ks.length - 1];
  return {
    type: "table",
    caption: `The two terms and the bound they put on pass@${k}: 1 − (bias² + variance)^(k/2)`,
    columns: [
      { name: "checkpoint", format: "text" },
      { name: "bias²", format: "number" },
      { name: "variance", format: "number" },
      { name: `bound at k = ${k}`, format: "share" },
      { name: `pass@${k}`, format: "share" },
    ],
    rows: bounded.map(({ label, moments, bounds }) => {
      const bound = bounds.find((own) => own.k === k);
      return [
        label,
        intervalCell(moments.bias2),
        intervalCell(moments.variance),
        bound === undefined ? null : intervalCell({ estimate: bound.bound, confidenceInterval: bound.confidenceInterval }),
        bound?.passAtK ?? null,
      ];
    }),
  };
}

function changeTable({ comparisons, positionName, series, level, descending }: CheckpointStudy): Table[] {
  const changes = comparisons.flatMap(({ series: name, earlier, last, moments }) => (moments === undefined ? [] : [{ name, earlier, last, moments }]));
  if (changes.length === 0) return [];
  return [
    {
      type: "table",
      caption: `Changes of both terms up to ${lastCheckpoint({ descending })}, paired by problem, with ${levelText(level)} jackknife intervals and p-values`,
      columns: [
        { name: "change", format: "text" },
        { name: "bias²", format: "number" },
        { name: "p", format: "p" },
        { name: "variance", format: "number" },
        { name: "p", format: "p" },
      ],
      rows: changes.map(({ name, earlier, last, moments: { bias2, variance } }) => [
        `${series.length === 1 ? "" : `${name}, `}${positionName} ${earlier} to ${last}`,
        intervalCell(bias2),
        bias2.pValue,
        intervalCell(variance),
        variance.pValue,
      ]),
    },
  ];
}

/** So many histograms are compared at a glance. */
const mostPanels = 8;

/** Error rates of all checkpoints where they are few, else of the first and the last of each series. */
function histogram({ checkpoints, series }: CheckpointStudy): Histogram[] {
  const bins = 10;
  const repeated = checkpoints.filter(({ errorRates, most }) => errorRates !== undefined && most > 1);
  const ends = series.flatMap((name) => repeated.filter((checkpoint) => checkpoint.series === name).filter((_, i, own) => i === 0 || i === own.length - 1));
  const panels = repeated.length <= mostPanels ? repeated : ends;
  if (panels.length === 0 || panels.length > mostPanels) return [];
  return [
    {
      type: "histogram",
      caption: `Problems by error rate 1 − c/n${panels.length < repeated.length ? " at both ends of each series" : ""}. Mass at both ends of an axis is variance: a problem is solved at once or not at all.`,
      x: { label: "error rate of a problem", scale: "linear", percent: true },
      y: { label: "problems", scale: "linear" },
      edges: Array.from({ length: bins + 1 }, (_, i) => i / bins),
      series: panels.map(({ label, errorRates = [] }) => {
        const counts = new Array<number>(bins).fill(0);
        for (const rate of errorRates) counts[Math.min(bins - 1, Math.floor(rate * bins))]++;
        return { name: label, counts };
      }),
    },
  ];
}
