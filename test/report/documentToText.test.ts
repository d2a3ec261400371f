import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Table } from "../../src/report/document.ts";
import { documentToText } from "../../src/report/documentToText.ts";
import { textWidth } from "../../src/report/textWidth.ts";
import { demoDocument } from "./demoDocument.ts";
import { documentFullOf, documentOf } from "./documentOf.ts";
import { anyString } from "./hostileStrings.ts";

const table: Table = {
  type: "table",
  caption: "pass@k",
  columns: [
    { name: "Solver", format: "text" },
    { name: "n", format: "integer" },
    { name: "pass@1", format: "share" },
  ],
  rows: [
    ["panel", 1640, { estimate: 0.123, confidenceInterval: { low: 0.091, high: 0.16, level: 0.95 } }],
    ["思考", 164, 0.5],
    ["base", null, NaN],
  ],
};

describe("documentToText()", () => {
  it("aligns texts left and numbers right under one rule, wide characters included", () => {
    expect(documentToText(documentOf(table))).toBe(`Title

Summary.


Section

pass@k
Solver      n                  pass@1
──────  ─────  ──────────────────────
panel   1,640  12.3 % [9.1 %, 16.0 %]
思考      164                  50.0 %
base        –                       –
`);
  });

  it("wraps the widest texts first when the terminal is narrow", () => {
    const lines = documentToText(documentOf({ ...table, rows: [["one two three four five six seven", 1, 0.5]] }), { width: 40 }).trimEnd().split("\n");
    expect(lines.slice(-4)).toEqual([
      "Solver                         n  pass@1",
      "─────────────────────────────  ─  ──────",
      "one two three four five six    1  50.0 %",
      "seven",
    ]);
  });

  it("breaks no line between a number and its unit", () => {
    const text = documentToText(documentOf({ type: "paragraph", text: "Thirty-five columns of text and then 95 % of it, k = 1,024." }), { width: 40 });
    expect(text).toContain("Thirty-five columns of text and then\n95 % of it, k = 1,024.");
  });

  it("continues a table too wide for the terminal below, repeating its first column", () => {
    const columns = ["Solver", ...Array.from({ length: 9 }, (_, i) => `pass@${2 ** i}`)].map((name, i) => ({ name, format: i === 0 ? ("text" as const) : ("share" as const) }));
    const lines = documentToText(documentOf({ type: "table", caption: "Wide", columns, rows: [["panel", ...columns.slice(1).map((_, i) => i / 10)]] }), { width: 40 }).split("\n");
    expect(lines.filter((line) => line.startsWith("Solver"))).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith("panel"))).toHaveLength(3);
    expect(lines.join("\n")).toContain("pass@256");
    expect(lines.every((line) => line.length <= 40)).toBe(true);
  });

  it("names figures and detail tables and says where they are", () => {
    const text = documentToText(demoDocument()).replaceAll(/\s+/g, " ");
    expect(text).toContain("Figure: Problems by share of correct samples. (in the HTML report)");
    expect(text).toMatch(/Table: Every problem: .* \(164 rows, in the HTML report\)/);
    expect(text).not.toContain("olympiad/17");
  });

  it("lets no text drive the terminal, whatever the data", () => {
    fc.assert(
      fc.property(anyString, (hostile) => {
        const text = documentToText(documentFullOf(hostile));
        expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Control}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { seed: 1 },
    );
  });

  it("keeps every line within the width, whatever the data", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), fc.integer({ min: 40, max: 120 }), (text, width) => {
        for (const line of documentToText(documentFullOf(text), { width }).split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
      { seed: 1 },
    );
  });

  it("colours only when asked, and then nothing but colour is added", () => {
    const document = demoDocument();
    const plain = documentToText(document);
    const colored = documentToText(document, { color: true });
    expect(plain).not.toContain("\u001b");
    expect(colored).toContain("\u001b[1m");
    expect(colored.split("\u001b").map((part, i) => (i === 0 ? part : part.replace(/^\[\d+m/, ""))).join("")).toBe(plain);
  });

  it("refuses unknown options and widths too narrow to read", () => {
    expect(() => documentToText(documentOf(), { colour: true } as never)).toThrow(TypeError);
    expect(() => documentToText(documentOf(), null as never)).toThrow("Cannot write a report as text: options must be an object, got null");
    expect(() => documentToText(documentOf(), { width: 39 })).toThrow(new RangeError("Cannot write a report as text: width must be an integer ≥ 40, got 39"));
  });

  it("does not change its argument", () => {
    const document = demoDocument();
    const before = structuredClone(document);
    documentToText(document);
    expect(document).toEqual(before);
  });
});
