import type { ArmComparison } from "../../study/index.ts";

/** A comparison with correctness. */
export type SolvedComparison = ArmComparison & Required<Pick<ArmComparison, "passAtK" | "bands">>;

/** Whether a comparison has correctness. */
export function isSolved(comparison: ArmComparison): comparison is SolvedComparison {
  return comparison.passAtK !== undefined && comparison.bands !== undefined;
}
