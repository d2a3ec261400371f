import type { Block, ReportDocument } from "../../src/report/document.ts";

/** The smallest document that holds the blocks. */
export function documentOf(...blocks: Block[]): ReportDocument {
  return { title: "Title", summary: "Summary.", notices: [], sections: [{ id: "section", heading: "Section", blocks }], provenance: [] };
}

/** A document that has the text in every place a text can stand. */
export function documentFullOf(text: string): ReportDocument {
  return {
    title: text,
    summary: text,
    notices: [
      { kind: "warning", text },
      { kind: "note", text },
    ],
    sections: [
      {
        id: "section",
        heading: text,
        blocks: [
          { type: "paragraph", text },
          {
            type: "table",
            caption: text,
            columns: [
              { name: text, description: text, format: "text" },
              { name: text, format: "share" },
            ],
            rows: [[text, text], [text, 0.5]],
          },
          { type: "table", caption: text, detail: true, columns: [{ name: text, description: text, format: "text" }], rows: [[text]] },
          {
            type: "curves",
            caption: text,
            x: { label: text, scale: "log" },
            y: { label: text, scale: "linear", percent: true },
            series: [{ name: text, group: text, style: "solid", points: [{ x: 1, y: 0.2, low: 0.1, high: 0.3 }, { x: 2, y: 0.4 }] }],
            marks: [{ x: 1.5, label: text }],
          },
          { type: "histogram", caption: text, x: { label: text, scale: "linear" }, y: { label: text, scale: "linear" }, edges: [0, 1, 2], series: [{ name: text, counts: [1, 2] }] },
          {
            type: "scatter",
            caption: text,
            heading: text,
            x: { label: text, scale: "linear", percent: true },
            y: { label: text, scale: "linear", percent: true },
            diagonal: true,
            series: [{ name: text, points: [{ x: 0.5, y: 0.5, label: text }] }, { name: `${text}.`, points: [{ x: 0.5, y: 0.5, label: text }] }],
          },
          {
            type: "dots",
            caption: text,
            heading: text,
            x: { label: text, scale: "log" },
            reference: 1,
            rows: [{ label: text, group: text, estimate: 2, low: 1, high: 4 }, { label: text, estimate: 3 }],
          },
        ],
      },
      { id: "second", heading: text, blocks: [] },
    ],
    provenance: [[text, text]],
  };
}
