import type { EnsembleStudy } from "../../study/index.ts";
import type { Section } from "../document.ts";
import { formatCell } from "../formatCell.ts";
import { gainWords } from "./ensembleSections.ts";
import { levelText } from "../levelText.ts";

/** What was modelled and how its errors are meant. */
export function ensembleMethodsSection({ fit, formula, gainOf, score, level, pool }: EnsembleStudy): Section {
  const paragraphs = [
    `Studied is the ${gainWords[gainOf]} per ensemble and split, in percentage points${score === null ? "" : ` of accuracy (${scoreWords[score]})`}: ${formula}, by restricted maximum likelihood. Ensembles and splits have crossed random intercepts, since all ensembles are tried on the same splits.`,
    pool !== null &&
      `EDC is the mean pairwise ${distanceWords(pool.distance)} of the members.` +
        (pool.distance === "disagreement"
          ? " It is made of the same outcomes as accuracy and gain: a weak member disagrees with every strong one, so the three are related by construction, which no test here tells from an effect of diversity."
          : ""),
    fit !== null &&
      (fit.df === "kenward-roger"
        ? "Standard errors and degrees of freedom are Kenward and Roger's (1997): they count that the variances are estimates. "
        : fit.df === "satterthwaite"
          ? "Degrees of freedom are Satterthwaite's; standard errors are given the variances. "
          : "Tests use the normal distribution and are too optimistic with few ensembles. ") +
        "Standard errors given the variances are lme4's; statsmodels takes them from the joint second derivatives in coefficients and variances, so its figures differ a little. Either is right if it says which.",
    fit !== null &&
      `REML criterion ${formatCell(fit.objective, "number")}, log-likelihood ${fit.logLikelihood.toFixed(4).replace("-", "−")}, ${fit.evaluations} evaluations, ${fit.converged ? "certified as a minimum (Karush, Kuhn and Tucker)" : "not certified as a minimum"}.`,
    `Prediction intervals (${levelText(level)}) of random effects take in the uncertainty of the coefficients, not that of the variances.`,
    "Formulas, sources and measured coverage: docs/methods/ensemble-study.md, mixed-model.md and task2vec.md of @divlab/core.",
  ].filter((text) => typeof text === "string");
  return { id: "methods", heading: "Methods", blocks: paragraphs.map((text) => ({ type: "paragraph" as const, text })) };
}

const scoreWords = { any: "some member is right", majority: "the majority vote is right", mean: "mean of the members" } as const;

function distanceWords(distance: string): string {
  return distance === "disagreement" ? "disagreement of correctness (the share of problems that exactly one of two solves)" : `distance (${distance})`;
}
