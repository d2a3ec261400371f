import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, readTable } from "@divlab/core/data";

const read = (text: string, options = {}) => readTable({ text, name: "table" }, options);

describe("readTable", () => {
  it("takes a CSV column as numbers if all its cells are, and as sorted labels otherwise", async () => {
    const { columns, rows, format } = await read("a,b,c\r\n1,x,\r\n2.5e1,,-3\r\n,b,4\r\n");
    expect(columns).toEqual({
      a: Float64Array.of(1, 25, NaN),
      b: { codes: Int32Array.of(1, -1, 0), levels: ["b", "x"] },
      c: Float64Array.of(NaN, -3, 4),
    });
    expect({ rows, format }).toEqual({ rows: 3, format: "csv" });
  });

  it("keeps labels that only look like numbers where one does not, and texts of JSON as texts", async () => {
    expect((await read("a\n1\n01\nx\n")).columns.a).toEqual({ codes: Int32Array.of(1, 0, 2), levels: ["01", "1", "x"] });
    expect((await read('{"a": "1"}\n{"a": "2"}\n')).columns.a).toEqual({ codes: Int32Array.of(0, 1), levels: ["1", "2"] });
  });

  it("reads JSONL, truth values as 1 and 0, null and absence as missing", async () => {
    const { columns, format } = await read('{"a": 1, "b": true}\n\n{"a": null, "__proto__": "x"}\n');
    expect(format).toBe("jsonl");
    expect(columns.a).toEqual(Float64Array.of(1, NaN));
    expect(columns.b).toEqual(Float64Array.of(1, NaN));
    expect(Object.keys(columns)).toContain("__proto__");
  });

  it("reads gzip, quoted cells, and no more rows than asked for", async () => {
    const blob = new Blob([gzipSync('name,x\n"a, ""b""\nc",1\nd,2\n')]);
    const { columns, compressed } = await readTable(blob);
    expect(compressed).toBe(true);
    expect(columns.name).toEqual({ codes: Int32Array.of(0, 1), levels: ['a, "b"\nc', "d"] });
    expect((await read("x\n1\n2\n3\n", { limit: 2 })).columns.x).toEqual(Float64Array.of(1, 2));
  });

  it("refuses what is no table, with line and column", async () => {
    await expect(read("")).rejects.toThrow("table: expected CSV with a header or JSONL (one object per line), got no rows");
    await expect(read("a,b\n")).rejects.toThrow("got no rows");
    await expect(read("[1]")).rejects.toThrow("got a JSON array");
    await expect(read("a,b\n1\n")).rejects.toThrow("table:2: expected 2 cells as in the header, got 1");
    await expect(read('{"a": [1]}\n')).rejects.toThrow("table:1: `a`: expected a text, a finite number, true or false, got an array of length 1");
    await expect(read('{"a": 1}\nx\n')).rejects.toThrow("table:2: expected a JSON object");
    await expect(read("a\n1\n", { limit: 0 })).rejects.toThrow(RangeError);
    await expect(read("a\n1\n", { rows: 1 })).rejects.toThrow("unknown option `rows`");
  });

  it("gives back any finite numbers from CSV and JSONL, to the bit", async () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 20 }), async (rows) => {
        const expected = { x: Float64Array.from(rows, ([x]) => x), y: Float64Array.from(rows, ([, y]) => y) };
        expect((await read(`x,y\n${rows.map((row) => row.join(",")).join("\n")}`)).columns).toEqual(expected);
        expect((await read(rows.map(([x, y]) => JSON.stringify({ x, y })).join("\n"))).columns).toEqual(expected);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("never throws anything but a DataError on random text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        await read(text).catch((error: unknown) => expect(error).toBeInstanceOf(DataError));
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
