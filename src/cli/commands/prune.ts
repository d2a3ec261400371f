import { describePruning } from "../../report/describePruning.ts";
import { pruneRollouts, type PruningInputOptions, type PruningStudy, pruningStudyAsync } from "../../study/index.ts";
import { keptRows } from "../keptRows.ts";
import { type Loaded, load } from "../load.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { UsageError } from "../usageError.ts";
import { writeFileWhole } from "../writeFile.ts";
import { checkOutput, contextOf, deliver } from "./report.ts";

/** `divlab prune`: how far batches of samples can be pruned before performance falls; writes the samples kept. */
export async function pruneCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  checkOutput(options);
  const { prune } = options;
  if (prune.keep !== undefined && prune.kept === undefined) throw new UsageError("--keep says how many samples go to the file of --kept, which is not given");
  const loaded = await load(options, terminal, true);
  const input: PruningInputOptions = {
    ...(prune.from !== undefined && { distance: prune.from }),
    answerWeight: prune.answerWeight,
    rewardTemperature: prune.rewardTemperature,
    logProbTemperature: prune.logProbTemperature,
    keepBest: prune.keepBest,
  };
  const progress = createProgress();
  let study: PruningStudy;
  try {
    study = await pruningStudyAsync(loaded.rollouts, {
      ...input,
      rng: options.seed,
      level: options.level,
      tolerance: prune.tolerance,
      draws: prune.draws,
      ...(options.ks !== undefined && { ks: options.ks }),
      ...(prune.methods !== undefined && { methods: prune.methods }),
      onProgress: (share) => progress.update("Pruning", share, ""),
    });
  } finally {
    progress.clear();
  }
  const context = contextOf(loaded, commandLine, options);
  await deliver(study, context, describePruning(study, context), options, terminal);
  if (prune.kept !== undefined) await writeKept(prune.kept, prune.keep ?? fewestKept(study, options, terminal), loaded, input, options, terminal);
  return 0;
}

/** The fewest samples that lose no more than the tolerance of the main outcome for any solver, surely or else by the estimates. */
function fewestKept({ limits, outcomes, level }: PruningStudy, { prune: { method } }: CommandOptions, terminal: Terminal): number {
  const own = limits.filter((limit) => limit.method === method && limit.outcome === outcomes[0]);
  const sure = own.map(({ assured }) => assured);
  const ks = sure.includes(null) ? own.map(({ observed }) => observed) : sure;
  if (ks.length === 0 || ks.includes(null)) throw new UsageError(`${method} loses more than --tolerance at every k tried, so no samples were written; say how many to keep with --keep`);
  const most = Math.max(...ks.map(Number));
  terminal.err(`Keeping ${most} of each batch: the fewest within --tolerance${ks === sure ? `, sure at ${level}` : ", by the estimate alone"}\n`);
  return most;
}

async function writeKept(path: string, k: number, loaded: Loaded, input: PruningInputOptions, { prune: { method }, seed }: CommandOptions, terminal: Terminal): Promise<void> {
  const pruned = pruneRollouts(loaded.rollouts, k, { ...input, method, rng: seed });
  await writeFileWhole(path, keptRows(loaded, pruned));
  const count = (value: number): string => value.toLocaleString("en-US");
  const { kept, incomparable } = pruned;
  terminal.err(`Wrote ${path}: ${count(kept.length)} of ${count(loaded.rollouts.size)} samples, ${k} of each batch by ${method}\n`);
  if (incomparable.length > 0) terminal.err(`Warning: ${count(incomparable.length)} samples could not be compared to others and are not in it\n`);
}
