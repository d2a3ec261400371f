import type { SelectionScaling } from "../study/index.ts";
import { describeFindings, describeRejected } from "./describeFinding.ts";
import { describeProvenance, summarise } from "./describeProvenance.ts";
import type { Notice, ReportDocument } from "./document.ts";
import { formatCell } from "./formatCell.ts";
import type { ReportContext } from "./reportContext.ts";
import { selectionMethodsSection, selectionScalingSection } from "./sections/selectionScalingSection.ts";

/**
 * The report on accuracy by number of samples and way of choosing.
 *
 * @param study Result of `selectionScaling`.
 * @param context Command, seed and files, for the provenance.
 * @returns The document.
 */
export function describeSelectionScaling(study: SelectionScaling, context: ReportContext): ReportDocument {
  const { rows, problems, solvers, level, findings } = study;
  return {
    title: "Choosing one of many samples",
    summary: summarise(rows, problems, solvers),
    notices: [...describeRejected(context), ...describeUngrouped(study), ...describeFindings(findings)],
    sections: [...selectionScalingSection(study), selectionMethodsSection(study)],
    provenance: describeProvenance(level, context),
  };
}

/** Says how many samples have no value of the column grouped by. */
export function describeUngrouped({ by, ungrouped }: { readonly by?: string; readonly ungrouped: number }): Notice[] {
  if (ungrouped === 0) return [];
  return [{ kind: "warning", text: `${formatCell(ungrouped, "integer")} ${ungrouped === 1 ? "sample has" : "samples have"} no value of ${by} and ${ungrouped === 1 ? "is" : "are"} left out.` }];
}
