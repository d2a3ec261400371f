import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import { type BlockReader, printable } from "./jsonlReader.ts";
import type { RowReader } from "./rowReader.ts";

/** Which tests decide whether a sample is correct: those of the original benchmark, or these and evalplus's own. */
export type EvalplusTests = "base_status" | "plus_status";

/** One sample as evalplus 0.3 writes it; earlier files are brought into this form. */
interface EvalplusSample {
  readonly task_id: string;
  readonly base_status: unknown;
  readonly plus_status: unknown;
}

const statuses: ReadonlyMap<unknown, boolean> = new Map([
  ["pass", true],
  ["fail", false],
  ["timeout", false],
  // Up to evalplus 0.2.0.
  ["success", true],
  ["failed", false],
  ["timed out", false],
]);

/**
 * Reads the result file of evalplus: `{ "eval": { "HumanEval/0": [{ "base_status": "pass", … }, …], … } }`.
 * A sample is correct if it passes the base tests and, where the file has them, the extra ones: evalplus's own rule.
 *
 * @param file Name for error messages.
 * @param rows Takes the rows; they have the further keys `correct` and `sample`, the position in the task's list.
 * @param tests `"base_status"` to go by the base tests alone.
 * @returns The reader; `sources()` gives the keys that decided on `correct`.
 * @see evalplus 0.3.1, evalplus/evaluate.py.
 */
export function evalplusReader(file: string, rows: RowReader, tests: EvalplusTests | undefined): BlockReader & { readonly sources: () => readonly string[] } {
  const blocks: string[] = [];
  let sources: readonly string[] = [];
  return {
    push: (block) => {
      blocks.push(block);
    },
    end: () => {
      const samples = samplesOf(file, blocks.join(""));
      const extraTests = tests !== "base_status" && samples.some(({ row }) => row.plus_status !== null && row.plus_status !== undefined);
      if (tests === "plus_status" && !extraTests) throw new DataError(file, [{ column: "plus_status", message: "expected results of the extra tests, got none" }]);
      const needed = extraTests ? (["base_status", "plus_status"] as const) : (["base_status"] as const);
      sources = needed;
      for (const { row, position, path } of samples) {
        const unknown = needed.find((key) => !statuses.has(row[key]));
        if (unknown === undefined) rows.addObject({ ...row, sample: position, correct: needed.every((key) => statuses.get(row[key])) }, undefined, path);
        else rows.reject({ column: path + unknown, message: `expected "pass", "fail" or "timeout", got ${show(row[unknown])}` });
      }
    },
    sources: () => sources,
  };
}

interface PlacedSample {
  readonly row: EvalplusSample;
  readonly position: number;
  readonly path: string;
}

function samplesOf(file: string, text: string): PlacedSample[] {
  const tasks = taskEntries(file, text);
  return tasks.flatMap(([task, results]) =>
    listOf(file, task, results).map((sample, position) => ({ row: { ...sample, task_id: task }, position, path: `eval[${show(task)}][${position}].` })),
  );
}

function taskEntries(file: string, text: string): [string, unknown][] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new DataError(file, [{ message: `expected a JSON document as evalplus writes it, got text that is not JSON (${printable((error as Error).message)})` }]);
  }
  const tasks: unknown = (document as { readonly eval?: unknown } | null)?.eval;
  if (typeof tasks === "object" && tasks !== null && !Array.isArray(tasks)) return Object.entries(tasks);
  throw new DataError(file, [{ column: "eval", message: `expected an object with a list of samples for each task, got ${show(tasks)}` }]);
}

/** The samples of a task: a list of objects, or before evalplus 0.2.1 lists of [status, details] for base and plus tests. */
function listOf(file: string, task: string, results: unknown): Omit<EvalplusSample, "task_id">[] {
  if (Array.isArray(results) && results.every((sample) => typeof sample === "object" && sample !== null)) return results;
  const { base, plus } = Object(results) as { readonly base?: unknown; readonly plus?: unknown };
  if (Array.isArray(base) && Array.isArray(plus)) {
    return base.map((status: unknown, i) => ({ base_status: first(status), plus_status: plus.length === 0 ? null : first(plus[i]) }));
  }
  throw new DataError(file, [{ column: `eval[${show(task)}]`, message: `expected a list of samples, got ${show(results)}` }]);
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}
