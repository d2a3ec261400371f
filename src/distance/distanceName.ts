import { checkChoice } from "../numeric/check.ts";

/**
 * A distance between two vectors of d numbers:
 *
 * - `"cosine"`: 1 − u·v of the unit vectors, 0 … 2;
 * - `"angular"`: the angle between them as a share of 180°, arccos(u·v)/π, 0 … 1, which obeys the triangle inequality;
 * - `"correlation"`: cosine distance of the vectors less their means, 1 − Pearson's r;
 * - `"euclidean"`: √Σ(x − y)²; `"squaredEuclidean"`: Σ(x − y)²;
 * - `"manhattan"`: Σ|x − y|; `"chebyshev"`: max |x − y|;
 * - `"hamming"`: share of the d entries that differ;
 * - `"jaccard"`: 1 − |A ∩ B|/|A ∪ B| of the sets of entries that are not 0; two empty sets have distance 0.
 */
export type DistanceName = "cosine" | "angular" | "correlation" | "euclidean" | "squaredEuclidean" | "manhattan" | "chebyshev" | "hamming" | "jaccard";

const names: readonly DistanceName[] = ["cosine", "angular", "correlation", "euclidean", "squaredEuclidean", "manhattan", "chebyshev", "hamming", "jaccard"];

/** Fails unless `distance` is a name of a distance and `zeroVector` a rule for zero vectors. */
export function checkDistance(action: string, distance: unknown, zeroVector: unknown): void {
  checkChoice(action, "distance", distance, names);
  checkChoice(action, "zeroVector", zeroVector, ["throw", "orthogonal"]);
}
