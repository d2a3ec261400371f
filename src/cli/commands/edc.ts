import { readFisherEmbeddings, type FisherEmbeddingsFile, readRollouts, readTable, type RolloutsFile, type TableFile } from "../../data/index.ts";
import { describeEnsembleStudy, type RelatedToEnsembles } from "../../report/describeEnsembleStudy.ts";
import type { ReportContext } from "../../report/index.ts";
import { ensemblePowerAsync, type EnsembleStudy, ensembleStudy, type EnsembleStudyInput, ensembleStudyFromTable, fineTuningList, permuteSolversAsync, planMismatch } from "../../study/index.ts";
import { columnNames, ensembleTable, firstText, isEnsembleTable } from "../ensembleTable.ts";
import { type Loaded, load } from "../load.ts";
import type { CommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../run.ts";
import { UsageError } from "../usageError.ts";
import { writeFileWhole } from "../writeFile.ts";
import { checkFolder, checkOutput, deliver } from "./report.ts";

/** `divlab edc`: whether the diversity of ensembles predicts their gain, from outcomes or from a table. */
export async function edcCommand(options: CommandOptions, terminal: Terminal, commandLine: string): Promise<number> {
  checkOutput(options);
  if (options.lists !== undefined) checkFolder(options.lists);
  const [first, ...others] = options.files;
  const asTable = others.length === 0 && (await isEnsembleTable(first));
  const { study, context, matchedByLabel = false } = asTable ? await fromTable(first, options, terminal) : await fromOutcomes(options, terminal);
  const related: RelatedToEnsembles = { ...(await powerOf(study, options)), ...(await permutationOf(study, options)), matchedByLabel };
  const whole: ReportContext = { command: commandLine, seed: options.seed, ...context };
  // The rows of the regression stand under `cells`; the design matrix would only repeat them.
  const { fit, ...rest } = study;
  const lean = fit === null ? null : (({ design: _design, ...numbers }) => numbers)(fit);
  await deliver({ ...rest, fit: lean, power: related.power ?? null, permutation: related.permutation ?? null }, whole, describeEnsembleStudy(study, whole, related), options, terminal);
  return 0;
}

interface Studied {
  readonly study: EnsembleStudy;
  readonly context: Pick<ReportContext, "files" | "tables" | "fisher">;
  /** Whether nothing but labels says which ensemble and split an accuracy after training belongs to. */
  readonly matchedByLabel?: boolean;
}

async function fromTable(path: string, options: CommandOptions, terminal: Terminal): Promise<Studied> {
  const given = [options.fisher, options.after, options.lists].findIndex((flag) => flag !== undefined);
  if (given !== -1) throw new UsageError(`--${["fisher", "after", "lists"][given]} needs outcomes of solvers; ${path} is a table that has EDC and gain already`);
  const file = await readTable(path);
  terminal.err(`${path}: ${file.rows.toLocaleString("en-US")} rows; ${Object.keys(file.columns).join(", ")}\n`);
  return { study: ensembleStudyFromTable(ensembleTable(path, file.columns), { df: options.df, level: options.level }), context: { tables: [record(file)] } };
}

async function fromOutcomes(options: CommandOptions, terminal: Terminal): Promise<Studied> {
  const loaded: Loaded = await load(options, terminal, options.lists !== undefined);
  const fisher = options.fisher === undefined ? undefined : await readFisherEmbeddings(options.fisher);
  const after = options.after === undefined ? undefined : await readAfter(options.after, terminal);
  const input: EnsembleStudyInput = {
    outcomes: loaded.rollouts,
    ...(fisher !== undefined && { diversity: { embeddings: { data: fisher.data, shape: [...fisher.shape] }, solvers: solversOf(fisher, loaded), distance: options.distance } }),
    ...(after !== undefined && { after: after.outcomes }),
  };
  const study = ensembleStudy(input, {
    rng: options.seed,
    size: options.size,
    score: options.score,
    df: options.df,
    level: options.level,
    ...(options.ensembles !== undefined && { ensembles: single("--ensembles", options.ensembles) }),
    ...(options.splits !== undefined && { splits: single("--splits", options.splits) }),
  });
  if (options.lists !== undefined) {
    const lines = Array.from(fineTuningList(study, loaded.rollouts), (example) => `${JSON.stringify(example)}\n`);
    await writeFileWhole(options.lists, lines.join(""));
    terminal.err(`Wrote ${options.lists}: ${lines.length.toLocaleString("en-US")} examples to learn from\n`);
  }
  const files = [...loaded.files, ...(after?.file === undefined ? [] : [after.file])];
  const context = {
    files,
    ...(after?.table !== undefined && { tables: [after.table] }),
    ...(fisher !== undefined && { fisher: (({ data: _data, ...rest }) => rest)(fisher) }),
  };
  return { study, context, matchedByLabel: after !== undefined && !isOfPlan(after, options.after ?? "", study) };
}

/** The solvers of an embeddings file that names none are those of the outcomes, by name. */
function solversOf({ solvers, shape, file }: FisherEmbeddingsFile, { rollouts }: Loaded): readonly string[] {
  if (solvers !== undefined) return solvers;
  const names = rollouts.solver.levels.toSorted();
  if (names.length !== shape[0]) {
    throw new UsageError(`${file} has ${shape[0]} solvers without names and the outcomes have ${names.length}; save one array per solver under its name (.npz, .safetensors), or add an array "solvers"`);
  }
  return names;
}

interface After {
  readonly outcomes: NonNullable<EnsembleStudyInput["after"]>;
  readonly file?: RolloutsFile;
  readonly table?: Omit<TableFile, "columns">;
  /** What the table says of its plan. */
  readonly members?: readonly string[];
  readonly s0?: Float64Array;
}

/** Compares the plan with what a table of accuracies says of its own; whether there was an accuracy before training to compare. */
function isOfPlan({ outcomes, members, s0 }: After, path: string, study: EnsembleStudy): boolean {
  if ("size" in outcomes || study.pool === null) return true;
  const { ensemble, split } = outcomes;
  const mismatch = planMismatch(study, { ensemble, split, ...(members !== undefined && { members }), ...(s0 !== undefined && { s0 }) });
  if (mismatch !== undefined) throw new UsageError(`${path}: ${mismatch}; give the outcomes, --size, --ensembles, --splits, --score and --seed that the training was planned with`);
  return s0 !== undefined;
}

/** A table with accuracies, or rollouts. */
async function readAfter(path: string, terminal: Terminal): Promise<After> {
  if (!(await columnNames(path)).has("accuracy")) {
    const file = await readRollouts(path, { extra: ["ensemble", "split"] });
    terminal.err(`${path}: ${file.rows.toLocaleString("en-US")} rows after training\n`);
    return { outcomes: file.rollouts, file };
  }
  const table = await readTable(path);
  const { ensemble, split, accuracy, members } = table.columns;
  if (ensemble === undefined || split === undefined) throw new UsageError(`${path} must have columns ensemble, split and accuracy, got ${Object.keys(table.columns).join(", ")}`);
  if (!(accuracy instanceof Float64Array)) throw new UsageError(`${path} must have numbers in its column accuracy, got ${firstText(accuracy)}`);
  const s0 = table.columns["s0"] ?? table.columns["baseline"];
  const labels = (column: typeof ensemble) => (column instanceof Float64Array ? Array.from(column, String) : column);
  terminal.err(`${path}: ${table.rows.toLocaleString("en-US")} accuracies after training\n`);
  return {
    outcomes: { ensemble: labels(ensemble), split: labels(split), accuracy },
    table: record(table),
    ...(members !== undefined && !(members instanceof Float64Array) && { members: Array.from(members.codes, (code) => members.levels[code] ?? "") }),
    ...(s0 instanceof Float64Array && { s0 }),
  };
}

/** Power of studies like this one, with more and with fewer ensembles. */
async function powerOf(study: EnsembleStudy, { seed, df, replicates }: CommandOptions): Promise<Pick<RelatedToEnsembles, "power">> {
  const power = await withProgress("Planning", (onProgress) => ensemblePowerAsync(study, { rng: seed, df, replicates: Math.min(replicates, 2000), onProgress }));
  return power === null ? {} : { power };
}

/** The permutation test, where ensembles share members and the solvers are known. */
async function permutationOf(study: EnsembleStudy, { seed }: CommandOptions): Promise<Pick<RelatedToEnsembles, "permutation">> {
  if (study.fit === null || study.pool === null || !study.findings.some(({ code }) => code === "shared-members")) return {};
  return withProgress("Permuting", async (report) => ({ permutation: await permuteSolversAsync(study, { rng: seed, onProgress: report }) }));
}

async function withProgress<Result>(label: string, work: (report: (share: number) => void) => Promise<Result>): Promise<Result> {
  const progress = createProgress();
  try {
    return await work((share) => progress.update(label, share, ""));
  } finally {
    progress.clear();
  }
}

function single(flag: string, values: readonly number[]): number {
  if (values.length !== 1) throw new UsageError(`${flag} must be one number for divlab edc, got ${values.join(",")}`);
  return values[0];
}

function record({ columns: _columns, ...rest }: TableFile): Omit<TableFile, "columns"> {
  return rest;
}
