import { readTable } from "../../data/index.ts";
import { type PowerDesign, powerDesignFrom, powerMixedModelAsync } from "../../lmm/index.ts";
import { describePower } from "../../report/describePower.ts";
import type { ReportContext } from "../../report/index.ts";
import { ensembleStudyFromTable } from "../../study/index.ts";
import { ensembleTable } from "../ensembleTable.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { UsageError } from "../usageError.ts";
import { checkOutput, deliver } from "./report.ts";

/** `divlab power`: the power of ensemble studies, from a pilot's table or from standard deviations. */
export async function powerCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  checkOutput(options);
  const [path] = options.files;
  const context: ReportContext = { command: commandLine, seed: options.seed };
  const pilot = path === undefined ? undefined : await designOfPilot(path, options, terminal);
  const { effects, sd, edcSd, ensembles = [10, 20, 40, 80], splits } = options;
  if (pilot === undefined && (effects === undefined || sd === undefined)) throw new UsageError("divlab power needs a pilot's table, or --effect and --sd ensemble,split,residual");
  const design: PowerDesign = {
    ...pilot,
    ensembles,
    splits: splits ?? pilot?.splits ?? 20,
    effect: effects ?? pilot?.effect ?? 0,
    sd: sd === undefined ? (pilot?.sd ?? { ensemble: 0, split: 0, residual: 1 }) : { ensemble: sd[0], split: sd[1], residual: sd[2] },
    ...(edcSd !== undefined && { predictorSd: edcSd }),
  };
  const progress = createProgress();
  try {
    const power = await powerMixedModelAsync(design, {
      rng: options.seed,
      df: options.df,
      level: options.level,
      replicates: options.replicates,
      onProgress: (share) => progress.update("Simulating", share, ""),
    });
    progress.clear();
    await deliver({ kind: "power", design, ...power }, context, describePower(power, options.level, "percentage points", context), options, terminal);
    return 0;
  } finally {
    progress.clear();
  }
}

async function designOfPilot(path: string, options: CommandOptions, terminal: Terminal): Promise<ReturnType<typeof powerDesignFrom>> {
  const { columns, rows } = await readTable(path);
  const { fit, formula } = ensembleStudyFromTable(ensembleTable(path, columns), { df: options.df });
  if (fit === null) throw new UsageError(`the model cannot be fitted to ${path}; divlab edc says why`);
  terminal.err(`${path}: ${rows.toLocaleString("en-US")} rows of a pilot; its effect and standard deviations are estimates\n`);
  return powerDesignFrom(fit, "edc", formula.includes("baseline") ? { baseline: "baseline" } : {});
}
