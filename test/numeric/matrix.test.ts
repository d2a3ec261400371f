import { Matrix as MlMatrix } from "ml-matrix";
import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import { asMatrix, type MatrixLike } from "../../src/numeric/matrix.ts";

const read = (input: unknown) => asMatrix("read", "m", input as MatrixLike);
const plain = (input: unknown) => {
  const { data, shape } = read(input);
  return Array.from({ length: shape[0] }, (_, i) => Array.from(data.slice(i * shape[1], (i + 1) * shape[1])));
};
const rows = [
  [1, 2, 3],
  [4, 5, 6],
];

describe("asMatrix()", () => {
  it("takes rows of numbers, typed rows, a record, an ml-matrix Matrix and its transposed view", () => {
    expect(plain(rows)).toEqual(rows);
    expect(plain(rows.map((row) => Float32Array.from(row)))).toEqual(rows);
    expect(plain({ data: rows.flat(), shape: [2, 3] })).toEqual(rows);
    expect(plain({ data: Int16Array.from(rows.flat()), shape: [2, 3] })).toEqual(rows);
    expect(plain(new MlMatrix(rows))).toEqual(rows);
    expect(plain(new MlMatrix(rows).transpose())).toEqual([[1, 4], [2, 5], [3, 6]]);
  });

  it("takes an ndarray however it is turned, cut or stepped", () => {
    const array = ndarray(Float64Array.from({ length: 12 }, (_, i) => i), [3, 4]);
    expect(plain(array)).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]);
    expect(plain(array.transpose(1, 0))).toEqual([[0, 4, 8], [1, 5, 9], [2, 6, 10], [3, 7, 11]]);
    expect(plain(array.lo(1, 1).hi(2, 2))).toEqual([[5, 6], [9, 10]]);
    expect(plain(array.step(-1, 2))).toEqual([[8, 10], [4, 6], [0, 2]]);
    expect(plain(array.hi(2, 4))).toEqual([[0, 1, 2, 3], [4, 5, 6, 7]]);
  });

  it("takes strides of 0 and negative ones, and an offset", () => {
    expect(plain({ data: [7, 8, 9], shape: [2, 3], stride: [0, 1] })).toEqual([[7, 8, 9], [7, 8, 9]]);
    expect(plain({ data: [1, 2, 3, 4], shape: [2, 2], stride: [-2, -1], offset: 3 })).toEqual([[4, 3], [2, 1]]);
    expect(plain({ data: [0, 1, 2, 3, 4], shape: [2, 2], offset: 1 })).toEqual([[1, 2], [3, 4]]);
  });

  it("does not copy row-major float arrays, copies anything else, keeps float32", () => {
    for (const kind of [Float64Array, Float32Array]) {
      const data = kind.from(rows.flat());
      expect(read({ data, shape: [2, 3] }).data).toBe(data);
      const turned = read({ data, shape: [3, 2], stride: [1, 3] }).data;
      expect(turned).not.toBe(data);
      expect(turned).toBeInstanceOf(kind);
    }
  });

  it("takes matrices without rows or columns", () => {
    expect(read([]).shape).toEqual([0, 0]);
    expect(read([[], []]).shape).toEqual([2, 0]);
    expect(read({ data: new Float64Array(0), shape: [0, 5] }).shape).toEqual([0, 5]);
  });

  it.each([
    ["nothing", undefined, TypeError, "must be a matrix"],
    ["null", null, TypeError, "must be a matrix"],
    ["a number", 3, TypeError, "must be a matrix"],
    ["a flat array", [1, 2], TypeError, "rows of numbers, got 1 at row 0"],
    // eslint-disable-next-line no-sparse-arrays
    ["a hole", [[1], , [2]], TypeError, "got undefined at row 1"],
    ["ragged rows", [[1, 2], [3]], RangeError, "rows of one length, got 2 at row 0 and 1 at row 1"],
    ["strings", [["1"]], TypeError, 'must hold numbers, got "1" at row 0, column 0'],
    ["bigints", { data: BigInt64Array.of(1n), shape: [1, 1] }, TypeError, "got 1n"],
    ["NaN", [[1, 2], [3, NaN]], RangeError, "must be finite, got NaN at row 1, column 1"],
    ["infinity in a typed array", { data: Float32Array.of(1, Infinity), shape: [1, 2] }, RangeError, "got Infinity at row 0, column 1"],
    ["no data", { data: null, shape: [1, 1] }, TypeError, "data of m must be an array"],
    ["no shape", { data: [1], shape: undefined }, TypeError, "shape of m must be an array"],
    ["three dimensions", ndarray(new Float64Array(8), [2, 2, 2]), RangeError, "shape of two numbers"],
    ["a broken shape", { data: [1, 2], shape: [2, 0.5] }, RangeError, "shape of two numbers"],
    ["too few numbers", { data: [1, 2, 3], shape: [2, 2] }, RangeError, "must hold 2 × 2 numbers, got 3"],
    ["too many numbers", { data: [1, 2, 3, 4, 5], shape: [2, 2] }, RangeError, "must hold 2 × 2 numbers, got 5"],
    ["numbers but no rows", { data: [1, 2], shape: [0, 2] }, RangeError, "must hold 0 × 2 numbers, got 2"],
    ["strides past the end", { data: [1, 2, 3, 4], shape: [2, 2], stride: [4, 1] }, RangeError, "must hold 2 × 2"],
    ["strides before the start", { data: [1, 2, 3, 4], shape: [2, 2], stride: [-2, 1] }, RangeError, "must hold 2 × 2"],
    ["a broken stride", { data: [1, 2, 3, 4], shape: [2, 2], stride: [1, NaN] }, RangeError, "two integer strides"],
    ["one stride", { data: [1, 2, 3, 4], shape: [2, 2], stride: [1] }, RangeError, "two integer strides"],
    ["a broken offset", { data: [1, 2, 3, 4], shape: [2, 2], offset: 0.5 }, RangeError, "integer offset"],
  ])("refuses %s", (_, input, kind, message) => {
    expect(() => read(input)).toThrow(kind);
    expect(() => read(input)).toThrow(message as string);
  });
});
