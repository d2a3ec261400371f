import { checkArray, show } from "../numeric/check.ts";

/** Correctness of each `entry` ("sample", "answer") as numbers in [0, 1]; `problem` says whose they are in error messages. */
export function asCredits(action: string, correct: ArrayLike<number | boolean>, length: number, entry: string, problem: string): Float64Array {
  checkArray(action, `correct of ${problem}`, correct);
  if (correct.length !== length) {
    throw new RangeError(`Cannot ${action}: correct of ${problem} must have one entry per ${entry}, got ${correct.length} for ${length}`);
  }
  const credits = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const mark: unknown = correct[i];
    if (typeof mark !== "number" && typeof mark !== "boolean") {
      throw new TypeError(`Cannot ${action}: correct must be true, false or a number, got ${show(mark)} at ${problem}, ${entry} ${i}`);
    }
    credits[i] = Number(mark);
    if (!(credits[i] >= 0 && credits[i] <= 1)) {
      throw new RangeError(`Cannot ${action}: correct must lie between 0 and 1, got ${mark} at ${problem}, ${entry} ${i}`);
    }
  }
  return credits;
}
