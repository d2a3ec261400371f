import { describeComparison } from "../../report/describeComparison.ts";
import { compareArmsAsync } from "../../study/index.ts";
import { load } from "../load.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { checkOutput, contextOf, deliver } from "./report.ts";

/** `divlab compare`: paired comparison of the solvers of one or two files, by everything their columns allow. */
export async function compareCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  checkOutput(options);
  const loaded = await load(options, terminal, true);
  const progress = createProgress();
  try {
    const comparison = await compareArmsAsync(
      loaded.rollouts,
      {
        rng: options.seed,
        level: options.level,
        tooFew: options.tooFew,
        ...(options.ks !== undefined && { ks: options.ks }),
        ...(options.by !== undefined && { by: options.by }),
        ...(options.maxTokens !== undefined && { maxTokens: options.maxTokens }),
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
