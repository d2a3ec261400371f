import type { Cell, Column } from "./document.ts";
import { escapeMarkdown } from "./escapeMarkdown.ts";
import { formatCell } from "./formatCell.ts";

/** A table in GitHub's Markdown: numbers aligned right, no caption. Ends with a line break. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const names = line(columns.map((column) => escapeMarkdown(column.name)));
  const rule = line(columns.map((column) => (column.format === "text" ? ":---" : "---:")));
  return names + rule + rows.map((row) => line(row.map((cell, j) => markdownCell(cell, columns[j])))).join("");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

/** Formatted numbers hold no markup; only strings need the escape. */
function markdownCell(cell: Cell, column: Column): string {
  return typeof cell === "string" ? escapeMarkdown(cell) : formatCell(cell, column.format);
}
