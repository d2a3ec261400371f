import { describe, expect, it } from "vitest";
import { tokenize } from "@divlab/core/text";

describe("tokenize()", () => {
  it("splits at every white space of Unicode and at nothing else", () => {
    const spaces = [...Array(0x10000).keys()].map((code) => String.fromCharCode(code)).filter((character) => tokenize(`a${character}b`).length === 2);
    // The 25 code points of White_Space in PropList.txt; none lies above U+FFFF.
    const expected = [9, 10, 11, 12, 13, 0x20, 0x85, 0xa0, 0x1680, ...Array.from({ length: 11 }, (_, i) => 0x2000 + i), 0x2028, 0x2029, 0x202f, 0x205f, 0x3000];
    expect(spaces.map((character) => character.charCodeAt(0))).toEqual(expected);
  });

  it("keeps case, punctuation and astral characters; empty texts have no tokens", () => {
    expect(tokenize("Don't  stop,\tNow!\n😀😀 \u{10ffff}")).toEqual(["Don't", "stop,", "Now!", "😀😀", "\u{10ffff}"]);
    expect(tokenize("")).toEqual([]);
    expect(tokenize(" \n\u3000")).toEqual([]);
  });

  it("refuses what is no string", () => {
    expect(() => tokenize(7 as unknown as string)).toThrow("Cannot tokenize: text must be a string, got 7");
  });
});
