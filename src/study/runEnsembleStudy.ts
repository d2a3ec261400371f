import { fromRows, type Rollouts } from "../data/index.ts";
import { checkArray, checkFinite, checkInteger, checkOptions, show } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { checkAnalysis, type EnsembleStudy, ensembleStudy, type EnsembleStudyOptions } from "./ensembleStudy.ts";
import { distinctLabels } from "./numberedLabels.ts";
import { type NamedEnsemble, planEnsembles } from "./planEnsembles.ts";
import { type NamedSplit, planSplits } from "./planSplits.ts";
import { type CallContext, checkName, checkOutcomes, type SolverOutcome, type TrainingExample } from "./solverCalls.ts";
import { type DistanceDiversity, type FisherDiversity, solverDistances } from "./solverDistances.ts";
import { type JournalStorage, memoryJournal, openJournal } from "./studyJournal.ts";
import { textHash } from "./textHash.ts";
import { trainingJobs } from "./trainingJobs.ts";
import { type RunFailure, type RunProgress, workQueue } from "./workQueue.ts";

/** What {@linkcode runEnsembleStudy} works with. */
export interface EnsembleRunInput {
  /** Names of the solvers. */
  readonly solvers: readonly string[];
  /** Names of the problems. */
  readonly problems: readonly string[];
  /** Lets a solver, from the pool or as {@linkcode EnsembleRunInput.finetune} named it, solve problems; one outcome per problem, in their order. */
  readonly evaluate: (solver: string, problems: readonly string[], context: CallContext) => Promise<readonly SolverOutcome[]>;
  /** Fine-tunes a copy of a solver of the pool on some examples; the name under which it can be evaluated. */
  readonly finetune: (solver: string, examples: readonly TrainingExample[], context: CallContext) => Promise<string>;
  /** Fisher embeddings or distances of the solvers; unless given, disagreement. */
  readonly diversity?: FisherDiversity | DistanceDiversity;
}

/** Options of {@linkcode runEnsembleStudy}: those of {@linkcode ensembleStudy}, and how the work is done. */
export interface EnsembleRunOptions extends Omit<EnsembleStudyOptions, "samples"> {
  /** Calls under way at a time; 4 unless given. */
  readonly concurrency?: number;
  /** Further attempts after a call has failed; 3 unless given. */
  readonly retries?: number;
  /** Wait before the first further attempt in milliseconds, doubled each time; 1000 unless given. */
  readonly backoffMs?: number;
  /** How to wait; by a timer unless given. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Where finished work is written down; in memory unless given, which survives nothing. */
  readonly journal?: JournalStorage;
  /** Aborting rejects the promise with the signal's reason; what was finished is in the journal. */
  readonly signal?: AbortSignal;
  /** Called whenever a work item is finished, found finished, or given up. */
  readonly onProgress?: (progress: RunProgress) => void;
}

/** Result of {@linkcode runEnsembleStudy}. */
export interface EnsembleRun {
  /** The study; null where so many baseline evaluations failed that no ensemble is complete. */
  readonly study: EnsembleStudy | null;
  /** Outcomes before training, one row per solver and problem. */
  readonly outcomes: Rollouts;
  /** Outcomes after training on Test B, with further columns `ensemble` and `split`; members that had nothing to learn have no rows. */
  readonly after: Rollouts;
  /** Work items that failed in every attempt, in the order of the plan. A resumed study tries them again. */
  readonly failures: readonly RunFailure[];
}

const action = "run an ensemble study";
const runOptions = ["concurrency", "retries", "backoffMs", "sleep", "journal", "signal", "onProgress"] as const;
const studyOptions = ["rng", "size", "ensembles", "splits", "score", "ties", "df", "level"] as const;

/**
 * Runs the learning protocol of seed 000: evaluates the pool, fine-tunes the members of every ensemble on what only one of their peers
 * solved, evaluates them again, and studies the gains with {@linkcode ensembleStudy}.
 *
 * Every solver of the pool is evaluated once on all problems. On split s of ensemble i, member j is fine-tuned on the problems of Train A
 * that exactly one member solves and j does not, and evaluated on Test B; a member with nothing to learn keeps its outcomes. Equal work,
 * the same solver on the same examples, is done once.
 *
 * What is finished is written to the journal before anything depends on it. A study that was killed is resumed by calling the function
 * again with the same plan and journal: it does what is missing. The result depends on the outcomes of the calls alone, not on concurrency,
 * order of completion, or interruptions.
 *
 * @param input Solvers, problems, the two calls, diversity.
 * @param options As for the study, and concurrency, retries, journal, signal, progress.
 * @returns The study with all outcomes, and what failed.
 * @throws {RangeError} If the journal is of another plan, or a number is out of range.
 * @throws {TypeError} If `evaluate` or `finetune` is no function.
 * @throws {DataError} If the journal cannot be read. Errors of the storage pass through.
 * @see Jiang, Diversity-Driven Generalization in Mathematical Reasoning Ensembles, section 2; docs/methods/ensemble-study.md for a journal
 * in a file and an inference server.
 * @example
 * ```ts
 * import { runEnsembleStudy } from "@divlab/core/study";
 *
 * // Solvers named by the problems they can do; a fine-tuned one can do what it was taught, and every problem of the same first letter.
 * const evaluate = async (solver, problems) => problems.map((problem) => ({ correct: solver.includes(problem[0]) }));
 * const finetune = async (solver, examples) => solver + examples.map(({ problem }) => problem[0]).join("");
 * const problems = ["a1", "a2", "b1", "b2", "c1", "c2"];
 * const { study } = await runEnsembleStudy({ solvers: ["a", "b", "ab", "c"], problems, evaluate, finetune }, { size: 2, splits: 4, score: "mean", rng: 1 });
 * study.ensembles.length; // => 6
 * study.cells.gain.every((gain) => gain >= 0); // => true
 * ```
 */
export async function runEnsembleStudy(input: EnsembleRunInput, options: EnsembleRunOptions): Promise<EnsembleRun> {
  checkOptions(action, input, ["solvers", "problems", "evaluate", "finetune", "diversity"]);
  for (const name of ["evaluate", "finetune"] as const) {
    if (typeof input[name] !== "function") throw new TypeError(`Cannot ${action}: ${name} must be a function, got ${show(input[name])}`);
  }
  checkOptions(action, options, [...studyOptions, ...runOptions]);
  const { concurrency, retries, backoffMs, sleep, journal: storage = memoryJournal(), signal, onProgress, ...rest } = options;
  const { size, ensembles = 100, splits = 20, rng, ...analysis } = rest;
  checkAnalysis(action, analysis);
  checkArray(action, "solvers", input.solvers, 2);
  checkArray(action, "problems", input.problems, 2);
  if (concurrency !== undefined) checkInteger(action, "concurrency", concurrency, 1);
  if (retries !== undefined) checkInteger(action, "retries", retries, 0);
  if (backoffMs !== undefined) checkFinite(action, "backoffMs", backoffMs);
  checkDiversity(input);
  const plan = planStudy(input, size, ensembles, splits, rng);
  const journal = await openJournal(storage, textHash(JSON.stringify(plan)));
  const queue = workQueue(journal, { concurrency, retries, backoffMs, sleep, signal, onProgress });

  const outcomes = await evaluatePool(input, plan, queue);
  const tried = new Set(outcomes.solver.levels);
  const complete = plan.ensembles.filter(({ members }) => members.every((name) => tried.has(name)));
  if (complete.length === 0) return { study: null, outcomes, after: asRollouts([]), failures: queue.failures() };

  const after = await trainAndEvaluate(input, plan, complete, outcomes, queue);
  const study = ensembleStudy({ outcomes, after, ...(input.diversity !== undefined && { diversity: input.diversity }) }, { ...analysis, ensembles: complete, splits: plan.splits });
  return { study, outcomes, after, failures: queue.failures() };
}

/** Fails now rather than after the work if the diversity of a solver is missing. */
function checkDiversity({ solvers, diversity }: EnsembleRunInput): void {
  if (diversity === undefined) return;
  const known = solverDistances(diversity).solvers;
  const unknown = solvers.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RangeError(`Cannot ${action}: diversity must be given for every solver, got none for ${show(unknown)}`);
}

/** All that decides which work is done; the journal's fingerprint is made from it. */
interface StudyPlan {
  readonly solvers: readonly string[];
  readonly problems: readonly string[];
  readonly ensembles: readonly NamedEnsemble[];
  readonly splits: readonly NamedSplit[];
}

function planStudy(
  input: EnsembleRunInput,
  size: number | undefined,
  ensembles: number | readonly NamedEnsemble[],
  splits: number | readonly NamedSplit[],
  rng: RngLike | undefined,
): StudyPlan {
  const generator = rng === undefined ? undefined : createRng(rng);
  const solvers = distinctLabels(action, "solvers", input.solvers).toSorted();
  const problems = distinctLabels(action, "problems", input.problems).toSorted();
  const drawn = planEnsembles(solvers, size, ensembles, generator?.stream("ensembles"));
  const halves = planSplits(problems, splits, generator?.stream("splits"));
  const names = (indices: Int32Array): string[] => Array.from(indices, (p) => problems[p]);
  return {
    solvers,
    problems,
    ensembles: drawn.members.map((codes, i) => ({ ensemble: drawn.labels[i], members: Array.from(codes, (code) => solvers[code]) })),
    splits: halves.splits.map(({ train, test }, s) => ({ split: halves.labels[s], train: names(train), test: names(test) })),
  };
}

type WorkQueue = ReturnType<typeof workQueue>;

/** One row of outcomes. */
interface OutcomeRow extends SolverOutcome {
  readonly ensemble?: string;
  readonly split?: string;
  readonly solver: string;
  readonly problem: string;
}

async function evaluatePool(input: EnsembleRunInput, { solvers, problems, ensembles }: StudyPlan, queue: WorkQueue): Promise<Rollouts> {
  const used = solvers.filter((name) => ensembles.some(({ members }) => members.includes(name)));
  const results = await queue.run(
    "baseline",
    used.map((solver) => async (work) => work.evaluate(`baseline/${solver}`, solver, async (context) => checkOutcomes(await input.evaluate(solver, problems, context), problems))),
    used.length,
  );
  return asRollouts(
    results.flatMap((outcomes, i) => (outcomes ?? []).map((outcome, p): OutcomeRow => ({ solver: used[i], problem: problems[p], ...outcome }))),
  );
}

async function trainAndEvaluate(input: EnsembleRunInput, plan: StudyPlan, ensembles: readonly NamedEnsemble[], outcomes: Rollouts, queue: WorkQueue): Promise<Rollouts> {
  const K = plan.splits.length;
  const { jobs, waiting } = trainingJobs(outcomes, ensembles, plan.splits);
  const list = [...jobs.entries()];
  const evaluations = list.reduce((total, [, { splits }]) => total + splits.size, 0);
  const results = await queue.run(
    "training",
    list.map(([key, { solver, examples, splits }]) => async (work) => {
      const tuned = await work.finetune(`finetune/${key}`, solver, async (context) => checkName(await input.finetune(solver, examples, context)));
      const tested = new Map<number, readonly SolverOutcome[] | undefined>();
      for (const s of splits) {
        const own = plan.splits[s];
        const call = tuned === undefined ? undefined : async (context: CallContext) => checkOutcomes(await input.evaluate(tuned, own.test, context), own.test);
        tested.set(s, await work.evaluate(`tuned/${key}/${own.split}`, solver, call));
      }
      return tested;
    }),
    list.length + evaluations,
  );
  const tested = new Map(list.map(([key], i) => [key, results[i]]));
  return asRollouts(
    waiting.flatMap(({ cell, solver, job }) => {
      const { split, test } = plan.splits[cell % K];
      const { ensemble } = ensembles[Math.floor(cell / K)];
      const own = tested.get(job)?.get(cell % K) ?? [];
      return own.map((outcome, p): OutcomeRow => ({ ensemble, split, solver, problem: test[p], ...outcome }));
    }),
  );
}

/** Outcomes as columns; `correct`, `ensemble` and `split` are there even without rows. */
function asRollouts(rows: readonly OutcomeRow[]): Rollouts {
  if (rows.length > 0) {
    return fromRows(rows, { problem: "problem", solver: "solver", correct: "correct", answer: "answer", text: "solution", extra: { ensemble: "ensemble", split: "split" } });
  }
  const none = { codes: new Int32Array(0), levels: [] };
  return { size: 0, problem: none, solver: none, correct: new Int8Array(0), answer: none, extra: { ensemble: none, split: none } };
}
