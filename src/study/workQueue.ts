import { type Attempted, callWithRetries, timerSleep } from "./callWithRetries.ts";
import type { EnsembleRunOptions } from "./runEnsembleStudy.ts";
import type { CallContext, SolverOutcome } from "./solverCalls.ts";
import type { StudyJournal } from "./studyJournal.ts";

/** How far a study is. */
export interface RunProgress {
  /** Evaluation of the pool, or training and evaluation of what was trained. */
  readonly phase: "baseline" | "training";
  /** Work items of the phase that are finished. */
  readonly done: number;
  /** Work items of the phase that were given up. */
  readonly failed: number;
  /** Work items of the phase. */
  readonly total: number;
}

/** A work item that failed in every attempt. */
export interface RunFailure {
  /** Name of the item. */
  readonly key: string;
  /** What it was. */
  readonly call: "evaluate" | "finetune";
  /** The solver of the pool that it was about. */
  readonly solver: string;
  /** How often it was attempted; 0 where it could not be since what it needs had failed. */
  readonly attempts: number;
  /** Message of the last error. */
  readonly message: string;
}

/** What a task may ask for: items are taken from the journal or done and written to it; undefined where one failed. */
export interface Work {
  readonly evaluate: (key: string, solver: string, call: ((context: CallContext) => Promise<readonly SolverOutcome[]>) | undefined) => Promise<readonly SolverOutcome[] | undefined>;
  readonly finetune: (key: string, solver: string, call: (context: CallContext) => Promise<string>) => Promise<string | undefined>;
}

type QueueOptions = { readonly [Name in "concurrency" | "retries" | "backoffMs" | "sleep" | "signal" | "onProgress"]: EnsembleRunOptions[Name] | undefined };

/** Bounded concurrency, retries, journal: tasks are begun in their order, and results and failures are in that order too, whatever ends first. */
export function workQueue(
  journal: StudyJournal,
  { concurrency = 4, retries = 3, backoffMs = 1000, sleep = timerSleep, signal, onProgress }: QueueOptions,
): {
  readonly run: <Result>(phase: RunProgress["phase"], tasks: readonly ((work: Work) => Promise<Result>)[], total: number) => Promise<Result[]>;
  readonly failures: () => RunFailure[];
} {
  const failures: RunFailure[][] = [];

  async function run<Result>(phase: RunProgress["phase"], tasks: readonly ((work: Work) => Promise<Result>)[], total: number): Promise<Result[]> {
    signal?.throwIfAborted();
    const halt = new AbortController();
    const own: RunFailure[][] = tasks.map(() => []);
    failures.push(...own);
    const results = new Array<Result>(tasks.length);
    let done = 0;
    let failed = 0;
    let writing: Promise<void> = Promise.resolve();

    const item = async <Value>(task: number, key: string, call: RunFailure["call"], solver: string, work: ((context: CallContext) => Promise<Value>) | undefined): Promise<Value | undefined> => {
      const known = journal.done.get(key);
      let attempted: Attempted<Value>;
      if (known !== undefined) attempted = { ok: true, value: known as Value };
      else if (work === undefined) attempted = { ok: false, attempts: 0, message: "not attempted: fine-tuning failed" };
      else {
        attempted = await callWithRetries(() => work({ signal: halt.signal, key }), { retries, backoffMs, sleep, signal: halt.signal });
        halt.signal.throwIfAborted();
        if (attempted.ok) {
          writing = journal.record(key, attempted.value);
          await writing;
        }
      }
      if (attempted.ok) done++;
      else {
        failed++;
        own[task].push({ key, call, solver, attempts: attempted.attempts, message: attempted.message });
      }
      onProgress?.({ phase, done, failed, total });
      return attempted.ok ? attempted.value : undefined;
    };

    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < tasks.length) {
        halt.signal.throwIfAborted();
        const task = next++;
        results[task] = await tasks[task]({
          evaluate: (key, solver, call) => item(task, key, "evaluate", solver, call),
          finetune: (key, solver, call) => item(task, key, "finetune", solver, call),
        });
      }
    };
    const aborted = new Promise<never>((_, reject) => {
      halt.signal.addEventListener("abort", () => reject(halt.signal.reason as Error), { once: true });
    });
    const stop = (): void => halt.abort(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const workers = Array.from({ length: Math.min(concurrency, tasks.length) }, worker);
      await Promise.race([Promise.all(workers), aborted]);
      return results;
    } catch (error) {
      halt.abort(error);
      await writing.catch(() => {}); // a line that is being written is finished: nobody else may write meanwhile
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  return { run, failures: () => failures.flat() };
}
