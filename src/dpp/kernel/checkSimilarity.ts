import type { ZeroVector } from "../../distance/unitRows.ts";
import { checkChoice, checkFinite } from "../../numeric/check.ts";
import { type SimilarityName, similarityNames } from "./similarityOfRows.ts";

/** Fails unless the options that say how vectors are compared are valid, and absent where similarities are supplied. */
export function checkSimilarity(
  action: string,
  items: unknown,
  { similarity, bandwidth, zeroVector }: { similarity?: SimilarityName | undefined; bandwidth?: number | "median" | undefined; zeroVector?: ZeroVector | undefined },
): void {
  if (typeof items === "object" && items !== null && "similarities" in items) {
    const given = Object.entries({ similarity, bandwidth, zeroVector }).find(([, value]) => value !== undefined);
    if (given !== undefined) throw new TypeError(`Cannot ${action}: ${given[0]} says how vectors are compared, got it beside supplied similarities`);
    return;
  }
  if (similarity !== undefined) checkChoice(action, "similarity", similarity, similarityNames);
  if (zeroVector !== undefined) checkChoice(action, "zeroVector", zeroVector, ["throw", "orthogonal"]);
  if (bandwidth === undefined) return;
  if (similarity !== "rbf") throw new TypeError(`Cannot ${action}: bandwidth goes with similarity "rbf" only, got ${bandwidth}`);
  if (bandwidth === "median") return;
  checkFinite(action, "bandwidth", bandwidth);
  if (!(bandwidth > 0)) throw new RangeError(`Cannot ${action}: bandwidth must be > 0 or "median", got ${bandwidth}`);
}
