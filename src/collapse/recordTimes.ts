import { checkArray, checkInteger } from "../numeric/check.ts";

/** Ten steps to a decade, at about equal ratios. */
const DECADE = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];

/** The steps at which a simulation of `steps` steps is recorded: those given once checked, else 0, ten to a decade, and the last. */
export function recordTimes(action: string, steps: number, recordAt: ArrayLike<number> | undefined): Float64Array {
  if (recordAt === undefined) return logSpaced(steps);
  checkArray(action, "recordAt", recordAt, 1);
  for (let i = 0; i < recordAt.length; i++) {
    checkInteger(action, `recordAt[${i}]`, recordAt[i], 0, steps);
    if (i > 0 && recordAt[i] <= recordAt[i - 1]) {
      throw new RangeError(`Cannot ${action}: recordAt must ascend without repeats, got ${recordAt[i]} after ${recordAt[i - 1]} at index ${i}`);
    }
  }
  return Float64Array.from(recordAt);
}

function logSpaced(steps: number): Float64Array {
  const times = [0];
  for (let decade = 1; decade < steps; decade *= 10) {
    for (const start of DECADE) {
      const time = Math.round(start * decade);
      if (time > times[times.length - 1] && time < steps) times.push(time);
    }
  }
  times.push(steps);
  return Float64Array.from(times);
}
