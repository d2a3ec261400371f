import { attachEmbeddings, fromRows, readEmbeddings, type Rollouts } from "@divlab/core/data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const rows = [
  { problem: "p1", model: "a", sample: 0 },
  { problem: "p1", model: "a", sample: 1 },
  { problem: "p2", model: "a", sample: 0 },
  { problem: "p2", model: "b", sample: 0 },
];
const of = (list: readonly Partial<(typeof rows)[number]>[]): Rollouts => fromRows(list, { problem: "problem", solver: "model", sample: "sample" });
const rollouts = of(rows);

/** Keys of the embeddings: those of these rows. */
function keysOf(order: readonly number[]): { problem: string[]; solver: string[]; sample: Int32Array } {
  return { problem: order.map((i) => rows[i].problem), solver: order.map((i) => rows[i].model), sample: Int32Array.from(order, (i) => rows[i].sample) };
}

const matrix = { data: Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31), shape: [4, 2] } as const;
const vectorsIn = (order: readonly number[]): number[][] => order.map((i) => [10 * i, 10 * i + 1]);

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("attachEmbeddings()", () => {
  it("by row: keeps the matrix as it is, and every other column", () => {
    const result = attachEmbeddings(rollouts, { embedding: matrix });
    expect(result.embedding).toBe(matrix);
    expect({ ...result, embedding: undefined }).toStrictEqual({ ...rollouts, embedding: undefined });
    expect(rollouts).not.toHaveProperty("embedding");
  });

  it("by row even with keys, where asked", () => {
    const embeddings = { embedding: matrix, keys: keysOf([3, 2, 1, 0]) };
    expect(attachEmbeddings(rollouts, embeddings, { match: "row" }).embedding?.data).toStrictEqual(matrix.data);
  });

  it("by key: puts each vector where its sample stands, in any order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const embeddings = { embedding: { data: Float32Array.from(vectorsIn(order).flat()), shape: [4, 2] as [number, number] }, keys: keysOf(order) };
        expect(attachEmbeddings(rollouts, embeddings).embedding).toStrictEqual({ data: matrix.data, shape: [4, 2] });
      }),
      { seed: 3, numRuns: 24 },
    );
  });

  it("by key: shares memory where the order is the same", () => {
    expect(attachEmbeddings(rollouts, { embedding: matrix, keys: keysOf([0, 1, 2, 3]) }).embedding).toBe(matrix);
  });

  it("by key: matches by the keys that both sides have", () => {
    const some = of([{ problem: "x" }, { problem: "y" }]);
    const { solver, ...keys } = { problem: ["y", "x"], solver: ["samples", "samples"], sample: Int32Array.of(4, 5) };
    expect(attachEmbeddings(some, { embedding: [[1], [2]], keys }).embedding?.data).toStrictEqual(Float64Array.of(2, 1));
    expect(attachEmbeddings(some, { embedding: [[1], [2]], keys: { problem: keys.problem, solver } }).embedding?.data).toStrictEqual(Float64Array.of(2, 1));
    expect(refusal(() => attachEmbeddings(some, { embedding: [[1], [2]], keys: { sample: keys.sample } }))).toMatch(/matching by key needs problem, solver or sample on both sides, got none in common/);
    expect(refusal(() => attachEmbeddings(some, { embedding: [[1], [2]] }, { match: "key" }))).toMatch(/got none in common/);
  });

  it("keys that look alike when joined are told apart", () => {
    const alike = of([
      { problem: "a/b", model: "c", sample: 0 },
      { problem: "a", model: "b/c", sample: 0 },
    ]);
    const keys = { problem: ["a", "a/b"], solver: ["b/c", "c"] };
    expect(attachEmbeddings(alike, { embedding: [[1], [2]], keys }).embedding?.data).toStrictEqual(Float64Array.of(2, 1));
  });

  it("keeps a missing row as a row of NaN, in place or moved", () => {
    const data = Float64Array.of(NaN, NaN, 10, 11, 20, 21, 30, 31);
    expect(attachEmbeddings(rollouts, { embedding: { data, shape: [4, 2] } }).embedding?.data).toBe(data);
    const moved = attachEmbeddings(rollouts, { embedding: { data, shape: [4, 2] }, keys: keysOf([1, 0, 2, 3]) });
    expect(moved.embedding?.data).toStrictEqual(Float64Array.of(10, 11, NaN, NaN, 20, 21, 30, 31));
  });

  it("replaces embeddings that are there already", () => {
    const twice = attachEmbeddings(attachEmbeddings(rollouts, { embedding: matrix }), { embedding: [[1], [2], [3], [4]] });
    expect(twice.embedding).toStrictEqual({ data: Float64Array.of(1, 2, 3, 4), shape: [4, 1] });
  });

  it("takes what readEmbeddings() read", async () => {
    const text = [2, 0, 3, 1].map((i) => JSON.stringify({ ...rows[i], embedding: vectorsIn([i])[0] })).join("\n");
    const result = attachEmbeddings(rollouts, await readEmbeddings({ text }));
    expect(result.embedding).toStrictEqual({ data: Float64Array.from(matrix.data), shape: [4, 2] });
  });

  it("refuses sizes that differ, by row, and keys of another length than their embeddings", () => {
    expect(refusal(() => attachEmbeddings(rollouts, { embedding: [[1], [2]] }))).toMatch(/Cannot attach embeddings: .* got 4 rows and 2 embeddings/);
    expect(refusal(() => attachEmbeddings(rollouts, { embedding: matrix, keys: { problem: ["p1"] } }))).toMatch(/problem/);
  });

  it("refuses keys that are missing, unknown or there twice, and names the rows", () => {
    const embed = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i]);
    expect(refusal(() => attachEmbeddings(rollouts, { embedding: embed(3), keys: keysOf([0, 1, 3]) }))).toBe(
      "Cannot attach embeddings: rollouts and embeddings must match one to one by problem, solver, sample, got 1 rows that do not:\n" +
        'row 2 of the rollouts is problem "p2", solver "a", sample 0, which the embeddings lack',
    );
    const unknown = keysOf([0, 1, 2, 3, 0]);
    unknown.problem[4] = "p9";
    expect(refusal(() => attachEmbeddings(rollouts, { embedding: embed(5), keys: unknown }))).toMatch(/^row 4 of the embeddings is problem "p9", solver "a", sample 0, which the rollouts lack$/m);
    expect(refusal(() => attachEmbeddings(rollouts, { embedding: embed(5), keys: keysOf([0, 1, 2, 3, 1]) }))).toMatch(
      /^rows 1 and 4 of the embeddings are both problem "p1", solver "a", sample 1$/m,
    );
    const { problem } = keysOf([0, 1, 2, 3]);
    const both = refusal(() => attachEmbeddings(rollouts, { embedding: embed(4), keys: { problem } }));
    expect(both).toMatch(/^rows 0 and 1 of the rollouts are both problem "p1"$/m);
    expect(both).toMatch(/^rows 2 and 3 of the rollouts are both problem "p2"$/m);
  });

  it("lists the first ten rows that do not match, and counts all", () => {
    const many = fromRows(Array.from({ length: 30 }, (_, i) => i), { problem: (i) => `p${i}` });
    const message = refusal(() => attachEmbeddings(many, { embedding: [[1]], keys: { problem: ["p0"] } }));
    expect(message).toMatch(/got 29 rows that do not:/);
    expect(message.split("\n")).toHaveLength(12);
    expect(message).toMatch(/… and 19 more$/);
  });

  it("refuses numbers that are not finite, unless the whole row is missing", () => {
    const embed = (...data: number[]) => ({ embedding: { data: Float64Array.from(data), shape: [4, 2] as [number, number] } });
    expect(refusal(() => attachEmbeddings(rollouts, embed(1, 2, 3, NaN, 5, 6, 7, 8)))).toMatch(/got NaN at row 1, column 1/);
    expect(refusal(() => attachEmbeddings(rollouts, embed(1, 2, NaN, 4, 5, 6, 7, 8)))).toMatch(/got NaN at row 1, column 0/);
    expect(refusal(() => attachEmbeddings(rollouts, embed(1, 2, 3, 4, 5, 6, Infinity, Infinity)))).toMatch(/got Infinity at row 3, column 0/);
    expect(() => attachEmbeddings(rollouts, { embedding: [[1], [NaN], [3], [4]] })).toThrow(RangeError);
  });

  it("checks its options", () => {
    expect(() => attachEmbeddings(rollouts, { embedding: matrix }, { by: "row" } as never)).toThrow(/Cannot attach embeddings: .*by/);
    expect(() => attachEmbeddings(rollouts, { embedding: matrix }, { match: "index" as never })).toThrow(/match/);
  });
});
