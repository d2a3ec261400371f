import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell } from "../../../src/report/document.ts";
import { compareCells } from "../../../src/report/viewer/client/compareCells.ts";
import { ticksAt } from "../../../src/report/viewer/client/ticksAt.ts";
import { toCsv } from "../../../src/report/viewer/client/toCsv.ts";

const interval = (estimate: number): Cell => ({ estimate, confidenceInterval: { low: estimate - 1, high: estimate + 1, level: 0.95 } });

describe("toCsv()", () => {
  it("quotes what needs it and gives an interval three columns", () => {
    const columns = [
      { name: "Name, first", format: "text" },
      { name: "pass@1", format: "share" },
    ] as const;
    expect(
      toCsv(columns, [
        ['say "hi"', interval(2)],
        ["two\nlines", 0.1 + 0.2],
        ["plain", null],
      ]),
    ).toBe('"Name, first",pass@1,pass@1 low,pass@1 high\r\n"say ""hi""",2,1,3\r\n"two\nlines",0.30000000000000004,,\r\nplain,,,\r\n');
  });
});

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

describe("ticksAt()", () => {
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

  it("takes every x where there is room", () => {
    expect(ticksAt([1, 2, 4, 8, 16], 600, true)).toEqual([1, 2, 4, 8, 16]);
    expect(ticksAt([5], 600, true)).toEqual([5]);
  });

  it("prefers powers of two on a logarithmic axis", () => {
    expect(ticksAt(upTo(64), 300, true)).toEqual([1, 2, 4, 8, 16, 32, 64]);
  });

  it("keeps ticks apart and at x values", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 60 }), fc.boolean(), (values, log) => {
        const xs = values.sort((a, b) => a - b);
        const ticks = ticksAt(xs, 400, log);
        const place = (x: number): number => (log ? Math.log(x / xs[0]) / Math.log(xs[xs.length - 1] / xs[0]) : (x - xs[0]) / (xs[xs.length - 1] - xs[0])) * 400;
        expect(ticks.length).toBeGreaterThan(0);
        for (const [i, tick] of ticks.entries()) {
          expect(xs).toContain(tick);
          if (i > 0) expect(place(tick) - place(ticks[i - 1])).toBeGreaterThan(33.9);
        }
      }),
      { seed: 1 },
    );
  });
});
