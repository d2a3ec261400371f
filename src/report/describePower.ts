import type { PowerMixedModelResult } from "../lmm/index.ts";
import { checkContext } from "./checkContext.ts";
import { describeProvenance } from "./describeProvenance.ts";
import type { ReportDocument } from "./document.ts";
import { formatCell } from "./formatCell.ts";
import type { ReportContext } from "./reportContext.ts";
import { type PowerPremises, powerSection } from "./sections/powerSection.ts";

/**
 * The report on the power of planned ensemble studies.
 *
 * @param power Result of `powerMixedModel`.
 * @param level Coverage of its intervals.
 * @param unit What effects and standard deviations are measured in, in the plural: `"percentage points"`.
 * @param context Command, seed and files, for the provenance.
 * @param premises Where effect and standard deviations come from.
 * @returns The document; `documentToHtml`, `documentToMarkdown` and `documentToText` write it.
 * @throws {TypeError} If something is said beside the result by a name that is not known.
 * @example
 * ```ts
 * import { describePower, powerMixedModel } from "@divlab/core";
 *
 * const design = { ensembles: [10, 20], splits: 5, effect: 1, sd: { ensemble: 1, split: 0.5, residual: 2 } };
 * const document = describePower(powerMixedModel(design, { rng: 1, replicates: 100 }), 0.95, "percentage points");
 * document.title; // => "Power of an ensemble study"
 * ```
 */
export function describePower(power: PowerMixedModelResult, level: number, unit: string, context: ReportContext = {}, premises: PowerPremises = {}): ReportDocument {
  checkContext(context, premises, ["edcSd", "effectOf", "deviationsOf", "pool"]);
  const { points, failed } = { points: power.points, failed: power.points.reduce((sum, point) => sum + point.failed, 0) };
  return {
    title: "Power of an ensemble study",
    summary: `gain ~ EDC${points.some(({ exactPower }) => exactPower === null) ? " + baseline" : ""} + (1 | ensemble) + (1 | split): ${formatCell(points.length, "integer")} design${points.length === 1 ? "" : "s"}.`,
    notices: failed === 0 ? [] : [{ kind: "warning", text: `${formatCell(failed, "integer")} simulated fits did not converge; they count as not finding the effect.` }],
    sections: [powerSection(power, unit, premises)],
    provenance: describeProvenance(level, context),
  };
}
