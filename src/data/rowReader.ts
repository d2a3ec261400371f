import { show } from "../numeric/check.ts";
import { DataError, type DataProblem } from "../numeric/errors.ts";
import { appendRows } from "./appendRows.ts";
import { type ColumnMap, columnMap, type ColumnOptions, type Field } from "./columnMap.ts";
import { csvCell } from "./csvCell.ts";
import { type Cell, growingNumbers, storeCell } from "./growingColumn.ts";
import { type CellFault, readCell, readExtraCell } from "./readCell.ts";
import { readVector } from "./readVector.ts";
import { describeSample, distinctionOf, repeatedSamples } from "./repeatedSamples.ts";
import type { Rollouts } from "./rollouts.ts";
import { rolloutsBuilder } from "./rolloutsBuilder.ts";

/** How to read the rows of a file. */
export interface RowReaderOptions extends ColumnOptions {
  /** The solver of rows that name none. */
  readonly solver: string;
  /** Further columns that tell rows of the same problem, solver and sample apart. */
  readonly distinctBy: readonly string[];
  /** Whether all values arrive as text. */
  readonly textual: boolean;
  /** What the number given with a row counts: lines of the file, or rows where its format has no lines. */
  readonly place: "line" | "row";
}

/** What the rows of a file have come to. */
export interface RowsRead {
  /** The rows kept, as columns. */
  readonly rollouts: Rollouts;
  /** Where each column came from. */
  readonly mapping: ReturnType<ColumnMap["mapping"]>;
  /** Columns not kept, and why. */
  readonly ignored: ReturnType<ColumnMap["ignored"]>;
  /** What is wrong with the rows not kept, the first hundred of them in the order of the file. */
  readonly rejected: readonly DataProblem[];
  /** Number of rows not kept. */
  readonly rejectedCount: number;
  /** Line at which each row kept starts, or its number where there are no lines, counted from 1; empty where rows have neither. */
  readonly lines: Int32Array;
  /** What should be known of the rows, in sentences without a full stop; none unless given. */
  readonly notes?: readonly string[];
}

/** Takes the rows of a CSV file. */
export interface CellSink<Field> {
  /** The column of that name. */
  readonly field: (name: string) => Field;
  /** Reads the cells of a CSV row. */
  readonly addCells: (header: readonly Field[], cells: readonly string[], line: number) => void;
}

/** Takes the rows of a JSONL file. */
export interface ObjectSink {
  /** Reads an object as a row. `place` is its line or number; undefined inside a document, where `path` comes before the column's name. */
  readonly addObject: (row: object, place: number | undefined, path?: string) => void;
  /** Notes a row that is no row. */
  readonly reject: (problem: DataProblem) => void;
}

/** Turns the rows of a file into rollouts and collects what is wrong with them, one problem to a row. */
export interface RowReader extends CellSink<Field>, ObjectSink {
  /** Rows kept so far. */
  readonly size: () => number;
  /** Reads a row whose values stand in the order of their columns. */
  readonly addValues: (header: readonly Field[], values: readonly unknown[], place: number) => void;
  /** Leaves out a column whose values cannot be kept. */
  readonly ignore: (field: Field, reason: string) => void;
  /** Fails unless the problem and every column asked for by name have been seen: for formats that name their columns before the rows. */
  readonly checkColumns: () => void;
  /** The rows as columns; fails if there are no rows or a column is lacking. */
  readonly finish: () => RowsRead;
}

/** Problems of a file that are kept. */
export const keptProblems = 100;
/** Characters of the longest text in a further column that nobody asked for. */
export const longestLabel = 64;

/** A file is given up when so many rows had no problem and none had one, lest a misnamed column is found out only at the end. */
const rowsWithoutProblem = 1000;

/**
 * Starts reading the rows of a file.
 *
 * @param file Name for error messages.
 * @param options How to read them.
 * @returns The reader.
 */
export function rowReader(file: string, options: RowReaderOptions): RowReader {
  const builder = rolloutsBuilder(options);
  const problem = builder.column("problem");
  const columns = columnMap(file, options, builder);
  const lines = growingNumbers(new Int32Array(0), 0);
  const placed = (number: number | undefined): Pick<DataProblem, "line" | "row"> => (number === undefined ? {} : { [options.place]: number });
  const problems: DataProblem[] = [];
  let problemCount = 0;
  /** What is wrong with the row under way. */
  let fault: DataProblem | undefined;

  const reject = (problem: DataProblem): void => {
    if (problemCount++ < keptProblems) problems.push(problem);
  };
  const blame = ({ name, column }: Field, value: unknown, { expected, actual = show(value) }: CellFault): void => {
    const use = column === undefined || column === name ? "" : ` for ${column}`;
    fault ??= { column: name, message: `expected ${expected}${use}, got ${actual}` };
  };
  const ignore = (field: Field, reason: string): void => {
    field.reason = reason;
    field.target = undefined;
    if (field.column === undefined) builder.removeExtra(field.name);
  };
  const put = (field: Field, value: unknown): void => {
    const { column, target } = field;
    if (target === undefined) return;
    if (column === undefined && options.extra === undefined) {
      const reason = whyUnfit(value);
      if (reason !== undefined) return ignore(field, reason);
    }
    const cell = column === undefined ? readExtraCell(value) : column === "embedding" ? readVector(value, target.width) : readCell(column, value);
    if (cell === undefined) return;
    if (typeof cell === "object" && "expected" in cell) return blame(field, value, cell);
    if (target.row === builder.size && !isSame(target.value, cell)) {
      const message = `is read as ${column} like another column, but they differ (${show(target.value)} and ${show(cell)}); say which to read with option \`columns\``;
      fault ??= { column: field.name, message };
    }
    target.row = builder.size;
    target.value = cell;
    if (field.firstRow === -1) field.firstRow = builder.size;
  };
  const endRow = (number: number | undefined, path: string): void => {
    if (fault === undefined && problem.row !== builder.size) {
      fault = { column: options.columns.problem ?? "problem", message: "expected the problem that the row belongs to, got none" };
      if (builder.size === 0 && problemCount === rowsWithoutProblem) columns.check();
    }
    if (fault === undefined) {
      if (number !== undefined) {
        lines.row = builder.size;
        lines.value = number;
        storeCell(lines);
      }
      return builder.add();
    }
    builder.discard();
    columns.forgetRow(builder.size);
    const { column, message } = fault;
    reject({ ...placed(number), ...(column !== undefined && { column: path + column }), message });
    fault = undefined;
  };
  /** The fields of the last object by position: most rows have the same keys in the same order. */
  const layout: Field[] = [];
  const addObject = (row: object, number: number | undefined, path = ""): void => {
    let position = 0;
    // Rows come from JSON.parse, so all that for…in finds is their own.
    for (const key in row) {
      if (layout[position]?.name !== key) layout[position] = columns.field(key);
      put(layout[position++], (row as Record<string, unknown>)[key]);
    }
    endRow(number, path);
  };
  const addCells = (header: readonly Field[], cells: readonly string[], line: number): void => {
    if (cells.length !== header.length) return reject({ line, message: `expected ${header.length} cells as in the header, got ${cells.length}` });
    for (let i = 0; i < cells.length; i++) put(header[i], csvCell(header[i].column, cells[i]));
    endRow(line, "");
  };
  const addValues = (header: readonly Field[], values: readonly unknown[], number: number): void => {
    for (let i = 0; i < header.length; i++) put(header[i], values[i]);
    endRow(number, "");
  };
  const finish = (): RowsRead => {
    if (builder.size === 0 && problemCount === 0) throw new DataError(file, [{ message: "expected at least one row of data, got none" }]);
    // Where not one row could be parsed, what is wrong with the rows says more than the lack of columns.
    if (!columns.isEmpty()) columns.check();
    const all = builder.finish();
    const repeated = repeatedSamples(all, options.distinctBy);
    const left = new Set(repeated.map(({ row }) => row));
    const rollouts = repeated.length === 0 ? all : withoutRows(all, left);
    const lineOf = Int32Array.from(lines.data.subarray(0, lines.row + 1));
    for (const { row, first } of repeated.slice(0, keptProblems)) {
      const earlier = lineOf.length === 0 ? "before" : `at ${options.place} ${lineOf[first]}`;
      const expected = `expected rows to differ in ${distinctionOf(all, options.distinctBy)}`;
      problems.push({ ...placed(lineOf[row]), message: `${expected}, got ${describeSample(all, row)} as ${earlier}${differences(all, row, first)}` });
    }
    problems.sort((a, b) => (a[options.place] ?? 0) - (b[options.place] ?? 0));
    return {
      rollouts,
      mapping: columns.mapping(rollouts),
      ignored: columns.ignored(rollouts),
      rejected: problems.slice(0, keptProblems),
      rejectedCount: problemCount + repeated.length,
      lines: lineOf.filter((_, row) => !left.has(row)),
    };
  };
  return { size: () => builder.size, field: columns.field, addObject, addCells, addValues, reject, ignore, checkColumns: columns.check, finish };
}

/** Names the further columns in which two rows differ, as they may be what tells them apart. */
function differences({ extra }: Rollouts, row: number, first: number): string {
  const names = Object.entries(extra).flatMap(([name, values]) => {
    const [own, other] = values instanceof Float64Array ? [values[row], values[first]] : [values.codes[row], values.codes[first]];
    return Object.is(own, other) ? [] : [show(name)];
  });
  return names.length === 0 ? "" : `, which differs in ${names.join(", ")} (option \`distinctBy\` tells rows apart by further columns)`;
}

/** Whether two columns say the same: vectors are compared number by number. */
function isSame(a: Cell | undefined, b: Cell): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.length === b.length && Array.prototype.every.call(a, (value, i) => value === b[i]);
}

function withoutRows(rollouts: Rollouts, left: ReadonlySet<number>): Rollouts {
  const builder = rolloutsBuilder();
  appendRows(builder, rollouts, (row) => !left.has(row));
  return builder.finish();
}

/** Why a value keeps its column from being a further column; undefined where it does not. */
export function whyUnfit(value: unknown): string | undefined {
  if (typeof value === "string") return value.length > longestLabel ? `holds texts of more than ${longestLabel} characters` : undefined;
  if (typeof value === "bigint") return "holds integers beyond ±(2^53 − 1)";
  if (typeof value !== "object" || value === null) return undefined;
  return Array.isArray(value) ? "holds arrays" : "holds objects";
}
