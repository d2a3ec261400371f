import type { bootstrapMixedModel } from "../../src/lmm/bootstrapMixedModel.ts";
import type { fitMixedModel } from "../../src/lmm/fitMixedModel.ts";
import type { powerMixedModel } from "../../src/lmm/powerMixedModel.ts";
import type * as random from "../../src/random/index.ts";
import type { CalibrationRow } from "./stats.mjs";

interface MixedModels {
  readonly bootstrapMixedModel: typeof bootstrapMixedModel;
  readonly fitMixedModel: typeof fitMixedModel;
  readonly powerMixedModel: typeof powerMixedModel;
}

export function run(options: { quick: boolean; lmm?: MixedModels; random: typeof random }): Promise<CalibrationRow[]>;
