import type { ArmComparison } from "../../study/index.ts";
import type { Section } from "../document.ts";
import { levelText } from "../levelText.ts";

/** What the numbers of a comparison mean and how they were made: only what is shown. */
export function comparisonMethodsSection(comparisons: readonly ArmComparison[], level: number): Section {
  return {
    id: "methods",
    heading: "Methods",
    blocks: [...comparisonMethods(comparisons, level), "Formulas, sources, edge cases and measured coverage: docs/methods of @divlab/core, starting at compare-arms.md."].map((text) => ({
      type: "paragraph" as const,
      text,
    })),
  };
}

/** The paragraphs on comparisons. */
export function comparisonMethods(comparisons: readonly ArmComparison[], level: number): string[] {
  const shows = (has: (comparison: ArmComparison) => boolean): boolean => comparisons.some(has);
  const measures = new Set(comparisons.flatMap(({ diversity }) => diversity.map(({ measure }) => measure)));
  return [
    comparisons.length > 0 &&
      `Comparisons are paired by problem: the mean of per-problem differences with t intervals (${levelText(level)}) and tests; the problems are taken as a sample of a population. Wilcoxon's signed-rank test is exact up to 50 nonzero differences.`,
    shows(({ passAtK }) => passAtK !== undefined) &&
      "pass@k of a problem is 1 − C(n − c, k)/C(n, k), unbiased. The band for all k at once and the crossover come from resampling problems. McNemar's test is exact.",
    measures.size > 0 &&
      "Diversity is measured within each problem, both arms cut to the same number of samples (the first as many as the arm with fewer has), since most measures change with it.",
    (measures.has("unique-answers") || measures.has("unique-texts")) &&
      "Answer and operation diversity and different texts are numbers of different ones over numbers of samples; operations are the arithmetic steps in the text.",
    measures.has("cosine-distance") &&
      "The mean pairwise cosine distance of N unit vectors is the trace of their covariance, Σ‖u − ū‖²/(N − 1); the Vendi score is the exponential of the entropy of the eigenvalues of their Gram matrix over N (Friedman and Dieng 2023); log-det is the log-determinant of their cosine similarities with 10⁻⁶ on the diagonal (Kulesza and Taskar 2012), with quality plus the sum of log-probabilities.",
    measures.has("distinct-2") &&
      "distinct-n is the number of different n-grams over the number of n-grams, pooled over the texts of a problem; n-grams never cross texts. At equal length it is the expected share of different ones among as many as the arm with fewer has, drawn without replacement. Self-BLEU is the mean BLEU-4 of each text against all others of the problem.",
    shows(({ tokens }) => tokens !== undefined) &&
      "Tokens are compared sample by sample, paired by problem and sample number. Tokens per correct answer is the ratio of all tokens to all correct answers; its interval takes problems as clusters.",
  ].filter((text) => typeof text === "string");
}
