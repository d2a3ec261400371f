import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { singleLine } from "../../../../src/report/singleLine.ts";
import { fitText } from "../../../../src/report/viewer/client/fitText.ts";
import { anyString } from "../../hostileStrings.ts";

/** One unit per character. */
const widthOf = (text: string): number => Array.from(text).length;

describe("fitText()", () => {
  it("breaks at spaces, cuts within words where it must, and ends in … what it cut", () => {
    expect(fitText("one two three", 20, 2, widthOf)).toEqual(["one two three"]);
    expect(fitText("one two three", 8, 2, widthOf)).toEqual(["one two", "three"]);
    expect(fitText("one two three four", 8, 2, widthOf)).toEqual(["one two", "three f…"]);
    expect(fitText("one two three", 8, 1, widthOf)).toEqual(["one two…"]);
    expect(fitText("abcdefghijkl", 5, 3, widthOf)).toEqual(["abcde", "fghij", "kl"]);
    expect(fitText("a\nb\tc", 5, 1, widthOf)).toEqual(["a b c"]);
    expect(fitText("", 5, 2, widthOf)).toEqual([""]);
  });

  it("reads no further than a figure has room", () => {
    expect(fitText("x".repeat(1e6), 1e9, 2, widthOf)).toEqual([`${"x".repeat(400)}…`]);
  });

  it("keeps to width and lines, and gives the whole text or says that it does not", () => {
    fc.assert(
      fc.property(anyString, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 4 }), (text, width, most) => {
        const lines = fitText(text, width, most, widthOf);
        expect(lines.length).toBeGreaterThan(0);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        const whole = singleLine(text).trim().replaceAll(" ", "");
        const shown = lines.join("").replaceAll(" ", "");
        if (shown !== whole) {
          expect(shown.endsWith("…")).toBe(true);
          expect(whole.startsWith(shown.slice(0, -1))).toBe(true);
        }
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
