import { asVectors } from "../../distance/asVectors.ts";
import { checkDistance } from "../../distance/distanceName.ts";
import { type FillDistances, rowDistances } from "../../distance/rowDistances.ts";
import { checkInteger, show } from "../../numeric/check.ts";
import { asCosts, type Costs, type Distances } from "./asCosts.ts";
import { MOST_COST } from "./costRange.ts";

/** Distances that are computed or read where they are needed, so that n² numbers are never held for embeddings and callbacks. */
export interface DistanceSource {
  /** Number of objects. */
  readonly size: number;
  /** Fills `out[c·objects.length + o]` with the distance of `objects[o]` to `candidates[c]`: a checked number ≥ 0, 0 to itself. */
  readonly fill: FillDistances;
}

/**
 * The door for large data: any accepted form of distances as blocks on demand. Embeddings are prepared once, a callback is asked per
 * pair; a matrix or condensed list goes through {@linkcode asCosts}.
 *
 * @param action What the caller does, for messages.
 * @param distances Matrix, condensed distances, callback or embeddings with a metric.
 * @returns Size and block reader. A callback's answers are checked as they come.
 */
export function distanceSource(action: string, distances: Distances): DistanceSource {
  if (typeof distances === "object" && distances !== null) {
    if ("embeddings" in distances) {
      const { embeddings, metric = "cosine", zeroVector = "throw" } = distances;
      checkDistance(action, metric, zeroVector);
      const vectors = asVectors(action, "embeddings", embeddings);
      if (vectors.shape[0] === 0) throw new RangeError(`Cannot ${action}: there must be at least one object, got none`);
      return { size: vectors.shape[0], fill: rowDistances(action, vectors, metric, zeroVector) };
    }
    if ("distance" in distances && typeof distances.distance === "function") {
      checkInteger(action, "size", distances.size, 1);
      return { size: distances.size, fill: fromCallback(action, distances.distance) };
    }
  }
  return sourceOfCosts(asCosts(action, distances));
}

/** Blocks of distances that are all there. */
export function sourceOfCosts({ size, data }: Costs): DistanceSource {
  return {
    size,
    fill: (objects, candidates, out) => {
      let at = 0;
      for (let c = 0; c < candidates.length; c++) {
        const from = candidates[c] * size;
        for (let o = 0; o < objects.length; o++) out[at++] = data[from + objects[o]];
      }
    },
  };
}

/** What is taken for rounding, below 0 and on the diagonal, as a share of 1 or of the largest distance so far. */
const ROUNDING = 1e-12;

function fromCallback(action: string, distance: (object: number, candidate: number) => number): FillDistances {
  let largest = 1;
  return (objects, candidates, out) => {
    let least = 0;
    let leastAt = 0;
    let self = 0;
    let selfAt = 0;
    let at = 0;
    for (let c = 0; c < candidates.length; c++) {
      const candidate = candidates[c];
      for (let o = 0; o < objects.length; o++, at++) {
        const object = objects[o];
        const value: unknown = distance(object, candidate);
        if (typeof value !== "number") throw new TypeError(`Cannot ${action}: distances must be numbers, got ${show(value)} for object ${object}, candidate ${candidate}`);
        if (Number.isNaN(value)) throw new RangeError(`Cannot ${action}: distances must be numbers ≥ 0, got NaN for object ${object}, candidate ${candidate}`);
        if (object === candidate) {
          if (Math.abs(value) > self) {
            self = Math.abs(value);
            selfAt = object;
          }
          out[at] = 0;
          continue;
        }
        if (value < least) {
          least = value;
          leastAt = at;
        }
        if (value > largest && value < Infinity) largest = value;
        out[at] = value > 0 ? value : 0;
      }
    }
    if (largest > MOST_COST) throw new RangeError(`Cannot ${action}: distances must be at most ${MOST_COST} or Infinity, got ${largest}`);
    if (least < -ROUNDING * largest) {
      const candidate = candidates[Math.floor(leastAt / objects.length)];
      throw new RangeError(`Cannot ${action}: distances must be ≥ 0, got ${least} for object ${objects[leastAt % objects.length]}, candidate ${candidate}`);
    }
    if (self > ROUNDING * largest) throw new RangeError(`Cannot ${action}: the distance of an object to itself must be 0, got ${self} for object ${selfAt}; of similarities s take 1 − s`);
  };
}
