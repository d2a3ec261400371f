import { describeCheckpoints } from "../../report/describeCheckpoints.ts";
import { type CheckpointStudy, checkpointStudyAsync } from "../../study/index.ts";
import { load } from "../load.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { checkOutput, contextOf, deliver } from "./report.ts";

/** Columns that may hold the position of a checkpoint, where none is named: those that `checkpointStudy` looks for. */
const positionColumns: readonly string[] = ["step", "epoch", "checkpoint", "delta"];

/** `divlab checkpoints`: pass@k, error rates and diversity along a training run or a sweep of interpolated weights. */
export async function checkpointsCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  checkOutput(options);
  const { at, series, ks, group } = options;
  const loaded = await load(options, terminal, true, [...(at === undefined ? positionColumns : [at]), ...(series === undefined ? [] : [series])]);
  const progress = createProgress();
  let study: CheckpointStudy;
  try {
    study = await checkpointStudyAsync(loaded.rollouts, {
      rng: options.seed,
      level: options.level,
      tooFew: options.tooFew,
      ...(at !== undefined && { at }),
      ...(series !== undefined && { series }),
      ...(ks !== undefined && { ks }),
      ...(group !== undefined && { groupSize: group }),
      onProgress: (share) => progress.update("Comparing checkpoints", share, ""),
    });
  } finally {
    progress.clear();
  }
  const context = contextOf(loaded, commandLine, options);
  await deliver(study, context, describeCheckpoints(study, context), options, terminal);
  return 0;
}
