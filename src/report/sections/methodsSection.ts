import type { SamplingStudy } from "../../study/index.ts";
import type { Section } from "../document.ts";
import { comparisonMethods } from "./comparisonMethodsSection.ts";
import { levelText } from "../levelText.ts";

/** What the numbers mean and how they were made: only what this report shows. */
export function methodsSection(study: Pick<SamplingStudy, "level" | "solvers" | "comparisons">): Section {
  const { level, solvers, comparisons } = study;
  const shows = (has: (solver: SamplingStudy["solvers"][number]) => unknown): boolean => solvers.some((solver) => has(solver) !== undefined);
  const paragraphs = [
    shows(({ passAtK }) => passAtK) &&
      "pass@k of a problem with n samples, c of them correct, is 1 − C(n − c, k)/C(n, k), the share of the subsets of k samples that hold a correct one: unbiased, and undefined for k > n (Chen et al. 2021). " +
        `pass^k is C(c, k)/C(n, k). The figures are means over problems. Intervals (${levelText(level)}) take the problems as a sample from a population; their width holds both the choice of problems and the noise of sampling. Each holds for its own k.`,
    shows(({ varianceBand }) => varianceBand) &&
      "The variance band at G is the expected share of problems with both right and wrong among G fresh samples, pass@G − pass^G, unbiased for n ≥ G.",
    shows(({ bound }) => bound) &&
      "The bound is 1 − ((E[1 − ρ])² + Var ρ)^(k/2) for k ≥ 2, ρ the success rate of a problem (Dang et al. 2025, Proposition B.1; the main text of that paper misplaces the bracket). Both moments are estimated without bias, so that at k = 2 the bound equals pass@2.",
    shows(({ betaBinomial }) => betaBinomial) && "a and b are the maximum-likelihood shapes of a beta distribution of success rates (beta-binomial model).",
    shows(({ beyond }) => beyond) &&
      "Beyond the samples, the model column is 1 − B(a, b + k)/B(a, b); its interval holds only if the model does. The bracket holds whatever the distribution of success rates: ln E[(1 − ρ)^k] is convex in k, so failure cannot fall faster than it last did.",
    shows(({ selection }) => selection.majAtK) &&
      "maj@k is the exact expectation of the plurality vote over all subsets of k samples; ties are broken at random, samples without an answer do not vote, no vote at all is wrong.",
    shows(({ selection }) => selection.bestAtK) && "best@k is the exact probability that the sample with the highest reward among k is correct, ties broken at random.",
    shows(({ selection }) => selection.maxAtK) && "The expected highest reward of k samples is exact over all subsets of the samples that have a reward.",
    ...comparisonMethods(comparisons, level),
  ].filter((text) => typeof text === "string");
  return {
    id: "methods",
    heading: "Methods",
    blocks: [...paragraphs, "Formulas, sources, edge cases and measured coverage: docs/methods/pass-at-k.md of @divlab/core."].map((text) => ({ type: "paragraph" as const, text })),
  };
}
