/**
 * Why diversity collapses, runnable: policy-gradient bandits, the overparametrised classifier, truncated decoding against
 * the optimal strategy, and the interpolation of weights that undoes the collapse.
 */
export type { BanditAlgorithm } from "./bandit/banditSettings.ts";
export { banditFixedPoint, type BanditFixedPoint, type BanditFixedPointOptions } from "./bandit/banditFixedPoint.ts";
export type { CollapseShares, CoverageCurves, PolicyColumns } from "./bandit/banditRecords.ts";
export { expectedBanditUpdate, type ExpectedBanditUpdate, type ExpectedBanditUpdateOptions } from "./bandit/expectedBanditUpdate.ts";
export { type BanditOptions, type BanditSimulation, simulateBandit, simulateBanditAsync } from "./bandit/simulateBandit.ts";
export { type ClassifierOptions, type ClassifierSimulation, simulateClassifier, simulateClassifierAsync } from "./classifier/simulateClassifier.ts";
export { type AnswerDistribution, type OracleAtK, type OracleTopK, oracleTopK, type OracleTopKOptions } from "./decoding/oracleTopK.ts";
export { type TokenDistribution, type TruncatedDistribution, truncateDistribution, type TruncateDistributionOptions } from "./decoding/truncateDistribution.ts";
export type { CheckpointSource } from "../data/openCheckpoint.ts";
export type { StepsByK } from "./stepsByK.ts";
export {
  type AveragedCheckpoint,
  type InterpolatedFile,
  type InterpolatedTensor,
  type InterpolatedWeights,
  interpolateWeights,
  type InterpolateWeightsOptions,
} from "./weights/interpolateWeights.ts";
