import type { CheckpointStudy } from "../../../study/index.ts";
import type { Section } from "../../document.ts";

/** pass@1 against pass@K: which checkpoints no other beats at both. */
export function frontSection({ fronts, positionName, series }: CheckpointStudy): Section[] {
  if (fronts.length === 0) return [];
  const { k, points, problems } = fronts[fronts.length - 1];
  if (points.length < 2) return [];
  const front = points.filter(({ onFront }) => onFront);
  const name = ({ series: own, position }: (typeof points)[number]): string => `${series.length === 1 ? "" : `${own}, `}${positionName} ${position}`;
  const text = `The Pareto front, whose checkpoints no other matches at both pass@1 and pass@${k} and beats at one, on ${problems} problems that all checkpoints have: ${front.map(name).join("; ")}.`;
  return [
    {
      id: "front",
      heading: `pass@1 against pass@${k}`,
      blocks: [
        { type: "paragraph", text },
        {
          type: "scatter",
          caption: `Every checkpoint by pass@1 and pass@${k}, along ${positionName}; up and to the right is better at both`,
          heading: "Checkpoint",
          x: { label: "pass@1", scale: "linear", percent: true },
          y: { label: `pass@${k}`, scale: "linear", percent: true },
          series: series.map((own) => ({ name: own, path: true, points: points.filter((point) => point.series === own).map((point) => ({ x: point.passAt1, y: point.passAtK, label: name(point) })) })),
        },
        {
          type: "table",
          caption: "The Pareto front; share: how often a checkpoint is on it when problems are resampled",
          columns: [
            { name: "checkpoint", format: "text" },
            { name: "pass@1", format: "share" },
            { name: `pass@${k}`, format: "share" },
            { name: "on the front", format: "text" },
            { name: "share", format: "share" },
          ],
          rows: points.map((point) => [name(point), point.passAt1, point.passAtK, point.onFront ? "yes" : "", point.share]),
        },
      ],
    },
  ];
}
