import type { Checkpoint, CheckpointStudy } from "../../../study/index.ts";
import type { Block, Curves, Section, Table } from "../../document.ts";
import { levelText } from "../../levelText.ts";
import { kTable } from "../kTable.ts";
import { curvePoints } from "../passAtKSections.ts";

/** So many curves of a figure can be told apart. */
const mostCurves = 6;

/** pass@k against k per checkpoint, and which of them is best at every k. */
export function checkpointCurvesSection(study: CheckpointStudy): Section[] {
  const { level, best } = study;
  const curves = study.checkpoints.flatMap((checkpoint) => (checkpoint.passAtK === undefined ? [] : [{ checkpoint, points: curvePoints(checkpoint.passAtK) }]));
  if (curves.length === 0) return [];
  const percent = levelText(level);
  const named = curves.map(({ checkpoint, points }) => ({ name: checkpoint.label, points }));
  const chosen = telling(study);
  const figure: Curves = {
    type: "curves",
    caption: `pass@k against k${chosen.length < curves.length ? ` of the ${study.descending ? "ends" : "first and the last checkpoint"} of each series and the best at the largest k` : ""}, with ${percent} intervals`,
    x: { label: "k, samples drawn", scale: "log" },
    y: { label: "pass@k", scale: "linear", percent: true },
    series: curves
      .filter(({ checkpoint }) => chosen.includes(checkpoint))
      .map(({ checkpoint, points }) => ({
        name: checkpoint.label,
        group: checkpoint.label,
        style: "solid",
        points: points.map(({ k, estimate, confidenceInterval: { low, high } }) => ({ x: k, y: estimate, ...(!Number.isNaN(low) && { low, high }) })),
      })),
  };
  const blocks: Block[] = [
    ...(study.ks.length > 1 ? [figure] : []),
    kTable(`pass@k: mean over problems with ${percent} intervals, each for its k alone`, "checkpoint", named, "share"),
    ...(best.length === 0 ? [] : [bestTable(study)]),
  ];
  return [{ id: "curves", heading: "Which checkpoint is best depends on k", blocks }];
}

/** All checkpoints where they are few, else the first, the best at the largest k and the last of each series. */
function telling({ checkpoints, series, best, ks }: CheckpointStudy): readonly Checkpoint[] {
  if (checkpoints.length <= mostCurves) return checkpoints;
  const chosen = series.flatMap((name) => {
    const own = checkpoints.filter((checkpoint) => checkpoint.series === name);
    const peak = best.find((entry) => entry.series === name && entry.k === ks[ks.length - 1])?.position;
    return own.filter(({ position }, i) => i === 0 || i === own.length - 1 || position === peak);
  });
  return chosen.slice(0, 2 * mostCurves);
}

function bestTable({ best, positionName, level, series }: CheckpointStudy): Table {
  return {
    type: "table",
    caption: `The best checkpoint at every k; share: how often it is the best when problems are resampled; candidates: a set that holds the truly best with ${levelText(level)} confidence`,
    columns: [
      ...(series.length > 1 ? [{ name: "series", format: "text" as const }] : []),
      { name: "k", format: "integer" },
      { name: `best ${positionName}`, format: "text" },
      { name: "pass@k", format: "share" },
      { name: "share", format: "share" },
      { name: "candidates", format: "text" },
    ],
    rows: best.map(({ series: name, k, position, estimate, share, candidates }) => [...(series.length > 1 ? [name] : []), k, `${position}`, estimate, share, candidates.join(", ")]),
  };
}
