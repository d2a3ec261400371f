import type { Checkpoint, CheckpointStudy } from "../../../study/index.ts";
import type { Interval, Section } from "../../document.ts";
import { levelText } from "../../levelText.ts";
import { positionCurves } from "./positionCurves.ts";

/** pass@k along training; the verdict stands in the summary of the report. */
export function trainingSection(study: CheckpointStudy): Section[] {
  const { ks, level, series, positionName, descending } = study;
  const shown = [...new Set([ks[0], ks[Math.floor((ks.length - 1) / 2)], ks[ks.length - 1]])];
  const axis = { label: "pass@k", scale: "linear", percent: true } as const;
  const at = (k: number) => ({ name: `pass@${k}`, of: (checkpoint: Checkpoint) => passAt(checkpoint, k) });
  const percent = levelText(level);
  const figures =
    series.length === 1
      ? positionCurves(study, `pass@k along ${positionName}, with ${percent} intervals`, axis, shown.map(at))
      : [...new Set([ks[0], ks[ks.length - 1]])].flatMap((k) => positionCurves(study, `pass@${k} along ${positionName}, with ${percent} intervals`, { ...axis, label: `pass@${k}` }, [at(k)]));
  if (figures.length === 0) return [];
  const single = ks[ks.length - 1] === 1;
  const heading = single ? `pass@1 along ${positionName}` : descending ? "What does mixing the weights do to pass@1 and pass@k?" : "Does training pay for pass@1 with pass@k?";
  return [{ id: "training", heading, blocks: figures }];
}

/** pass@k of a checkpoint. */
export function passAt({ passAtK }: Checkpoint, k: number): Interval | undefined {
  const j = passAtK?.k.indexOf(k) ?? -1;
  if (passAtK === undefined || j === -1) return undefined;
  return { estimate: passAtK.estimate[j], confidenceInterval: { low: passAtK.low[j], high: passAtK.high[j], level: passAtK.level } };
}
