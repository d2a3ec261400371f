import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textDistances } from "@divlab/core/text";
import { symmetricEigenvalues } from "../../src/numeric/linalg/symmetricEigenvalues.ts";
import { expectWithin } from "../within.ts";

type Kind = "cosine" | "jaccard";

/** Straight from the definition, with strings as keys. */
function direct(a: readonly string[], b: readonly string[], n: number, kind: Kind): number {
  const x = grams(a, n);
  const y = grams(b, n);
  if (x.size === 0 || y.size === 0) return x.size === y.size ? 0 : 1;
  const keys = [...new Set([...x.keys(), ...y.keys()])];
  if (kind === "jaccard") return 1 - keys.filter((key) => x.has(key) && y.has(key)).length / keys.length;
  const dot = (u: Map<string, number>, v: Map<string, number>): number => keys.reduce((total, key) => total + (u.get(key) ?? 0) * (v.get(key) ?? 0), 0);
  return 1 - dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

function grams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let order = 1; order <= n; order++) {
    for (let i = 0; i + order <= tokens.length; i++) {
      const key = JSON.stringify(tokens.slice(i, i + order));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

const token = fc.constantFrom("4", "6", "+", "=", "24", "the");
const batches = fc.array(fc.array(token, { maxLength: 9 }), { minLength: 1, maxLength: 8 });

describe("textDistances()", () => {
  it.each(["cosine", "jaccard"] as const)("is the %s distance of n-gram counts, by definition", (distance) => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 4 }), (texts, n) => {
        const { data, n: size } = textDistances(texts, { n, distance });
        expect(size).toBe(texts.length);
        let at = 0;
        // The definition cancels near 0, hence an absolute tolerance of some rounding errors of 1.
        for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) expectWithin(data[at++], direct(texts[i], texts[j], n, distance), { abs: 4e-15 });
        expect(at).toBe(data.length);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("counts to two tokens by default and splits at white space", () => {
    const texts = ["a b c", "a  c\nb"];
    // Shared: a, b, c of five n-grams each.
    expect(textDistances(texts).data[0]).toBeCloseTo(1 - 3 / 5, 15);
    expect(textDistances(texts, { n: 1 }).data[0]).toBe(0);
    expect(textDistances(["ab", "ba"], { n: 1, tokenize: (text) => [...text] }).data[0]).toBe(0);
  });

  it.each(["cosine", "jaccard"] as const)("has a positive semidefinite similarity, %s", (distance) => {
    fc.assert(
      fc.property(batches, (texts) => {
        const { data, n } = textDistances(texts, { distance });
        const kernel = new Float64Array(n * n);
        let at = 0;
        for (let i = 0; i < n; i++) {
          kernel[i * n + i] = 1;
          for (let j = i + 1; j < n; j++) kernel[i * n + j] = kernel[j * n + i] = 1 - data[at++];
        }
        expect(Math.min(...symmetricEigenvalues(kernel, n))).toBeGreaterThan(-1e-13);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it.each(["cosine", "jaccard"] as const)("is exactly 0 for equal texts and 1 for those with nothing in common, %s", (distance) => {
    const text = "so it goes , so it goes , and so on";
    expect([...textDistances([text, text, "else where"], { distance }).data]).toEqual([0, 1, 1]);
    // The same n-grams in the same proportions, though not as often.
    expect(textDistances(["a", "a a a"], { n: 1, distance }).data[0]).toBe(0);
  });

  it("keeps all digits of near duplicates", () => {
    // 10,000 equal words and a different last one, single words only: p = 10⁸, a = b = 10⁸ + 1, so d = 1/(10⁸ + 1).
    const words = Array.from({ length: 10_000 }, () => "w");
    const { data } = textDistances([[...words, "x"], [...words, "y"]], { n: 1 });
    expectWithin(data[0], 1 / (1e8 + 1), { rel: 4e-16 });
    // 3,000 different words, one of them replaced: d = 1/3000, of which the last digits are right.
    const story = Array.from({ length: 3000 }, (_, i) => `w${i}`);
    expectWithin(textDistances([story, story.with(7, "other")], { n: 1 }).data[0], 1 / 3000, { rel: 4e-16 });
  });

  it("takes texts without tokens as equal to one another and unlike all others", () => {
    expect([...textDistances(["", " \n", "a"]).data]).toEqual([0, 1, 1]);
    expect([...textDistances(["", " \n", "a"], { distance: "jaccard" }).data]).toEqual([0, 1, 1]);
    expect(textDistances([]).data).toHaveLength(0);
    expect(textDistances(["a"]).n).toBe(1);
  });

  it("names what is wrong", () => {
    expect(() => textDistances(["a", 1 as unknown as string])).toThrow("Cannot compute distances of texts: a text must be a string or an array of tokens, got 1 at texts[1]");
    expect(() => textDistances("ab" as unknown as string[])).toThrow("texts must be an array");
    expect(() => textDistances(["a"], { n: 0 })).toThrow("n must be an integer ≥ 1, got 0");
    expect(() => textDistances(["a"], { distance: "dice" as Kind })).toThrow('distance must be "cosine" or "jaccard", got "dice"');
    expect(() => textDistances(["a"], { size: 1 } as object)).toThrow("unknown option `size`");
  });
});
