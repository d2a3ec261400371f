import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

interface Links {
  brokenPageLinks(root: string, files: readonly string[]): string[];
  brokenSiteLinks(folder: string): string[];
  listFiles(folder: string, extension: string): string[];
}

const root = resolve(import.meta.dirname, "../..");
const { brokenPageLinks, brokenSiteLinks, listFiles } = (await import(/* @vite-ignore */ `${root}/.ci/links.mjs`)) as Links;
const pages = listFiles(`${root}/docs`, ".md").filter((file) => !/^api\/|node_modules\//.test(file)).map((file) => `docs/${file}`);

const folder = mkdtempSync(join(tmpdir(), "divlab-links-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(join(folder, "case-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}

describe("the Markdown pages", () => {
  it("link to files and headings that exist, and outside to plain https addresses only", () => {
    expect(pages.length).toBeGreaterThan(25);
    expect(brokenPageLinks(root, ["README.md", ...pages])).toEqual([]);
  });

  it("are all in the site, each under a short title of its own", () => {
    const { projectDocuments } = JSON.parse(readFileSync(`${root}/typedoc.json`, "utf8")) as { projectDocuments: string[] };
    expect(projectDocuments.toSorted()).toEqual(pages);
    const titles = pages.map((page) => /^# (.+)$/m.exec(readFileSync(`${root}/${page}`, "utf8"))?.[1].split(": ")[0] ?? "");
    expect(new Set(titles).size).toBe(pages.length);
    for (const [i, title] of titles.entries()) expect(title.length, `the heading of ${pages[i]} up to its colon: "${title}"`).toSatisfy((length: number) => length > 0 && length <= 60);
  });
});

describe("commands in the Markdown pages", () => {
  const texts = ["README.md", ...pages].map((page) => [page, readFileSync(`${root}/${page}`, "utf8")] as const);
  const named = (pattern: RegExp): { readonly page: string; readonly name: string }[] => texts.flatMap(([page, text]) => Array.from(text.matchAll(pattern), ([, name]) => ({ page, name })));

  it("are scripts of package.json", () => {
    const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { scripts: Record<string, string> };
    const used = named(/npm run (?:--silent )?([a-z]\w*(?::\w+)?)/g);
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter(({ name }) => !(name in scripts))).toEqual([]);
  });

  it("are commands of divlab", () => {
    const commands = listFiles(`${root}/src/cli/commands`, ".ts").map((file) => file.replace(".ts", ""));
    const used = named(/^(?:npx @divlab\/core|divlab) ([a-z]+)/gm);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(({ name }) => !commands.includes(name))).toEqual([]);
  });
});

describe("brokenPageLinks()", () => {
  it("finds what is missing, what leaves the repository and what is not plain https", () => {
    const home = folderOf({
      "README.md": "# One `two`: three\n\n## Same\n## Same\n\n[ok](#one-two-three) [ok](docs/a.md#same) [ok](#same-1) ![ok](docs/a.png) [ok](https://example.org/a?b=c#d)\n\n```md\n[no link](nowhere.md)\n```\n",
      "docs/a.md": "# Same\n[1](b.md) ![2](b.png) [3](../README.md#one) [4](#same-1) [5](../../x.md) [6](/a.md) [7](http://example.org) <img src=\"c.png\">\n\n[8][ref]\n\n[ref]: d.md\n",
      "docs/a.png": "",
    });
    expect(brokenPageLinks(home, ["README.md", "docs/a.md"])).toEqual([
      "docs/a.md: b.md does not exist",
      "docs/a.md: b.png does not exist",
      "docs/a.md: ../README.md#one has no such heading",
      "docs/a.md: #same-1 has no such heading",
      "docs/a.md: ../../x.md leads out of the repository",
      "docs/a.md: /a.md leads out of the repository",
      "docs/a.md: http://example.org is not a plain https address",
      "docs/a.md: d.md does not exist",
      "docs/a.md: c.png does not exist",
    ]);
  });
});

describe("brokenSiteLinks()", () => {
  it("finds files and anchors that are missing, and links that only a server at its root would find", () => {
    const home = folderOf({
      "index.html": '<link href="style.css"/><a id="top" href="pages/a.html#x">ok</a><a href="#top">ok</a><a href="#">ok</a><a href="https://example.org">ok</a>',
      "pages/a.html": '<h1 id="x"></h1><a href="../index.html#none">1</a><img src="b.png"/><a href="/index.html">3</a><a href="..">4</a><a href="../../x.html">5</a><a href="a.html?q=1#x">ok</a>',
      "style.css": "",
    });
    expect(brokenSiteLinks(home)).toEqual([
      "pages/a.html: ../index.html#none has no such anchor",
      "pages/a.html: b.png does not exist",
      "pages/a.html: /index.html leads out of the site",
      "pages/a.html: .. does not exist",
      "pages/a.html: ../../x.html leads out of the site",
    ]);
  });
});
