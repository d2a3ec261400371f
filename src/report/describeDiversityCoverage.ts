import type { DiversityCoverage } from "../study/index.ts";
import { describeFindings, describeRejected } from "./describeFinding.ts";
import { describeProvenance, summarise } from "./describeProvenance.ts";
import { describeUngrouped } from "./describeSelectionScaling.ts";
import type { ReportDocument } from "./document.ts";
import type { ReportContext } from "./reportContext.ts";
import { coverageMethodsSection, diversityCoverageSection } from "./sections/diversityCoverageSection.ts";

/**
 * The report on diversity against coverage.
 *
 * @param study Result of `diversityCoverage`.
 * @param context Command, seed and files, for the provenance.
 * @returns The document.
 */
export function describeDiversityCoverage(study: DiversityCoverage, context: ReportContext): ReportDocument {
  const { rows, problems, solvers, level, findings } = study;
  return {
    title: "Diversity and coverage",
    summary: summarise(rows, problems, solvers),
    notices: [...describeRejected(context), ...describeUngrouped(study), ...describeFindings(findings)],
    sections: [...diversityCoverageSection(study), coverageMethodsSection(study)],
    provenance: describeProvenance(level, context),
  };
}
