import { describe, expect, it } from "vitest";
import type { Dots, Scatter } from "../../src/report/document.ts";
import { documentToHtml } from "../../src/report/documentToHtml.ts";
import { documentToMarkdown } from "../../src/report/documentToMarkdown.ts";
import { documentToText } from "../../src/report/documentToText.ts";
import { figureTable } from "../../src/report/figureTable.ts";
import { documentOf } from "./documentOf.ts";

const points = [
  { x: 0.25, y: 0.5, label: "p1" },
  { x: NaN, y: 1, label: "<p2>" },
];
const scatter: Scatter = {
  type: "scatter",
  caption: "Every problem.",
  heading: "Problem",
  x: { label: "pass@1, panel", scale: "linear", percent: true },
  y: { label: "Distance", scale: "linear" },
  series: [{ name: "AIME", points }],
};
const dots: Dots = {
  type: "dots",
  caption: "Closure of the gap.",
  x: { label: "Closure", scale: "linear", points: true },
  reference: 0,
  rows: [{ label: "MATH", group: "L5", estimate: 0.147, low: 0.1, high: 0.2 }, { label: "AIME", estimate: 0.156 }],
};

describe("figureTable()", () => {
  it("has a row per point, in a table to look things up in", () => {
    expect(figureTable(scatter)).toEqual({
      type: "table",
      caption: "Every problem.",
      columns: [
        { name: "Problem", format: "text" },
        { name: "pass@1, panel", format: "share" },
        { name: "Distance", format: "number" },
      ],
      rows: [
        ["p1", 0.25, 0.5],
        ["<p2>", NaN, 1],
      ],
      detail: true,
    });
  });

  it("heads the points Point where the figure does not say what they are", () => {
    const { type, caption, x, y, series } = scatter;
    expect(figureTable({ type, caption, x, y, series }).columns[0].name).toBe("Point");
  });

  it("has a column for the series where there are several", () => {
    const { columns, rows } = figureTable({ ...scatter, series: [{ name: "AIME", points }, { name: "HMMT", points: points.slice(0, 1) }] });
    expect(columns.map(({ name }) => name)).toEqual(["Problem", "Series", "pass@1, panel", "Distance"]);
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      ["p1", "AIME"],
      ["<p2>", "AIME"],
      ["p1", "HMMT"],
    ]);
  });

  it("has a row per estimate, with its interval where it has one and its group if any row has one", () => {
    const { columns, rows } = figureTable(dots);
    expect(columns).toEqual([
      { name: "Row", format: "text" },
      { name: "Group", format: "text" },
      { name: "Closure", format: "points" },
    ]);
    expect(rows).toEqual([
      ["MATH", "L5", { estimate: 0.147, confidenceInterval: { low: 0.1, high: 0.2, level: NaN } }],
      ["AIME", null, 0.156],
    ]);
    expect(figureTable({ ...dots, heading: "Slice", rows: [{ label: "a", estimate: 1 }] }).columns.map(({ name }) => name)).toEqual(["Slice", "Closure"]);
  });
});

describe("the faces of points and rows", () => {
  const document = documentOf(scatter, dots);

  it("are captions in text and Markdown", () => {
    for (const text of [documentToText(document), documentToMarkdown(document)]) {
      expect(text).toContain("Figure: Every problem. (in the HTML report)");
      expect(text).toContain("Figure: Closure of the gap. (in the HTML report)");
      expect(text).not.toContain("p1");
    }
  });

  it("are tables in HTML before any script has run", () => {
    const html = documentToHtml(document);
    expect(html).toContain('<tr><th scope="row">p1</th><td class="number">25.0 %</td><td class="number">0.5000</td></tr>');
    expect(html).toContain('<tr><th scope="row">&lt;p2&gt;</th><td class="number">–</td><td class="number">1</td></tr>');
    expect(html).toContain('<th scope="row">MATH</th><td>L5</td><td class="number">+14.7 pp <span class="interval">[+10.0 pp, +20.0 pp]</span></td>');
  });
});
