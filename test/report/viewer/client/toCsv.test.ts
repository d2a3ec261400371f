import { describe, expect, it } from "vitest";
import type { Cell } from "../../../../src/report/document.ts";
import { toCsv } from "../../../../src/report/viewer/client/toCsv.ts";

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
