/**
 * Tests, correlations, effect sizes, resampling and multiple comparisons, in R's vocabulary: `statistic`, `df`, `pValue`, `estimate`,
 * `confidenceInterval`, `alternative`. Tail probabilities are right down to 10⁻³⁰⁰; what is random takes an `rng`.
 */
export { NumericalError } from "../numeric/errors.ts";
export type { Alternative, ConfidenceInterval } from "../numeric/types.ts";
export type { Rng, RngLike } from "../random/index.ts";
export type { AsyncOptions } from "../steps/index.ts";
export { adjustPValues, type AdjustmentMethod } from "./adjustPValues.ts";
export { bootstrap, bootstrapAsync, type BootstrapOptions, type BootstrapResult, type RowStatistic } from "./bootstrap.ts";
export { cohenD, type CohenDOptions, type CohenDResult } from "./cohenD.ts";
export { cohenF2, type CohenF2Result, type ExplainedVariance } from "./cohenF2.ts";
export type { CorrelationOptions, CorrelationResult } from "./correlation.ts";
export { mcnemar, type McnemarOptions, type McnemarResult } from "./mcnemar.ts";
export { partialCorrelation, type PartialCorrelationOptions } from "./partialCorrelation.ts";
export { pearson } from "./pearson.ts";
export { permutationTest, permutationTestAsync, type PermutationTestOptions, type PermutationTestResult } from "./permutationTest.ts";
export { ratioEstimate, type RatioEstimate, type RatioOptions } from "./ratioEstimate.ts";
export { type RatioColumns, ratioOfRatios, type RatioOfRatios } from "./ratioOfRatios.ts";
export { spearman, type SpearmanOptions } from "./spearman.ts";
export { tTest, type TTestOptions, type TTestResult } from "./tTest.ts";
export { wilcoxonSignedRank, type WilcoxonOptions, type WilcoxonResult } from "./wilcoxonSignedRank.ts";
