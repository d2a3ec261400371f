import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { describePruning } from "../../report/describePruning.ts";
import { levelText } from "../../report/levelText.ts";
import { type PrunedRollouts, pruneRollouts, type PruningInputOptions, type PruningStudy, pruningStudyAsync, splitSolvers } from "../../study/index.ts";
import { keptRows } from "../keptRows.ts";
import { type Loaded, load } from "../load.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { UsageError } from "../usageError.ts";
import { writeFileWhole } from "../writeFile.ts";
import { checkFolder, checkOutput, contextOf, deliver } from "./report.ts";

/** `divlab prune`: how far batches of samples can be pruned before performance falls; writes the samples kept. */
export async function pruneCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  checkOutput(options);
  const { prune } = options;
  checkFlags(options);
  const loaded = await load(options, terminal, true);
  const rollouts = options.by === undefined ? loaded.rollouts : splitSolvers(loaded.rollouts, options.by);
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
    study = await pruningStudyAsync(rollouts, {
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
  if (prune.kept !== undefined) {
    const pruned = pruneRollouts(rollouts, prune.keep ?? fewestKept(study, options, terminal), { ...input, method: prune.method, rng: options.seed });
    await writeKept(prune.kept, loaded, pruned, terminal);
  }
  return 0;
}

/** Fails on flags that do not go together, before any work is done for them. */
function checkFlags({ prune: { keep, kept, method, methods }, files, embeddings, output }: CommandOptions): void {
  if (kept === undefined) {
    if (keep !== undefined) throw new UsageError("--keep says how many samples go to the file of --kept, which is not given");
    return;
  }
  if (/\.(csv|gz)$/i.test(kept)) throw new UsageError(`--kept writes plain JSONL, and its name must not say otherwise, got "${kept}"`);
  if (keep === undefined && methods !== undefined && method !== "random" && !methods.includes(method)) {
    throw new UsageError(`--method ${method} is not among --methods, so that the study cannot tell how many samples to keep; add it there, or give --keep`);
  }
  checkFolder(kept);
  const own = placeOf(kept);
  const taken = [...files, ...embeddings, ...(output === undefined ? [] : [output])].find((path) => placeOf(path) === own);
  if (taken !== undefined) throw new UsageError(`--kept must name a file of its own, got "${kept}", which is ${taken === output ? "that of --output" : "read"}`);
  const pipe = files.find((path) => existsSync(path) && !statSync(path).isFile());
  if (pipe !== undefined) throw new UsageError(`--kept reads the samples a second time, which only files allow, got "${pipe}"`);
}

/** The path of a file without links, as far as it exists. */
function placeOf(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return realpathSync(whole);
  return existsSync(dirname(whole)) ? join(realpathSync(dirname(whole)), basename(whole)) : whole;
}

/** The fewest samples that lose no more than the tolerance of the main outcome for any solver, surely or else by the estimates. */
function fewestKept({ limits, outcomes, level }: PruningStudy, { prune: { method } }: CommandOptions, terminal: Terminal): number {
  const own = limits.filter((limit) => limit.method === method && limit.outcome === outcomes[0]);
  if (own.length === 0) throw new UsageError(`the study could not follow ${method} here, so that it cannot tell how many samples to keep, and none were written; say it with --keep`);
  const sure = own.map(({ assured }) => assured);
  const ks = sure.includes(null) ? own.map(({ observed }) => observed) : sure;
  if (ks.includes(null)) throw new UsageError(`${method} loses more than --tolerance at every k tried, so no samples were written; say how many to keep with --keep`);
  const most = Math.max(...ks.map(Number));
  terminal.err(`Keeping ${most} of each batch: the fewest within --tolerance${ks === sure ? `, sure at ${levelText(level)}` : ", by the estimate alone"}\n`);
  return most;
}

async function writeKept(path: string, loaded: Loaded, pruned: PrunedRollouts, terminal: Terminal): Promise<void> {
  await writeFileWhole(path, keptRows(loaded, pruned));
  const count = (value: number): string => value.toLocaleString("en-US");
  const { k, method, kept, incomparable } = pruned;
  terminal.err(`Wrote ${path}: ${count(kept.length)} of ${count(loaded.rollouts.size)} samples, ${k} of each batch by ${method}\n`);
  if (loaded.embeddings.length > 0) terminal.err("The embeddings are not in it; `pruning.row` says which row of its file each sample is\n");
  if (incomparable.length > 0) terminal.err(`Warning: ${count(incomparable.length)} samples could not be compared to others and are not in it\n`);
}
