import type { ReadFile } from "./readFile.ts";

/** What the page says of a file that was read. */
export interface FileSummary {
  readonly role: ReadFile["role"];
  /** What it is, in a few words. */
  readonly what: string;
  /** Which column was read from which, for rollouts. */
  readonly columns: readonly (readonly [column: string, source: string])[];
  /** Columns of the file that were not kept, and why. */
  readonly ignored: readonly (readonly [column: string, reason: string])[];
  /** What the file says of its rows as a whole. */
  readonly notes: readonly string[];
  /** Number of rows left out. */
  readonly leftOut: number;
  /** What was wrong with the first of them. */
  readonly faults: readonly string[];
}

const shownFaults = 10;

/** A file in words. */
export function summariseFile(read: ReadFile): FileSummary {
  const nothing = { role: read.role, columns: [], ignored: [], notes: [], leftOut: 0, faults: [] };
  const packed = read.file.compressed ? ", gzip" : "";
  const form = `${read.file.format}${packed}`;
  switch (read.role) {
    case "rollouts": {
      const { rows, mapping, ignored, notes, rejected, rejectedCount } = read.file;
      return {
        role: read.role,
        what: `${counted(rows, "sampled answer")} (${form})`,
        columns: Object.entries(mapping).map(([column, { sources }]) => [column, sources.join(" + ")]),
        ignored: ignored.map(({ column, reason }) => [column, reason]),
        notes,
        leftOut: rejectedCount,
        faults: rejected.slice(0, shownFaults).map(({ line, column, message }) => [line === undefined ? "" : `line ${line}: `, column === undefined ? "" : `${column}: `, message].join("")),
      };
    }
    case "embeddings":
      return { ...nothing, what: `${counted(read.file.embedding.shape[0], "embedding")} of ${counted(read.file.embedding.shape[1], "dimension")} (${form})` };
    case "fisher":
      return { ...nothing, what: `Fisher embeddings of ${read.file.shape[0]} solvers on ${read.file.shape[1]} batches (${form})` };
    case "training":
      return { ...nothing, what: `${counted(read.file.rows, "row")} of accuracies after training (${form})` };
    default:
      return { ...nothing, what: `${counted(read.file.rows, "row")} of ensembles by splits (${form})` };
  }
}

/** A number with what it counts. */
export function counted(value: number, noun: string): string {
  return `${value.toLocaleString("en-US")} ${noun}${value === 1 ? "" : "s"}`;
}
