import type * as passk from "../../src/passk/index.ts";
import type * as random from "../../src/random/index.ts";
import type { CalibrationRow } from "./stats.mjs";

export function run(options: { quick: boolean; passk: typeof passk; random: typeof random }): CalibrationRow[];
