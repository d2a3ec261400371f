import { describe, expect, it } from "vitest";
import { describe as describeResult } from "../../src/report/describe.ts";
import type { DotRow, ReportDocument, Section } from "../../src/report/document.ts";
import { documentToHtml } from "../../src/report/documentToHtml.ts";
import { documentToMarkdown } from "../../src/report/documentToMarkdown.ts";
import { documentToText } from "../../src/report/documentToText.ts";
import { documentOf } from "./documentOf.ts";

const withSections = (...sections: Section[]): ReportDocument => ({ ...documentOf(), sections });

describe.each([
  ["documentToText", documentToText, "write a report as text"],
  ["documentToMarkdown", documentToMarkdown, "write a report as Markdown"],
  ["documentToHtml", documentToHtml, "write a report as HTML"],
])("%s()", (_, write, action) => {
  it("refuses a row that does not fit its columns", () => {
    const document = documentOf({ type: "paragraph", text: "" }, { type: "table", caption: "", columns: [{ name: "a", format: "text" }], rows: [["x"], ["y", "z"]] });
    expect(() => write(document)).toThrow(new RangeError(`Cannot ${action}: a row must have 1 cells, one per column, got 2 at row 1 in block 1 of section "section"`));
  });

  it("refuses counts that do not fit the bins", () => {
    const axis = { label: "", scale: "linear" } as const;
    const document = documentOf({ type: "histogram", caption: "", x: axis, y: axis, edges: [0, 1, 2], series: [{ name: "s", counts: [1] }] });
    expect(() => write(document)).toThrow(new RangeError(`Cannot ${action}: 3 edges need 2 counts, got 1 for "s" in block 0 of section "section"`));
  });

  it("refuses a diagonal between axes of different scales", () => {
    const document = documentOf({ type: "scatter", caption: "", x: { label: "", scale: "log" }, y: { label: "", scale: "linear" }, diagonal: true, series: [] });
    expect(() => write(document)).toThrow(new RangeError(`Cannot ${action}: axes with a diagonal must have one scale, got "log" and "linear" in block 0 of section "section"`));
    const without = documentOf({ type: "scatter", caption: "", x: { label: "", scale: "log" }, y: { label: "", scale: "linear" }, series: [] });
    expect(() => write(without)).not.toThrow();
  });

  it("refuses intervals that are half or the wrong way round, and a reference no logarithmic axis has", () => {
    const dots = (scale: "linear" | "log", reference: number, ...rows: DotRow[]): ReportDocument => documentOf({ type: "dots", caption: "", x: { label: "", scale }, reference, rows });
    const row = { label: "a", estimate: 1 };
    const where = 'in block 0 of section "section"';
    expect(() => write(dots("linear", 0, row, { ...row, low: 0 }))).toThrow(new RangeError(`Cannot ${action}: an interval must have low and high, got 0 and undefined at row 1 ${where}`));
    expect(() => write(dots("linear", 0, { ...row, low: 2, high: 1 }))).toThrow(new RangeError(`Cannot ${action}: low must be ≤ high, got 2 and 1 at row 0 ${where}`));
    expect(() => write(dots("log", 0, row))).toThrow(new RangeError(`Cannot ${action}: reference must be > 0 on a logarithmic axis, got 0 ${where}`));
    // An estimate outside its interval (a bootstrap's), an interval without bounds and one not defined are results, not mistakes.
    expect(() => write(dots("log", 1, { ...row, low: 2, high: 3 }, { ...row, low: -Infinity, high: Infinity }, { ...row, low: NaN, high: NaN }))).not.toThrow();
  });

  it("refuses anchors that are not distinct or not anchors", () => {
    const section: Section = { id: "a", heading: "A", blocks: [] };
    expect(() => write(withSections(section, section))).toThrow(new RangeError(`Cannot ${action}: section ids must be distinct, got "a" twice`));
    expect(() => write(withSections({ ...section, id: 'x" onclick="' }))).toThrow(RangeError);
  });

  it("refuses what is no document", () => {
    expect(() => write(null as unknown as ReportDocument)).toThrow(new TypeError(`Cannot ${action}: document must be a ReportDocument, got null`));
  });
});

it("describe() refuses what is no study's result", () => {
  expect(() => describeResult({ kind: "bandit" } as never)).toThrow(new TypeError("Cannot describe a result: expected the result of a study, got an object"));
});
