import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReportDocument } from "../../src/report/document.ts";
import { documentToHtml } from "../../src/report/documentToHtml.ts";
import { escapeHtml } from "../../src/report/escapeHtml.ts";
import { demoDocument } from "./demoDocument.ts";
import { documentFullOf, documentOf } from "./documentOf.ts";
import { anyString } from "./hostileStrings.ts";

const demo = documentToHtml(demoDocument());
const script = (html: string): string => html.slice(html.lastIndexOf("<script>") + 8, html.lastIndexOf("</script>"));
const data = (html: string): unknown => JSON.parse(/<script type="application\/json" id="_data">(.*?)<\/script>/s.exec(html)?.[1] ?? "");

describe("documentToHtml()", () => {
  it("lets the inlined script run and nothing else", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(demo)?.[1] ?? "";
    const hash = createHash("sha256").update(script(demo)).digest("base64");
    expect(policy.split("; ")).toEqual(expect.arrayContaining(["default-src 'none'", `script-src 'sha256-${hash}'`, "base-uri 'none'", "form-action 'none'"]));
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  it("refers to nothing outside itself", () => {
    const outside = demo.slice(0, demo.lastIndexOf("<script>"));
    for (const [, target] of outside.matchAll(/(?:src|href|action|data|poster)\s*=\s*"([^"]*)"/g)) expect(target).toMatch(/^(?:#|data:,$)/);
    expect(outside).not.toMatch(/@import|url\(/);
  });

  it("has headings in order, one h1, landmarks and distinct ids that its references find", () => {
    const page = demo.slice(0, demo.indexOf("<script"));
    const levels = Array.from(page.matchAll(/<h(\d)/g), ([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    expect(levels.slice(1).every((level) => level === 2)).toBe(true);
    for (const landmark of ["header", "nav", "main", "footer"]) expect(page.split(`<${landmark}`)).toHaveLength(2);
    const ids = Array.from(page.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/(?:aria-labelledby="|href="#)([^"]*)"/g)) expect(ids).toContain(id);
  });

  it("holds every row of every table without a script, detail tables folded", () => {
    const text = demo.slice(0, demo.indexOf("<script"));
    for (let i = 1; i <= 164; i++) expect(text).toContain(`<th scope="row">olympiad/${i}</th>`);
    expect(text).toMatch(/<details class="table detail"/);
    expect(text).toContain('44.7 % <span class="interval">[37.8 %, 51.8 %]</span>');
  });

  it("carries the document as data, whatever it holds", () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const document: ReportDocument = documentFullOf(text);
        expect(data(documentToHtml(document))).toEqual(document);
      }),
      { seed: 1 },
    );
  });

  it("names in its data the numbers that JSON has none for", () => {
    const rows = [{ label: "a", estimate: NaN, low: -Infinity, high: Infinity }];
    const html = documentToHtml(documentOf({ type: "dots", caption: "", x: { label: "", scale: "linear" }, rows }));
    expect(data(html)).toMatchObject({ sections: [{ blocks: [{ rows: [{ label: "a", estimate: { number: "NaN" }, low: { number: "-Infinity" }, high: { number: "Infinity" } }] }] }] });
  });

  it("has no markup that a text brought along", () => {
    const tags = (html: string): string[] => html.slice(0, html.indexOf("<script")).match(/<\/?(?!span)[a-z!][a-z0-9-]*/gi) ?? [];
    const harmless = tags(documentToHtml(documentFullOf("x")));
    fc.assert(
      fc.property(anyString, (text) => {
        expect(tags(documentToHtml(documentFullOf(text)))).toEqual(harmless);
      }),
      { seed: 1 },
    );
  });

  it("keeps a number and its unit on one line", () => {
    expect(documentToHtml(documentOf({ type: "paragraph", text: "At k = 16 'a' leads by 95 % [+3.5 pp, 1,200 %]; 3 % & 4 percent." }))).toContain(
      `<p>At <span class="quantity">k = 16</span> &#39;a&#39; leads by <span class="quantity">95 %</span> [<span class="quantity">+3.5 pp</span>, <span class="quantity">1,200 %</span>]; <span class="quantity">3 %</span> &amp; 4 percent.</p>`,
    );
  });

  it("breaks names of columns between words, not at hyphens, unless they are long", () => {
    const names = ["gpt-4-cot, best-of-8", "<a-b>&lt-x", `x-${"y".repeat(30)}`];
    const html = documentToHtml(documentOf({ type: "table", caption: "c", columns: names.map((name) => ({ name, format: "share" })), rows: [] }));
    const heads = Array.from(html.matchAll(/<th scope="col"[^>]*>(.*?)<\/th>/g), ([, head]) => head);
    expect(heads).toEqual(['<span class="quantity">gpt-4-cot,</span> <span class="quantity">best-of-8</span>', escapeHtml(names[1]), names[2]]);
  });

  it("leaves out what is empty", () => {
    const html = documentToHtml(documentOf());
    expect(html).not.toContain("<nav");
    expect(html).not.toContain('class="notices"');
    expect(html).not.toContain("<dl>");
  });
});

describe("escapeHtml()", () => {
  it("gives text that reads back the same, but for NUL and lone surrogates", () => {
    const references: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#13": "\r" };
    fc.assert(
      fc.property(anyString, (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"'\r]/);
        expect(escaped.replaceAll(/&([#a-z0-9]+);/g, (_, name: string) => references[name])).toBe(text.replaceAll("\0", "\ufffd").replaceAll(/\p{Surrogate}/gu, "\ufffd"));
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
