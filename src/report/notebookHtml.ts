import { cutText } from "./cutText.ts";
import type { CutTable } from "./dataTables.ts";
import type { Block, Column, Notice, ReportDocument, Section, Table } from "./document.ts";
import { escapeHtml } from "./escapeHtml.ts";
import { figureTable } from "./figureTable.ts";
import { formatCell } from "./formatCell.ts";

/**
 * HTML for a notebook's output: no script, no style sheet, nothing that Jupyter takes out of outputs it does not trust.
 *
 * @param shown Tables, or a document; of its figures the values are shown, folded.
 * @param limit How many rows of a document's long tables are shown.
 * @returns A fragment.
 */
export function notebookHtml(shown: readonly CutTable[] | ReportDocument, limit: number): string {
  if (!("sections" in shown)) return frame(shown.map((table) => notebookTable(table, table.rows.length, table.total)));
  const { title, summary, notices, sections } = shown;
  return frame([`<h3>${escapeHtml(title)}</h3>`, `<p>${escapeHtml(summary)}</p>`, ...notices.map(notice), ...sections.flatMap((part) => section(part, limit))]);
}

/** Answers are full of dollar signs that are no formulas. */
function frame(parts: readonly string[]): string {
  return `<div class="tex2jax_ignore mathjax_ignore">\n${parts.join("\n")}\n</div>`;
}

function notice({ kind, text }: Notice): string {
  return `<p><strong>${kind === "warning" ? "Warning" : "Note"}</strong> ${escapeHtml(text)}</p>`;
}

function section({ heading, blocks }: Section, limit: number): string[] {
  return [`<h4>${escapeHtml(heading)}</h4>`, ...blocks.map((block) => blockHtml(block, limit))];
}

function blockHtml(block: Block, limit: number): string {
  if (block.type === "paragraph") return `<p>${escapeHtml(block.text)}</p>`;
  if (block.type === "table" && block.detail !== true) return notebookTable(block, block.rows.length);
  const table = { ...(block.type === "table" ? block : figureTable(block)), caption: "" };
  return `<details><summary>${escapeHtml(block.caption)}</summary>\n${notebookTable(table, limit)}\n</details>`;
}

function notebookTable({ caption, columns, rows }: Table, limit: number, total: number = rows.length): string {
  const shown = rows.slice(0, limit);
  const head = columns.map((column) => `<th${align(column)}>${escapeHtml(column.name)}</th>`).join("");
  const lines = shown.map((row) => `<tr>${row.map((cell, j) => `<td${align(columns[j])}>${escapeHtml(formatCell(cell, columns[j].format))}</td>`).join("")}</tr>`);
  const rest = shown.length < total ? [`<tr><td colspan="${columns.length}" style="text-align:left">… ${cutText(shown.length, total)}</td></tr>`] : [];
  const above = caption === "" ? [] : [`<caption style="text-align:left">${escapeHtml(caption)}</caption>`];
  return ["<table>", ...above, `<thead><tr>${head}</tr></thead>`, "<tbody>", ...lines, ...rest, "</tbody>", "</table>"].join("\n");
}

function align({ format }: Column): string {
  return ` style="text-align:${format === "text" ? "left" : "right"}"`;
}
