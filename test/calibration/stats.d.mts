import type * as random from "../../src/random/index.ts";
import type * as stats from "../../src/stats/index.ts";

/** One procedure on one design. */
export interface CalibrationRow {
  readonly procedure: string;
  readonly design: string;
  readonly nominal: number;
  readonly observed: number;
  readonly monteCarloError: number;
  readonly runs: number;
  /** Range of the true rate; absent where the procedure's assumptions do not hold. */
  readonly promise: { readonly low: number; readonly high: number } | undefined;
}

export function run(options: { quick: boolean; stats: typeof stats; random: typeof random }): CalibrationRow[];
