import { checkInteger, checkOptions, show } from "../numeric/check.ts";
import { DataError, type DataProblem } from "../numeric/errors.ts";
import type { Categorical } from "../numeric/types.ts";
import type { ReadingState } from "./byteChunks.ts";
import { csvReader } from "./csvReader.ts";
import { asNumbers, finishColumn, type GrowingColumn, growingNumbers, storeCell } from "./growingColumn.ts";
import { type BlockReader, jsonlReader } from "./jsonlReader.ts";
import { openSource, type RolloutsSource } from "./openSource.ts";
import { textBlocks } from "./textBlocks.ts";

/** Options of {@linkcode readTable}. */
export interface ReadTableOptions {
  /** Read so many rows at most: a look at what a file holds. All unless given. */
  readonly limit?: number;
  /** Name of the source in error messages; default its own. */
  readonly name?: string;
  /** Aborting makes the promise reject with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A table as columns. */
export interface TableFile {
  /** The columns by name: numbers (NaN where a value is missing), or labels (code −1 where one is missing) with their levels sorted. */
  readonly columns: Readonly<Record<string, Float64Array | Categorical>>;
  /** Number of rows. */
  readonly rows: number;
  /** Name of the source. */
  readonly file: string;
  /** The format it was read as. */
  readonly format: "csv" | "jsonl";
  /** Whether it was compressed with gzip. */
  readonly compressed: boolean;
}

const action = "read a table";
const shownProblems = 10;

/**
 * Reads a table of numbers and labels, such as the rows of a regression: CSV with a header or JSONL, plain or compressed with gzip.
 *
 * A column is numeric if every value in it is a number; texts make it a column of labels, true and false count as 1 and 0. A value is missing
 * where the cell is empty, null or absent. Nothing is left out silently: a row that cannot be read fails the reading.
 *
 * @param source A path or file: URL (Node, Deno, Bun), a `File` or `Blob`, a stream of bytes, or `{ text }`.
 * @param options How much to read, name, signal.
 * @returns The columns, as `fitMixedModel` takes them.
 * @throws {TypeError} If the source or an option is of the wrong kind, or a path is given in a browser.
 * @throws {DataError} If the file cannot be read: the first ten problems with their lines, and how many there are.
 * @example
 * ```ts
 * import { readTable } from "@divlab/core/data";
 * const { columns, rows } = await readTable({ text: "ensemble,gain\ne2,0.5\ne1,0.25\n" });
 * rows; // => 2
 * columns.gain; // => Float64Array [0.5, 0.25]
 * columns.ensemble; // => { codes: Int32Array [1, 0], levels: ["e1", "e2"] }
 * ```
 */
export async function readTable(source: RolloutsSource, options: ReadTableOptions = {}): Promise<TableFile> {
  checkOptions(action, options, ["limit", "name", "signal"]);
  const { limit = Infinity, name, signal } = options;
  if (limit !== Infinity) checkInteger(action, "limit", limit, 1);
  signal?.throwIfAborted();
  const { file, content } = await openSource(action, source, name);
  const state: ReadingState = { bytes: 0, compressed: false };
  const table = tableRows(limit);
  let format: TableFile["format"] | undefined;
  let reader: BlockReader | undefined;
  for await (const block of textBlocks(file, content, state, signal)) {
    const start = /\S/.exec(block)?.[0];
    if (reader === undefined) {
      if (start === undefined) continue;
      if (start === "[") throw new DataError(file, [{ message: "expected CSV with a header or JSONL (one object per line), got a JSON array; `jq -c '.[]'` turns it into JSONL" }]);
      format = start === "{" ? "jsonl" : "csv";
      reader = format === "csv" ? csvReader(file, table) : jsonlReader(table);
    }
    await reader.push(block);
    if (table.size() >= limit) break;
  }
  if (table.size() < limit) await reader?.end();
  const { problems, count } = table.rejected();
  if (count > 0) throw new DataError(file, problems, count);
  if (format === undefined || table.size() === 0) throw new DataError(file, [{ message: "expected CSV with a header or JSONL (one object per line), got no rows" }]);
  return { columns: table.finish(format === "csv"), rows: table.size(), file, format, compressed: state.compressed };
}

interface TableRows {
  readonly size: () => number;
  readonly field: (name: string) => NamedColumn;
  readonly addCells: (header: readonly NamedColumn[], cells: readonly string[], line: number) => void;
  readonly addObject: (row: object, line: number | undefined) => void;
  readonly reject: (problem: DataProblem) => void;
  readonly rejected: () => { readonly problems: readonly DataProblem[]; readonly count: number };
  readonly finish: (textual: boolean) => TableFile["columns"];
}

interface NamedColumn {
  readonly name: string;
  readonly column: GrowingColumn;
}

/** Collects rows of any columns, `limit` at most. */
function tableRows(limit: number): TableRows {
  const fields = new Map<string, NamedColumn>();
  const problems: DataProblem[] = [];
  let count = 0;
  let size = 0;
  const reject = (problem: DataProblem): void => {
    if (count++ < shownProblems) problems.push(problem);
  };
  const field = (name: string): NamedColumn => {
    let known = fields.get(name);
    if (known === undefined) {
      known = { name, column: growingNumbers(new Float64Array(0), NaN, true) };
      fields.set(name, known);
    }
    return known;
  };
  const put = ({ column }: NamedColumn, value: string | number): void => {
    column.row = size;
    column.value = value;
    storeCell(column);
  };
  return {
    size: () => size,
    field,
    addCells: (header, cells, line) => {
      if (size >= limit) return;
      if (cells.length !== header.length) return reject({ line, message: `expected ${header.length} cells as in the header, got ${cells.length}` });
      for (let i = 0; i < cells.length; i++) if (cells[i] !== "") put(header[i], cells[i]);
      size++;
    },
    addObject: (row, line) => {
      if (size >= limit) return;
      for (const [name, value] of Object.entries(row)) {
        if (value === null) continue;
        if (typeof value === "boolean") put(field(name), value ? 1 : 0);
        else if (typeof value === "string" || Number.isFinite(value)) put(field(name), value as string | number);
        else reject({ ...(line !== undefined && { line }), column: name, message: `expected a text, a finite number, true or false, got ${show(value)}` });
      }
      size++;
    },
    reject,
    rejected: () => ({ problems, count }),
    finish: (textual) =>
      // fromEntries defines own properties, so a column named `__proto__` is a column like any other.
      Object.fromEntries(
        [...fields.values()].map(({ name, column }) => {
          const values = finishColumn(column, size) as Float64Array | Categorical | undefined;
          if (values === undefined) return [name, new Float64Array(size).fill(NaN)];
          if (!("levels" in values)) return [name, values];
          return [name, (textual ? asNumbers(values) : undefined) ?? sorted(values)];
        }),
      ),
  };
}

/** The same labels with the levels in code unit order. */
function sorted({ codes, levels }: Categorical): Categorical {
  const order = levels.map((_, code) => code).sort((a, b) => (levels[a] < levels[b] ? -1 : 1));
  const rank = new Int32Array(levels.length);
  order.forEach((code, i) => (rank[code] = i));
  return { codes: codes.map((code) => (code === -1 ? -1 : rank[code])), levels: order.map((code) => levels[code]) };
}
