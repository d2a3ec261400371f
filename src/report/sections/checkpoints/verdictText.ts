import type { CheckpointStudy, CollapseVerdict, PeakToLast } from "../../../study/index.ts";
import { formatCell } from "../../formatCell.ts";

/** In a sentence or two per series: does training past the peak of pass@K pay for pass@1 with pass@K? */
export function verdictText({ verdicts, positionName, series }: CheckpointStudy): string {
  return verdicts.map((verdict) => `${series.length === 1 ? "" : `${verdict.series}: `}${sentence(verdict, positionName)}`).join(" ");
}

function sentence({ k, peak, last, outcome, passAt1, passAtK, pValue }: CollapseVerdict, positionName: string): string {
  if (outcome === "no-fall") return `pass@${k} is highest at the last checkpoint (${positionName} ${last}, ${formatCell(passAtK.last, "share")}): no sign of a collapse of diversity.`;
  const span = `From the peak of pass@${k} at ${positionName} ${peak} to the last checkpoint (${last})`;
  const falls = `pass@${k} falls by ${change(passAtK)}`;
  if (outcome === "collapse") return `Diversity collapses. ${span}, pass@1 rises by ${change(passAt1)} while ${falls} (p = ${formatCell(pValue, "p")}).`;
  if (outcome === "fall") return `${span}, ${falls} without a clear rise of pass@1, which changes by ${change(passAt1, true)}.`;
  return `${span}, ${falls}: too little to be sure that it falls. pass@1 changes by ${change(passAt1, true)}.`;
}

function change({ estimate, confidenceInterval: { low, high } }: PeakToLast, signed: boolean = false): string {
  const text = (value: number): string => formatCell(value, "points");
  return `${signed ? text(estimate) : text(Math.abs(estimate)).replace(/^\+/, "")} [${text(low)}, ${text(high)}]`;
}
