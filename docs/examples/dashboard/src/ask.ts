import type { Answer, Fault, Question, Requests } from "./worker.ts";
// oxlint-disable-next-line import/default -- Vite makes it
import DashboardWorker from "./worker.ts?worker&inline";

/** How a question may be ended, and who hears of its progress. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (label: string, share: number) => void;
}

/** The worker could not do what it was asked. */
export class RequestError extends Error {
  /** Where the error lies. */
  readonly fault: Fault;

  constructor(message: string, fault: Fault) {
    super(message);
    this.name = "RequestError";
    this.fault = fault;
  }
}

interface Waiting {
  readonly question: Question;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((label: string, share: number) => void) | undefined;
}

/** How long the worker may go on after it was told to stop, before it is ended for good. */
const patienceMs = 2000;

/**
 * Starts a worker that is asked by name and answers with a promise.
 *
 * @param restore Called when a worker that would not stop was replaced, with which what it knew is gone.
 */
export function startWorker(restore: () => void): <Name extends keyof Requests>(name: Name, request: Parameters<Requests[Name]>[0], options?: AskOptions) => Promise<Awaited<ReturnType<Requests[Name]>>> {
  const waiting = new Map<number, Waiting>();
  let worker = start();
  let next = 0;

  function start(): Worker {
    const own = new DashboardWorker();
    own.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      const question = waiting.get(data.id);
      if (question === undefined) return;
      if ("share" in data) return question.onProgress?.(data.label, data.share);
      waiting.delete(data.id);
      if ("error" in data) question.reject(new RequestError(data.error.message, data.error.fault));
      else question.resolve(data.result as never);
    });
    own.addEventListener("error", ({ message }) => {
      const lost = [...waiting.values()];
      waiting.clear();
      replace();
      for (const { reject } of lost) reject(new RequestError(`The analysis broke off: ${message}`, "none"));
    });
    return own;
  }

  /** What was asked and not stopped is asked again. */
  function replace(): void {
    worker.terminate();
    worker = start();
    for (const [id, { signal }] of waiting) if (signal?.aborted === true) waiting.delete(id);
    const left = [...waiting.values()];
    restore();
    for (const { question } of left) send(worker, question);
  }

  return (name, request, { signal, onProgress } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const id = next++;
      const question = { id, name, request: request as never };
      waiting.set(id, { question, signal, resolve, reject, onProgress });
      send(worker, question);
      signal?.addEventListener("abort", () => {
        if (!waiting.has(id)) return;
        const asked = worker;
        send(asked, { abort: id });
        // The page goes on at once; whoever asked need not wait for the worker to notice.
        reject(signal.reason);
        setTimeout(() => {
          if (waiting.has(id) && worker === asked) replace();
        }, patienceMs);
      });
    });
}

function send(worker: Worker, question: Question): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  worker.postMessage(question);
}
