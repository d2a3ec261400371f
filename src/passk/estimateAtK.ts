import { checkChoice, checkInteger, checkLevel } from "../numeric/check.ts";
import type { TooFew } from "./enoughSamples.ts";
import type { Estimate } from "./estimate.ts";

/** An estimate that belongs to one k. */
export interface EstimateAtK extends Estimate {
  /** Samples drawn per problem. */
  readonly k: number;
}

/** Options of statistics that draw k samples of every problem. */
export interface AtKOptions {
  /** Problems with fewer than k samples: `"throw"` (default) refuses them, `"skip"` leaves them out and lists them in `leftOut`. */
  readonly tooFew?: TooFew;
  /** Confidence level of the interval; 0.95 unless given. */
  readonly level?: number;
}

/** Options of statistics that can draw with or without replacement. */
export interface DrawOptions extends AtKOptions {
  /**
   * Draw the k with replacement: what resampling the n samples tends to, exactly and without resampling. Biased towards
   * less diverse draws, defined for k > n too. False unless given.
   */
  readonly replacement?: boolean;
}

/** How a tie is settled: by lot, for the answer with the highest credit, or for the one with the lowest. */
export type Ties = "uniform" | "optimistic" | "pessimistic";

/** Checks k and the options that all statistics at one k share. */
export function checkAtK(action: string, k: number, tooFew: TooFew, level: number): void {
  checkInteger(action, "k", k, 1);
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  checkLevel(action, level);
}

/** Checks the option `ties`. */
export function checkTies(action: string, ties: Ties): void {
  checkChoice(action, "ties", ties, ["uniform", "optimistic", "pessimistic"]);
}

/** What a method says of its draw. */
export function describeDraw(replacement: boolean): string {
  return replacement ? "with replacement" : "without replacement";
}
