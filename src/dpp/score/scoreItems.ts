import { asVectors } from "../../distance/asVectors.ts";
import { unitRows, type ZeroVector } from "../../distance/unitRows.ts";
import { checkFinite } from "../../numeric/check.ts";
import type { Matrix } from "../../numeric/matrix.ts";
import { asSimilarities } from "../kernel/asSimilarities.ts";
import { checkJitter } from "./checkJitter.ts";
import { isSimilarities, type Items, type KernelOptions } from "../lEnsemble.ts";
import { logDetPlus } from "./logDetPlus.ts";
import { scoreDual } from "./scoreDual.ts";
import { scoreKernel, type ScoreWorkspace } from "./scoreKernel.ts";
import { type SimilarityName, similarityOfRows } from "../kernel/similarityOfRows.ts";

/** How batches are scored, checked. */
export interface ScoreSettings {
  readonly similarity: SimilarityName;
  readonly bandwidth: number | "median";
  readonly zeroVector: ZeroVector;
  readonly jitter: number;
  readonly alpha: number;
}

/** The dual form cancels where ε is smaller, as a share of the diagonal. */
const LEAST_JITTER = 1e-8;

/** Settings from options, those of the similarity checked before. */
export function scoreSettings(action: string, options: KernelOptions & { readonly jitter?: number; readonly alpha?: number }): ScoreSettings {
  const { similarity = "cosine", bandwidth = "median", zeroVector = "throw", jitter = 1e-6, alpha = 1 } = options;
  checkJitter(action, jitter);
  checkFinite(action, "alpha", alpha);
  if (!(alpha > 0)) throw new RangeError(`Cannot ${action}: alpha must be > 0, got ${alpha}`);
  return { similarity, bandwidth, zeroVector, jitter, alpha };
}

/** A batch with its number of items: vectors or, supplied, similarities. */
export interface ReadyItems {
  readonly n: number;
  readonly vectors?: Matrix;
  readonly similarities?: Float64Array;
}

/** A batch, checked. */
export function readItems(action: string, items: Items): ReadyItems {
  if (isSimilarities(items)) {
    const { data, n } = asSimilarities(action, items.similarities, true);
    return { n, similarities: data };
  }
  const vectors = asVectors(action, "items", items);
  const n = vectors.shape[0];
  if (n === 0) throw new RangeError(`Cannot ${action}: there must be at least one item, got none`);
  return { n, vectors };
}

/**
 * Log-determinants of one batch; the credits, without quality, go to `work.credits`.
 *
 * @param action What the caller does, for messages.
 * @param batch What {@linkcode readItems} returned.
 * @param settings How to score.
 * @param quality β log q of each item from index `from` on; undefined for none.
 * @param from Index of the first.
 * @param work Workspace for n items.
 */
export function scoreItems(
  action: string,
  { n, vectors, similarities: supplied }: ReadyItems,
  settings: ScoreSettings,
  quality: Float64Array | undefined,
  from: number,
  work: ScoreWorkspace,
): { readonly logDet: number; readonly logDetPlus: number } {
  const { similarity, bandwidth, zeroVector, jitter, alpha } = settings;
  if (vectors !== undefined && vectors.shape[0] > vectors.shape[1]) {
    const features = asFeatures(action, vectors, similarity, zeroVector, jitter);
    if (features !== undefined) {
      const score = scoreDual(features, n, vectors.shape[1], jitter, alpha, quality, from, work.credits);
      if (!Number.isNaN(score.logDet + score.logDetPlus)) return score;
    }
  }
  const data = vectors === undefined ? (supplied as Float64Array) : similarityOfRows(action, vectors, similarity, bandwidth, zeroVector).data;
  const logDet = scoreKernel(action, data, n, jitter, work);
  return { logDet, logDetPlus: logDetPlus(data, n, alpha, quality, from, work.factor, work.diagonal) };
}

/** X of S = X Xᵀ where that is what S is and the dual form is precise; otherwise undefined. */
function asFeatures(action: string, vectors: Matrix, similarity: SimilarityName, zeroVector: ZeroVector, jitter: number): Float64Array | undefined {
  const [n, d] = vectors.shape;
  if (similarity !== "cosine" && similarity !== "dot") return undefined;
  const x = similarity === "cosine" ? unitRows(action, vectors, zeroVector).data : Float64Array.from(vectors.data);
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let at = i * d; at < (i + 1) * d; at++) squares += x[at] * x[at];
    // A row of zeros has a one on the diagonal of S that its vector does not show.
    if (squares * LEAST_JITTER > jitter || (squares === 0 && similarity === "cosine")) return undefined;
  }
  return x;
}
