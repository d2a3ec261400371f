/**
 * Long work, written once as a generator that yields the share done (0 … 1) every few milliseconds of work
 * and returns its result. Both drivers give the same result bit for bit.
 */
export type Steps<Result> = Generator<number, Result, void>;

/** Options of the asynchronous driver. */
export interface AsyncOptions {
  /** Aborting makes the promise reject with the signal's reason, within one slice. */
  readonly signal?: AbortSignal;
  /** Called with the share done, 0 … 1, at most once a slice. */
  readonly onProgress?: (share: number) => void;
  /** How long to work before giving the event loop a turn, in milliseconds; 12 leaves a page at 60 frames a second. */
  readonly sliceMs?: number;
}

/** Work as a part of longer work: its shares done run from one number to another. */
export function* partOfSteps<Result>(steps: Steps<Result>, from: number, to: number): Steps<Result> {
  let step = steps.next();
  for (; !step.done; step = steps.next()) yield from + (to - from) * step.value;
  return step.value;
}

/** Drains the work without a pause. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Runs the work in slices between macrotasks, so that timers run and a page can paint. */
export async function runStepsAsync<Result>(steps: Steps<Result>, options: AsyncOptions = {}): Promise<Result> {
  const { signal, onProgress, sliceMs = 12 } = options;
  for (;;) {
    signal?.throwIfAborted();
    const end = performance.now() + sliceMs;
    let step = steps.next();
    while (!step.done && performance.now() < end) step = steps.next();
    if (step.done) return step.value;
    onProgress?.(step.value);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
