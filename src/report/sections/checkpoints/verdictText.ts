import type { BandedDifference, CheckpointStudy, CollapseVerdict, SweetSpot } from "../../../study/index.ts";
import { formatCell } from "../../formatCell.ts";
import { lastCheckpoint } from "./lastCheckpoint.ts";

/** In a sentence or two per series: does training past the peak of pass@K pay for pass@1 with pass@K? For a sweep first whether a mixture beats both ends. */
export function verdictText({ verdicts, sweetSpots, positionName, series, descending }: CheckpointStudy): string {
  return verdicts
    .map((verdict) => {
      const spot = sweetSpots.find((own) => own.series === verdict.series);
      const last = `${lastCheckpoint({ descending })} (${positionName} ${verdict.last})`;
      const sentences = [...(spot === undefined ? [] : [spotSentence(spot, positionName)]), verdictSentence(verdict, `${positionName} ${verdict.peak}`, last)];
      return `${series.length === 1 ? "" : `${verdict.series}: `}${sentences.join(" ")}`;
    })
    .join(" ");
}

function verdictSentence({ k, outcome, passAt1, passAtK, pValue }: CollapseVerdict, peak: string, last: string): string {
  if (outcome === "no-fall") return `pass@${k} is nowhere higher than at ${last}, ${formatCell(passAtK.last, "share")}: no sign that training costs any of it.`;
  const span = `From the peak of pass@${k} at ${peak} to ${last}`;
  const falls = `pass@${k} falls by ${change(passAtK)}`;
  if (outcome === "collapse") return `Diversity collapses. ${span}, pass@1 rises by ${change(passAt1)} while ${falls} (p = ${formatCell(pValue, "p")}).`;
  if (outcome === "fall") return `${span}, ${falls} without a clear rise of pass@1, which changes by ${change(passAt1, true)}.`;
  return `${span}, ${falls}: too little to be sure that it falls. pass@1 changes by ${change(passAt1, true)}.`;
}

function spotSentence({ k, position, outcome, passAt1, passAtK, pValue }: SweetSpot, positionName: string): string {
  if (outcome === "none") return `No ${positionName} in between is ahead of both ends at both pass@1 and pass@${k}.`;
  const leads = `ahead of both ends, by ${change(passAt1)} or more at pass@1 and ${change(passAtK)} or more at pass@${k}`;
  const mixture = `${positionName} ${position}`;
  return outcome === "sweet-spot" ? `The sweet spot is ${mixture}, ${leads} (p = ${formatCell(pValue, "p")}).` : `${mixture} is ${leads}: too little to be sure of a sweet spot (p = ${formatCell(pValue, "p")}).`;
}

function change({ estimate, confidenceInterval: { low, high } }: BandedDifference, signed: boolean = false): string {
  const text = (value: number): string => formatCell(value, "points");
  return `${signed ? text(estimate) : text(Math.abs(estimate)).replace(/^\+/, "")} [${text(low)}, ${text(high)}]`;
}
