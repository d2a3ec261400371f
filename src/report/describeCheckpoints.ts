import type { CheckpointFinding, CheckpointStudy, Finding } from "../study/index.ts";
import { describeFindings, describeRejected } from "./describeFinding.ts";
import { describeProvenance } from "./describeProvenance.ts";
import type { Notice, ReportDocument } from "./document.ts";
import { formatCell } from "./formatCell.ts";
import type { ReportContext } from "./reportContext.ts";
import { againstLastSection } from "./sections/checkpoints/againstLastSection.ts";
import { checkpointCurvesSection } from "./sections/checkpoints/checkpointCurvesSection.ts";
import { checkpointDiversitySection } from "./sections/checkpoints/checkpointDiversitySection.ts";
import { checkpointMethodsSection } from "./sections/checkpoints/checkpointMethodsSection.ts";
import { errorRatesSection } from "./sections/checkpoints/errorRatesSection.ts";
import { frontSection } from "./sections/checkpoints/frontSection.ts";
import { oracleSection } from "./sections/checkpoints/oracleSection.ts";
import { signalSection } from "./sections/checkpoints/signalSection.ts";
import { trainingSection } from "./sections/checkpoints/trainingSection.ts";
import { verdictText } from "./sections/checkpoints/verdictText.ts";

/**
 * The report on the checkpoints of training runs, or of sweeps of interpolated weights.
 *
 * @param study Result of `checkpointStudy`.
 * @param context Command, seed and files, for the provenance.
 * @returns The document.
 */
export function describeCheckpoints(study: CheckpointStudy, context: ReportContext): ReportDocument {
  const { rows, problems, checkpoints, series, level } = study;
  const whole = (value: number, noun: string): string => `${formatCell(value, "integer")} ${noun}${value === 1 ? "" : "s"}`;
  const shape = `${whole(rows, "sampled answer")} to ${whole(problems, "problem")} at ${whole(checkpoints.length, "checkpoint")} of ${series.length <= 6 ? series.join(", ") : `${series.length} series`}.`;
  return {
    title: "Checkpoints",
    summary: `${shape} ${verdictText(study)}`.trim(),
    notices: [...describeRejected(context), ...notices(study)],
    sections: [
      ...trainingSection(study),
      ...checkpointCurvesSection(study),
      ...againstLastSection(study),
      ...frontSection(study),
      ...errorRatesSection(study),
      ...checkpointDiversitySection(study),
      ...signalSection(study),
      ...oracleSection(study),
      checkpointMethodsSection(study),
    ],
    provenance: describeProvenance(level, context),
  };
}

/** So many like findings are told one by one. */
const mostAlike = 3;

type OwnFinding = Extract<CheckpointFinding, { readonly code: "single-position" | "unequal-problems" | "few-common" | "no-common" | "equal-samples" }>;

function notices({ findings, positionName }: CheckpointStudy): Notice[] {
  const own = findings.filter(isOwn);
  const others = findings.filter((finding) => !isOwn(finding));
  return [...own.map((finding) => describeOwn(finding, positionName)), ...describeAlike(others)].toSorted((a, b) => Number(a.kind === "note") - Number(b.kind === "note"));
}

/** Findings that many checkpoints share are told of the first of them. */
function describeAlike(findings: readonly Finding[]): Notice[] {
  const alike = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = finding.code === "missing-values" ? finding.column : finding.code;
    alike.set(key, [...(alike.get(key) ?? []), finding]);
  }
  return [...alike.values()].flatMap((own) => {
    // What has a sentence for all of them, or needs none.
    if (own[0].code === "one-sample" || own.length <= mostAlike) return describeFindings(own);
    return describeFindings(own.slice(0, 1)).map(({ kind, text }) => ({ kind, text: `${text} The same, with other numbers, goes for ${own.length - 1} other checkpoints.` }));
  });
}

function isOwn(finding: CheckpointFinding): finding is OwnFinding {
  return ["single-position", "unequal-problems", "few-common", "no-common", "equal-samples"].includes(finding.code);
}

function describeOwn(finding: OwnFinding, positionName: string): Notice {
  switch (finding.code) {
    case "single-position":
      return { kind: "warning", text: `${finding.series} has one checkpoint (${positionName} ${finding.position}), so that nothing can be said of its training.` };
    case "unequal-problems":
      return { kind: "warning", text: `The checkpoints of ${finding.series} were not all run on the same problems: what compares them rests on the ${finding.common} of ${finding.of} problems that all have.` };
    case "few-common":
      return { kind: "warning", text: `Only ${finding.common} problems of ${finding.series} have ${finding.k} samples at every checkpoint: too few for the best checkpoint and the verdict.` };
    case "no-common":
      return { kind: "warning", text: `Only ${finding.common} problems have ${finding.k} samples at every checkpoint of every series: too few for the front of pass@1 and pass@k.` };
    case "equal-samples":
      return {
        kind: "note",
        text: `Checkpoints have between ${finding.fewest} and ${finding.most} samples of ${finding.problems} problems. Diversity changes with the number of samples alone, so as many of each problem count as the checkpoint with fewest has.`,
      };
  }
}
