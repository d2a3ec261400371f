import type { ArmsComparison, SamplingStudy } from "../study/index.ts";
import { describeComparison, describeStudy } from "./describeStudy.ts";
import type { ReportDocument } from "./document.ts";
import type { ReportContext } from "./reportContext.ts";

/** A result that a report can be made of. */
export type Reportable = SamplingStudy | ArmsComparison;

/**
 * The report on a result as a document: sections, tables and figures as data, before they have a face.
 *
 * @param result Result of `samplingStudy` or `compareArms`.
 * @param context Command, seed and files, shown as the provenance; none unless given.
 * @returns The document; `documentToHtml`, `documentToMarkdown` and `documentToText` write it.
 * @example
 * ```ts
 * import { describe, fromRows, samplingStudy } from "@divlab/core";
 *
 * const rows = [{ problem: "p1", correct: true }, { problem: "p2", correct: false }];
 * const document = describe(samplingStudy(fromRows(rows, { problem: "problem", correct: "correct" }), { rng: 0 }));
 * document.summary; // => "2 sampled answers to 2 problems by 1 solver (samples)."
 * ```
 */
export function describe(result: Reportable, context: ReportContext = {}): ReportDocument {
  return result.kind === "sampling-study" ? describeStudy(result, context) : describeComparison(result, context);
}
