import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Matrix as MlMatrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { toNdarray } from "../../src/ndarray/index.ts";
import { asMatrix } from "../../src/numeric/matrix.ts";

describe("toNdarray()", () => {
  it("looks at the same numbers where it can", () => {
    const data = Float64Array.of(1, 2, 3, 4, 5, 6);
    const array = toNdarray({ data, shape: [2, 3] });
    expect(array.shape).toEqual([2, 3]);
    expect(array.stride).toEqual([3, 1]);
    expect(array.data).toBe(data);
    expect(array.get(1, 2)).toBe(6);
  });

  it("takes anything that is a matrix, and what it gives is one again, turned too", () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    for (const input of [rows, new MlMatrix(rows), toNdarray(rows)]) {
      const array = toNdarray(input);
      expect(asMatrix("test", "m", array)).toEqual({ data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] });
      expect(asMatrix("test", "m", array.transpose(1, 0))).toEqual({ data: Float64Array.of(1, 4, 2, 5, 3, 6), shape: [3, 2] });
    }
  });

  it("refuses what is none", () => {
    expect(() => toNdarray([[1], [NaN]])).toThrow("Cannot make an ndarray: matrix must be finite, got NaN at row 1, column 0");
  });

  it("is the only place that imports the package, whose constructor a strict Content-Security-Policy refuses", () => {
    const src = resolve(import.meta.dirname, "../../src");
    const importers = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts") && /from "ndarray"/.test(readFileSync(join(src, file), "utf8")));
    expect(importers).toEqual([join("ndarray", "toNdarray.ts")]);
  });
});
