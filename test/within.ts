import { expect } from "vitest";
import { record } from "./accuracy/record.ts";

/** Fails unless |actual − expected| ≤ rel·|expected| + abs. The caller says beside the call why that much is allowed. */
export function expectWithin(actual: number, expected: number, tolerance: { rel?: number; abs?: number }): void {
  const { rel = 0, abs = 0 } = tolerance;
  record(actual, expected, rel, abs);
  if (Object.is(actual, expected)) return;
  const allowed = rel * Math.abs(expected) + abs;
  if (!(Math.abs(actual - expected) <= allowed)) {
    expect.fail(`expected ${expected}, got ${actual}: off by ${Math.abs(actual - expected)} (relative ${Math.abs(actual / expected - 1)}), allowed ${allowed}`);
  }
}
