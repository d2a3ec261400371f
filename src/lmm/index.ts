/**
 * Linear mixed models at lme4's level and beyond: formula, REML and ML with a certificate, Kenward-Roger and Satterthwaite tests, predicted
 * random effects with their errors, effect sizes, profiles, bootstraps and power, in lme4's names. `docs/for-r-users.md` says where each number is.
 *
 * Inside: `formula` (text to terms), `design` (columns to numbers), `engine` (criterion and search on cross-products), `balanced` (the same in
 * closed form), `inference` (covariances, degrees of freedom, profiles), `simulation` (data sets from sufficient statistics).
 */
export { NumericalError } from "../numeric/errors.ts";
export type { Matrix, MatrixLike } from "../numeric/matrix.ts";
export type { Categorical, ConfidenceInterval } from "../numeric/types.ts";
export type { Rng, RngLike } from "../random/index.ts";
export type { AsyncOptions } from "../steps/index.ts";
export {
  type BootstrapEstimate,
  bootstrapMixedModel,
  bootstrapMixedModelAsync,
  type BootstrapMixedModelOptions,
  type MixedModelBootstrap,
  type MixedModelBootstrapType,
} from "./bootstrapMixedModel.ts";
export type { ModelColumn, ModelColumns } from "./design/buildDesign.ts";
export type { Certificate, TermCertificate } from "./engine/certificate.ts";
export {
  type EnsemblesForPowerDesign,
  type EnsemblesForPowerOptions,
  type EnsemblesForPowerResult,
  ensemblesForPower,
  ensemblesForPowerAsync,
} from "./ensemblesForPower.ts";
export { fitMixedModel, type FitMixedModelOptions } from "./fitMixedModel.ts";
export { likelihoodRatioTest, type LikelihoodRatioTest } from "./likelihoodRatioTest.ts";
export type { DesignRecipe, MixedDesign, RandomTerm, ScaleMoments } from "./mixedDesign.ts";
export { type ExplainedVariances, type MixedEffectSizes, mixedEffectSizes } from "./mixedEffectSizes.ts";
export type {
  DfMethod,
  EffectCovariances,
  FixedEffect,
  MixedModelFit,
  MixedModelMethod,
  RandomCovariance,
  RandomEffects,
  VarianceComponent,
} from "./mixedModelFit.ts";
export { type FittedPowerDesign, powerDesignFrom, type PowerDesignFromOptions } from "./powerDesignFrom.ts";
export type { BaselineCovariate, PowerDesign } from "./powerDesign.ts";
export {
  powerMixedModel,
  powerMixedModelAsync,
  type PowerMixedModelOptions,
  type PowerMixedModelResult,
  type PowerPoint,
} from "./powerMixedModel.ts";
export type { CrossedDeviations } from "./simulation/sufficientDraws.ts";
export { type MixedModelPrediction, type PredictionInterval, predictMixedModel, type PredictMixedModelOptions } from "./predictMixedModel.ts";
export { type MixedModelProfile, type ProfileInterval, profileMixedModel, type ProfileMixedModelOptions } from "./profileMixedModel.ts";
export { type ContrastTest, testContrast, type TestContrastOptions } from "./testContrast.ts";
export { type FixedTermTest, type FixedTermTests, testFixedTerms, type TestFixedTermsOptions } from "./testFixedTerms.ts";
