import type { SamplingStudy } from "../study/index.ts";
import { describeFindings, describeRejected } from "./describeFinding.ts";
import type { ReportDocument, Section, Table } from "./document.ts";
import { describeProvenance, summarise } from "./describeProvenance.ts";
import type { ReportContext } from "./reportContext.ts";
import { bandSection } from "./sections/bandSections.ts";
import { beyondSection } from "./sections/beyondSection.ts";
import { boundSection } from "./sections/boundSection.ts";
import { comparisonSections } from "./sections/comparisonSections.ts";
import { groupSection } from "./sections/groupSection.ts";
import { methodsSection } from "./sections/methodsSection.ts";
import { passAtKSection, passHatKSection, successSection } from "./sections/passAtKSections.ts";
import { problemsSection } from "./sections/problemsSection.ts";
import { selectionSection } from "./sections/selectionSection.ts";


/**
 * The report on a sampling study: every section its data allow, and the notices that change how it may be read.
 *
 * @param study Result of `samplingStudy`.
 * @param context Command, seed and files, for the provenance.
 * @returns The document; `documentToHtml`, `documentToMarkdown` and `documentToText` give it a face.
 */
export function describeStudy(study: SamplingStudy, context: ReportContext): ReportDocument {
  return {
    ...frame("Repeated sampling", study, context),
    sections: [
      overview(study),
      ...passAtKSection(study),
      ...comparisonSections(study.comparisons, study.level),
      ...groupSection(study),
      ...passHatKSection(study),
      ...selectionSection(study),
      ...successSection(study),
      ...beyondSection(study),
      ...bandSection(study),
      ...boundSection(study),
      ...problemsSection(study),
      methodsSection(study),
    ],
  };
}

/**
 * The pass@k table of a sampling study alone, with its notices.
 *
 * @param study Result of `samplingStudy`.
 * @param context Command, seed and files, for the provenance.
 * @returns The document.
 */
export function describePassAtK(study: SamplingStudy, context: ReportContext): ReportDocument {
  return { ...frame("pass@k", study, context), sections: [...passAtKSection(study), ...groupSection(study)] };
}

function frame(subject: string, study: SamplingStudy, context: ReportContext): Omit<ReportDocument, "sections"> {
  const { rows, problems, solvers } = study;
  const files = (context.files ?? []).map(({ file }) => file.replace(/^.*[/\\]/, ""));
  return {
    title: files.length === 0 ? subject : `${subject}: ${files.join(", ")}`,
    summary: summarise(rows, problems, solvers.map(({ solver }) => solver)),
    notices: [...describeRejected(context), ...describeFindings(study.findings)],
    provenance: describeProvenance(study.level, context),
  };
}

function overview({ solvers }: SamplingStudy): Section {
  const table: Table = {
    type: "table",
    caption: "The solvers and their samples",
    columns: [
      { name: "solver", format: "text" },
      { name: "problems", format: "integer" },
      { name: "samples", format: "integer" },
      { name: "a problem", format: "text", description: "fewest–most samples of a problem" },
      { name: "correct samples", format: "share" },
      { name: "solved problems", format: "share", description: "share of problems with at least one correct sample" },
    ],
    rows: solvers.map(({ solver, problems, samples, fewest, most, counts }) => [
      solver,
      problems,
      samples,
      fewest === most ? `${fewest}` : `${fewest}–${most}`,
      counts === undefined ? null : total(counts.c) / total(counts.n),
      counts === undefined ? null : counts.c.filter((c) => c > 0).length / problems,
    ]),
  };
  return { id: "overview", heading: "The samples", blocks: [table] };
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
