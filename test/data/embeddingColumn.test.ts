import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { concatRollouts, DataError, fromRows, readRollouts, type ReadRolloutsOptions, type RolloutsFile } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

const read = (rows: readonly unknown[], options: ReadRolloutsOptions = { embedding: true }): Promise<RolloutsFile> =>
  readRollouts({ text: rows.map((row) => JSON.stringify(row)).join("\n"), name: "f" }, options);

async function messageOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => expect.fail("the file was read"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
}

describe("readRollouts({ embedding: true })", () => {
  it.each(["embedding", "embeddings", "vector"])("reads a column %s of lists; rows that are missing are NaN", async (name) => {
    const { rollouts, mapping, ignored } = await read([{ problem: "a" }, { problem: "a", [name]: [0.1, -2] }, { problem: "a", [name]: null }, { problem: "b", [name]: [1e-300, 3] }]);
    expect(rollouts.embedding).toStrictEqual({ data: Float64Array.of(NaN, NaN, 0.1, -2, NaN, NaN, 1e-300, 3), shape: [4, 2] });
    expect(mapping.embedding).toEqual({ sources: [name], detected: true });
    expect(ignored).toEqual([]);
    expect(structuredClone(rollouts)).toStrictEqual(rollouts);
  });

  it("keeps it on request only, and reads it under the name given", async () => {
    const rows = [{ problem: "a", embedding: [1], bge: [2, 3] }];
    const without = await read(rows, {});
    expect(without.rollouts).not.toHaveProperty("embedding");
    expect(without.ignored).toEqual([
      { column: "embedding", reason: "is the embedding, which is kept only on request" },
      { column: "bge", reason: "holds arrays" },
    ]);
    // What is not kept is not looked at.
    expect((await read([{ problem: "a", embedding: "none" }], {})).rows).toBe(1);
    const named = await read(rows, { embedding: true, columns: { embedding: "bge" } });
    expect(named.rollouts.embedding).toStrictEqual({ data: Float64Array.of(2, 3), shape: [1, 2] });
    expect(named.mapping.embedding).toEqual({ sources: ["bge"], detected: false });
    expect((await read(rows, { embedding: true, columns: { embedding: null } })).rollouts).not.toHaveProperty("embedding");
  });

  it("is absent where no row has one, and grows with the rows", async () => {
    expect((await read([{ problem: "a", embedding: null }])).rollouts).not.toHaveProperty("embedding");
    const rows = Array.from({ length: 1000 }, (_, i) => ({ problem: "a", ...(i % 3 === 0 && { embedding: [i, -i, i / 7] }) }));
    const { embedding } = (await read(rows)).rollouts;
    expect(embedding?.shape).toEqual([1000, 3]);
    expect(Array.from(embedding?.data ?? [])).toEqual(rows.flatMap((_, i) => (i % 3 === 0 ? [i, 0 - i, i / 7] : [NaN, NaN, NaN])));
  });

  it("refuses rows of other lengths and other values with line and column", async () => {
    const good = { problem: "a", embedding: [1, 2] };
    const cases = [[1, 2, 3], [1], [], [1, null], [1, "2"], [true, 1], [[1], [2]], 5, "[1, 2]", { a: 1 }];
    expect((await messageOf(read([good, ...cases.map((embedding) => ({ problem: "a", embedding }))]))).split("\n")).toEqual([
      "f:2: `embedding`: expected 2 numbers as in the rows before, got 3",
      "f:3: `embedding`: expected 2 numbers as in the rows before, got 1",
      "f:4: `embedding`: expected a list of finite numbers, at least one, got an array of length 0",
      "f:5: `embedding`: expected finite numbers, got null at index 1",
      'f:6: `embedding`: expected finite numbers, got "2" at index 1',
      "f:7: `embedding`: expected finite numbers, got true at index 0",
      "f:8: `embedding`: expected finite numbers, got an array of length 1 at index 0",
      "f:9: `embedding`: expected a list of finite numbers, at least one, got 5",
      'f:10: `embedding`: expected a list of finite numbers, at least one, got "[1, 2]"',
      "f:11: `embedding`: expected a list of finite numbers, at least one, got an object",
    ]);
    expect(await messageOf(readRollouts({ text: '{"problem": "a", "vec": [1e999]}', name: "f" }, { embedding: true, columns: { embedding: "vec" } }))).toBe(
      "f:1: `vec`: expected finite numbers for embedding, got Infinity at index 0",
    );
  });

  it("lets a row that is left out fix nothing, not even the length", async () => {
    const { rollouts, rejectedCount } = await read(
      [
        { problem: "a", sample: 0, correct: "?", embedding: [1, 2, 3] },
        { problem: "a", sample: 0, embedding: [1, 2] },
        { problem: "a", sample: 0, embedding: [7, 7] },
        { problem: "a", sample: 1, embedding: [3, 4] },
      ],
      { embedding: true, lenient: true },
    );
    expect(rollouts.embedding).toStrictEqual({ data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] });
    expect(rejectedCount).toBe(2);
  });

  it("accepts two columns for it as long as they agree", async () => {
    expect((await read([{ problem: "a", embedding: [1, 2], vector: [1, 2] }])).rollouts.embedding?.data).toEqual(Float64Array.of(1, 2));
    expect(await messageOf(read([{ problem: "a", embedding: [1, 2], vector: [1, 3] }]))).toContain("f:1: `vector`: is read as embedding like another column, but they differ");
  });

  it("reads JSON arrays in CSV cells", async () => {
    const text = 'problem,embedding,n\na,"[0.5, -1e-3]",1\na,,2\nb,"[2,3]",3\n';
    const { rollouts } = await readRollouts({ text }, { embedding: true });
    expect(rollouts.embedding).toStrictEqual({ data: Float64Array.of(0.5, -1e-3, NaN, NaN, 2, 3), shape: [3, 2] });
    expect((await readRollouts({ text })).rollouts).not.toHaveProperty("embedding");
    // What numpy prints is no JSON.
    expect(await messageOf(readRollouts({ text: "problem,embedding\na,[0.5 -1.]\n", name: "f" }, { embedding: true }))).toBe(
      'f:2: `embedding`: expected a list of finite numbers, at least one, got "[0.5 -1.]"',
    );
  });
});

describe("fromRows() with embeddings", () => {
  const ofVectors = (vectors: readonly unknown[]) => fromRows(vectors, { problem: () => "p", embedding: (vector) => vector });

  it("takes arrays and typed arrays, copies them, and stays float32 where all of them are", () => {
    const vector = Float32Array.of(0.1, 2);
    const single = ofVectors([null, vector, new Float32Array([3, 4])]).embedding;
    vector[0] = 9;
    expect(single).toStrictEqual({ data: Float32Array.of(NaN, NaN, 0.1, 2, 3, 4), shape: [3, 2] });
    expect(ofVectors([Float32Array.of(0.1, 2), [0.1, 4], undefined]).embedding).toStrictEqual({ data: Float64Array.of(Math.fround(0.1), 2, 0.1, 4, NaN, NaN), shape: [3, 2] });
    expect(ofVectors([Int8Array.of(1, -2)]).embedding?.data).toEqual(Float64Array.of(1, -2));
    expect(ofVectors([null])).not.toHaveProperty("embedding");
  });

  it.each([
    [[1, 2, 3], "embedding must be 2 numbers as in the rows before, got 3 at row 1"],
    [[1, NaN], "embedding must be finite numbers, got NaN at index 1 at row 1"],
    [[], "embedding must be a list of finite numbers, at least one, got an array of length 0 at row 1"],
    [BigInt64Array.of(1n, 2n), "embedding must be finite numbers, got 1n at index 0 at row 1"],
    [new DataView(new ArrayBuffer(2)), "got a DataView at row 1"],
    ["12", 'got "12" at row 1'],
  ])("refuses %s", (vector, message) => {
    expect(() => ofVectors([[1, 2], vector])).toThrow(message);
  });
});

describe("concatRollouts() with embeddings", () => {
  const rollouts = (problem: string, vector: unknown) => fromRows([vector], { problem: () => problem, embedding: (value) => value });

  it("joins them, missing where one lacks them, float32 where all are", () => {
    const [a, b, none] = [rollouts("a", Float32Array.of(0.1, 2)), rollouts("b", Float32Array.of(3, 4)), rollouts("c", null)];
    expect(concatRollouts([none, a, b]).embedding).toStrictEqual({ data: Float32Array.of(NaN, NaN, 0.1, 2, 3, 4), shape: [3, 2] });
    expect(concatRollouts([a, rollouts("b", [5, 6])]).embedding?.data).toEqual(Float64Array.of(Math.fround(0.1), 2, 5, 6));
    expect(concatRollouts([none, none])).not.toHaveProperty("embedding");
  });

  it("refuses other lengths", () => {
    expect(() => concatRollouts([rollouts("c", null), rollouts("a", [1, 2]), rollouts("b", [1])])).toThrow(
      new RangeError("Cannot concatenate rollouts: embeddings must have one length, got 2 in rollouts 1 and 1 in rollouts 2"),
    );
  });
});

const folder = resolve(import.meta.dirname, "../..", process.env["DIVLAB_DATA"] ?? "../shared/data");
const fileOf = (name: string): string => join(folder, name, "samples.jsonl.gz");

// Real embeddings are not part of the repository; where they are absent the report says that this was skipped.
describe.skipIf(!existsSync(folder))("readRollouts({ embedding: true }) on real embeddings", () => {
  it("cwe-embeddings: 139 vectors of 1024 dimensions, as a plain loop over the file finds them", async () => {
    const { rollouts } = await readRollouts(fileOf("cwe-embeddings"), { embedding: true });
    expect(rollouts.embedding?.shape).toEqual([139, 1024]);
    const lines = gunzipSync(readFileSync(fileOf("cwe-embeddings"))).toString("utf8").trim().split("\n");
    expect(Array.from(rollouts.embedding?.data ?? [])).toEqual(lines.flatMap((line) => (JSON.parse(line) as { embedding: number[] }).embedding));
  });

  it("jeopardy-embeddings: vectors of two models, which cannot stand in one column", async () => {
    expect(await messageOf(readRollouts(fileOf("jeopardy-embeddings"), { embedding: true }))).toContain("expected 384 numbers as in the rows before, got 1536");
    const lines = gunzipSync(readFileSync(fileOf("jeopardy-embeddings"))).toString("utf8").trim().split("\n");
    const modelOf = (line: string): string => (JSON.parse(line) as { model: string }).model;
    const models = [...new Set(lines.map(modelOf))];
    expect(models).toHaveLength(3);
    for (const model of models) {
      const own = lines.filter((line) => modelOf(line) === model);
      const { rollouts } = await readRollouts({ text: own.join("\n") }, { embedding: true });
      expect([model, rollouts.embedding?.shape]).toEqual([model, [10, model.includes("MiniLM") ? 384 : 1536]]);
    }
  });
});
