/**
 * Choosing one of many samples: by majority, weighted votes, reward, or expected utility. Every result says how clear the choice
 * was, and ties are settled by a rule that is named.
 */
export type { MatrixLike } from "../numeric/matrix.ts";
export { bestOfN, type BestOfN, type BestOfNOptions } from "./bestOfN.ts";
export { majorityVote, type MajorityVote, type MajorityVoteOptions, type VoteOutcome } from "./majorityVote.ts";
export { minimumBayesRisk, type MinimumBayesRisk, type MinimumBayesRiskOptions, type RiskInput } from "./minimumBayesRisk.ts";
export type { TieOptions, TieRule } from "./pickBest.ts";
export { reduceRewards, type RewardReduction } from "./reduceRewards.ts";
export type { Answers, Canonical } from "./tallyAnswers.ts";
export type { Utility } from "./utilityMatrix.ts";
export { weightedVote, type Weighting, type WeightedVote, type WeightedVoteOptions } from "./weightedVote.ts";
