import { capitalise } from "../../capitalise.ts";
import type { CheckpointStudy } from "../../../study/index.ts";
import type { Block, Section, Table } from "../../document.ts";
import { levelText } from "../../levelText.ts";
import { measureName } from "../../measureName.ts";
import { intervalCell } from "../kTable.ts";
import { lastCheckpoint } from "./lastCheckpoint.ts";
import { positionCurves } from "./positionCurves.ts";

/** Diversity of answers, operations, texts and embeddings along training. */
export function checkpointDiversitySection(study: CheckpointStudy): Section[] {
  const { checkpoints, level, positionName } = study;
  const measures = new Map(checkpoints.flatMap(({ diversity }) => diversity.map(({ measure, label }) => [measure, label] as const)));
  if (measures.size === 0) return [];
  const percent = levelText(level);
  const figures = [...measures].flatMap(([measure, label]) =>
    positionCurves(study, `${capitalise(label)}, mean over problems with ${percent} intervals, along ${positionName}`, { label: measureName(label), scale: "linear" }, [
      { name: measureName(label), of: ({ diversity }) => diversity.find((own) => own.measure === measure) },
    ]),
  );
  const table: Table = {
    type: "table",
    caption: `Diversity, mean over problems with ${percent} t intervals; every checkpoint gives the same number of samples of a problem`,
    columns: [{ name: "checkpoint", format: "text" }, ...[...measures.values()].map((label) => ({ name: measureName(label), format: "number" as const }))],
    rows: checkpoints.map(({ label, diversity }) => [label, ...[...measures.keys()].map((measure) => intervalCell(diversity.find((own) => own.measure === measure)))]),
  };
  const blocks: Block[] = [...figures, table, ...changeTable(study, measures)];
  return [{ id: "diversity", heading: "How different are the samples of a problem?", blocks }];
}

function changeTable({ comparisons, series, positionName, level, descending }: CheckpointStudy, measures: ReadonlyMap<string, string>): Table[] {
  const changes = comparisons.filter(({ diversity }) => diversity.length > 0);
  if (changes.length === 0) return [];
  return [
    {
      type: "table",
      caption: `Changes up to ${lastCheckpoint({ descending })}, paired by problem, with ${levelText(level)} intervals; p corrected for the number of measures (Holm)`,
      columns: [{ name: "change", format: "text" }, ...[...measures.values()].flatMap((label) => [{ name: measureName(label), format: "number" as const }, { name: "p, Holm", format: "p" as const }])],
      rows: changes.map(({ series: name, earlier, last, diversity }) => [
        `${series.length === 1 ? "" : `${name}, `}${positionName} ${earlier} to ${last}`,
        ...[...measures.keys()].flatMap((measure) => {
          const own = diversity.find((difference) => difference.measure === measure);
          return [intervalCell(own), own?.adjustedPValue ?? null];
        }),
      ]),
    },
  ];
}
