/**
 * Which samples stand for the others: k-medoids on any distances, how good and how far from optimal a choice is, and `pruneBatch`, which
 * keeps k of n samples by medoids, determinants, distance, reward or chance. docs/methods/k-medoids.md and pruning.md.
 */
export { certifyMedoids, type CertifyMedoidsOptions, type MedoidCertificate } from "./certifyMedoids.ts";
export { expectedRandomLoss, type ExpectedRandomLoss, type ExpectedRandomLosses, type ExpectedRandomLossOptions } from "./expectedRandomLoss.ts";
export { medoidCurve, medoidCurveAsync, type MedoidCurve, type MedoidCurveOptions } from "./medoidCurve.ts";
export { medoidSilhouette, type MedoidSilhouette, type MedoidSilhouetteOptions } from "./medoidSilhouette.ts";
export { silhouette, type Silhouette } from "./silhouette.ts";
export { farthestFirst, type FarthestFirst, type FarthestFirstOptions } from "./farthestFirst.ts";
export type { BatchOptions } from "./pruning/prepareBatch.ts";
export { pruneBatch, type PruneBatchOptions } from "./pruneBatch.ts";
export { pruneCurve, type PruneCurve, type PruneCurveOptions } from "./pruneCurve.ts";
export type { PrunedBatch, PruningMethod } from "./pruning/prunedBatch.ts";
export type { SampleWeightOptions } from "./pruning/sampleWeights.ts";
export type { DistanceFunction, Distances, EmbeddedObjects } from "./costs/asCosts.ts";
export { kMedoids, kMedoidsAsync, type KMedoids, type KMedoidsMethod, type KMedoidsOptions } from "./kMedoids.ts";
export type { MedoidInit } from "./starts/initialMedoids.ts";
