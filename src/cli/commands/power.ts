import { readTable, type TableFile } from "../../data/index.ts";
import { type PowerDesign, powerDesignFrom, powerMixedModelAsync } from "../../lmm/index.ts";
import { describePower } from "../../report/describePower.ts";
import type { ReportContext } from "../../report/index.ts";
import type { PowerPremises } from "../../report/sections/powerSection.ts";
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
  const pilot = path === undefined ? undefined : await readPilot(path, options, terminal);
  const context: ReportContext = { command: commandLine, seed: options.seed, ...(pilot !== undefined && { tables: [pilot.table] }) };
  const { effects, sd, edcSd, ensembles = [10, 20, 40, 80], splits } = options;
  if (pilot === undefined && (effects === undefined || sd === undefined || edcSd === undefined)) {
    throw new UsageError("divlab power needs a pilot's table, or --effect, --sd ensemble,split,residual and --edc-sd (the standard deviation of EDC over ensembles)");
  }
  const design: PowerDesign = {
    ...pilot?.design,
    ensembles,
    splits: splits ?? pilot?.design.splits ?? 20,
    effect: effects ?? pilot?.design.effect ?? 0,
    sd: sd === undefined ? (pilot?.design.sd ?? { ensemble: 0, split: 0, residual: 1 }) : { ensemble: sd[0], split: sd[1], residual: sd[2] },
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
    const premises = {
      edcSd: design.predictorSd ?? 1,
      ...(effects === undefined && { effectOf: "the pilot" }),
      ...(sd === undefined && { deviationsOf: "the pilot" }),
      ...(pilot?.pool !== undefined && { pool: pilot.pool }),
    };
    await deliver({ kind: "power", design, ...power }, context, describePower(power, options.level, "percentage points", context, premises), options, terminal);
    return 0;
  } finally {
    progress.clear();
  }
}

interface Pilot {
  readonly design: ReturnType<typeof powerDesignFrom>;
  readonly pool?: PowerPremises["pool"];
  readonly table: Omit<TableFile, "columns">;
}

async function readPilot(path: string, options: CommandOptions, terminal: Terminal): Promise<Pilot> {
  const { columns, ...table } = await readTable(path);
  const { fit, formula, findings } = ensembleStudyFromTable(ensembleTable(path, columns), { df: options.df });
  if (fit === null) throw new UsageError(`the model cannot be fitted to ${path}; divlab edc says why`);
  terminal.err(`${path}: ${table.rows.toLocaleString("en-US")} rows of a pilot; its effect and standard deviations are estimates\n`);
  const shared = findings.find((finding) => finding.code === "shared-members");
  return {
    design: powerDesignFrom(fit, "edc", formula.includes("baseline") ? { baseline: "baseline" } : {}),
    ...(shared !== undefined && { pool: { solvers: shared.solvers, size: shared.size } }),
    table,
  };
}
