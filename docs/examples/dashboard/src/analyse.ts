import {
  checkpointStudyAsync,
  compareArmsAsync,
  countsByProblem,
  describe,
  describeDiversity,
  describeEnsembleStudy,
  diversityCoverageAsync,
  diversityStudyAsync,
  ensemblePowerAsync,
  ensembleStudy,
  type EnsembleStudy,
  ensembleStudyFromTable,
  type EnsembleTable,
  permuteSolversAsync,
  planMismatch,
  pruningStudyAsync,
  type RelatedStudies,
  type ReportContext,
  type ReportDocument,
  type Rollouts,
  samplingStudyAsync,
  selectionScalingAsync,
  splitSolvers,
  type TableFile,
  type ToldPlan,
} from "@divlab/core";
import type { ReadFile, Work } from "./readFile.ts";
import type { Settings } from "./settings.ts";

/** The analyses that make a report. */
export type Analysis = "passk" | "compare" | "diversity" | "pruning" | "ensembles" | "checkpoints";

/** The worker has the time to itself, so it looks up from its work only as often as a cancellation should wait. */
const sliceMs = 60;

/** Makes the report of an analysis. */
export async function analyse(analysis: Analysis, rollouts: () => Rollouts, files: readonly ReadFile[], settings: Settings, context: ReportContext, work: Work): Promise<ReportDocument> {
  const { seed, level, ks, by, leaveOut, arms, at, series, maxTokens } = settings;
  const step = (label: string) => ({ signal: work.signal, sliceMs, onProgress: (share: number) => work.onProgress(label, share) });
  const common = { level, ...(by !== null && { by }) };
  const curves = { rng: seed, ...common, tooFew: leaveOut ? "skip" : "throw", ...(ks !== null && { ks }) } as const;
  const own = (): Rollouts => (arms === null ? rollouts() : splitSolvers(rollouts(), arms));
  switch (analysis) {
    case "passk":
      return describe(await samplingStudyAsync(own(), { ...curves, ...step("Estimating pass@k") }), context);
    case "compare":
      return describe(await compareArmsAsync(own(), { ...curves, ...(maxTokens !== null && { maxTokens }), ...step("Comparing") }), context);
    case "diversity": {
      const samples = own();
      const study = await diversityStudyAsync(samples, { ...common, ...step("Measuring diversity") });
      return describeDiversity(study, context, await relatedStudies(samples, { ...common, rng: seed, ...(ks !== null && { sizes: ks }) }, step));
    }
    case "pruning":
      return describe(await pruningStudyAsync(by === null ? own() : splitSolvers(own(), by), { rng: seed, level, ...(ks !== null && { ks }), ...step("Pruning") }), context);
    case "checkpoints": {
      const { by: _by, ...others } = curves;
      return describe(await checkpointStudyAsync(rollouts(), { ...others, ...(at !== null && { at }), ...(series !== null && { series }), ...step("Comparing checkpoints") }), context);
    }
    default: {
      const study = ensembles(rollouts, files, settings);
      const after = files.find((own) => own.role === "training")?.file;
      const mismatch = after === undefined ? undefined : planMismatch(study, toldPlan(after));
      if (mismatch !== undefined) throw new RangeError(`Cannot study ensembles: ${after?.file}: ${mismatch}. Set the seed and the numbers of members, ensembles and splits that the training was planned with.`);
      const matchedByLabel = after !== undefined && after.columns["s0"] === undefined;
      const power = await ensemblePowerAsync(study, { rng: seed, replicates: 1000, ...step("Simulating studies for power") });
      const shared = study.fit !== null && study.pool !== null && study.findings.some(({ code }) => code === "shared-members");
      const permutation = shared ? await permuteSolversAsync(study, { rng: seed, permutations: 199, ...step("Permuting solvers") }) : undefined;
      return describeEnsembleStudy(study, context, { ...(power !== null && { power }), ...(permutation !== undefined && { permutation }), matchedByLabel });
    }
  }
}

/** Studies of subsets, which need two scored samples of every problem. */
async function relatedStudies(
  rollouts: Rollouts,
  options: { readonly rng: string; readonly level: number; readonly by?: string; readonly sizes?: readonly number[] },
  step: (label: string) => { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<RelatedStudies> {
  if (rollouts.correct === undefined || countsByProblem(rollouts).some(({ n }) => n.length === 0 || n.some((samples) => samples < 2))) return {};
  return {
    coverage: await diversityCoverageAsync(rollouts, { ...options, ...step("Relating diversity to success") }),
    selection: await selectionScalingAsync(rollouts, { ...options, ...step("Choosing samples") }),
  };
}

/** The ensemble study of a table, or of the outcomes with Fisher embeddings and accuracies after training where there are any. */
function ensembles(rollouts: () => Rollouts, files: readonly ReadFile[], { seed, level, ensembleSize, ensembleCount, splitCount, score }: Settings): EnsembleStudy {
  const table = files.find((own) => own.role === "ensembles");
  if (table !== undefined) return ensembleStudyFromTable(ensembleTable(table.file), { level });
  const outcomes = rollouts();
  const fisher = files.find((own) => own.role === "fisher")?.file;
  const after = files.find((own) => own.role === "training")?.file;
  const solvers = fisher?.solvers ?? outcomes.solver.levels.toSorted();
  return ensembleStudy(
    {
      outcomes,
      ...(fisher !== undefined && { diversity: { embeddings: { data: fisher.data, shape: [...fisher.shape] }, solvers } }),
      ...(after !== undefined && { after: { ensemble: labels(after, "ensemble"), split: labels(after, "split"), accuracy: numbers(after, "accuracy") } }),
    },
    { rng: seed, level, size: ensembleSize, ensembles: ensembleCount, splits: splitCount, score },
  );
}

/** What the table of accuracies after training says of its ensembles. */
function toldPlan(file: TableFile): ToldPlan {
  const { members, s0 } = file.columns;
  return {
    ensemble: labels(file, "ensemble"),
    split: labels(file, "split"),
    ...(members !== undefined && !(members instanceof Float64Array) && { members }),
    ...(s0 instanceof Float64Array && { s0 }),
  };
}

function ensembleTable(file: TableFile): EnsembleTable {
  const { members } = file.columns;
  const columns = { ensemble: labels(file, "ensemble"), split: labels(file, "split"), edc: numbers(file, "edc"), s0: numbers(file, "s0"), ds: numbers(file, "ds") };
  return members === undefined || members instanceof Float64Array ? columns : { ...columns, members };
}

function labels({ columns }: TableFile, name: string): readonly string[] {
  const column = columns[name];
  return column instanceof Float64Array ? Array.from(column, String) : Array.from(column.codes, (code) => column.levels[code] ?? "");
}

function numbers({ columns, file }: TableFile, name: string): Float64Array {
  const column = columns[name];
  if (column instanceof Float64Array) return column;
  throw new TypeError(`Cannot study ensembles: expected numbers in column ${name} of ${file}, got texts`);
}
