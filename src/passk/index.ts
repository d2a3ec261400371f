/** pass@k and its family, with honest uncertainty. */
export type { Counts } from "./counts.ts";
export { bestAtK, type BestAtKOptions, type ScoredSamples } from "./bestAtK.ts";
export type { TooFew } from "./enoughSamples.ts";
export type { Estimate } from "./estimate.ts";
export type { AtKOptions, DrawOptions, EstimateAtK, Ties } from "./estimateAtK.ts";
export { gPassAtK, type GPassAtKEstimate, type GPassAtKOptions } from "./gPassAtK.ts";
export { majAtK, type MajAtKEstimate, type MajAtKOptions, type Votes } from "./majAtK.ts";
export { maxAtK } from "./maxAtK.ts";
export { meanGPassAtK } from "./meanGPassAtK.ts";
export { passAtK, type PassAtKOptions } from "./passAtK.ts";
export { passAtKCurve, type PassAtKCurve, type PassAtKCurveOptions } from "./passAtKCurve.ts";
export { passHatK } from "./passHatK.ts";
export { type Tally, tallyVotes } from "./tallyVotes.ts";
export { biasVarianceBound, type BiasVarianceBound, type BiasVarianceBoundOptions } from "./biasVarianceBound.ts";
export { type BandCrossing, crossBands, type CrossBandsOptions } from "./crossBands.ts";
export { type BetaBinomialFit, fitBetaBinomial, type FitBetaBinomialOptions } from "./fitBetaBinomial.ts";
export type { Boundary } from "./maximiseBetaBinomial.ts";
export type { Unpaired } from "./pairProblems.ts";
export { passAtKInterval, type PassAtKInterval, type PassAtKIntervalOptions } from "./passAtKInterval.ts";
export { type BandCounts, varianceBand, type VarianceBand, type VarianceBandOptions } from "./varianceBand.ts";
export {
  comparePassAtK,
  comparePassAtKAsync,
  type ComparePassAtKOptions,
  type Crossover,
  type GapClosure,
  type PassAtKComparison,
  type PassAtKDifference,
} from "./comparePassAtK.ts";
export {
  type ExtrapolatedPassAtK,
  extrapolatePassAtK,
  extrapolatePassAtKAsync,
  type ExtrapolatePassAtKOptions,
  type PassAtKExtrapolation,
} from "./extrapolatePassAtK.ts";
export type { BetaRates } from "./pilotVariance.ts";
export { type PassAtKDesign, type PassAtKPlan, planPassAtK, type PlanPassAtKOptions } from "./planPassAtK.ts";
