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
  const { fields, tables } = gather({ fields: [], tables: [] }, value, "", limit, []);
  if (fields.length === 0) return tables;
  const columns: Column[] = [{ name: "name", format: "text" }, { name: "value", format: "text" }];
  return [{ type: "table", caption: "", columns, rows: fields, total: fields.length }, ...tables];
}

/** What was found so far: names with their texts, and tables. */
interface Gathered {
  readonly fields: [name: string, text: string][];
  readonly tables: CutTable[];
}

/** Longer texts are cut in a cell. */
const longestText = 120;

/** Values of a list that are shown within one cell, and columns of a matrix. */
const inlineValues = 8;

function gather(into: Gathered, value: unknown, path: string, limit: number, above: readonly unknown[]): Gathered {
  checkNoCycle(value, path, above);
  const { fields, tables } = into;
  const list = listOf(value);
  if (list?.length === 0) fields.push([path === "" ? "value" : path, "empty"]);
  else if (list !== undefined) tables.push(listTable(list, path, limit));
  else if (isMatrix(value)) tables.push(matrixTable(value, path, limit));
  else if (!isRecord(value) || isInterval(value)) fields.push([nameOf(value, path === "" ? "value" : path), cellText(value, path)]);
  else {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    const lists = members.flatMap(([name, member]) => (isValues(member) ? [{ name, length: listOf(member)!.length }] : []));
    const columns = new Map<number, string[]>();
    for (const { name, length } of lists) columns.set(length, [...(columns.get(length) ?? []), name]);
    for (const [name, member] of members) {
      const at = path === "" ? name : `${path}.${name}`;
      const length = listOf(member)?.length ?? 0;
      const beside = length > 0 && isValues(member) ? columns.get(length)! : [];
      if (beside.length > 1 && beside[0] === name) tables.push(columnsTable(value, beside, length, path, limit));
      else if (beside.length === 1 && length <= inlineValues) fields.push([at, cellText(member, at)]);
      else if (beside.length < 2) gather(into, member, at, limit, [...above, value]);
    }
  }
  return into;
}

function checkNoCycle(value: unknown, path: string, above: readonly unknown[]): void {
  if (above.includes(value)) throw new TypeError(`Cannot show a result: a value must not contain itself, got a cycle at ${path}`);
}

/** Lists of one length beside one another. */
function columnsTable(record: Readonly<Record<string, unknown>>, names: readonly string[], length: number, path: string, limit: number): CutTable {
  const lists = names.map((name) => listOf(record[name])!);
  const rows = Array.from({ length: Math.min(length, limit) }, (_, i) => lists.map((list, j) => cellOf(list.at(i), `${names[j]}[${i}]`)));
  return tableOf(path, names, rows, length);
}

/** Records of an array as rows, anything else with its index. */
function listTable({ length, at }: List, path: string, limit: number): CutTable {
  const values = Array.from({ length: Math.min(length, limit) }, (_, i) => at(i));
  if (values.some((value) => !isRecord(value) || isInterval(value))) return tableOf(path, ["index", "value"], values.map((value, i) => [i, cellOf(value, `${path}[${i}]`)]), length);
  const records = values.map((value, i) => new Map(flatten(value as Record<string, unknown>, "", `${path}[${i}]`, [])));
  const names = [...new Set(records.flatMap((record) => [...record.keys()]))];
  return tableOf(path, names, records.map((record) => names.map((name) => record.get(name) ?? null)), length);
}

function flatten(record: Readonly<Record<string, unknown>>, prefix: string, path: string, above: readonly unknown[]): [string, Cell][] {
  checkNoCycle(record, path, above);
  return Object.entries(record).flatMap(([name, value]): [string, Cell][] => {
    const at = `${path}.${name}`;
    if (isRecord(value) && !isInterval(value) && listOf(value) === undefined && !isMatrix(value)) return flatten(value, `${prefix}${name}.`, at, [...above, record]);
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

function cellText(value: unknown, path: string): string {
  return formatCell(cellOf(value, path), formatOf(path));
}

/** One value as a cell: of a list the first values, of what else is large its size. */
function cellOf(value: unknown, path: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return cut(value);
  if (isInterval(value)) return `[${formatCell(value.low, "number")}, ${formatCell(value.high, "number")}]`;
  if (isMatrix(value)) return `${value.shape.join(" × ")} numbers`;
  const list = listOf(value);
  if (list !== undefined) return listText(value, list, path);
  if (isRecord(value)) return "a record";
  throw new TypeError(`Cannot show a result: it must be plain data, got ${show(value)} at ${path === "" ? "result" : path}`);
}

function listText(value: unknown, { length, at }: List, path: string): string {
  if (length === 0) return "empty";
  if (!isValues(value)) return `${formatCell(length, "integer")} rows`;
  const texts = Array.from({ length: Math.min(length, inlineValues) }, (_, i) => cellText(at(i), `${path}[${i}]`));
  return length > inlineValues ? `${texts.join(", ")}, … (${formatCell(length, "integer")} values)` : texts.join(", ");
}

/** Counted in characters as people do, so that none is cut in half. */
function cut(text: string): string {
  if (text.length <= longestText) return text;
  const characters = [...text.slice(0, 2 * longestText)];
  return characters.length <= longestText ? text : `${characters.slice(0, longestText).join("")}…`;
}

/** An array, a typed array or a column of labels. */
interface List {
  readonly length: number;
  readonly at: (index: number) => unknown;
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

function isMatrix(value: unknown): value is MatrixRecord {
  return typeof value === "object" && value !== null && "data" in value && "shape" in value && Array.isArray(value.shape) && value.shape.length === 2 && listOf(value.data) !== undefined;
}

/** Whether it is an object without a class. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
