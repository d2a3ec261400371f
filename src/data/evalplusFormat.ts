import { checkChoice, show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import { documentReader } from "./documentReader.ts";
import type { TextFormat } from "./rolloutsFormat.ts";
import { rowReader } from "./rowReader.ts";

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
 * The result file of evalplus: `{ "eval": { "HumanEval/0": [{ "base_status": "pass", … }, …], … } }`, whose rows get the
 * further keys `correct` and `sample`, the position in the task's list. A sample is correct if it passes the base tests and,
 * where the file has them, the extra ones: evalplus's own rule. `columns.correct` can name the tests that are to decide.
 *
 * @see evalplus 0.3.1, evalplus/evaluate.py.
 */
export const evalplusFormat: TextFormat = {
  format: "evalplus",
  read: (file, { columns: { correct: tests, ...columns }, ...options }) => {
    if (tests !== undefined) checkChoice("read rollouts", "columns.correct", tests, ["base_status", "plus_status"]);
    const rows = rowReader(file, { ...options, columns, textual: false, place: "row" });
    let sources: readonly string[] = [];
    const reader = documentReader(file, "a JSON document as evalplus writes it", (document) => {
      const samples = samplesOf(file, document);
      const extraTests = tests !== "base_status" && samples.some(({ row }) => row.plus_status !== null && row.plus_status !== undefined);
      if (tests === "plus_status" && !extraTests) throw new DataError(file, [{ column: "plus_status", message: "expected results of the extra tests, got none" }]);
      const needed = extraTests ? (["base_status", "plus_status"] as const) : (["base_status"] as const);
      sources = needed;
      for (const { row, position, path } of samples) {
        const unknown = needed.find((key) => !statuses.has(row[key]));
        if (unknown === undefined) rows.addObject({ ...row, sample: position, correct: needed.every((key) => statuses.get(row[key])) }, undefined, path);
        else rows.reject({ column: path + unknown, message: `expected "pass", "fail" or "timeout", got ${show(row[unknown])}` });
      }
    });
    const finish = (): ReturnType<typeof rows.finish> => {
      const read = rows.finish();
      return { ...read, mapping: { ...read.mapping, correct: { sources, detected: tests === undefined } } };
    };
    return { ...reader, size: rows.size, finish };
  },
};

interface PlacedSample {
  readonly row: EvalplusSample;
  readonly position: number;
  readonly path: string;
}

function samplesOf(file: string, document: unknown): PlacedSample[] {
  const tasks = taskEntries(file, document);
  return tasks.flatMap(([task, results]) =>
    listOf(file, task, results).map((sample, position) => ({ row: { ...sample, task_id: task }, position, path: `eval[${show(task)}][${position}].` })),
  );
}

function taskEntries(file: string, document: unknown): [string, unknown][] {
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
