import type * as collapse from "../../src/collapse/index.ts";
import type * as random from "../../src/random/index.ts";
import type { CalibrationRow } from "./stats.mjs";

export function run(options: { quick: boolean; collapse: typeof collapse; random: typeof random }): CalibrationRow[];
