import type * as data from "../../src/data/index.ts";
import type * as random from "../../src/random/index.ts";
import type * as stats from "../../src/stats/index.ts";
import type * as study from "../../src/study/index.ts";
import type { CalibrationRow } from "./stats.mjs";

export function run(options: { quick: boolean; data?: typeof data; study?: typeof study; stats: typeof stats; random: typeof random }): Promise<CalibrationRow[]>;
