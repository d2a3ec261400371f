import { show } from "../numeric/check.ts";
import type { Categorical, ConfidenceInterval } from "../numeric/types.ts";
import type { Cell, Column, Table } from "./document.ts";
import { formatCell } from "./formatCell.ts";
import { levelText } from "./levelText.ts";

/** A table of which only the first rows are made. */
export interface CutTable extends Table {
  /** How many rows there are. */
  readonly total: number;
}

/**
 * Any result as tables under its own names: what has one value as names and values, lists of one length as columns beside one another, records
 * of an array as rows. Fields of records within records have dotted names; an interval is one cell, its level stands in the name.
 *
 * @param value Plain data.
 * @param limit How many rows of a table are made.
 * @returns The tables, the one of single values first.
 * @throws {TypeError} If the value is no plain data or contains itself.
 */
export function dataTables(value: unknown, limit: number): CutTable[] {
  const { fields, lists, tables } = gather({ fields: [], lists: new Map(), tables: [] }, value, "", limit, []);
  const groups = [...lists.values()];
  const isShort = ([{ name, length }, ...others]: readonly NamedList[]): boolean => others.length === 0 && length <= inlineValues && name !== "";
  const inline = groups.filter(isShort).map(([list]): [string, string] => [list.name, listText(list, list.name)]);
  const rows = [...fields, ...inline];
  const columns: Column[] = [{ name: "name", format: "text" }, { name: "value", format: "text" }];
  const single: CutTable[] = rows.length === 0 ? [] : [{ type: "table", caption: "", columns, rows, total: rows.length }];
  return [...single, ...groups.filter((group) => !isShort(group)).map((group) => columnsTable(group, limit)), ...tables];
}

/** What was found so far: names with their texts, lists by their length, and tables. */
interface Gathered {
  readonly fields: [name: string, text: string][];
  readonly lists: Map<number, NamedList[]>;
  readonly tables: CutTable[];
}

/** Longer texts are cut in a cell. */
const longestText = 120;

/** A list of no more values fits into a cell; columns of a matrix. */
const inlineValues = 8;

function gather(into: Gathered, value: unknown, path: string, limit: number, above: readonly unknown[]): Gathered {
  if (above.includes(value)) throw new TypeError(`Cannot show a result: a value must not contain itself, got a cycle at ${path}`);
  const { fields, lists, tables } = into;
  const list = listOf(value);
  const matrix = matrixOf(value);
  if (matrix !== undefined) tables.push(matrixTable(matrix, path, limit));
  else if (list !== undefined && (list.length === 0 || !isValues(value))) {
    if (list.length === 0) fields.push([path === "" ? "value" : path, "empty"]);
    else tables.push(rowsTable(list, path, limit));
  } else if (list !== undefined) lists.set(list.length, [...(lists.get(list.length) ?? []), { ...list, name: path }]);
  else if (!isRecord(value) || isInterval(value)) fields.push([nameOf(value, path === "" ? "value" : path), formatCell(cellOf(value, path), formatOf(path))]);
  else {
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined) gather(into, member, path === "" ? name : `${path}.${name}`, limit, [...above, value]);
    }
  }
  return into;
}

/** Lists of one length beside one another, one alone beside its index. */
function columnsTable(lists: readonly NamedList[], limit: number): CutTable {
  const [{ length }] = lists;
  const rows = Array.from({ length: Math.min(length, limit) }, (_, i) => lists.map(({ name, at }) => cellOf(at(i), `${name}[${i}]`)));
  if (lists.length > 1) return tableOf("", lists.map(({ name }) => name), rows, length);
  return tableOf("", ["index", lists[0].name === "" ? "value" : lists[0].name], rows.map((row, i) => [i, ...row]), length);
}

/** Records of an array as rows, anything else with its index. */
function rowsTable({ length, at }: List, path: string, limit: number): CutTable {
  const values = Array.from({ length: Math.min(length, limit) }, (_, i) => at(i));
  if (values.some((value) => !isRecord(value) || isInterval(value))) return tableOf(path, ["index", "value"], values.map((value, i) => [i, cellOf(value, `${path}[${i}]`)]), length);
  const records = values.map((value, i) => new Map(flatten(value as Record<string, unknown>, "", `${path}[${i}]`)));
  const names = [...new Set(records.flatMap((record) => [...record.keys()]))];
  return tableOf(path, names, records.map((record) => names.map((name) => record.get(name) ?? null)), length);
}

function flatten(record: Readonly<Record<string, unknown>>, prefix: string, path: string, above: readonly unknown[] = []): [string, Cell][] {
  if (above.includes(record)) throw new TypeError(`Cannot show a result: a value must not contain itself, got a cycle at ${path}`);
  return Object.entries(record).flatMap(([name, value]): [string, Cell][] => {
    const at = `${path}.${name}`;
    if (isRecord(value) && !isInterval(value) && listOf(value) === undefined && matrixOf(value) === undefined) return flatten(value, `${prefix}${name}.`, at, [...above, record]);
    return value === undefined ? [] : [[nameOf(value, prefix + name), cellOf(value, at)]];
  });
}

function matrixTable({ data, shape, stride, offset = 0 }: MatrixRecord, path: string, limit: number): CutTable {
  const [rows, columns] = shape;
  const [down, across] = stride ?? [columns, 1];
  const shown = Math.min(columns, inlineValues);
  const cells = Array.from({ length: Math.min(rows, limit) }, (_, i): Cell[] => [i, ...Array.from({ length: shown }, (_, j) => data[offset + i * down + j * across]), ...(shown < columns ? ["…"] : [])]);
  const names = ["row", ...Array.from({ length: shown }, (_, j) => String(j)), ...(shown < columns ? [`… ${formatCell(columns, "integer")} columns`] : [])];
  return tableOf(path, names, cells, rows);
}

/** Numbers are written as reports write them; a column in which all are numbers stands to the right. */
function tableOf(caption: string, names: readonly string[], rows: readonly (readonly Cell[])[], total: number): CutTable {
  const columns = names.map((name, j): Column => ({ name, format: rows.every((row) => typeof row[j] !== "string") ? formatOf(name) : "text" }));
  return { type: "table", caption, columns, rows, total };
}

function formatOf(name: string): "p" | "number" {
  return /(?:^|\.)p$|pvalue$/i.test(name) ? "p" : "number";
}

function nameOf(value: unknown, name: string): string {
  return isInterval(value) ? `${name}, ${levelText(value.level)}` : name;
}

/** One value as a cell: of a short list the values, of what else is large its size. */
function cellOf(value: unknown, path: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return cut(value);
  if (isInterval(value)) return `[${formatCell(value.low, "number")}, ${formatCell(value.high, "number")}]`;
  const matrix = matrixOf(value);
  if (matrix !== undefined) return `${matrix.shape.join(" × ")} numbers`;
  const list = listOf(value);
  if (list !== undefined) {
    if (list.length > 0 && list.length <= inlineValues && isValues(value)) return listText(list, path);
    return list.length === 0 ? "empty" : `${formatCell(list.length, "integer")} ${isValues(value) ? "values" : "rows"}`;
  }
  if (isRecord(value)) return "a record";
  throw new TypeError(`Cannot show a result: it must be plain data, got ${show(value)} at ${path === "" ? "result" : path}`);
}

function listText({ length, at }: List, path: string): string {
  return Array.from({ length }, (_, i) => formatCell(cellOf(at(i), `${path}[${i}]`), formatOf(path))).join(", ");
}

/** Counted in characters as people do, so that none is cut in half. */
function cut(text: string): string {
  if (text.length <= longestText) return text;
  const characters = Array.from(text.slice(0, 2 * longestText + 2));
  return characters.length <= longestText ? text : `${characters.slice(0, longestText).join("")}…`;
}

/** An array, a typed array or a column of labels. */
interface List {
  readonly length: number;
  readonly at: (index: number) => unknown;
}

/** A list and what it is called. */
interface NamedList extends List {
  readonly name: string;
}

function listOf(value: unknown): List | undefined {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    const list = value as unknown as ArrayLike<unknown>;
    return { length: list.length, at: (index) => list[index] };
  }
  if (!isRecord(value) || !(value.codes instanceof Int32Array) || !Array.isArray(value.levels)) return undefined;
  const { codes, levels } = value as unknown as Categorical;
  return { length: codes.length, at: (index) => levels[codes[index]] };
}

/** Whether it is a list of single values. */
function isValues(value: unknown): boolean {
  const list = listOf(value);
  return list !== undefined && (!Array.isArray(value) || value.every((item) => typeof item !== "object" || item === null));
}

function isInterval(value: unknown): value is ConfidenceInterval {
  return isRecord(value) && typeof value.low === "number" && typeof value.high === "number" && typeof value.level === "number" && Object.keys(value).length === 3;
}

/** Numbers with rows and columns, wherever they lie. */
interface MatrixRecord {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly stride?: readonly number[];
  readonly offset?: number;
}

/** Numbers with a shape, or rows of numbers of one length. */
function matrixOf(value: unknown): MatrixRecord | undefined {
  if (Array.isArray(value)) {
    const rows: unknown[] = value;
    const [first] = rows;
    const isRow = (row: unknown): row is ArrayLike<number> => isValues(row) && !isRecord(row) && (row as ArrayLike<unknown>).length === (first as ArrayLike<unknown>).length;
    if (rows.length === 0 || !rows.every(isRow) || rows.some((row) => Array.from(row).some((x) => typeof x !== "number"))) return undefined;
    return { data: rows.flatMap((row) => Array.from(row)), shape: [rows.length, rows[0].length] };
  }
  if (typeof value !== "object" || value === null || !("data" in value) || !("shape" in value)) return undefined;
  return Array.isArray(value.shape) && value.shape.length === 2 && listOf(value.data) !== undefined ? (value as unknown as MatrixRecord) : undefined;
}

/** Whether it is an object without a class. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
