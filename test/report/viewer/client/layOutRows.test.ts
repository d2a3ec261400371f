import { describe, expect, it } from "vitest";
import type { DotRow } from "../../../../src/report/document.ts";
import { groupsHead, labelRoom, layOutRows } from "../../../../src/report/viewer/client/layOutRows.ts";

const widthOf = (text: string): number => text.length;
const rows = (...labels: string[]): DotRow[] =>
  labels.map((text) => {
    const [label, group] = text.split("/");
    return { label, group, estimate: 1 };
  });

describe("layOutRows()", () => {
  it("puts rows one below the other without overlap, under the names of their groups", () => {
    const laidOut = layOutRows(rows("a/G", "b/G", "c/H", "one two three four/H"), 20, 100, widthOf);
    expect(laidOut.map(({ at, text }) => [at, text])).toEqual([[-1, "G"], [0, "a"], [1, "b"], [-1, "H"], [2, "c"], [3, "one two three four"]]);
    expect(laidOut[5].lines).toEqual(["one two", "three f…"]); // 20 less the indent of 12
    expect(laidOut.map(({ cut }) => cut)).toEqual([false, false, false, false, false, true]);
    expect(laidOut[1].x).toBeGreaterThan(laidOut[0].x);
    for (const [i, one] of laidOut.slice(1).entries()) {
      const above = laidOut[i];
      const top = one.at < 0 ? one.y - 12.5 : one.y - one.height / 2;
      expect(top).toBeGreaterThanOrEqual(above.y + (above.at < 0 ? 12.5 : above.height / 2));
    }
  });

  it("names groups above their rows only where those follow one another", () => {
    expect(groupsHead(rows("a/G", "b/H", "c/G"))).toBe(false);
    expect(groupsHead(rows("a/G", "b", "c/H"))).toBe(true);
    expect(groupsHead(rows("a", "b"))).toBe(false);
    expect(groupsHead([])).toBe(false);
    expect(layOutRows(rows("a/G", "b/H", "c/G"), 20, 100, widthOf).map(({ at, x }) => [at, x])).toEqual([[0, 0], [1, 0], [2, 0]]);
  });

  it("writes the label of rows that follow one another once, with a space before the next", () => {
    const laidOut = layOutRows(rows("a/G", "a/H", "b/G", "b/H"), 20, 100, widthOf);
    expect(laidOut.map(({ text, lines }) => [text, ...lines])).toEqual([["a", "a"], ["a", ""], ["b", "b"], ["b", ""]]);
    const [first, second, third, fourth] = laidOut.map(({ y }) => y);
    expect(second - first).toBe(fourth - third);
    expect(third - second).toBeGreaterThan(second - first);
    // Under the names of groups each row has its own.
    expect(layOutRows(rows("a/G", "a/H"), 20, 100, widthOf).map(({ lines }) => lines[0])).toEqual(["G", "a", "H", "a"]);
  });

  it("asks for the room of the widest label and its indent", () => {
    expect(labelRoom(rows("abc", "abcdef"), widthOf)).toBe(6);
    expect(labelRoom(rows("abc/G", "abcdef/G"), widthOf)).toBe(18);
    expect(labelRoom([], widthOf)).toBe(0);
  });
});
