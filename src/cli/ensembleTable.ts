import { DataError, readTable, type TableFile } from "../data/index.ts";
import type { Categorical } from "../numeric/types.ts";
import type { EnsembleTable } from "../study/index.ts";
import { UsageError } from "./usageError.ts";

/** The columns of a study's table under the names people give them; the first found counts. */
const names = {
  ensemble: ["ensemble"],
  split: ["split"],
  edc: ["edc", "EDC"],
  s0: ["s0", "S0", "baseline"],
  s1: ["s1", "S1", "after"],
  ds: ["ds", "dS", "gain"],
  members: ["members"],
} as const;

/** The names of the columns in the first row of a table; none where the file is no table, such as rollouts with lists in them. */
export async function columnNames(path: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(Object.keys((await readTable(path, { limit: 1 })).columns));
  } catch (error) {
    if (error instanceof DataError) return new Set();
    throw error;
  }
}

/** Whether a file has the columns of a study's table: ensembles with EDC, or with accuracies before and after (then reading it says that EDC is not there). */
export async function isEnsembleTable(path: string): Promise<boolean> {
  const found = await columnNames(path);
  const has = (of: keyof typeof names): boolean => names[of].some((name) => found.has(name));
  return has("ensemble") && (has("edc") || (has("s0") && (has("s1") || has("ds"))));
}

/** The columns of a study's table. */
export function ensembleTable(path: string, columns: TableFile["columns"]): EnsembleTable {
  const find = (of: keyof typeof names): TableFile["columns"][string] | undefined => columns[names[of].find((name) => Object.hasOwn(columns, name)) ?? ""];
  const numbers = (of: "edc" | "s0" | "s1" | "ds"): Float64Array => {
    const column = find(of);
    if (column instanceof Float64Array) return column;
    throw new UsageError(`${path} must have a column of numbers named ${names[of].join(" or ")}, got ${column === undefined ? "none" : firstText(column)}; there are ${Object.keys(columns).join(", ")}`);
  };
  const labels = (of: "ensemble" | "split"): EnsembleTable["ensemble"] => {
    const column = find(of);
    if (column === undefined) throw new UsageError(`${path} must have a column ${of}, got ${Object.keys(columns).join(", ")}`);
    return column instanceof Float64Array ? Array.from(column) : column;
  };
  const s0 = numbers("s0");
  const ds = find("ds") === undefined ? numbers("s1").map((value, i) => value - s0[i]) : numbers("ds");
  const members = find("members");
  return { ensemble: labels("ensemble"), split: labels("split"), edc: numbers("edc"), s0, ds, ...(members !== undefined && !(members instanceof Float64Array) && { members }) };
}

/** The first entry of a column that is no number. */
export function firstText({ codes, levels }: Categorical): string {
  const row = codes.findIndex((code) => code >= 0 && !(levels[code].trim() !== "" && Number.isFinite(Number(levels[code]))));
  return row === -1 ? "texts" : `${JSON.stringify(levels[codes[row]])} in row ${row} (leave the cell empty if it is missing)`;
}
