import { DataError } from "../numeric/errors.ts";

/** Where a running study writes down what is done: any place that keeps text. */
export interface JournalStorage {
  /** The whole text written so far, in one piece or in pieces cut anywhere; empty for a new journal. */
  readonly read: () => AsyncIterable<string> | Promise<string>;
  /** Adds text at the end as it is; when the promise resolves it must be safe. Called again only after that. */
  readonly append: (text: string) => Promise<void>;
}

/** An open journal. */
export interface StudyJournal {
  /** Results of the items that are done, by key. */
  readonly done: ReadonlyMap<string, unknown>;
  /** Writes down that an item is done. */
  readonly record: (key: string, result: unknown) => Promise<void>;
}

const action = "run an ensemble study";
const name = "divlab ensemble study";

/**
 * Opens a journal: one JSON object a line, the first with the plan's fingerprint, then one per finished item.
 *
 * A kill may tear the last line, at any character. What is left of it counts for nothing, and is followed by a line that says so: after
 * kills in a row by several. Any other line that cannot be read is an error: something else wrote there.
 *
 * @param storage The storage.
 * @param plan Fingerprint of the plan.
 * @returns The journal, with its first line written.
 * @throws {RangeError} If the journal is of another plan.
 * @throws {DataError} If a line other than a torn one cannot be read.
 */
export async function openJournal(storage: JournalStorage, plan: string): Promise<StudyJournal> {
  const done = new Map<string, unknown>();
  const header = `${JSON.stringify({ journal: name, version: 1, plan })}\n`;
  let started = false;
  let torn: number | undefined; // number of the first line of a run of unreadable ones
  let line = 0;
  const take = (text: string): void => {
    line++;
    if (text === "") return;
    const entry = parseEntry(text);
    if (entry === undefined) {
      torn ??= line;
    } else if ("torn" in entry) {
      torn = undefined;
    } else if (torn !== undefined) {
      throw new DataError("journal", [{ line: torn, message: "expected a JSON object, got a line that cannot be read" }]);
    } else if ("plan" in entry) {
      if (entry.journal !== name || entry.version !== 1) throw new DataError("journal", [{ line, message: "expected a journal of version 1 of an ensemble study" }]);
      if (entry.plan !== plan) throw new RangeError(`Cannot ${action}: the journal must be of this plan (${plan}), got one of another (${String(entry.plan)})`);
      started = true;
    } else if (!started) {
      throw new DataError("journal", [{ line, message: "expected the first line of a journal, got something else" }]);
    } else if (!done.has(entry.done)) done.set(entry.done, entry.result);
  };

  let rest = "";
  for await (const piece of pieces(storage)) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    lines.forEach(take);
  }
  if (rest !== "") take(rest);
  let prefix = rest === "" ? "" : "\n";
  if (torn !== undefined) prefix += `${JSON.stringify({ torn: true })}\n`;
  if (!started) prefix += header;
  if (prefix !== "") await storage.append(prefix);

  let last: Promise<void> = Promise.resolve();
  const record = (key: string, result: unknown): Promise<void> => {
    last = last.then(() => storage.append(`${JSON.stringify({ done: key, result })}\n`));
    return last;
  };
  return { done, record };
}

/** A journal in memory. */
export interface MemoryJournal extends JournalStorage {
  /** Everything written so far. */
  readonly text: () => string;
}

/**
 * A journal in memory, for studies that need not survive and for tests.
 *
 * @param text What was written before.
 * @returns A storage, and a function that gives the whole text.
 * @example
 * ```ts
 * import { memoryJournal } from "@divlab/core/study";
 * const journal = memoryJournal("first line\n");
 * await journal.append("second line\n");
 * journal.text(); // => "first line\nsecond line\n"
 * ```
 */
export function memoryJournal(text: string = ""): MemoryJournal {
  let written = text;
  return {
    read: () => Promise.resolve(written),
    append: (more) => {
      written += more;
      return Promise.resolve();
    },
    text: () => written,
  };
}

type Entry = { readonly plan: unknown; readonly journal: unknown; readonly version: unknown } | { readonly torn: unknown } | { readonly done: string; readonly result: unknown };

/** The object in a line, or nothing: a torn line never ends with the brace that closes it. */
function parseEntry(text: string): Entry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if ("plan" in value || "torn" in value) return value as Entry;
  return "done" in value && typeof value.done === "string" && "result" in value ? (value as Entry) : undefined;
}

async function* pieces(storage: JournalStorage): AsyncGenerator<string, void, void> {
  const source = storage.read();
  if (Symbol.asyncIterator in source) yield* source;
  else yield await source;
}
