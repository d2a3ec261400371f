import type { DataProblem } from "../numeric/errors.ts";
import type { IgnoredColumn } from "./columnMap.ts";
import { type RolloutColumn, rolloutColumns } from "./recognisedColumns.ts";
import type { FormatOptions } from "./rolloutsFormat.ts";
import { keptProblems, rowReader, type RowsRead, whyUnfit } from "./rowReader.ts";

/** A row of a log: values by the name under which `columns` and `extra` know them. */
export interface LoggedRow {
  /** The values, in an object without prototype. */
  readonly values: Record<string, unknown>;
  /** Its line or number, counted from 1; undefined where the log has neither. */
  readonly place: number | undefined;
  /** What comes before a column's name in messages. */
  readonly path: string;
}

/** The rows of a log, which are held until its end: what they are read into depends on all of them. */
export interface LoggedRows {
  /** Keeps a value of a row if it is asked for or may be a further column. */
  readonly keep: (values: Record<string, unknown>, name: string, value: unknown) => void;
  /** The same for every member of an object, with a prefix before its name. */
  readonly keepMembers: (values: Record<string, unknown>, prefix: string, object: unknown) => void;
  /** Notes that a part of the log is not read. */
  readonly leaveOut: (name: string, reason: string) => void;
  /** Notes a row that is no row. */
  readonly reject: (problem: DataProblem) => void;
  /** Reads the rows. `columns` says what to read a column from where the caller does not. */
  readonly finish: (rows: readonly LoggedRow[], columns: Readonly<Partial<Record<RolloutColumn, string>>>, notes: readonly string[]) => RowsRead;
}

/**
 * Starts the rows of a log.
 *
 * @param file Name for error messages.
 * @param options How to read them.
 * @param place What the number given with a row counts.
 * @returns Where they go.
 */
export function loggedRows(file: string, options: FormatOptions, place: "line" | "row"): LoggedRows {
  const asked = new Set([...Object.values(options.columns), ...(options.extra ?? [])]);
  const leftOut = new Map<string, string>();
  const problems: DataProblem[] = [];
  let problemCount = 0;
  const keep = (values: Record<string, unknown>, name: string, value: unknown): void => {
    if (asked.has(name)) values[name] = value;
    else if (!leftOut.has(name)) {
      const reason = options.extra === undefined ? whyUnfit(value) : "is not among the further columns asked for";
      if (reason === undefined) values[name] = value;
      else leftOut.set(name, reason);
    }
  };
  return {
    keep,
    keepMembers: (values, prefix, object) => {
      if (typeof object !== "object" || object === null || Array.isArray(object)) return;
      for (const [name, value] of Object.entries(object)) keep(values, prefix + name, value);
    },
    leaveOut: (name, reason) => {
      if (!leftOut.has(name)) leftOut.set(name, reason);
    },
    reject: (problem) => {
      if (problemCount++ < keptProblems) problems.push(problem);
    },
    finish: (rows, columns, notes) => {
      const present = new Set(rows.flatMap(({ values }) => Object.keys(values)));
      const from = (column: RolloutColumn): string | null => {
        const given = options.columns[column];
        if (given !== undefined) return given;
        const name = columns[column];
        return name !== undefined && present.has(name) && !asked.has(name) && !leftOut.has(name) ? name : null;
      };
      const read = rowReader(file, { ...options, columns: Object.fromEntries(rolloutColumns.map((column) => [column, from(column)])), textual: false, place });
      for (let i = 0; i < problemCount; i++) read.reject(problems[Math.min(i, problems.length - 1)]);
      const dropped = [...leftOut].filter(([name]) => !asked.has(name));
      const isDropped = new Set(dropped.map(([name]) => name));
      for (const row of rows) {
        const values = Object.create(null) as Record<string, unknown>;
        for (const name in row.values) if (!isDropped.has(name)) values[name] = row.values[name];
        read.addObject(values, row.place, row.path);
      }
      const done = read.finish();
      const mapping = Object.fromEntries(
        Object.entries(done.mapping).map(([column, source]) => [column, { ...source, detected: options.columns[column as RolloutColumn] === undefined }]),
      );
      const ignored: IgnoredColumn[] = dropped.map(([column, reason]) => ({ column, reason }));
      return { ...done, mapping, ignored: [...done.ignored.filter(({ column }) => !isDropped.has(column)), ...ignored], notes };
    },
  };
}
