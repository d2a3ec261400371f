import type { ArmsComparison } from "../study/index.ts";
import { describeFindings, describeRejected } from "./describeFinding.ts";
import { describeProvenance } from "./describeProvenance.ts";
import type { ReportDocument } from "./document.ts";
import type { ReportContext } from "./reportContext.ts";
import { comparisonMethodsSection } from "./sections/comparisonMethodsSection.ts";
import { comparisonSections } from "./sections/comparisonSections.ts";

/**
 * The report on a comparison of arms.
 *
 * @param comparison Result of `compareArms`.
 * @param context Command, seed and files, for the provenance.
 * @returns The document.
 */
export function describeComparison(comparison: ArmsComparison, context: ReportContext): ReportDocument {
  const { comparisons, level, solvers, findings, by } = comparison;
  return {
    title: solvers.length === 2 ? `${solvers[0]} against ${solvers[1]}` : "Comparison of arms",
    summary: `${list(solvers)}, compared problem by problem on the problems they share.`,
    notices: [...describeRejected(context), ...describeFindings(findings)],
    sections: [...comparisonSections(comparisons, level, by), comparisonMethodsSection(comparisons, level)],
    provenance: describeProvenance(level, context),
  };
}

function list(names: readonly string[]): string {
  return names.length <= 2 ? names.join(" and ") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
