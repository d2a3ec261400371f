import type { PowerMixedModelResult } from "../lmm/index.ts";
import type { EnsembleFinding, EnsembleStudy, SolverPermutation } from "../study/index.ts";
import { checkContext } from "./checkContext.ts";
import { describeRejected } from "./describeFinding.ts";
import { describeProvenance } from "./describeProvenance.ts";
import type { Notice, ReportDocument } from "./document.ts";
import { formatCell } from "./formatCell.ts";
import type { ReportContext } from "./reportContext.ts";
import { ensembleMethodsSection } from "./sections/ensembleMethodsSection.ts";
import { ensembleSections, gainWords } from "./sections/ensembleSections.ts";
import { type PowerPremises, powerSection } from "./sections/powerSection.ts";

/** What belongs to a study's report and is computed beside it. */
export interface RelatedToEnsembles {
  /** Power of further studies like this one. */
  readonly power?: PowerMixedModelResult;
  /** The test for ensembles that share members. */
  readonly permutation?: SolverPermutation;
  /** Whether nothing but labels says which ensemble and split an accuracy after training belongs to; false unless given. */
  readonly matchedByLabel?: boolean;
}

/**
 * The report on an ensemble study.
 *
 * @param study Result of `ensembleStudy` or `ensembleStudyFromTable`.
 * @param context Command, seed and files, for the provenance.
 * @param related Power of further studies like this one, and the permutation test; left out unless given.
 * @returns The document; `documentToHtml`, `documentToMarkdown` and `documentToText` write it.
 * @throws {TypeError} If something is said beside the result by a name that is not known.
 * @example
 * ```ts
 * import { describeEnsembleStudy, ensembleStudy, permuteSolvers, simulateEnsembleStudy } from "@divlab/core";
 *
 * const { outcomes, diversity, ensembles, splits, after } = simulateEnsembleStudy({ effect: 15, splits: 5, rng: 1 });
 * const study = ensembleStudy({ outcomes, diversity, after }, { ensembles, splits });
 * const document = describeEnsembleStudy(study, {}, { permutation: permuteSolvers(study, { rng: 1, permutations: 99 }) });
 * document.title; // => "Diversity and improvement of ensembles"
 * ```
 */
export function describeEnsembleStudy(study: EnsembleStudy, context: ReportContext = {}, related: RelatedToEnsembles = {}): ReportDocument {
  checkContext(context, related, ["power", "permutation", "matchedByLabel"]);
  const { power, permutation, matchedByLabel = false } = related;
  const { ensembles, splits, level, gainOf, findings, pool } = study;
  const from = pool === null ? "" : ` of ${pool.size} out of ${whole(pool.solvers.length, "solver")}, ${whole(pool.problems.length, "problem")}`;
  // Without a fit there is no test that shared members could spoil.
  const told = study.fit === null ? findings.filter(({ code }) => code !== "shared-members") : findings;
  return {
    title: "Diversity and improvement of ensembles",
    summary: `${whole(ensembles.length, "ensemble")}${from}, ${whole(splits.length, "split")}; studied is the ${gainWords[gainOf]}.`,
    notices: [...describeRejected(context), ...told.map(describeEnsembleFinding), ...(matchedByLabel ? [labelNotice] : [])].toSorted((a, b) => Number(a.kind === "note") - Number(b.kind === "note")),
    sections: [...ensembleSections(study, permutation), ...(power === undefined ? [] : [powerSection(power, "percentage points", premisesOf(study))]), ensembleMethodsSection(study)],
    provenance: describeProvenance(level, context),
  };
}

const labelNotice: Notice = {
  kind: "note",
  text:
    "Accuracies after training were matched to ensembles and splits by label alone. Other outcomes, another seed, size or number of ensembles or splits give the same labels to other ensembles and other halves: " +
    "columns members (a+b+c) and s0 beside the accuracy would be checked.",
};

/** Power of studies like this one takes effect, standard deviations and EDC from it, and perhaps more ensembles than its solvers make. */
function premisesOf({ findings }: EnsembleStudy): PowerPremises {
  const shared = findings.find((finding) => finding.code === "shared-members");
  return { effectOf: "this study", deviationsOf: "this study", ...(shared !== undefined && { pool: { solvers: shared.solvers, size: shared.size } }) };
}

function describeEnsembleFinding(finding: EnsembleFinding): Notice {
  switch (finding.code) {
    case "few-ensembles":
      return warning(
        `There ${finding.ensembles === 1 ? "is" : "are"} ${whole(finding.ensembles, "ensemble")}. Diversity varies between ensembles only, so its effect rests on about that many degrees of freedom less two: ` +
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
        text: `The variance between ${finding.groups.map((group) => `${group}s`).join(" and ")} is estimated as exactly 0 (a singular fit). Of the degrees of freedom, Kenward and Roger's still count it and Satterthwaite's do not.`,
      };
    case "missing-cells":
      return warning(`${whole(finding.cells, "cell")} of ${formatCell(finding.of, "integer")} (ensemble/split, e.g. ${finding.examples.join(", ")}) ${finding.cells === 1 ? "lacks" : "lack"} a gain or a baseline; the fit rests on the others.`);
    case "shared-members":
      return warning(
        `The ${whole(finding.ensembles, "ensemble")} of ${finding.size} were drawn from ${whole(finding.solvers, "solver")}; two of them share ${formatCell(finding.shared, "number")} ${finding.shared === 1 ? "member" : "members"} on average. ` +
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
    case "noisy-embeddings":
      return warning(
        `Two embeddings of one solver are ${formatCell(finding.floor, "number")} apart on average, those of two solvers ${formatCell(finding.uncorrected, "number")}: most of it is noise. It was taken out, but EDC is then uncertain itself, which draws β₁ towards 0; more gradients per embedding would help.`,
      );
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
