import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bleuMatrix, type BleuOptions, type BleuSmoothing, selfBleu, sentenceBleu } from "@divlab/core/text";
import oracle from "../fixtures/text/texts.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Few logarithms, one mean and an exponential. */
const ROUNDING = { rel: 1e-14 };

const mbrs = ["another test", "this is a test", "this is an test", "this is a fest"];
const settings = fc.record({
  maxOrder: fc.integer({ min: 1, max: 5 }),
  smoothing: fc.constantFrom<BleuSmoothing>("exp", "method1", "none"),
  effectiveOrder: fc.boolean(),
});
const textSets = fc.array(fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 10 }), { minLength: 2, maxLength: 7 });
const off = (n: number, i: number): number[] => Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);

describe("sentenceBleu()", () => {
  it("gives the published values of mbrs and of a perfect match", () => {
    expectWithin(100 * sentenceBleu(mbrs[0], [mbrs[1]]).estimate, 18.394, { abs: 5e-4 });
    expectWithin(100 * sentenceBleu(mbrs[3], [mbrs[1]]).estimate, 59.46, { abs: 5e-4 });
    expect(sentenceBleu(mbrs[1], [mbrs[1]]).estimate).toBe(1);
    expect(sentenceBleu("", [mbrs[1]]).estimate).toBe(0);
  });

  it("gives the example of Papineni et al.: seven times the", () => {
    const { matches, totals } = sentenceBleu("the the the the the the the", ["the cat is on the mat", "there is a cat on the mat"]);
    expect([matches[0], totals[0]]).toEqual([2, 7]);
  });

  it("returns what it is made of", () => {
    const result = sentenceBleu("this is a fest", ["this is a test"]);
    expect(result).toMatchObject({ matches: Int32Array.of(3, 2, 1, 0), totals: Int32Array.of(4, 3, 2, 1), brevityPenalty: 1, length: 4, referenceLength: 4 });
    expect(result.precisions).toEqual(Float64Array.of(3 / 4, 2 / 3, 1 / 2, 1 / 2));
    expect(sentenceBleu("a b", ["a c"]).precisions).toEqual(Float64Array.of(1 / 2, 1 / 2, NaN, NaN));
    expect(sentenceBleu("a b", ["a c"], { smoothing: "method1" }).precisions).toEqual(Float64Array.of(1 / 2, 0.1, 0.1, 0.1));
    expect(sentenceBleu("a b", ["c"]).precisions).toEqual(Float64Array.of(0, 0, NaN, NaN));
  });

  it("penalises by the closest reference length, of two the shorter", () => {
    const lengthFor = (references: string[]): number => sentenceBleu("a b c", references).referenceLength;
    expect(lengthFor(["a b c d", "a b"])).toBe(2);
    expect(lengthFor(["a b c d", "a"])).toBe(4);
    expect(lengthFor(["a b c d e", "a b c", ""])).toBe(3);
    expectWithin(sentenceBleu("a b", ["a b c"], { maxOrder: 2 }).estimate, Math.exp(-1 / 2), ROUNDING);
  });

  it("is 0 without a common token, for short candidates without effective order, and unsmoothed where an order has no match", () => {
    for (const smoothing of ["exp", "method1", "none"] as const) expect(sentenceBleu("a b", ["c d"], { smoothing }).estimate).toBe(0);
    expect(sentenceBleu("a b", ["a b"], { effectiveOrder: false }).estimate).toBe(0);
    expect(sentenceBleu("a b", ["a b"], { smoothing: "none" }).estimate).toBe(0);
    expect(sentenceBleu("a b c d", ["a b d c"], { smoothing: "none" }).estimate).toBe(0);
  });

  it("names what is wrong", () => {
    expect(() => sentenceBleu("a", [])).toThrow("Cannot compute BLEU: references must hold at least 1 value, got 0");
    expect(() => sentenceBleu("a", "b" as unknown as string[])).toThrow("references must be an array");
    expect(() => sentenceBleu(1 as unknown as string, ["a"])).toThrow(TypeError);
    expect(() => sentenceBleu("a", ["a"], { maxOrder: 0 })).toThrow("maxOrder must be an integer ≥ 1, got 0");
    expect(() => sentenceBleu("a", ["a"], { smoothing: "floor" } as object)).toThrow('smoothing must be "exp" or "method1" or "none", got "floor"');
    expect(() => sentenceBleu("a", ["a"], { effectiveOrder: 1 } as object)).toThrow("effectiveOrder must be true or false");
    expect(() => sentenceBleu("a", ["a"], { lowercase: true } as object)).toThrow("unknown option `lowercase`");
  });
});

describe("selfBleu()", () => {
  it("gives what exact fractions, sacreBLEU and NLTK give", () => {
    for (const { texts, value, scores, ...row } of oracle.selfBleu) {
      const result = selfBleu(texts, row as BleuOptions);
      expectWithin(result.estimate, value, ROUNDING);
      result.scores.forEach((score, i) => expectWithin(score, scores[i], ROUNDING));
    }
  });

  it("gives the values of four short texts", () => {
    expectWithin(selfBleu(mbrs).estimate, 0.44275994323165696, ROUNDING);
    expectWithin(selfBleu(mbrs, { smoothing: "method1" }).estimate, 0.2669908332083213, ROUNDING);
    expectWithin(selfBleu(mbrs, { smoothing: "method1", maxOrder: 3 }).estimate, 0.40457693513667836, ROUNDING);
  });

  it("equals, to the last bit, every text scored against all others", () => {
    fc.assert(
      fc.property(textSets, settings, (texts, options) => {
        const { scores } = selfBleu(texts, options);
        texts.forEach((text, i) => expect(scores[i]).toBe(sentenceBleu(text, off(texts.length, i).map((j) => texts[j]), options).estimate));
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it("does not mind the order of the texts", () => {
    fc.assert(
      fc.property(textSets, settings, (texts, options) => {
        expect(selfBleu(texts.toReversed(), options).scores.toReversed()).toEqual(selfBleu(texts, options).scores);
      }),
      { seed: 12, numRuns: 50 },
    );
  });

  it("is 1 for copies, 0 for texts with nothing in common", () => {
    expect(selfBleu(["a b c d e", "a b c d e", "a b c d e"]).estimate).toBe(1);
    expect(selfBleu(["a b c d", "e f g h"]).estimate).toBe(0);
  });

  it("never falls when a text of the same length is added", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom("a", "b"), { minLength: 6, maxLength: 6 }), { minLength: 3, maxLength: 6 }), (texts) => {
        const options = { smoothing: "none", maxOrder: 2 } as const;
        const { scores } = selfBleu(texts, options);
        selfBleu(texts.slice(0, -1), options).scores.forEach((fewer, i) => expect(fewer).toBeLessThanOrEqual(scores[i]));
      }),
      { seed: 13, numRuns: 50 },
    );
  });

  it("is NaN for fewer than two texts; empty texts score 0 and count", () => {
    expect(selfBleu([])).toEqual({ estimate: NaN, scores: new Float64Array(0), n: 0 });
    expect(selfBleu(["a b"])).toEqual({ estimate: NaN, scores: Float64Array.of(NaN), n: 1 });
    expect(selfBleu(["", ""])).toEqual({ estimate: 0, scores: Float64Array.of(0, 0), n: 2 });
    expect(selfBleu(["a", "a", ""]).scores).toEqual(Float64Array.of(1, 1, 0));
  });

  it("names what is wrong", () => {
    expect(() => selfBleu(["a", 5 as unknown as string])).toThrow("Cannot compute self-BLEU: a text must be a string or an array of tokens, got 5 at texts[1]");
    expect(() => selfBleu(["a", "b"], { order: 3 } as object)).toThrow("unknown option `order`");
  });
});

describe("bleuMatrix()", () => {
  it("gives what exact fractions, sacreBLEU and NLTK give", () => {
    for (const { texts, matrix, ...row } of oracle.bleu) {
      const { data, shape } = bleuMatrix(texts, row as BleuOptions);
      expect(shape).toEqual([texts.length, texts.length]);
      matrix.flat().forEach((value, at) => expectWithin(data[at], value, ROUNDING));
    }
  });

  it("equals, to the last bit, every text scored against every text", () => {
    fc.assert(
      fc.property(textSets, settings, (texts, options) => {
        const expected = texts.flatMap((text) => texts.map((reference) => sentenceBleu(text, [reference], options).estimate));
        expect(bleuMatrix(texts, options).data).toEqual(Float64Array.from(expected));
      }),
      { seed: 14, numRuns: 200 },
    );
  });

  it("gives the utilities of mbrs, and the mean off the diagonal", () => {
    const { data } = bleuMatrix(mbrs);
    const rowMean = (i: number): number => (data[4 * i] + data[4 * i + 1] + data[4 * i + 2] + data[4 * i + 3]) / 4;
    [34.197, 52.697, 45.819, 47.852].forEach((value, i) => expectWithin(100 * rowMean(i), value, { abs: 6e-4 }));
    const total = data.reduce((sum, value) => sum + value, 0);
    expectWithin((total - 4) / 12, 0.2685506661441766, { rel: 1e-14 });
  });

  it("has rows and columns for empty texts, and none for no text", () => {
    expect(bleuMatrix(["a", ""]).data).toEqual(Float64Array.of(1, 0, 0, 0));
    expect(bleuMatrix([])).toEqual({ data: new Float64Array(0), shape: [0, 0] });
  });
});
