import type { PowerMixedModelResult } from "../lmm/index.ts";
import type { EnsembleFinding, EnsembleStudy, SolverPermutation } from "../study/index.ts";
import { describeRejected } from "./describeFinding.ts";
import { describeProvenance } from "./describeProvenance.ts";
import type { Notice, ReportDocument } from "./document.ts";
import { formatCell } from "./formatCell.ts";
import type { ReportContext } from "./reportContext.ts";
import { ensembleMethodsSection } from "./sections/ensembleMethodsSection.ts";
import { ensembleSections, gainWords } from "./sections/ensembleSections.ts";
import { powerSection } from "./sections/powerSection.ts";

/** What belongs to a study's report and is computed beside it. */
export interface RelatedToEnsembles {
  /** Power of further studies like this one. */
  readonly power?: PowerMixedModelResult;
  /** The test for ensembles that share members. */
  readonly permutation?: SolverPermutation;
}

/**
 * The report on an ensemble study.
 *
 * @param study Result of `ensembleStudy` or `ensembleStudyFromTable`.
 * @param context Command, seed and files, for the provenance.
 * @param related Power of further studies like this one, and the permutation test; left out unless given.
 * @returns The document.
 */
export function describeEnsembleStudy(study: EnsembleStudy, context: ReportContext, { power, permutation }: RelatedToEnsembles = {}): ReportDocument {
  const { ensembles, splits, level, gainOf, findings, pool } = study;
  const from = pool === null ? "" : ` of ${whole(pool.solvers.length, "solver")} and ${whole(pool.problems.length, "problem")}`;
  return {
    title: "Diversity and improvement of ensembles",
    summary: `${whole(ensembles.length, "ensemble")}${from}, ${whole(splits.length, "split")}; studied is the ${gainWords[gainOf]}.`,
    notices: [...describeRejected(context), ...findings.map(describeEnsembleFinding)].toSorted((a, b) => Number(a.kind === "note") - Number(b.kind === "note")),
    sections: [...ensembleSections(study, permutation), ...(power === undefined ? [] : [powerSection(power, "percentage points")]), ensembleMethodsSection(study)],
    provenance: describeProvenance(level, context),
  };
}

function describeEnsembleFinding(finding: EnsembleFinding): Notice {
  switch (finding.code) {
    case "few-ensembles":
      return warning(
        `There are ${whole(finding.ensembles, "ensemble")}. Diversity varies between ensembles only, so its effect rests on about that many degrees of freedom less two: ` +
          (finding.fitted ? `with fewer than ${finding.needed}, intervals are wide and hardly robust.` : "too few to fit anything."),
      );
    case "few-splits":
      return warning(`There ${finding.splits === 1 ? "is" : "are"} ${whole(finding.splits, "split")}: variation between and within ensembles cannot be told apart, so nothing is fitted.`);
    case "constant-edc":
      return warning(`All ensembles have the same diversity (EDC ${formatCell(finding.edc, "number")}), so its effect is undefined.`);
    case "constant-baseline":
      return { kind: "note", text: `The baseline accuracy is ${formatCell(finding.baseline, "share")} everywhere and was left out of the model.` };
    case "no-fit":
      return warning(`The model could not be fitted. ${finding.reason}`);
    case "not-converged":
      return warning("The fit is not certified as a minimum: its numbers may be off.");
    case "singular-fit":
      return {
        kind: "note",
        text: `The variance between ${finding.groups.map((group) => `${group}s`).join(" and ")} is estimated as exactly 0 (a singular fit). Kenward and Roger's degrees of freedom still count it; Satterthwaite's would not.`,
      };
    case "missing-cells":
      return warning(`${whole(finding.cells, "cell")} of ${formatCell(finding.of, "integer")} (ensemble/split, e.g. ${finding.examples.join(", ")}) lack a gain; the fit rests on the others.`);
    case "shared-members":
      return warning(
        `The ${whole(finding.ensembles, "ensemble")} of ${finding.size} were drawn from ${whole(finding.solvers, "solver")}; two of them share ${formatCell(finding.shared, "number")} members on average. ` +
          "The model takes their effects as independent, so the t test rejects too easily: in simulations with 12 solvers in 22 %, with 30 in 12 % of the cases where diversity did nothing, in place of 5 %. " +
          "Permuting the solvers (`permuteSolvers`; done by divlab edc where outcomes are given) keeps to its 5 %.",
      );
    case "no-outcomes":
      return warning(`${finding.solver} has diversity data but no scored outcome and is not part of the pool.`);
    case "no-diversity":
      return warning(`${finding.solver} has outcomes but no diversity data and is not part of the pool.`);
    case "unscored":
      return warning(`${whole(finding.rows, "sample")} of ${finding.solver} without a correctness flag ${finding.rows === 1 ? "is" : "are"} not counted, neither as right nor as wrong.`);
    case "incomplete-problems":
      return warning(`${whole(finding.problems, "problem")} of ${formatCell(finding.of, "integer")} (e.g. ${finding.examples.join(", ")}) were not tried by every solver and are left out.`);
    case "nothing-to-learn":
      return { kind: "note", text: `In ${formatCell(finding.cells, "integer")} of ${whole(finding.of, "cell")} no problem of Train A is solved by exactly one member: nobody learns anything there.` };
  }
}

function warning(text: string): Notice {
  return { kind: "warning", text };
}

function whole(value: number, noun: string): string {
  return `${formatCell(value, "integer")} ${noun}${value === 1 ? "" : "s"}`;
}
