import type { CheckpointStudy } from "../../../study/index.ts";
import type { Block, Section, Table } from "../../document.ts";
import { levelText } from "../../levelText.ts";
import { intervalCell } from "../kTable.ts";
import { positionCurves } from "./positionCurves.ts";

/** What group-relative training would find to learn from at each checkpoint. */
export function signalSection(study: CheckpointStudy): Section[] {
  const { checkpoints, groupSize, level } = study;
  const bands = checkpoints.flatMap(({ label, varianceBand }) => (varianceBand === undefined ? [] : [{ label, varianceBand }]));
  if (bands.length === 0) return [];
  const percent = levelText(level);
  const text = `Training that compares the ${groupSize} samples of one group (GRPO, RLOO) gets a gradient only from groups with right and wrong samples. Starting it from a checkpoint with more of them gives it more to learn from.`;
  const figure = positionCurves(study, `Expected share of problems whose group of ${groupSize} samples is mixed, with ${percent} intervals`, { label: "mixed groups", scale: "linear", percent: true }, [
    { name: "mixed groups", of: ({ varianceBand }) => varianceBand?.band },
  ]);
  const table: Table = {
    type: "table",
    caption: `Expected shares of groups of G = ${groupSize} samples and the standard deviation of the rewards in a group, with ${percent} intervals`,
    columns: [
      { name: "checkpoint", format: "text" },
      { name: "none correct", format: "share" },
      { name: "some (mixed)", format: "share" },
      { name: "all correct", format: "share" },
      { name: "reward sd in a group", format: "number" },
    ],
    rows: bands.map(({ label, varianceBand: { allZero, band, allOne, groupStandardDeviation } }) => [label, intervalCell(allZero), intervalCell(band), intervalCell(allOne), intervalCell(groupStandardDeviation)]),
  };
  const blocks: Block[] = [{ type: "paragraph", text }, ...figure, table];
  return [{ id: "signal", heading: "What is left for reinforcement learning?", blocks }];
}
