/** How a call that fails is repeated. */
export interface RetryRules {
  /** Further attempts after the first. */
  readonly retries: number;
  /** Wait before the first of them, in milliseconds; it doubles from one to the next. */
  readonly backoffMs: number;
  /** Waits. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
}

/** What came of it. */
export type Attempted<Result> = { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly attempts: number; readonly message: string };

/** Calls until it succeeds or the attempts are used up; rejects only when aborted. */
export async function callWithRetries<Result>(call: () => Promise<Result>, { retries, backoffMs, sleep, signal }: RetryRules): Promise<Attempted<Result>> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      return { ok: true, value: await call() };
    } catch (error) {
      signal.throwIfAborted();
      if (attempt === retries) return { ok: false, attempts: attempt + 1, message: error instanceof Error ? error.message : String(error) };
    }
    await sleep(backoffMs * 2 ** attempt, signal);
  }
}

/** Waits by a timer; rejects at once when aborted. */
export function timerSleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
