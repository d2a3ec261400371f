import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

type Result = Readonly<Record<string, unknown>>;
type Experiment = readonly [
  name: string,
  run: () => Result | Promise<Result>,
  findings: (result: Result) => Record<string, string>,
  section: (result: Result) => { readonly blocks: readonly { readonly type: string }[] },
];

const docs = resolve(import.meta.dirname, "../../docs");
const page = readFileSync(`${docs}/methods/collapse.md`, "utf8");
const { experiments } = (await import(/* @vite-ignore */ `${docs}/examples/collapse.mjs`)) as { experiments: Record<string, Experiment> };
const { figures } = (await import(/* @vite-ignore */ `${docs}/images/collapse.mjs`)) as { figures: Record<string, readonly [section: string, index: number]> };

/** Sentences of the page by their marks: `text <!-- experiment.label -->`. */
const sentences = new Map(Array.from(page.matchAll(/^(?:- |\*\*[^*]+\*\* |)(.*) <!-- ([\w.]+) -->$/gm), ([, text, mark]) => [mark, text]));

const data = process.env["DIVLAB_DATA"] ?? resolve(docs, "../../shared/data");
const present = existsSync(`${data}/tot-game24`);

describe("docs/methods/collapse.md", () => {
  it.each(Object.entries(experiments))(`says what the experiment on %s gives${present ? "" : " (real samples SKIPPED: ../shared/data is not here)"}`, async (key, [, run, findings, section]) => {
    const result = await run();
    const found = findings(result);
    for (const [label, sentence] of Object.entries(found)) expect(sentences.get(`${key}.${label}`), `${key}.${label}`).toBe(sentence);
    const marks = [...sentences.keys()].filter((mark) => mark.startsWith(`${key}.`) && (present || !mark.startsWith("decoding.real")));
    expect(marks.toSorted()).toEqual(Object.keys(found).map((label) => `${key}.${label}`).toSorted());
    expect(Object.values(found).join(" ")).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(section(result).blocks.some(({ type }) => type === "curves" || type === "scatter")).toBe(true);
  });

  it("shows every figure that is shot from the report, with words for who cannot see it", () => {
    const shown = Array.from(page.matchAll(/!\[([^\]]*)\]\(\.\.\/images\/collapse\/([\w-]+)\.png\)/g), ([, words, name]) => ({ words, name }));
    expect(shown.map(({ name }) => name).toSorted()).toEqual(Object.keys(figures).toSorted());
    for (const { words, name } of shown) {
      expect(words.length, name).toBeGreaterThan(30);
      expect(existsSync(`${docs}/images/collapse/${name}.png`), name).toBe(true);
    }
  });
});
