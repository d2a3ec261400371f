import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell } from "../../../../src/report/document.ts";
import { compareCells } from "../../../../src/report/viewer/client/compareCells.ts";

const interval = (estimate: number): Cell => ({ estimate, confidenceInterval: { low: estimate - 1, high: estimate + 1, level: 0.95 } });

describe("compareCells()", () => {
  it("sorts numbers and intervals by value, texts by the numbers in them, what is not defined last", () => {
    const sorted = (cells: Cell[], direction: 1 | -1): Cell[] => cells.toSorted((a, b) => compareCells(a, b, direction));
    expect(sorted([3, null, interval(2), NaN, 10], 1)).toEqual([interval(2), 3, 10, null, NaN]);
    expect(sorted([3, null, interval(2), NaN, 10], -1)).toEqual([10, 3, interval(2), null, NaN]);
    expect(sorted(["task 10", "task 9", null, "Task 1"], 1)).toEqual(["Task 1", "task 9", "task 10", null]);
    expect(sorted(["a", 5, "< 3"], 1)).toEqual([5, "< 3", "a"]);
  });

  it("is a consistent order", () => {
    const cell = fc.oneof(fc.double(), fc.string({ maxLength: 3 }), fc.constant(null));
    fc.assert(
      fc.property(cell, cell, cell, fc.constantFrom<1 | -1>(1, -1), (a, b, c, direction) => {
        expect(Math.sign(compareCells(a, b, direction)) === -Math.sign(compareCells(b, a, direction))).toBe(true);
        if (compareCells(a, b, direction) <= 0 && compareCells(b, c, direction) <= 0) expect(compareCells(a, c, direction)).toBeLessThanOrEqual(0);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
