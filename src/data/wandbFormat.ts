import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import { documentReader } from "./documentReader.ts";
import { parsePythonJson } from "./pythonJson.ts";
import type { TextFormat } from "./rolloutsFormat.ts";
import { type RowReader, rowReader, type RowsRead } from "./rowReader.ts";

/** How many rows W&B writes at most, into the folder of a run and into an artifact. */
const limits = [10_000, 200_000];

/** The type of an object of W&B that stands for a file or another table. */
const mediaType = /^[\w-]{1,40}$/;

/**
 * A table of W&B, as its artifacts (`NAME.table.json`) and the folder `media/table` of a run hold it:
 * `{ "columns": [names], "data": [[values], …] }`. So does `DataFrame.to_json(orient="split")` of pandas.
 *
 * @see wandb 0.30, wandb/sdk/data_types/table.py.
 */
export const wandbFormat: TextFormat = {
  format: "wandb",
  read: (file, options) => {
    const rows = rowReader(file, { ...options, textual: false, place: "row" });
    const notes: string[] = [];
    const take = (document: unknown): void => {
      const { columns, data } = tableOf(file, document);
      if (limits.includes(data.length)) notes.push(`has ${data.length} rows, as many as W&B writes of a longer table: rows may be missing`);
      const header = columns.map(rows.field);
      if (options.extra === undefined) leaveOutMedia(rows, header, data);
      rows.checkColumns();
      data.forEach((row, i) => {
        if (!Array.isArray(row)) rows.reject({ row: i + 1, message: `expected an array of values, got ${show(row)}` });
        else if (row.length !== columns.length) rows.reject({ row: i + 1, message: `expected ${columns.length} values as in \`columns\`, got ${row.length}` });
        else rows.addValues(header, row, i + 1);
      });
    };
    // Into artifacts W&B itself writes null for NaN, into the folder of the run NaN.
    const finish = (): RowsRead => ({ ...rows.finish(), notes });
    return { ...documentReader(file, "a table as W&B writes it", take, parsePythonJson), size: rows.size, finish };
  },
};

/** The columns and rows of a table. */
function tableOf(file: string, document: unknown): { readonly columns: readonly string[]; readonly data: readonly unknown[] } {
  const { _type: type, columns: names, data, nrows } = Object(document) as Readonly<Record<"_type" | "columns" | "data" | "nrows", unknown>>;
  if (names === undefined && typeof type === "string") {
    throw new DataError(file, [{ column: "_type", message: `expected a table with its rows, got ${show(type)}, which names the files of its parts: read these` }]);
  }
  if (!Array.isArray(names)) throw new DataError(file, [{ column: "columns", message: `expected a list of names, got ${show(names)}` }]);
  // A data frame may number its columns.
  const columns = names.map((name: unknown) => {
    if (typeof name === "string" || Number.isSafeInteger(name)) return String(name);
    throw new DataError(file, [{ column: "columns", message: `expected names, got ${show(name)}` }]);
  });
  const twice = columns.find((name, i) => columns.indexOf(name) < i);
  if (twice !== undefined) throw new DataError(file, [{ column: twice, message: "expected column names to be distinct, got this one twice" }]);
  if (!Array.isArray(data)) throw new DataError(file, [{ column: "data", message: `expected a list of rows, got ${show(data)}` }]);
  if (typeof nrows === "number" && nrows !== data.length) throw new DataError(file, [{ column: "data", message: `expected ${nrows} rows, as \`nrows\` says, got ${data.length}` }]);
  return { columns, data };
}

/** Leaves out further columns whose first value is an image, another table or the like, and says what they hold. */
function leaveOutMedia(rows: RowReader, header: readonly ReturnType<RowReader["field"]>[], data: readonly unknown[]): void {
  header.forEach((field, i) => {
    if (field.column !== undefined) return;
    const first: unknown = data.map((row) => (Array.isArray(row) ? (row[i] as unknown) : null)).find((value) => value !== null && value !== undefined);
    const type: unknown = (Object(first) as { readonly _type?: unknown })._type;
    if (typeof type === "string" && mediaType.test(type)) rows.ignore(field, `holds media of W&B (${type})`);
  });
}
