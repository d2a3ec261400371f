import { show } from "../numeric/check.ts";
import type { ArmsComparison, CheckpointStudy, DiversityCoverage, DiversityStudy, EnsembleStudy, PruningStudy, SamplingStudy, SelectionScaling } from "../study/index.ts";
import { checkContext } from "./checkContext.ts";
import { describeCheckpoints } from "./describeCheckpoints.ts";
import { describeComparison } from "./describeComparison.ts";
import { describeDiversity } from "./describeDiversity.ts";
import { describeDiversityCoverage } from "./describeDiversityCoverage.ts";
import { describeEnsembleStudy } from "./describeEnsembleStudy.ts";
import { describePruning } from "./describePruning.ts";
import { describeSelectionScaling } from "./describeSelectionScaling.ts";
import { describeStudy } from "./describeStudy.ts";
import type { ReportDocument } from "./document.ts";
import type { ReportContext } from "./reportContext.ts";

/** A result that a report can be made of. */
export type Reportable = SamplingStudy | ArmsComparison | DiversityStudy | DiversityCoverage | SelectionScaling | EnsembleStudy | PruningStudy | CheckpointStudy;

/**
 * The report on a result as a document: sections, tables and figures as data, before they have a face.
 *
 * @param result Result of `samplingStudy`, `compareArms`, `diversityStudy`, `diversityCoverage`, `selectionScaling`, `ensembleStudy`, `pruningStudy` or `checkpointStudy`.
 * @param context Command, seed and files, shown as the provenance; none unless given.
 * @returns The document; `documentToHtml`, `documentToMarkdown` and `documentToText` write it.
 * @throws {TypeError} If the result is no study's; of other results make a {@linkcode ReportDocument} yourself. If the context has a name that is not known.
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
  checkContext(context);
  switch (result.kind) {
    case "sampling-study":
      return describeStudy(result, context);
    case "arms-comparison":
      return describeComparison(result, context);
    case "diversity-study":
      return describeDiversity(result, context);
    case "diversity-coverage":
      return describeDiversityCoverage(result, context);
    case "selection-scaling":
      return describeSelectionScaling(result, context);
    case "ensemble-study":
      return describeEnsembleStudy(result, context);
    case "checkpoints":
      return describeCheckpoints(result, context);
    case "pruning":
      return describePruning(result, context);
    default:
      throw new TypeError(`Cannot describe a result: expected the result of a study, got ${show(result)}`);
  }
}
