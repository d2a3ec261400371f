import { checkDocument } from "./checkDocument.ts";
import type { Block, Notice, ReportDocument } from "./document.ts";
import { escapeMarkdown } from "./escapeMarkdown.ts";
import { markdownTable } from "./markdownTable.ts";

/**
 * Writes a report as Markdown with GitHub's tables, for an issue, a README or a notebook.
 *
 * Every string renders literally, whatever markup it contains. Figures appear as their captions, detail tables as their
 * captions and sizes; the HTML face shows both.
 *
 * @param document The report.
 * @returns Markdown, ending with a line break.
 * @throws {RangeError} If the parts of the document do not fit together.
 * @see The GitHub Flavored Markdown specification, https://github.github.com/gfm/
 * @example
 * ```ts
 * import { documentToMarkdown } from "@divlab/core/report";
 * const markdown = documentToMarkdown({
 *   title: "Panel *v2*",
 *   summary: "164 problems.",
 *   notices: [],
 *   sections: [],
 *   provenance: [],
 * });
 * markdown; // => "# Panel \\*v2\\*\n\n164 problems.\n"
 * ```
 */
export function documentToMarkdown(document: ReportDocument): string {
  checkDocument("write a report as Markdown", document);
  const parts = [`# ${escapeMarkdown(document.title)}`, escapeMarkdown(document.summary), ...document.notices.map(notice)];
  for (const section of document.sections) {
    parts.push(`## ${escapeMarkdown(section.heading)}`, ...section.blocks.map(block));
  }
  if (document.provenance.length > 0) {
    parts.push("---", document.provenance.map(([label, value]) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}`).join("\n"));
  }
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function notice({ kind, text }: Notice): string {
  return `> **${kind === "warning" ? "Warning" : "Note"}:** ${escapeMarkdown(text)}`;
}

function block(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return escapeMarkdown(block.text);
    case "table":
      if (block.detail === true) return `Table: ${escapeMarkdown(block.caption)} (${block.rows.length} rows, in the HTML report)`;
      return `${escapeMarkdown(block.caption)}\n\n${markdownTable(block.columns, block.rows).trimEnd()}`;
    default:
      return `Figure: ${escapeMarkdown(block.caption)} (in the HTML report)`;
  }
}
