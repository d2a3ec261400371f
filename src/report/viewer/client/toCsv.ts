import type { Cell, Column } from "../../document.ts";

/** A table as CSV (RFC 4180) with every digit; an interval takes three columns, what is not defined an empty field. */
export function toCsv(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const intervals = columns.map((_, j) => rows.some((row) => typeof row[j] === "object" && row[j] !== null));
  const header = columns.flatMap(({ name }, j) => (intervals[j] ? [name, `${name} low`, `${name} high`] : [name]));
  return [header, ...rows.map((row) => row.flatMap((cell, j) => (intervals[j] ? three(cell) : [cell])))]
    .map((fields) => `${fields.map(field).join(",")}\r\n`)
    .join("");
}

function three(cell: Cell): (string | number | null)[] {
  if (cell === null || typeof cell !== "object") return [cell, null, null];
  return [cell.estimate, cell.confidenceInterval.low, cell.confidenceInterval.high];
}

function field(value: Cell): string {
  if (value === null || Number.isNaN(value)) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
