import { CsvError, parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/numeric/errors.ts";
import { quotedRows } from "../../src/data/quotedRows.ts";

/** What csv-parse makes of a text: its rows, or the line at which it gives up. */
function reference(text: string): string[][] | number {
  try {
    return parse(text, { record_delimiter: ["\r\n", "\n"], relax_column_count: true });
  } catch (error) {
    if (error instanceof CsvError) return Number(error["lines"]);
    throw error;
  }
}

function ours(text: string): string[][] | number {
  try {
    return quotedRows(text, "rows.csv", 1);
  } catch (error) {
    if (error instanceof DataError) return error.problems[0].line ?? NaN;
    throw error;
  }
}

describe("quotedRows()", () => {
  // A quote that is never closed and a carriage return at the end are for the reader of blocks, which hands on whole rows.
  const piece = fc.constantFrom('"', '""', ",", "\n", "\r\n", "\r", "a", " ", "é", '"a"', '"b,c"', '"d\n""e"""');
  const text = fc
    .array(piece, { minLength: 1, maxLength: 14 })
    .map((pieces) => pieces.join(""))
    .filter((joined) => joined.split('"').length % 2 === 1 && !joined.endsWith("\r"));

  it("cuts and refuses as csv-parse does, at the same line", () => {
    let refused = 0;
    fc.assert(
      fc.property(text, (csv) => {
        const expected = reference(csv);
        if (typeof expected === "number") refused++;
        // csv-parse counts a carriage return alone as a line, and \r\n in a quoted cell as two.
        if (typeof expected === "number" && csv.includes("\r")) expect(ours(csv)).toBeTypeOf("number");
        else expect(ours(csv)).toEqual(expected);
      }),
      { numRuns: 3000, seed: 8 },
    );
    expect(refused).toBeGreaterThan(300);
  });

  it("takes time in proportion to the text where a mark is rare", () => {
    const rows = 200_000;
    expect(quotedRows(`${"a\n".repeat(rows)}"b"\n`, "rows.csv", 1)).toHaveLength(rows + 1);
    expect(quotedRows(`"b"${",a".repeat(rows)}`, "rows.csv", 1)[0]).toHaveLength(rows + 1);
  });
});
