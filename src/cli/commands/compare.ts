import { describeComparison } from "../../report/describeStudy.ts";
import { compareArmsAsync } from "../../study/index.ts";
import { load } from "../load.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { contextOf, deliver } from "./report.ts";

/** `divlab compare`: paired comparison of the solvers of one or two files. */
export async function compareCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  const loaded = await load(options, terminal);
  const progress = createProgress();
  try {
    const comparison = await compareArmsAsync(
      loaded.rollouts,
      {
        rng: options.seed,
        level: options.level,
        tooFew: options.tooFew,
        ...(options.ks !== undefined && { ks: options.ks }),
        onProgress: (share) => progress.update("Comparing", share, ""),
      },
    );
    progress.clear();
    const context = contextOf(loaded, commandLine, options);
    await deliver(comparison, context, describeComparison(comparison, context), options, terminal);
    return 0;
  } finally {
    progress.clear();
  }
}
