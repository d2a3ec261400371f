import type { Rng } from "../../random/index.ts";
import type { Costs } from "../costs/asCosts.ts";
import { buildMedoids } from "./buildMedoids.ts";
import { labMedoids } from "./labMedoids.ts";
import { plusPlusMedoids } from "./plusPlusMedoids.ts";
import { randomMedoids } from "./randomMedoids.ts";

/** How the medoids are chosen at which a search starts. */
export type MedoidInit = "build" | "lab" | "random" | "k-medoids++";

/**
 * Medoids at which a search starts.
 *
 * @param init Which.
 * @param costs Finite costs.
 * @param weights Weight of each object, shape [n].
 * @param k Number of medoids.
 * @param fixed Distinct objects that are to be among them; they come first.
 * @param rng Source of randomness; needed for all but `"build"`.
 * @returns k distinct objects.
 */
export function initialMedoids(init: MedoidInit, costs: Costs, weights: Float64Array, k: number, fixed: Int32Array, rng: Rng | undefined): Int32Array {
  if (init === "build" || rng === undefined) return buildMedoids(costs, weights, k, fixed);
  if (init === "lab") return labMedoids(costs, weights, k, fixed, rng);
  if (init === "random") return randomMedoids(costs.size, k, fixed, rng);
  return plusPlusMedoids(costs, weights, k, fixed, rng);
}
