/**
 * Whether a mean's standard error is more than rounding. By the rule of the t test, which refuses values that do not vary: embeddings of equal
 * shape have equal distances but for their last bits.
 */
export function varies(standardError: number, estimate: number): boolean {
  return standardError > 10 * Number.EPSILON * Math.abs(estimate);
}
