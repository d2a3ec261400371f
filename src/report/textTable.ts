import type { Table } from "./document.ts";
import { formatCell } from "./formatCell.ts";
import { textWidth } from "./textWidth.ts";
import { visibleText } from "./visibleText.ts";
import { wrapText } from "./wrapText.ts";

/** Space between two columns. */
const gap = "  ";

/** Text columns are not squeezed below this width. */
const narrowest = 16;

/** A column laid out: its texts, where they stand, and how much room they get. */
interface Layout {
  readonly name: string;
  readonly cells: readonly string[];
  readonly align: "left" | "right";
  readonly width: number;
}

/**
 * A table as text: names, rule, rows. One too wide for the terminal wraps its texts, then continues below with its first
 * column repeated.
 *
 * @param heading What the lines of names go through, e.g. to become bold.
 */
export function textTable(table: Table, width: number, heading: (line: string) => string): string {
  const columns = table.columns.map((column, j): Layout => {
    const name = visibleText(column.name);
    const cells = table.rows.map((row) => visibleText(formatCell(row[j], column.format)));
    return { name, cells, align: column.format === "text" ? "left" : "right", width: Math.max(textWidth(name), widest(cells)) };
  });
  return parts(fit(columns, width), width)
    .map((part) => draw(part, heading).join("\n"))
    .join("\n\n");
}

/** The columns as narrow as the terminal asks for: names wrap first, then the widest texts. */
function fit(columns: readonly Layout[], width: number): readonly Layout[] {
  if (totalWidth(columns) <= width) return columns;
  const fitted = columns.map((column) => ({ ...column, width: Math.max(widest(column.name.split(" ")), widest(column.cells)) }));
  for (let excess = totalWidth(fitted) - width; excess > 0; excess--) {
    const texts = fitted.filter((column) => column.align === "left" && column.width > narrowest);
    if (texts.length === 0) break;
    texts.reduce((a, b) => (b.width > a.width ? b : a)).width--;
  }
  return fitted;
}

/** Groups of columns that each fit side by side; every group after the first begins with the first column. */
function parts(columns: readonly Layout[], width: number): Layout[][] {
  const groups: Layout[][] = [[]];
  for (const column of columns) {
    const current = groups[groups.length - 1];
    if (current.length > 1 && totalWidth([...current, column]) > width) groups.push([columns[0], column]);
    else current.push(column);
  }
  return groups;
}

function draw(columns: readonly Layout[], heading: (line: string) => string): string[] {
  const rows = columns[0]?.cells.length ?? 0;
  const lines = drawRow(columns, (column) => column.name).map(heading);
  lines.push(columns.map((column) => "─".repeat(column.width)).join(gap));
  for (let i = 0; i < rows; i++) lines.push(...drawRow(columns, (column) => column.cells[i]));
  return lines;
}

function drawRow(columns: readonly Layout[], textOf: (column: Layout) => string): string[] {
  const wrapped = columns.map((column) => wrapText(textOf(column), column.width));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, i) => columns.map((column, j) => pad(wrapped[j][i] ?? "", column)).join(gap).trimEnd());
}

function pad(text: string, { align, width }: Layout): string {
  const space = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + space : space + text;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text)), 1);
}

function totalWidth(columns: readonly Layout[]): number {
  return columns.reduce((total, column) => total + column.width, gap.length * Math.max(0, columns.length - 1));
}
