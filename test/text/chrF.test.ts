import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chrF, chrFMatrix } from "@divlab/core/text";
import oracle from "../fixtures/text/texts.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** A dozen quotients and their means. */
const ROUNDING = { rel: 1e-14 };

const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c", " ", "😀"), maxLength: 15 }), { minLength: 1, maxLength: 6 });

describe("chrF() and chrFMatrix()", () => {
  it("give what exact fractions and sacreBLEU give", () => {
    for (const { texts: list, maxOrder, beta, matrix } of oracle.chrF) {
      const { data, shape } = chrFMatrix(list, { maxOrder, beta });
      expect(shape).toEqual([list.length, list.length]);
      matrix.flat().forEach((value, at) => expectWithin(data[at], value, ROUNDING));
    }
  });

  it("give the published values of mbrs", () => {
    expectWithin(100 * chrF("another test", "this is a test").estimate, 23.06, { abs: 5e-4 });
    expectWithin(100 * chrF("this is a fest", "this is a test").estimate, 60.628, { abs: 5e-4 });
  });

  it("agree to the last bit", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 7 }), fc.constantFrom(0.5, 1, 2, 3), (list, maxOrder, beta) => {
        const expected = list.flatMap((text) => list.map((reference) => chrF(text, reference, { maxOrder, beta }).estimate));
        expect(chrFMatrix(list, { maxOrder, beta }).data).toEqual(Float64Array.from(expected));
      }),
      { seed: 21, numRuns: 200 },
    );
  });

  it("swap precision and recall with the texts; at β = 1 chrF is symmetric", () => {
    const [one, other] = [chrF("abcab c", "abd"), chrF("abd", "abcab c")];
    expect([one.precision, one.recall]).toEqual([other.recall, other.precision]);
    expect(chrF("abcab c", "abd", { beta: 1 }).estimate).toBe(chrF("abd", "abcab c", { beta: 1 }).estimate);
  });

  it("count code points and no white space", () => {
    // One of two characters and none of one bigram: P = R = 1/4. As UTF-16 units the halves of the signs would match too.
    expect(chrF("😀a", "😁a")).toEqual({ estimate: 0.25, precision: 0.25, recall: 0.25 });
    expect(chrF("a b\u3000c\n", "abc").estimate).toBe(1);
  });

  it("are 0 for empty texts and 1 for equal ones", () => {
    expect(chrF("", "abc")).toEqual({ estimate: 0, precision: 0, recall: 0 });
    expect(chrF("abc", " ").estimate).toBe(0);
    expect(chrF("", "").estimate).toBe(0);
    expect(chrF("abcdefgh", "abcdefgh").estimate).toBe(1);
    expect(chrFMatrix([])).toEqual({ data: new Float64Array(0), shape: [0, 0] });
  });

  it("name what is wrong", () => {
    expect(() => chrF("a", 2 as unknown as string)).toThrow("Cannot compute chrF: texts must be strings, got 2 at index 1");
    expect(() => chrF("a", "b", { beta: 0 })).toThrow("beta must be positive, got 0");
    expect(() => chrF("a", "b", { maxOrder: 0 })).toThrow(RangeError);
    expect(() => chrFMatrix([["a"]] as unknown as string[])).toThrow("texts must be strings, got an array of length 1 at index 0");
    expect(() => chrFMatrix("ab" as unknown as string[])).toThrow("texts must be an array");
    expect(() => chrFMatrix(["a"], { order: 6 } as object)).toThrow("unknown option `order`");
  });
});
