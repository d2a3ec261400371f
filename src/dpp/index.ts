/**
 * Determinantal point processes: how diverse a set of samples is by the volume it spans, which subset is most diverse, and random subsets
 * that favour diverse ones. docs/methods/dpp.md has the choices and their effects.
 */
export { NumericalError } from "../numeric/errors.ts";
export type { Matrix, MatrixLike, MlMatrix, StridedMatrix } from "../numeric/matrix.ts";
export type { ZeroVector } from "../distance/unitRows.ts";
export { type ConditionalDpp, conditionDpp, type ConditionDppOptions } from "./conditionDpp.ts";
export { expectedVolume, type ExpectedVolume, type ExpectedVolumeOptions } from "./expectedVolume.ts";
export { greedyMap, type GreedyMap, type GreedyMapOptions } from "./greedyMap.ts";
export { inclusionProbabilities, type InclusionOptions } from "./inclusionProbabilities.ts";
export type { KernelLike } from "./kernel/kernelLike.ts";
export { type KernelSpectrum, kernelSpectrum } from "./kernelSpectrum.ts";
export { type Items, type KernelOptions, lEnsemble, type LEnsemble, type LEnsembleOptions } from "./lEnsemble.ts";
export { logDet, type LogDet, type LogDetOptions } from "./logDet.ts";
export { logDetGradient, type LogDetGradient, type LogDetGradientOptions } from "./logDetGradient.ts";
export { logDetScore, type LogDetScore, type LogDetScoreOptions } from "./logDetScore.ts";
export { type Batches, logDetScores, type LogDetScores } from "./logDetScores.ts";
export { logElementarySymmetric } from "./logElementarySymmetric.ts";
export { logLikelihoodGradient, type LogLikelihoodGradient } from "./logLikelihoodGradient.ts";
export { logProbability, type LogProbabilityOptions } from "./logProbability.ts";
export { type MarginalKernel, marginalKernel } from "./marginalKernel.ts";
export { type RescaledKernel, rescaleKernel } from "./rescaleKernel.ts";
export { sampleDpp } from "./sampleDpp.ts";
export { sampleKDpp, type SampleOptions } from "./sampleKDpp.ts";
export type { SimilarityName } from "./kernel/similarityOfRows.ts";
export { type SizeDistribution, sizeDistribution } from "./sizeDistribution.ts";
