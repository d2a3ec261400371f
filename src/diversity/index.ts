/**
 * How different the samples are: mean pairwise distance and the Vendi score of vectors, effective numbers, rarefaction and entropy of
 * kinds. docs/methods/diversity.md says which of them depend on the number of samples.
 */
export { NumericalError } from "../numeric/errors.ts";
export type { Matrix, MatrixLike, MlMatrix, StridedMatrix } from "../numeric/matrix.ts";
export type { DistanceName } from "../distance/distanceName.ts";
export type { ZeroVector } from "../distance/unitRows.ts";
export { hillNumber, type HillNumber } from "./hillNumber.ts";
export { type ItemDistanceOptions, meanPairwiseDistance, type MeanPairwiseDistance, type MeanPairwiseDistanceOptions } from "./meanPairwiseDistance.ts";
export { rarefaction, type Rarefaction } from "./rarefaction.ts";
export { semanticEntropy, type SemanticEntropy, type SemanticEntropyOptions } from "./semanticEntropy.ts";
export { shannonEntropy, type ShannonEntropy, type ShannonEntropyOptions } from "./shannonEntropy.ts";
export { type VendiInput, vendiScore, type VendiScore, type VendiScoreOptions } from "./vendiScore.ts";
