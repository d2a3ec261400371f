import type { DiversityCoverage, DiversityStudy, SelectionScaling } from "../study/index.ts";
import { checkContext } from "./checkContext.ts";
import { describeFindings, describeRejected } from "./describeFinding.ts";
import { describeProvenance, summarise } from "./describeProvenance.ts";
import { describeUngrouped } from "./describeSelectionScaling.ts";
import type { ReportDocument } from "./document.ts";
import type { ReportContext } from "./reportContext.ts";
import { coverageMethodsSection, diversityCoverageSection } from "./sections/diversityCoverageSection.ts";
import { diversityMethodsSection, diversitySections } from "./sections/diversitySections.ts";
import { selectionMethodsSection, selectionScalingSection } from "./sections/selectionScalingSection.ts";

/** Studies of the same rollouts that share a report with their diversity. */
export interface RelatedStudies {
  /** Diversity of subsets against what comes of them. */
  readonly coverage?: DiversityCoverage;
  /** What choosing among the samples gains. */
  readonly selection?: SelectionScaling;
}

/**
 * The report on the diversity of samples.
 *
 * @param study Result of `diversityStudy`.
 * @param context Command, seed and files, for the provenance.
 * @param related Further studies of the same rollouts.
 * @returns The document; `documentToHtml`, `documentToMarkdown` and `documentToText` write it.
 * @throws {TypeError} If something is said beside the result by a name that is not known.
 * @example
 * ```ts
 * import { describeDiversity, diversityCoverage, diversityStudy, fromRows } from "@divlab/core";
 *
 * const rows = ["ab", "aa", "bc"].flatMap((own, problem) => [...own].map((answer) => ({ problem, answer, correct: answer === "a" })));
 * const rollouts = fromRows(rows, { problem: "problem", answer: "answer", correct: "correct" });
 * const coverage = diversityCoverage(rollouts, { rng: 0, sizes: [2], subsets: "first" });
 * describeDiversity(diversityStudy(rollouts), {}, { coverage }).title; // => "Diversity of samples"
 * ```
 */
export function describeDiversity(study: DiversityStudy, context: ReportContext = {}, related: RelatedStudies = {}): ReportDocument {
  checkContext(context, related, ["coverage", "selection"]);
  const { coverage, selection } = related;
  const { rows, problems, solvers, level } = study;
  const further = [coverage, selection].filter((own) => own !== undefined);
  // The studies find the same facts in the same rows.
  const findings = [...new Map([study, ...further].flatMap((own) => own.findings).map((finding) => [JSON.stringify(finding), finding])).values()];
  const ungrouped = further.slice(0, 1).flatMap(describeUngrouped);
  const methods = [
    diversityMethodsSection(study),
    ...(coverage === undefined ? [] : [coverageMethodsSection(coverage)]),
    ...(selection === undefined ? [] : [selectionMethodsSection(selection)]),
  ];
  return {
    title: "Diversity of samples",
    summary: summarise(rows, problems, [...new Set(solvers.map(({ solver }) => solver))]),
    notices: [...describeRejected(context), ...ungrouped, ...describeFindings(findings)],
    sections: [
      ...diversitySections(study),
      ...(coverage === undefined ? [] : diversityCoverageSection(coverage)),
      ...(selection === undefined ? [] : selectionScalingSection(selection)),
      { id: "methods", heading: "Methods", blocks: methods.flatMap(({ blocks }) => blocks) },
    ],
    provenance: describeProvenance(level, context),
  };
}
