import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import type { GrowingColumn } from "./growingColumn.ts";
import { recognisedColumns, type RolloutColumn, rolloutColumns } from "./recognisedColumns.ts";
import type { Rollouts } from "./rollouts.ts";
import type { RolloutsBuilder } from "./rolloutsBuilder.ts";

/** Which columns of a file one column of the rollouts was read from. */
export interface ColumnSource {
  /** Names in the file, the preferred one first; more than one where the file says the same thing twice. */
  readonly sources: readonly string[];
  /** True where the names were recognised, false where the caller gave them. */
  readonly detected: boolean;
}

/** A column of the file that was not kept. */
export interface IgnoredColumn {
  /** Its name in the file. */
  readonly column: string;
  /** Why it was not kept. */
  readonly reason: string;
}

/** Which columns to read. */
export interface ColumnOptions {
  /** The file's name for a column, in place of the recognised ones; null: do not read that column. */
  readonly columns: Readonly<Partial<Record<RolloutColumn, string | null>>>;
  /** The further columns to keep; undefined: all that fit. */
  readonly extra: readonly string[] | undefined;
  /** Whether to keep the text. */
  readonly text: boolean;
  /** Whether to keep the embedding. */
  readonly embedding: boolean;
}

/** A column of the file. */
export interface Field {
  /** Its name in the file. */
  readonly name: string;
  /** The rollouts' column it is read into. */
  readonly column: RolloutColumn | undefined;
  /** Where its values go; undefined where it is not kept. */
  target: GrowingColumn | undefined;
  /** Why it is not kept. */
  reason: string | undefined;
  /** The first row kept that has a value in it; −1 where none has. */
  firstRow: number;
}

/** What the columns of a file are read as, as they come to light. */
export interface ColumnMap {
  /** The column of that name, made known on first sight. */
  readonly field: (name: string) => Field;
  /** Whether no column has been seen. */
  readonly isEmpty: () => boolean;
  /** Takes back what the row of that number, which is not kept, has changed. */
  readonly forgetRow: (row: number) => void;
  /** Fails unless the problem and every column asked for by name have been seen. */
  readonly check: () => void;
  /** Where each column of the rollouts came from. */
  readonly mapping: (rollouts: Rollouts) => Readonly<Partial<Record<RolloutColumn, ColumnSource>>>;
  /** The columns that are not in the rollouts, and why. */
  readonly ignored: (rollouts: Rollouts) => readonly IgnoredColumn[];
}

const shownNames = 30;

/**
 * Starts a map of the columns of a file.
 *
 * @param file Name for error messages.
 * @param options Which columns to read.
 * @param builder Takes the values.
 * @returns The map.
 */
export function columnMap(file: string, options: ColumnOptions, builder: RolloutsBuilder): ColumnMap {
  const { columns, extra = [] } = options;
  const fields = new Map<string, Field>();

  /** The file's columns that are read into a column of the rollouts. */
  const sourcesOf = (column: RolloutColumn): Field[] => {
    const given = columns[column];
    const names = given === undefined ? recognisedColumns[column] : given === null ? [] : [given];
    return names.flatMap((name) => fields.get(name) ?? []).filter((field) => field.column === column);
  };
  return {
    field: (name) => {
      let field = fields.get(name);
      if (field === undefined) {
        field = newField(name, options, builder);
        fields.set(name, field);
      }
      return field;
    },
    isEmpty: () => fields.size === 0,
    forgetRow: (row) => {
      for (const field of fields.values()) if (field.firstRow === row) field.firstRow = -1;
    },
    check: () => {
      const names = [...fields.keys()].slice(0, shownNames).map(show).join(", ") + (fields.size > shownNames ? ", …" : "");
      const found = fields.size === 0 ? "none" : `the columns ${names}`;
      const asked = [
        ...Object.entries(columns).flatMap(([column, name]) => (name === null ? [] : [{ name, use: ` for ${column}` }])),
        ...extra.map((name) => ({ name, use: "" })),
      ];
      const absent = asked.filter(({ name }) => !fields.has(name));
      if (absent.length > 0) {
        throw new DataError(file, absent.map(({ name, use }) => ({ message: `expected a column ${show(name)}${use}, got ${found}` })));
      }
      if (sourcesOf("problem").length > 0) return;
      const known = recognisedColumns.problem.join(", ");
      throw new DataError(file, [{ message: `expected a column that names the problem (${known} or one given by option \`columns\`), got ${found}` }]);
    },
    mapping: (rollouts) =>
      Object.fromEntries(
        rolloutColumns.flatMap((column) => {
          if (rollouts[column] === undefined) return [];
          const sources = sourcesOf(column).flatMap(({ name, firstRow }) => (firstRow === -1 ? [] : [name]));
          return sources.length === 0 ? [] : [[column, { sources, detected: columns[column] === undefined }]];
        }),
      ),
    ignored: (rollouts) =>
      [...fields.values()]
        .filter(({ name, column, firstRow }) => firstRow === -1 || (column === undefined ? !Object.hasOwn(rollouts.extra, name) : rollouts[column] === undefined))
        .map(({ name, reason }) => ({ column: name, reason: reason ?? "has no value in any row kept" })),
  };
}

/** What a column of that name is for. */
function newField(name: string, { columns, extra, text, embedding }: ColumnOptions, builder: RolloutsBuilder): Field {
  const given = rolloutColumns.find((column) => columns[column] === name);
  const recognised = extra?.includes(name) ? undefined : rolloutColumns.find((column) => columns[column] === undefined && recognisedColumns[column].includes(name));
  const column = given ?? recognised;
  let reason: string | undefined;
  if (column === undefined && name === "") reason = "has no name";
  if (column === undefined && extra !== undefined && !extra.includes(name)) reason = "is not among the further columns asked for";
  if (column === "text" && !text) reason = "is the text, which is kept only on request";
  if (column === "embedding" && !embedding) reason = "is the embedding, which is kept only on request";
  const target = reason !== undefined ? undefined : column === undefined ? builder.extra(name) : builder.column(column);
  return { name, column, target, reason, firstRow: -1 };
}
