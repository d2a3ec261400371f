import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import type { Field } from "./columnMap.ts";
import { openParquet } from "./openParquet.ts";
import type { RandomAccess } from "./openRandomAccess.ts";
import type { ParquetColumn } from "./parquetColumn.ts";
import type { BinaryFormat, FormatOptions } from "./rolloutsFormat.ts";
import { rowReader } from "./rowReader.ts";

/** Values read or handed on before timers and painting get a turn. */
const valuesStep = 50_000;

/** What fetching a column of a row group costs beside its values, in values. */
const chunkCost = 500;

const labelColumns: readonly (string | undefined)[] = ["problem", "solver", "answer"];

/**
 * Parquet: only the columns that are kept are read, one row group at a time.
 *
 * @see {@link https://parquet.apache.org/docs/file-format/}
 */
export const parquetFormat: BinaryFormat = {
  format: "parquet",
  read: (file, options) => {
    const rows = rowReader(file, { ...options, textual: false, place: "row" });
    const readAll = async (access: RandomAccess, step: (bytes: number) => Promise<void>): Promise<void> => {
      const parquet = await openParquet(access);
      const all = parquet.columns.map((column) => ({ column, field: rows.field(column.name) }));
      for (const { column, field } of all) {
        const reason = whyLeftOut(file, column, field, options);
        if (reason !== undefined) rows.ignore(field, reason);
      }
      rows.checkColumns();
      let done = 0;
      let read = 0;
      let values = 0;
      const pause = async (more: number): Promise<void> => {
        values += more;
        if (values < valuesStep) return;
        values = 0;
        await step(done);
      };
      for (const group of parquet.groups) {
        if (group.rows === 0) continue;
        const kept = all.filter(({ field }) => field.target !== undefined);
        const start = done;
        // Reading the columns counts as half of the work, handing on the rows as the other.
        const advance = (part: number): void => {
          done = Math.max(done, Math.floor(start + part * (group.end - start)));
        };
        const header = kept.map(({ field }) => field);
        const columns: (readonly unknown[])[] = [];
        for (const { column, field } of kept) {
          const cell = cellOf(column, field);
          const stored = await parquet.read(column, group);
          columns.push(cell === undefined ? stored : stored.map(cell));
          advance(columns.length / (2 * kept.length));
          await pause(group.rows + chunkCost);
        }
        for (let row = 0; row < group.rows; row++) {
          rows.addValues(header, columns.map((stored) => stored[row]), ++read);
          if (row % 1000 !== 999) continue;
          advance(0.5 + row / (2 * group.rows));
          await pause(1000 * columns.length);
        }
        advance(1);
      }
      await step(done);
    };
    return { readAll, size: rows.size, finish: rows.finish };
  },
};

/** Why a column is left out; undefined where it is read or left out already. Fails where it was asked for and cannot be read. */
function whyLeftOut(file: string, column: ParquetColumn, { name, column: use, target }: Field, { extra }: FormatOptions): string | undefined {
  if (target === undefined) return undefined;
  if (use === "embedding" ? column.holds === "numbers" : column.holds === "values") {
    return use === undefined && extra === undefined ? column.reason : undefined;
  }
  if (use === undefined && extra === undefined) return column.reason ?? "holds objects";
  const expected = use === "embedding" ? "lists of numbers" : "one text, number or truth value a row";
  throw new DataError(file, [{ column: name, message: `expected ${expected}${use === undefined || use === name ? "" : ` for ${use}`}, got ${column.description} (${column.reason ?? show(column.holds)})` }]);
}

/** What becomes of the values of a column; undefined where they stay as they are. */
function cellOf({ dtype }: ParquetColumn, { column: use }: Field): ((value: unknown) => unknown) | undefined {
  // A label is exact in any number of digits.
  if (labelColumns.includes(use)) return (value) => (typeof value === "bigint" ? String(value) : value);
  if (use !== "embedding") return undefined;
  const isSingle = dtype === "FLOAT" || dtype === "FLOAT16";
  return (list) => {
    if (!Array.isArray(list)) return list;
    if (isSingle && list.every(Number.isFinite)) return Float32Array.from(list as number[]);
    return list.map((value: unknown) => (typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value));
  };
}
