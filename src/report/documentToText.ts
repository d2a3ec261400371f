import { checkInteger, checkOptions } from "../numeric/check.ts";
import { checkDocument } from "./checkDocument.ts";
import type { Block, ReportDocument } from "./document.ts";
import { textTable } from "./textTable.ts";
import { visibleText } from "./visibleText.ts";
import { wrapProse } from "./wrapProse.ts";

/** Options of {@linkcode documentToText}. */
export interface DocumentToTextOptions {
  /** Columns of the terminal, an integer ≥ 40; 80 unless told. */
  readonly width?: number;
  /** Bold, dim and yellow by ANSI escape sequences; false unless told. */
  readonly color?: boolean;
}

/** Running text is easier to read in lines no longer than this, however wide the terminal. */
const longestLine = 88;

/**
 * Writes a report for a terminal: aligned tables, wrapped paragraphs.
 *
 * Figures appear as their captions, detail tables as their captions and sizes; the HTML face shows both.
 * Control characters in the data are shown as `�`, so that no name can drive the terminal.
 *
 * @param document The report.
 * @param options Width of the terminal, colour.
 * @returns The text, ending with a line break.
 * @throws {RangeError} If the width is below 40 or the parts of the document do not fit together.
 * @example
 * ```ts
 * import { documentToText } from "@divlab/core/report";
 * const text = documentToText({
 *   title: "Panel",
 *   summary: "164 problems.",
 *   notices: [],
 *   sections: [],
 *   provenance: [["Seed", "0"]],
 * });
 * text.split("\n")[0]; // => "Panel"
 * ```
 */
export function documentToText(document: ReportDocument, options: DocumentToTextOptions = {}): string {
  checkOptions("write a report as text", options, ["width", "color"]);
  const { width = 80, color = false } = options;
  checkInteger("write a report as text", "width", width, 40);
  checkDocument("write a report as text", document);
  const ink = color ? ansi : plain;
  const prose = Math.min(width, longestLine);
  const lines = [...wrapProse(visibleText(document.title), prose).map(ink.bold), "", ...wrapProse(visibleText(document.summary), prose)];
  for (const notice of document.notices) {
    const label = notice.kind === "warning" ? "Warning: " : "Note: ";
    const [first, ...rest] = hang(label, visibleText(notice.text), prose);
    const tint = notice.kind === "warning" ? ink.yellow : ink.bold;
    lines.push("", tint(label) + first.slice(label.length), ...rest);
  }
  for (const section of document.sections) {
    lines.push("", "", ink.bold(visibleText(section.heading)));
    for (const block of section.blocks) lines.push("", blockText(block, width, prose, ink));
  }
  if (document.provenance.length > 0) {
    lines.push("", "");
    for (const [label, value] of document.provenance) lines.push(...hang(`${visibleText(label)}: `, visibleText(value), prose).map(ink.dim));
  }
  return `${lines.join("\n")}\n`;
}

function blockText(block: Block, width: number, prose: number, ink: Ink): string {
  switch (block.type) {
    case "paragraph":
      return wrapProse(visibleText(block.text), prose).join("\n");
    case "table": {
      const caption = visibleText(block.caption);
      if (block.detail === true) return hang("Table: ", `${caption} (${block.rows.length} rows, in the HTML report)`, prose).map(ink.dim).join("\n");
      return [...wrapProse(caption, prose).map(ink.dim), textTable(block, width, ink.bold)].join("\n");
    }
    default:
      return hang("Figure: ", `${visibleText(block.caption)} (in the HTML report)`, prose).map(ink.dim).join("\n");
  }
}

/** A labelled text whose further lines start under its first. */
function hang(label: string, text: string, width: number): string[] {
  const indent = "  ";
  const [first, ...rest] = wrapProse(label + text, width);
  return [first, ...wrapProse(rest.join(" "), width - indent.length).filter((line) => line !== "").map((line) => indent + line)];
}

interface Ink {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const plain: Ink = { bold: (text) => text, dim: (text) => text, yellow: (text) => text };

const ansi: Ink = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
  yellow: (text) => `\u001b[33m${text}\u001b[39m`,
};
