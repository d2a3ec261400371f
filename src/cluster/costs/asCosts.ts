import { type CondensedDistances, type DistanceName, pairwiseDistances, type ZeroVector } from "../../distance/index.ts";
import { checkInteger, show } from "../../numeric/check.ts";
import { asMatrix, type MatrixLike } from "../../numeric/matrix.ts";
import { asExtendedMatrix } from "./asExtendedMatrix.ts";
import { checkedCosts } from "./checkedCosts.ts";
import { checkMemory } from "./checkMemory.ts";
import { condensedCosts } from "./condensedCosts.ts";

/** Dissimilarities computed one by one, of an object to a candidate medoid. */
export interface DistanceFunction {
  /** Number of objects. */
  readonly size: number;
  /** Dissimilarity of `object` to `candidate`, two indices; at least 0, and 0 where they are the same. */
  readonly distance: (object: number, candidate: number) => number;
}

/** Vectors and the distance between them. */
export interface EmbeddedObjects {
  /** One vector an object, shape [n, d]. */
  readonly embeddings: MatrixLike;
  /** Which distance; `"cosine"` unless given. */
  readonly metric?: DistanceName;
  /** Vectors without a direction, where only directions count: refused (`"throw"`) unless `"orthogonal"`, at cosine distance 1 from all others. */
  readonly zeroVector?: ZeroVector;
}

/**
 * Dissimilarities of n objects:
 *
 * - a square matrix: entry (i, j) is that of object i to candidate medoid j; it need not be symmetric;
 * - what `pairwiseDistances` returns, or only its `data`: n(n − 1)/2 numbers in SciPy's order, in double or single precision;
 * - a function of two indices;
 * - vectors and the name of a distance.
 *
 * Any dissimilarity will do; the triangle inequality is not used. +Infinity means "never"; NaN, negative numbers and a nonzero
 * diagonal are refused. What rounding leaves, up to 10⁻¹² (10⁻⁶ in single precision) of the largest dissimilarity or of 1, counts as 0.
 */
export type Distances = MatrixLike | CondensedDistances | Float64Array | Float32Array | DistanceFunction | EmbeddedObjects;

/** All n² dissimilarities, checked. */
export interface Costs {
  /** Number of objects n. */
  readonly size: number;
  /** Candidate after candidate: the dissimilarity of object o to candidate c is `data[c * size + o]`. None negative, diagonal 0. */
  readonly data: Float64Array | Float32Array;
  /** Whether both directions agree, but for rounding. */
  readonly symmetric: boolean;
  /** The largest finite dissimilarity. */
  readonly largest: number;
  /** Whether some are +Infinity. */
  readonly infinite: boolean;
}

/**
 * The one door through which dissimilarities come in.
 *
 * @param action What the caller does, for messages.
 * @param distances The dissimilarities.
 * @param isForSearch Whether medoids will be searched for: then they are laid out where that is fastest.
 * @returns All n² of them. The memory may be the caller's: read it only.
 * @throws {TypeError} If they are nothing of the kind.
 * @throws {RangeError} If an entry is NaN or negative, the diagonal not 0, shapes disagree, or they would take more than about 1 GB.
 */
export function asCosts(action: string, distances: Distances, isForSearch = false): Costs {
  if (distances instanceof Float64Array || distances instanceof Float32Array) {
    return condensedCosts(action, distances, sizeOfCondensed(action, distances.length), isForSearch);
  }
  if (typeof distances === "object" && distances !== null && !Array.isArray(distances)) {
    if ("distance" in distances) return costsOfFunction(action, distances);
    if ("embeddings" in distances) return costsOfEmbeddings(action, distances, isForSearch);
    if ("n" in distances) return costsOfPairs(action, distances, isForSearch);
  }
  return costsOfMatrix(action, distances as MatrixLike);
}

function costsOfMatrix(action: string, input: MatrixLike): Costs {
  const { data, shape } = asExtendedMatrix(action, "distances", input);
  if (shape[0] !== shape[1] || shape[0] === 0) {
    throw new RangeError(`Cannot ${action}: distances must be a square matrix of at least one object, got ${shape[0]} × ${shape[1]}`);
  }
  return checkedCosts(action, data, shape[0], "objects");
}

function costsOfFunction(action: string, { size, distance }: DistanceFunction): Costs {
  if (typeof distance !== "function") throw new TypeError(`Cannot ${action}: distance must be a function of two indices, got ${show(distance)}`);
  checkInteger(action, "size", size, 1);
  checkMemory(action, size, 8);
  const data = new Float64Array(size * size);
  let at = 0;
  for (let candidate = 0; candidate < size; candidate++) {
    for (let object = 0; object < size; object++) {
      const value: unknown = distance(object, candidate);
      if (typeof value !== "number") {
        throw new TypeError(`Cannot ${action}: distance must return numbers, got ${show(value)} at row ${object}, column ${candidate}`);
      }
      data[at++] = value;
    }
  }
  return checkedCosts(action, data, size, "candidates");
}

function costsOfEmbeddings(action: string, { embeddings, metric = "cosine", zeroVector = "throw" }: EmbeddedObjects, isForSearch: boolean): Costs {
  const vectors = asMatrix(action, "embeddings", embeddings);
  if (vectors.shape[0] === 0) throw new RangeError(`Cannot ${action}: embeddings must have at least one row, got 0`);
  checkMemory(action, vectors.shape[0], 8);
  const { data, n } = pairwiseDistances(vectors, { distance: metric, zeroVector });
  return condensedCosts(action, data, n, isForSearch);
}

function costsOfPairs(action: string, { data, n }: CondensedDistances, isForSearch: boolean): Costs {
  checkInteger(action, "n of the condensed distances", n, 1);
  const numbers: unknown = data;
  if (!(numbers instanceof Float64Array || numbers instanceof Float32Array)) {
    throw new TypeError(`Cannot ${action}: condensed distances must be a Float64Array or a Float32Array, got ${show(data)}`);
  }
  if (data.length !== (n * (n - 1)) / 2) {
    throw new RangeError(`Cannot ${action}: condensed distances of ${n} objects must be ${(n * (n - 1)) / 2} numbers, got ${data.length}`);
  }
  return condensedCosts(action, numbers, n, isForSearch);
}

/** The n with n(n − 1)/2 = length. */
function sizeOfCondensed(action: string, length: number): number {
  const size = Math.round((1 + Math.sqrt(1 + 8 * length)) / 2);
  if ((size * (size - 1)) / 2 !== length) {
    throw new RangeError(`Cannot ${action}: condensed distances must be n(n − 1)/2 numbers, got ${length}; give a matrix as { data, shape: [n, n] }`);
  }
  return size;
}
