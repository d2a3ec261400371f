import type { Cell, Column, Table } from "./document.ts";
import { escapeHtml } from "./escapeHtml.ts";
import { formatCell } from "./formatCell.ts";
import { textWidth } from "./textWidth.ts";

/** Rows of a long table stand in groups of this many, so that a browser lays out only those in view. */
const groupSize = 100;

/**
 * A table as HTML, complete without scripts, in a container that scrolls by itself.
 *
 * @param table Columns and rows. Detail tables get fixed column widths, which lets the browser skip rows out of view.
 * @param labelledBy Id of the element that holds its caption.
 */
export function htmlTable({ columns, rows, detail }: Table, labelledBy: string): string {
  const names = columns.map((column) => `<th scope="col"${kind(column)}${tooltip(column)}>${wholeWords(column.name)}</th>`).join("");
  const texts = rows.map((row) => row.map((cell, j) => formatCell(cell, columns[j].format)));
  const lines = texts.map((row, i) => `<tr>${row.map((text, j) => htmlCell(text, rows[i][j], columns[j], j === 0)).join("")}</tr>`);
  const long = detail === true;
  return `<div class="scroll" role="region" tabindex="0" aria-labelledby="${labelledBy}">
<table aria-labelledby="${labelledBy}"${style(long ? columnWidths(columns, texts) : headingWidth(columns, texts))}>
<thead><tr>${names}</tr></thead>
${long ? groups(lines) : `<tbody>\n${lines.join("\n")}\n</tbody>`}
</table>
</div>${glossary(columns)}`;
}

/** Browsers break names at their hyphens, such as those of models, a syllable a line; here only between words, unless they are long. */
function wholeWords(name: string): string {
  return escapeHtml(name).replaceAll(/(?<![^ ])[^ &]*-[^ &]*(?![^ ])/g, (word) => (word.length > 24 ? word : `<span class="quantity">${word}</span>`));
}

function groups(lines: readonly string[]): string {
  const bodies: string[] = [];
  for (let start = 0; start < lines.length; start += groupSize) {
    const group = lines.slice(start, start + groupSize);
    bodies.push(`<tbody style="--rows:${group.length}">\n${group.join("\n")}\n</tbody>`);
  }
  return bodies.join("\n");
}

/** Width in digits of the longest text that heads a row, so that wide tables scroll before it is squeezed to a word a line. */
function headingWidth([first]: readonly Column[], texts: readonly (readonly string[])[]): string {
  return first?.format === "text" ? `--heading:${texts.reduce((width, [text]) => Math.max(width, textWidth(text)), 0)}` : "";
}

/** Widths in digits: the longest text of a column, or the longest word of its name beside the sorting arrow. */
function columnWidths(columns: readonly Column[], texts: readonly (readonly string[])[]): string {
  const widths = columns.map(({ name, format }, j) => {
    const longest = texts.reduce((width, row) => Math.max(width, textWidth(row[j])), 0);
    const word = name.split(" ").reduce((width, part) => Math.max(width, textWidth(part)), 0) + 3;
    return Math.min(format === "text" ? 40 : Infinity, Math.max(longest, word)) + 1;
  });
  const tracks = widths.map((width) => `calc(${width}ch + 16px)`).join(" ");
  return `--columns:${tracks};--digits:${widths.reduce((a, b) => a + b, 0)};--count:${widths.length}`;
}

/** The first column, where it is text, heads its row. */
function htmlCell(text: string, cell: Cell, column: Column, first: boolean): string {
  if (first && column.format === "text") return `<th scope="row">${escapeHtml(text)}</th>`;
  if (cell === null || typeof cell !== "object" || !text.includes(" [")) return `<td${kind(column)}>${escapeHtml(text)}</td>`;
  const at = text.indexOf(" [") + 1;
  return `<td${kind(column)}>${escapeHtml(text.slice(0, at))}<span class="interval">${escapeHtml(text.slice(at))}</span></td>`;
}

function style(properties: string): string {
  return properties === "" ? "" : ` style="${properties}"`;
}

function kind({ format }: Column): string {
  return format === "text" ? "" : ' class="number"';
}

function tooltip({ description }: Column): string {
  return description === undefined ? "" : ` title="${escapeHtml(description)}"`;
}

/** What the columns mean, for those who have no pointer to hover with. */
function glossary(columns: readonly Column[]): string {
  const described = columns.filter((column) => column.description !== undefined);
  if (described.length === 0) return "";
  const entries = described.map(({ name, description }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(description ?? "")}</dd>`).join("");
  return `\n<details class="glossary"><summary>What the columns mean</summary><dl>${entries}</dl></details>`;
}
