import { checkFinite, checkFiniteArray, checkSameLength } from "../../numeric/check.ts";

/** How good items are, in one of two ways. */
export interface QualityOptions {
  readonly logQuality: ArrayLike<number> | undefined;
  readonly beta: number;
  readonly rewards?: ArrayLike<number> | undefined;
  readonly theta?: number | undefined;
}

/**
 * log q of each item, checked.
 *
 * @param action What the caller does, for messages.
 * @param n Number of items.
 * @param options Logarithms, or rewards and their weight θ: log q = r·θ/(2(1 − θ)).
 * @returns The logarithms; undefined where no quality was given.
 */
export function asLogQuality(action: string, n: number, { logQuality, beta, rewards, theta }: QualityOptions): Float64Array | undefined {
  checkFinite(action, "beta", beta);
  if (beta < 0) throw new RangeError(`Cannot ${action}: beta must be ≥ 0, got ${beta}`);
  if ((rewards === undefined) !== (theta === undefined)) throw new TypeError(`Cannot ${action}: rewards and theta go together, got one of them`);
  if (rewards !== undefined && theta !== undefined) {
    if (logQuality !== undefined) throw new TypeError(`Cannot ${action}: quality must be logQuality or rewards, got both`);
    checkFiniteArray(action, "rewards", rewards);
    checkSameLength(action, "rewards", rewards.length, "items", n);
    checkFinite(action, "theta", theta);
    if (!(theta >= 0 && theta < 1)) throw new RangeError(`Cannot ${action}: theta must be ≥ 0 and < 1, got ${theta}`);
    return Float64Array.from(rewards, (reward) => (reward * theta) / (2 * (1 - theta)));
  }
  if (logQuality === undefined) return undefined;
  checkFiniteArray(action, "logQuality", logQuality);
  checkSameLength(action, "logQuality", logQuality.length, "items", n);
  return Float64Array.from(logQuality);
}
