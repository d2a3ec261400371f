import type { PruningStudy } from "../study/index.ts";
import { describeFindings, describeRejected } from "./describeFinding.ts";
import { describeProvenance, summarise } from "./describeProvenance.ts";
import type { ReportDocument } from "./document.ts";
import type { ReportContext } from "./reportContext.ts";
import { pruningMethodsSection, pruningSections } from "./sections/pruningSection.ts";

/**
 * The report on how far batches can be pruned.
 *
 * @param study Result of `pruningStudy`.
 * @param context Command, seed and files, for the provenance.
 * @returns The document.
 */
export function describePruning(study: PruningStudy, context: ReportContext): ReportDocument {
  const { rows, problems, solvers, level, findings } = study;
  return {
    title: "How far batches of samples can be pruned",
    summary: summarise(rows, problems, solvers),
    notices: [...describeRejected(context), ...describeFindings(findings)],
    sections: [...pruningSections(study), pruningMethodsSection(study)],
    provenance: describeProvenance(level, context),
  };
}
