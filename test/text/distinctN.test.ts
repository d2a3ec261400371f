import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distinctN } from "@divlab/core/text";
import oracle from "../fixtures/text/texts.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Sums of positive terms: some hundred of them in the largest case. */
const EXACT = { rel: 1e-13 };

const words = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 12 });
const textSets = fc.array(words, { minLength: 1, maxLength: 6 });

describe("distinctN()", () => {
  it("gives the counts and ratios of exact arithmetic", () => {
    for (const { texts, n, budget, vocabulary, ...expected } of oracle.distinct) {
      const result = distinctN(texts, n, { budget, vocabulary });
      expect(result.distinct).toBe(expected.distinct);
      expect(result.total).toBe(expected.total);
      expect(result.estimate).toBe(expected.total === 0 ? NaN : expected.distinct / expected.total);
      expectWithin(result.perText, expected.perText ?? NaN, EXACT);
      expectWithin(result.rarefied, expected.rarefied ?? NaN, EXACT);
      expectWithin(result.expectationAdjusted, expected.expectationAdjusted ?? NaN, EXACT);
    }
  });

  it("gives the published counts of two replies and a third (diversity-eval)", () => {
    const texts = ["i am going", "i am going", "lets go i i"];
    expect([1, 2, 3, 4, 5].map((n) => distinctN(texts, n).estimate)).toEqual([1 / 2, 5 / 7, 3 / 4, 1, NaN]);
  });

  it("never joins the end of one text to the beginning of the next", () => {
    const { distinct, total } = distinctN(["a b", "b a", "a"], 2);
    expect([distinct, total]).toEqual([2, 2]);
  });

  it("counts as a set of joined n-grams does", () => {
    fc.assert(
      fc.property(textSets, fc.integer({ min: 1, max: 4 }), (texts, n) => {
        const all = texts.flatMap((tokens) => tokens.slice(n - 1).map((_, i) => tokens.slice(i, i + n).join(" ")));
        const { distinct, total } = distinctN(texts, n);
        expect([distinct, total]).toEqual([new Set(all).size, all.length]);
      }),
      { seed: 3 },
    );
  });

  it("keeps n-grams apart whatever their tokens hold", () => {
    expect(distinctN([["a b", "c"], ["a", "b c"], ["a b c", ""], ["", "a b c"]], 2).distinct).toBe(4);
    expect(distinctN([["__proto__", "constructor"], ["constructor", "__proto__"]], 1).distinct).toBe(2);
    // All pairs of 300 tokens: a hash alone would have to collide somewhere in a table of this size.
    const tokens = Array.from({ length: 300 }, (_, i) => `${i}`);
    expect(distinctN(tokens.flatMap((a) => tokens.map((b) => [a, b])), 2).distinct).toBe(90_000);
  });

  it("rarefied to all n-grams is the pooled share, to one it is 1, and it falls in between", () => {
    fc.assert(
      fc.property(textSets, fc.integer({ min: 1, max: 3 }), (texts, n) => {
        const { estimate, total } = distinctN(texts, n);
        if (total === 0) return;
        const shares = Array.from({ length: total }, (_, i) => distinctN(texts, n, { budget: i + 1 }).rarefied);
        expectWithin(shares[0], 1, { rel: 1e-14 });
        expect(shares[total - 1]).toBe(estimate);
        const counts = shares.map((share, i) => share * (i + 1));
        for (let i = 1; i < total; i++) {
          expect(shares[i]).toBeLessThanOrEqual(shares[i - 1] * (1 + 1e-14));
          expect(counts[i]).toBeGreaterThanOrEqual(counts[i - 1] * (1 - 1e-14));
        }
        expect(distinctN(texts, n, { budget: total + 1 }).rarefied).toBeNaN();
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it("rarefies many n-grams without losing digits", () => {
    // 100,000 tokens twice each: E/m = N[1 − C(T − 2, m)/C(T, m)]/m = 1 − (m − 1)/(2(T − 1)).
    const half = Array.from({ length: 100_000 }, (_, i) => `${i}`);
    for (const budget of [1, 2, 1000, 150_000]) {
      expectWithin(distinctN([half, half], 1, { budget }).rarefied, 1 - (budget - 1) / (2 * (2e5 - 1)), { rel: 1e-14 });
    }
  });

  it("does not mind the order of the texts, and counts each token once however it is split", () => {
    fc.assert(
      fc.property(textSets, (texts) => {
        const options = { budget: 3, vocabulary: 100 };
        const forward = distinctN(texts, 2, options);
        const { perText, ...backward } = distinctN(texts.toReversed(), 2, options);
        expect({ ...backward, perText: forward.perText }).toEqual(forward);
        // A mean of six in another order.
        expectWithin(perText, forward.perText, { rel: 1e-15 });
        expect(distinctN(texts.map((tokens) => tokens.join(" ")), 2, options)).toEqual(forward);
      }),
      { seed: 7 },
    );
  });

  it("is NaN, not 0, where there is no n-gram", () => {
    const nothing = { estimate: NaN, perText: NaN, rarefied: NaN, expectationAdjusted: NaN, distinct: 0, total: 0, texts: 0, n: 3 };
    for (const texts of [[], [""], ["a b", "  "]]) expect(distinctN(texts, 3, { budget: 1, vocabulary: 9 })).toEqual(nothing);
  });

  it("leaves texts without n-grams out of the mean per text", () => {
    expect(distinctN(["a a", "b", "", "a b c"], 2)).toMatchObject({ perText: 1, texts: 2, distinct: 3, total: 3 });
  });

  it("takes another tokenizer", () => {
    expect(distinctN(["abab", "😀b"], 1, { tokenize: (text) => Array.from(text) })).toMatchObject({ distinct: 3, total: 6 });
  });

  it("is 1 for a single possible n-gram, by expectation", () => {
    expect(distinctN(["a a a"], 1, { vocabulary: 1 }).expectationAdjusted).toBe(1);
  });

  it("names what is wrong", () => {
    expect(() => distinctN(["a"], 0)).toThrow("Cannot compute distinct-n: n must be an integer ≥ 1, got 0");
    expect(() => distinctN(["a"], 1, { budget: 1.5 })).toThrow(RangeError);
    expect(() => distinctN(["a b"], 1, { vocabulary: 1 })).toThrow("vocabulary must be at least the number of different n-grams, 2, got 1");
    expect(() => distinctN(["a b"], 1, { vocabulary: Infinity })).toThrow("vocabulary must be finite");
    expect(() => distinctN("a b" as unknown as string[], 1)).toThrow("texts must be an array");
    expect(() => distinctN(["a", null as unknown as string], 1)).toThrow("a text must be a string or an array of tokens, got null at texts[1]");
    expect(() => distinctN([["a", 3 as unknown as string]], 1)).toThrow("tokens must be strings, got 3 as token 1 of texts[0]");
    expect(() => distinctN(["a"], 1, { tokenize: () => "a" as unknown as string[] })).toThrow("tokenize must return an array of strings");
    expect(() => distinctN(["a"], 1, { tokenize: "word" as unknown as () => string[] })).toThrow("tokenize must be a function");
    expect(() => distinctN(["a"], 1, { order: 2 } as object)).toThrow("unknown option `order`");
  });
});
