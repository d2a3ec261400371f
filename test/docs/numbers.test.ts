import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import * as library from "../../src/index.ts";
import { figureTable } from "../../src/report/figureTable.ts";
import type { Block, Section, Table } from "../../src/report/index.ts";
import { divlab } from "../cli/divlab.ts";
import { type Entry, pagePath, patternOf, readEntries, readSharedKeys } from "./numbersPage.ts";
import { makeReports, type Report } from "./reports.ts";

const examples = resolve(import.meta.dirname, "../../docs/examples");
const entries = readEntries();
const shared = new Set(readSharedKeys());
/** Which parts of the page tell of a command's report. */
const parts: Readonly<Record<string, readonly string[]>> = {
  report: ["`divlab report`", "`divlab compare`"],
  passk: ["`divlab passk`"],
  compare: ["`divlab compare`"],
  diversity: ["`divlab diversity`"],
  prune: ["`divlab prune`"],
  checkpoints: ["`divlab checkpoints`"],
  edc: ["`divlab edc`"],
  power: ["`divlab power`"],
};
const everywhere = ["Every report", "The measures of diversity"];
/** Tables whose rows are quantities of their own, by the heading of their first column. */
const listsOfQuantities = new Set(["measure", "effect size", "reward", "coefficient", "outcome"]);

let reports: Report[] = [];
/** Entries and names that some report shows. */
const shown = new Set<string>();

beforeAll(async () => {
  reports = await makeReports();
}, 120_000);

describe("docs/numbers.md", () => {
  it("has an entry for every section, column and axis of every report, and for every quantity that is a row", () => {
    const missing = reports.flatMap((report) => report.document.sections.flatMap((section) => lookUp(report, section)));
    expect([...new Set(missing)]).toEqual([]);
  });

  it("has an entry for every number of the JSON", () => {
    const missing = reports.flatMap(({ command, json }) => {
      const own = entries.filter((entry) => belongs(entry, command) || everywhere.includes(entry.command));
      const declared = own.flatMap(({ paths }) => paths.flatMap((path) => (command === "edc" && entryOf(own, path)?.command.startsWith("`divlab power`") ? [`power.${path}`] : [path])));
      const found = numbersOf(json, "");
      for (const path of declared) if (found.some((one) => covers(path, one))) shown.add(`json ${path.replace(/^power\./, "")}`);
      return found.filter((path) => !declared.some((one) => covers(one, path))).map((path) => `${command}: ${path}`);
    });
    expect([...new Set(missing)]).toEqual([]);
  });

  it("names functions that the library has, and links to a heading (which exists: links.test.ts)", () => {
    for (const { functions, link, line } of entries) {
      expect(functions.length, line).toBeGreaterThan(0);
      for (const name of functions) expect(library, line).toHaveProperty(name);
      expect(link, line).toMatch(/^[\w/-]+\.md#./);
    }
  });

  it("has an entry for every measure that the JSON names", () => {
    const known = new Set(entries.filter(({ command }) => command === "The measures of diversity").flatMap(({ names }) => names));
    for (const name of reports.flatMap(({ json }) => textsAt(json, "measure"))) {
      expect([...known]).toContain(name);
      shown.add(`The measures of diversity /  / ${name}`);
    }
  });

  it("tells of check and wise what they print, and no more", async () => {
    const folder = mkdtempSync(join(tmpdir(), "divlab-numbers-"));
    const weights = join(examples, "thinking.safetensors");
    const runs = [["check", join(examples, "rollouts.jsonl")], ["wise", weights, weights, "-o", join(folder, "w.safetensors")]];
    const texts = await Promise.all(runs.map((args) => divlab(...args)));
    const found = (await Promise.all(runs.map((args) => divlab(...args, "--json")))).flatMap(({ out }) => numbersOf(JSON.parse(out), ""));
    rmSync(folder, { recursive: true });
    const own = entries.filter(({ command }) => command.includes("`divlab check`"));
    for (const name of own.flatMap(({ names }) => names)) expect(texts.map(({ out }) => out).join("\n")).toContain(name);
    for (const path of own.flatMap(({ paths }) => paths)) expect(found.some((one) => covers(path, one)), path).toBe(true);
    expect(found.filter((path) => !own.some(({ paths }) => paths.some((one) => covers(one, path))))).toEqual([]);
  });

  it("is what every report points to, and where divlab --help says it lies", async () => {
    for (const { command, document, json } of reports) {
      expect(document.provenance.find(([label]) => label === "Formulas")?.[1], command).toContain("docs/numbers.md of @divlab/core");
      expect((json["provenance"] as Record<string, unknown>)["formulas"], command).toContain("docs/numbers.md of @divlab/core");
    }
    const { out } = await divlab("--help");
    const paths = Array.from(out.matchAll(/: +(\S*\/docs\/\S+)$/gm), ([, path]) => path);
    expect(paths).toContain(pagePath);
    for (const path of paths) expect(existsSync(path), path).toBe(true);
  });

  it("has no entry that no report shows", () => {
    const checked = entries.filter(({ command }) => !everywhere.includes(command) && !command.includes("`divlab check`"));
    const names = checked.flatMap((entry) => entry.names.filter((name) => !name.startsWith("JSON only") && !shown.has(`${entry.command} / ${entry.section} / ${name}`)).map((name) => `${entry.section}: ${name}`));
    const paths = checked.flatMap((entry) => entry.paths.filter((path) => !shown.has(`json ${path}`)));
    const measures = entries.filter(({ command }) => command === "The measures of diversity").flatMap((entry) => entry.names.filter((name) => !shown.has(`${entry.command} / ${entry.section} / ${name}`)));
    expect([names, paths, measures]).toEqual([[], [], []]);
  });
});

function belongs({ command }: Entry, of: string): boolean {
  return parts[of].some((part) => command.includes(part));
}

function entryOf(own: readonly Entry[], path: string): Entry | undefined {
  return own.find(({ paths }) => paths.includes(path));
}

/** What of a section has no entry on the page. */
function lookUp({ command, document, words }: Report, section: Section): string[] {
  if (section.id === "methods") return [];
  const own = entries.filter((entry) => belongs(entry, command) && entry.section.split(" · ").some((heading) => patternOf(heading, words).test(section.heading)));
  if (own.length === 0) return [`${command}: no section "${section.heading}"`];
  const measures = entries.filter((entry) => everywhere.includes(entry.command));
  const measureNames = measures.flatMap(({ names }) => names.map((name) => patternOf(name, words)));
  const isKnown = (text: string): boolean => {
    let known = false;
    for (const entry of [...own, ...measures]) {
      for (const name of entry.names) {
        const matches = name === "*measure*" ? measureNames.some((one) => one.test(text)) : name === "*measure*, difference" ? measureNames.some((one) => one.test(text.replace(/, difference$/, ""))) : patternOf(name, words).test(text);
        if (!matches || name.startsWith("“")) continue;
        known = true;
        shown.add(`${entry.command} / ${entry.section} / ${name}`);
      }
    }
    return known;
  };
  const prose = [document.summary, ...[...section.blocks, ...document.sections.filter(({ id }) => id === "methods").flatMap(({ blocks }) => blocks)].map((block) => (block.type === "paragraph" ? block.text : block.caption))];
  for (const entry of own) for (const name of entry.names) if (name.startsWith("“") && prose.some((text) => patternOf(name, words).test(text))) shown.add(`${entry.command} / ${entry.section} / ${name}`);
  return section.blocks.flatMap((block) => namesOf(block)).filter((text) => text !== "" && !isKnown(text)).map((text) => `${command}, ${section.heading}: ${text}`);
}

/** What a block calls its numbers: columns, axes, and rows that are quantities. */
function namesOf(block: Block): string[] {
  if (block.type === "paragraph") return [];
  if (block.type !== "table") return [block.x.label, ...("y" in block ? [block.y.label] : [])].concat(block.type === "dots" && block.heading === "measure" ? rowsOf(figureTable(block)) : []);
  return [...block.columns.map(({ name }) => name), ...(listsOfQuantities.has(block.columns[0].name) ? rowsOf(block) : [])];
}

function rowsOf({ rows }: Table): string[] {
  return rows.flatMap(([first]) => (typeof first === "string" ? [first.replace(/ \*$/, "")] : []));
}

/** Paths of the numbers in a result, `[]` for any index. */
function numbersOf(value: unknown, path: string): string[] {
  if (typeof value === "number" || value === "Infinity" || value === "-Infinity") return [path];
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => numbersOf(item, `${path}[]`)))];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => numbersOf(member, path === "" ? key : `${path}.${key}`));
}

/** Texts under a key, anywhere in a result. */
function textsAt(value: unknown, key: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => (name === key && typeof member === "string" ? [member] : textsAt(member, key)));
}

/** Whether an entry tells of a number: it names it, or an object below which only keys stand that mean the same everywhere. */
function covers(entry: string, path: string): boolean {
  if (path === entry) return true;
  if (!path.startsWith(`${entry}.`) && !path.startsWith(`${entry}[`)) return false;
  return path.slice(entry.length).split(/[.[\]]+/).filter((key) => key !== "").every((key) => shared.has(key));
}
