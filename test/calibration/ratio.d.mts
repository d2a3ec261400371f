import type * as random from "../../src/random/index.ts";
import type * as stats from "../../src/stats/index.ts";
import type { CalibrationRow } from "./stats.mjs";

export function run(options: { quick: boolean; stats: typeof stats; random: typeof random }): CalibrationRow[];
