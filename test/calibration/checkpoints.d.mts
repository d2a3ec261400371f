import type * as random from "../../src/random/index.ts";
import type { runSteps } from "../../src/steps/index.ts";
import type * as best from "../../src/study/checkpoints/checkpointBest.ts";
import type * as curves from "../../src/study/checkpoints/checkpointCurves.ts";
import type * as moments from "../../src/study/checkpoints/checkpointMoments.ts";
import type * as verdict from "../../src/study/checkpoints/checkpointVerdict.ts";
import type * as spot from "../../src/study/checkpoints/sweetSpot.ts";
import type { CalibrationRow } from "./stats.mjs";

type Modules = typeof best & typeof curves & typeof moments & typeof verdict & typeof spot & { readonly runSteps: typeof runSteps };

export function run(options: { quick: boolean; random: typeof random; study?: Modules }): Promise<CalibrationRow[]>;
