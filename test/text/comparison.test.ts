/** The table of docs/methods/text.md: what the measures say of one and the same source at other numbers and lengths of texts. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "@divlab/core/random";
import { bleuMatrix, distinctN, selfBleu } from "@divlab/core/text";

const page = readFileSync(resolve(import.meta.dirname, "../../docs/methods/text.md"), "utf8");

const vocabulary = 2000;
const ends: number[] = [];
for (let rank = 1; rank <= vocabulary; rank++) ends.push((ends.at(-1) ?? 0) + 1 / rank);

/** A word of 2,000, the one of rank r with a probability proportional to 1/r. */
function zipfWord(rng: Rng): string {
  const at = rng.float() * ends[vocabulary - 1];
  let low = 0;
  let high = vocabulary - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] > at) high = middle;
    else low = middle + 1;
  }
  return `${low}`;
}

/** With topics half of a text's words are its own, which no other text has. */
function drawTexts(rng: Rng, n: number, length: number, topics: boolean): string[][] {
  return Array.from({ length: n }, (_, t) => Array.from({ length }, () => (topics && rng.float() < 0.5 ? `${t}:${zipfWord(rng)}` : zipfWord(rng))));
}

function measure(n: number, length: number, topics: boolean): number[] {
  const runs = Array.from({ length: 20 }, (_, run) => {
    const texts = drawTexts(createRng(`text/${topics}/${n}/${length}/${run}`), n, length, topics);
    const words = distinctN(texts, 1, topics ? { budget: 40 } : { budget: 40, vocabulary });
    const others = (bleuMatrix(texts).data.reduce((sum, value) => sum + value, 0) - n) / (n * (n - 1));
    return [words.estimate, words.expectationAdjusted, words.rarefied, distinctN(texts, 2).estimate, selfBleu(texts).estimate, others];
  });
  return runs[0].map((_, column) => runs.reduce((sum, run) => sum + run[column] / runs.length, 0));
}

const designs = [2, 8, 64].flatMap((n) => [20, 100, 500].map((length) => [n, length] as const));

describe.each([false, true])("one source, topics %s", (topics) => {
  const rows = designs.map(([n, length]) => ({ n, length, values: measure(n, length, topics) }));
  const column = (at: number, keep: (row: { n: number; length: number }) => boolean): number[] => rows.filter(keep).map(({ values }) => values[at]);

  it("gives the rows of docs/methods/text.md", () => {
    for (const { n, length, values } of rows) {
      const cells = values.map((value) => (Number.isNaN(value) ? "" : value.toFixed(3)));
      expect(page).toContain(`| ${topics ? "own topics" : "one source"} | ${n} | ${length} | ${cells.join(" | ")} |`);
    }
  });

  it("distinct-n falls with number and length of texts, self-BLEU rises with their number", () => {
    for (const at of [0, 3]) {
      for (const n of [2, 8, 64]) expect(column(at, (row) => row.n === n)).toEqual(column(at, (row) => row.n === n).toSorted((a, b) => b - a));
      for (const length of [20, 100, 500]) expect(column(at, (row) => row.length === length)).toEqual(column(at, (row) => row.length === length).toSorted((a, b) => b - a));
    }
    for (const length of [20, 100, 500]) expect(column(4, (row) => row.length === length)).toEqual(column(4, (row) => row.length === length).toSorted((a, b) => a - b));
  });

  it("the rarefied share does not drift with length, nor, without topics, with number", () => {
    const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);
    // Standard errors over 20 runs are 0.014 for two texts of 20 words, 0.007 and less elsewhere.
    for (const n of [2, 8, 64]) expect(spread(column(2, (row) => row.n === n))).toBeLessThan(n === 2 ? 0.04 : 0.02);
    if (!topics) expect(spread(column(2, ({ n }) => n > 2))).toBeLessThan(0.02);
  });
});
