import { checkDocument } from "./checkDocument.ts";
import type { Block, Figure, Notice, ReportDocument, Section, Table } from "./document.ts";
import { escapeHtml } from "./escapeHtml.ts";
import { figureTable } from "./figureTable.ts";
import { htmlTable } from "./htmlTable.ts";
import { quantity } from "./quantity.ts";
import { version } from "./version.ts";
import { viewerNotices, viewerScript, viewerScriptHash, viewerStyle } from "./viewer/bundle.ts";

/**
 * Writes a report as one HTML file that needs nothing else: no network, no server, and no script to be read.
 *
 * Tables are plain HTML; the inlined viewer draws the figures, makes detail tables sortable and searchable, and copies
 * tables as CSV or Markdown. A Content-Security-Policy lets no other script run and nothing be fetched; every string of
 * the document is escaped, so hostile names and answers are shown as they are.
 *
 * @param document The report.
 * @returns The file's text; write it as UTF-8.
 * @throws {RangeError} If the parts of the document do not fit together.
 * @example
 * ```ts
 * import { documentToHtml } from "@divlab/core/report";
 * const html = documentToHtml({
 *   title: "Panel <v2>",
 *   summary: "164 problems.",
 *   notices: [],
 *   sections: [],
 *   provenance: [],
 * });
 * html.includes("<h1>Panel &lt;v2&gt;</h1>"); // => true
 * ```
 */
export function documentToHtml(document: ReportDocument): string {
  checkDocument("write a report as HTML", document);
  const { title, summary, notices, sections, provenance } = document;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="@divlab/core ${version}">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${viewerStyle}</style>
</head>
<body>
<a class="skip" href="#_main">Skip to the report</a>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="summary">${prose(summary)}</p>
</header>
${contents(sections)}<main id="_main" tabindex="-1">
<noscript><p class="notice">Figures need a script to be drawn; the numbers they show stand in the table under each.</p></noscript>
${notices.length === 0 ? "" : `<div class="notices" role="group" aria-label="Before you read the numbers">\n${notices.map(notice).join("\n")}\n</div>\n`}${sections.map(section).join("\n")}
</main>
<footer>
${provenance.length === 0 ? "" : `<h2>Where the numbers come from</h2>\n<dl>${provenance.map(([label, value]) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`).join("\n")}</dl>\n`}</footer>
<script type="application/json" id="_data">${embedJson(document)}</script>
<script>${viewerScript}</script>
<!--
${viewerNotices}-->
</body>
</html>
`;
}

/** Only the inlined viewer may run, nothing may be fetched or sent. Styles are inline because the plots carry theirs. */
const policy = `default-src 'none'; script-src '${viewerScriptHash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;

function contents(sections: readonly Section[]): string {
  if (sections.length < 2) return "";
  return `<nav aria-label="Contents"><ul>${sections.map(({ id, heading }) => `<li><a href="#${id}">${escapeHtml(heading)}</a></li>`).join("")}</ul></nav>\n`;
}

function notice({ kind, text }: Notice): string {
  const label = kind === "warning" ? "Warning" : "Note";
  return `<div class="notice ${kind === "warning" ? "warning" : "note"}" role="note"><strong>${label}</strong> <p>${prose(text)}</p></div>`;
}

function section({ id, heading, blocks }: Section, at: number): string {
  return `<section id="${id}" aria-labelledby="_heading-${at}">
<h2 id="_heading-${at}">${escapeHtml(heading)}</h2>
${blocks.map((content, i) => block(content, `${at}-${i}`)).join("\n")}
</section>`;
}

/** `place` is "section-block", by which the viewer finds the block's data. */
function block(content: Block, place: string): string {
  switch (content.type) {
    case "paragraph":
      return `<p>${prose(content.text)}</p>`;
    case "table":
      return content.detail === true ? detailTable(content, place) : shortTable(content, place);
    default:
      return figure(content, place);
  }
}

function shortTable(table: Table, place: string): string {
  const caption = `_caption-${place}`;
  return `<figure class="table" data-block="${place}">
<figcaption id="${caption}">${prose(table.caption)}</figcaption>
${htmlTable(table, caption)}
</figure>`;
}

function detailTable(table: Table, place: string): string {
  const caption = `_caption-${place}`;
  return `<details class="table detail" data-block="${place}">
<summary><span id="${caption}">${prose(table.caption)}</span> <span class="size">${table.rows.length} rows</span></summary>
${htmlTable(table, caption)}
</details>`;
}

/** Values that are many are as a detail table is: sortable and searchable once the viewer has run. */
function figure(content: Figure, place: string): string {
  const caption = `_caption-${place}`;
  const values = figureTable(content);
  return `<figure class="plot" data-block="${place}">
<div class="drawing"></div>
<figcaption id="${caption}">${prose(content.caption)}</figcaption>
<details class="table values${values.detail === true ? " detail" : ""}"><summary>Values</summary>
${htmlTable(values, caption)}
</details>
</figure>`;
}

/** Running text, its quantities kept on one line. An escaped character ends in `;`, so no quantity begins inside one. */
function prose(text: string): string {
  return escapeHtml(text).replaceAll(quantity, '<span class="quantity">$&</span>').replaceAll(reordering, "<bdi>$&</bdi>");
}

/** From a character that reorders what follows it to the end of the word, so that a name turns nothing round but itself. */
const reordering = /[\u202a-\u202e\u2066-\u2069][^ <]*/g;

/** JSON that no HTML parser can mistake for the end of its script element. What JSON has no number for is an object that names it. */
function embedJson(document: ReportDocument): string {
  const text = JSON.stringify(document, (_, value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value));
  return text.replaceAll(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
