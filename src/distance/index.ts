/** Distances between vectors by name, and the condensed list of all pairs. Near duplicates keep their digits. */
export type { Matrix, MatrixLike, MlMatrix, StridedMatrix } from "../numeric/matrix.ts";
export type { DistanceName } from "./distanceName.ts";
export { type CondensedDistances, pairwiseDistances, type PairwiseDistancesOptions } from "./pairwiseDistances.ts";
export type { ZeroVector } from "./unitRows.ts";
