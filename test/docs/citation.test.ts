import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(`${root}/${file}`, "utf8");

/** What the citation needs of YAML: `key: value` at the margin, lists of `- item` and of `- key: value` below a key. */
function parseCitation(text: string): Map<string, string | string[]> {
  const found = new Map<string, string | string[]>();
  let list: string[] = [];
  for (const [i, line] of text.trimEnd().split("\n").entries()) {
    const [, key, value, item] = /^(?:([a-z-]+):(?: (\S.*))?|  - (\S.*))$/.exec(line) ?? [];
    if (key !== undefined && !found.has(key)) found.set(key, value === undefined ? (list = []) : scalarOf(value));
    else if (item !== undefined) list.push(scalarOf(item));
    else throw new Error(`CITATION.cff:${i + 1}: ${line}`);
  }
  return found;
}

/** A plain scalar may not begin with a mark of YAML nor hold `: ` or ` #`; a quoted one is JSON here. */
function scalarOf(text: string): string {
  if (text.startsWith('"')) return JSON.parse(text) as string;
  const plain = text.replace(/^name: /, "");
  if (/^[-?:,[\]{}#&*!|>'"%@`]|: | #/.test(plain)) throw new Error(`needs quotes: ${text}`);
  return text;
}

describe("CITATION.cff", () => {
  const citation = parseCitation(read("CITATION.cff"));
  const { version, license, description, name } = JSON.parse(read("package.json")) as Record<string, string>;

  it("has the keys that version 1.2.0 of the format asks for", () => {
    expect(citation.get("cff-version")).toBe("1.2.0");
    for (const key of ["message", "title", "authors"]) expect(citation.get(key)?.length, key).toBeGreaterThan(0);
    const known = ["abstract", "authors", "cff-version", "date-released", "doi", "keywords", "license", "message", "repository-code", "title", "type", "url", "version"];
    expect([...citation.keys()].filter((key) => !known.includes(key))).toEqual([]);
    if (citation.has("date-released")) expect(citation.get("date-released")).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it("says what package.json and LICENSE say", () => {
    expect(citation.get("version")).toBe(version);
    expect(citation.get("license")).toBe(license);
    expect(citation.get("title")).toBe(name);
    expect(citation.get("abstract")).toBe(description);
    expect(citation.get("authors")).toEqual([`name: ${/^Copyright \(c\) \d{4} (.+)$/m.exec(read("LICENSE"))?.[1]}`]);
  });
});
