import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeTexts } from "../../src/text/encodeTexts.ts";
import { tokenize } from "../../src/text/tokenize.ts";

/** The same tokens, by the way for tokenizers of the caller. */
const own = (text: string): string[] => tokenize(text);

function expectSame(texts: readonly string[]): void {
  expect(encodeTexts("test", "texts", texts, tokenize)).toEqual(encodeTexts("test", "texts", texts, own));
}

describe("encodeTexts()", () => {
  it("numbers tokens by first appearance", () => {
    const { codes, offsets, types } = encodeTexts("test", "texts", ["to be or not", "", " not  to\n"], tokenize);
    expect([...codes]).toEqual([0, 1, 2, 3, 3, 0]);
    expect([...offsets]).toEqual([0, 4, 4, 6]);
    expect(types).toBe(4);
  });

  it("splits at white space as tokenize() does, all of Unicode", () => {
    const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
    expectSame([all.map((character) => `a${character}b`).join(" "), all.join(""), "😀 \u{10ffff}😀", "\ud800 \udc00"]);
    const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "😀", " ", "\t", "\u00a0", "\u2009", "\u3000", "\ufeff", "\u200b"), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), (texts) => expectSame(texts)),
      { seed: 1, numRuns: 300 },
    );
  });

  it("tells tokens apart while its tables grow, prefixes of one another too", () => {
    const words = Array.from({ length: 5000 }, (_, i) => i.toString(2 + (i % 35)));
    expectSame([words.join(" "), words.toReversed().join("\n")]);
    expectSame([Array.from({ length: 600 }, (_, i) => "a".repeat(i + 1)).join(" ")]);
  });
});
