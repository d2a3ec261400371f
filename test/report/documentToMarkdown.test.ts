import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentToMarkdown } from "../../src/report/documentToMarkdown.ts";
import { singleLine } from "../../src/report/singleLine.ts";
import { demoDocument } from "./demoDocument.ts";
import { documentOf } from "./documentOf.ts";
import { anyString, hostileStrings } from "./hostileStrings.ts";

// typedoc's Markdown parser, with everything on that could turn data into markup: raw HTML, automatic links.
const MarkdownIt = createRequire(import.meta.url)("markdown-it") as (options: object) => { render(markdown: string): string };
const markdown = MarkdownIt({ html: true, linkify: true });

/** What stands inside each element of a name; fails the comparison later if markup stands inside. */
function contents(html: string, name: string): string[] {
  return Array.from(html.matchAll(new RegExp(`<${name}(?: [^>]*)?>(.*?)</${name}>`, "gs")), ([, inner]) => inner);
}

const unescape = (html: string): string => html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
const shown = (text: string): string => singleLine(text).trim();

describe("documentToMarkdown()", () => {
  it("writes headings, notices, GitHub tables and provenance", () => {
    const document = documentOf({
      type: "table",
      caption: "pass@k with 95 % intervals.",
      columns: [
        { name: "Solver", format: "text" },
        { name: "pass@1", format: "share" },
      ],
      rows: [
        ["panel_v2", { estimate: 0.123, confidenceInterval: { low: 0.091, high: 0.16, level: 0.95 } }],
        ["base", null],
      ],
    });
    expect(documentToMarkdown({ ...document, notices: [{ kind: "warning", text: "Few samples." }], provenance: [["Seed", "0"]] })).toBe(`# Title

Summary.

> **Warning:** Few samples.

## Section

pass@k with 95 % intervals.

| Solver | pass@1 |
| :--- | ---: |
| panel_v2 | 12.3 % [9.1 %, 16.0 %] |
| base | – |

---

- Seed: 0
`);
  });

  it("names figures and detail tables and says where they are", () => {
    const text = documentToMarkdown(demoDocument());
    expect(text).toContain("Figure: Problems by share of correct samples. (in the HTML report)");
    expect(text).toContain("(164 rows, in the HTML report)");
    expect(text).not.toContain("olympiad/17");
  });

  const rendersLiterally = (text: string): void => {
    const document = documentOf({ type: "paragraph", text: `${text}.` }, { type: "table", caption: `${text}.`, columns: [{ name: "x", format: "text" }, { name: `${text}.`, format: "share" }], rows: [["x", text]] });
    const html = markdown.render(documentToMarkdown({ ...document, title: `${text}.`, provenance: [["x", text]], notices: [{ kind: "note", text }] }));
    expect(contents(html, "h1").map(unescape)).toEqual([shown(`${text}.`)]);
    expect(contents(html, "th").map(unescape)).toEqual(["x", shown(`${text}.`)]);
    expect(contents(html, "td").map(unescape)).toEqual(["x", shown(text)]);
    expect(contents(html, "li").map(unescape)).toEqual([`x: ${shown(text)}`.trim()]);
    const [, notice, paragraph, caption] = contents(html, "p");
    expect(unescape(notice)).toBe(`<strong>Note:</strong> ${shown(text)}`.trim());
    expect([paragraph, caption].map(unescape)).toEqual([shown(`${text}.`), shown(`${text}.`)]);
    expect(html.match(/<(?!\/?(?:h1|h2|p|strong|blockquote|table|thead|tbody|tr|th|td|hr|ul|li)\b)/g)).toBeNull();
  };

  it.each(hostileStrings)("renders %j as it is", rendersLiterally);

  it("renders any text as it is", () => {
    fc.assert(fc.property(anyString, rendersLiterally), { seed: 1, numRuns: 1000 });
  });
});
