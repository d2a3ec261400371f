import { describe, type Reportable } from "./describe.ts";
import { documentToHtml } from "./documentToHtml.ts";
import type { ReportContext } from "./reportContext.ts";

/**
 * The report on a result as one self-contained HTML page with figures, that opens from disk without a network.
 *
 * @param result Result of `samplingStudy`, `compareArms`, `diversityStudy`, `diversityCoverage`, `selectionScaling`, `ensembleStudy`, `pruningStudy` or `checkpointStudy`.
 * @param context Command, seed and files, shown as the provenance; none unless given.
 * @returns The text; names and labels from the rollouts are escaped.
 * @throws {TypeError} If something is said beside the result by a name that is not known.
 * @example
 * ```ts
 * import { fromRows, samplingStudy, toHtml } from "@divlab/core";
 *
 * const rows = [{ problem: "p1", correct: true }, { problem: "p2", correct: false }];
 * const text = toHtml(samplingStudy(fromRows(rows, { problem: "problem", correct: "correct" }), { rng: 0 }));
 * text.includes("pass@k"); // => true
 * ```
 */
export function toHtml(result: Reportable, context: ReportContext = {}): string {
  return documentToHtml(describe(result, context));
}
