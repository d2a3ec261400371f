import type { Checkpoint, CheckpointStudy } from "../../../study/index.ts";
import type { Axis, Curves, CurveSeries, Interval } from "../../document.ts";

/** A quantity along training: its name where there are several, and its value at a checkpoint. */
export interface AlongTraining {
  /** Its name in the legend. */
  readonly name: string;
  /** Its value; undefined where the checkpoint has none. */
  readonly of: (checkpoint: Checkpoint) => Interval | undefined;
}

/** Quantities against the position of the checkpoints: one line per quantity and series that has two checkpoints with a value. */
export function positionCurves(study: CheckpointStudy, caption: string, y: Axis, quantities: readonly AlongTraining[]): Curves[] {
  const series = study.series.flatMap((name) =>
    quantities.flatMap((quantity): CurveSeries[] => {
      const points = study.checkpoints
        .filter((checkpoint) => checkpoint.series === name)
        .flatMap((checkpoint) => {
          const value = quantity.of(checkpoint);
          if (value === undefined || Number.isNaN(value.estimate)) return [];
          const { low, high } = value.confidenceInterval;
          return [{ x: checkpoint.position, y: value.estimate, ...(!Number.isNaN(low) && { low, high }) }];
        });
      const label = quantities.length === 1 ? name : study.series.length === 1 ? quantity.name : `${name}, ${quantity.name}`;
      return points.length < 2 ? [] : [{ name: label, group: label, style: "solid", points }];
    }),
  );
  return series.length === 0 ? [] : [{ type: "curves", caption, x: { label: study.positionName, scale: "linear" }, y, series }];
}
