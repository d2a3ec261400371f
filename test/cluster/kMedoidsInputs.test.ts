import { Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { type Distances, kMedoids, type KMedoidsOptions, silhouette } from "@divlab/core/cluster";
import { asCosts } from "../../src/cluster/costs/asCosts.ts";

const three = [[0, 1, 4], [1, 0, 2], [4, 2, 0]];
const bad = (distances: unknown, k: unknown = 1, options: object = {}) => () => kMedoids(distances as Distances, k as number, options as KMedoidsOptions);

describe("distances", () => {
  it("lie candidate after candidate, read from object to candidate", () => {
    const asymmetric = [[0, 1, 2], [3, 0, 5], [6, 7, 0]];
    const expected = { size: 3, data: Float64Array.of(0, 3, 6, 1, 0, 7, 2, 5, 0), symmetric: false, largest: 7, infinite: false };
    expect(asCosts("test", asymmetric)).toEqual(expected);
    expect(asCosts("test", new Matrix(asymmetric))).toEqual(expected);
    expect(asCosts("test", { size: 3, distance: (object, candidate) => asymmetric[object][candidate] })).toEqual(expected);
    expect(asCosts("test", { data: Float32Array.from(asymmetric.flat()), shape: [3, 3] }).data).toEqual(Float32Array.from(expected.data));
  });

  it("are those of the caller, not a copy, where nothing has to change", () => {
    const data = Float64Array.from(three.flat());
    expect(asCosts("test", { data, shape: [3, 3] }).data).toBe(data);
  });

  it("may be negative, or not 0 to oneself, by rounding only", () => {
    const data = Float64Array.of(-1e-17, 1, -2e-13, 1, 1e-16, 1, -2e-13, 1, 0);
    const copy = data.slice();
    expect(asCosts("test", { data, shape: [3, 3] }).data).toEqual(Float64Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0));
    expect(data).toEqual(copy);
    expect(asCosts("test", Float32Array.of(1, -1e-7, 1)).data).toEqual(Float32Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0));
    expect(bad([[0, 1, -2e-12], [1, 0, 1], [0, 1, 0]])).toThrow(/at least 0, got -2e-12 at row 0, column 2/);
    expect(bad(Float64Array.of(1, 1, -1e-7))).toThrow(/at least 0, got -1e-7 at row 1, column 2/);
  });

  it("are symmetric up to rounding, which keeps its direction", () => {
    const data = Float64Array.of(0, 1, 1 + 1e-15, 0);
    const costs = asCosts("test", { data, shape: [2, 2] });
    expect(costs.symmetric).toBe(true);
    expect(costs.data).toEqual(Float64Array.of(0, 1 + 1e-15, 1, 0));
    expect(asCosts("test", [[0, 1], [1.001, 0]]).symmetric).toBe(false);
  });

  it("may be infinite in every form", () => {
    const rows = [[0, 1, Infinity], [1, 0, Infinity], [Infinity, Infinity, 0]];
    const expected = asCosts("test", rows);
    expect(expected).toEqual({ size: 3, data: Float64Array.from(rows.flat()), symmetric: true, largest: 1, infinite: true });
    expect(asCosts("test", new Matrix(rows))).toEqual(expected);
    expect(asCosts("test", { data: rows.flat(), shape: [3, 3] })).toEqual(expected);
    expect(asCosts("test", Float64Array.of(1, Infinity, Infinity))).toEqual(expected);
    expect(asCosts("test", { size: 3, distance: (i, j) => rows[i][j] })).toEqual(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ["a NaN in a matrix", [[0, NaN], [1, 0]], /distances must be finite, got NaN at row 0, column 1/],
    ["a NaN in a list", Float64Array.of(1, 2, NaN), /at least 0, got NaN at row 1, column 2/],
    ["a NaN from a function", { size: 2, distance: () => NaN }, /got NaN at row 0, column 0/],
    ["−Infinity", [[0, -Infinity], [1, 0]], /got -Infinity at row 0, column 1/],
    ["similarities", [[1, 0.5], [0.5, 1]], /itself must be 0, got 1 at row 0, column 0; of similarities s take 1 − s/],
    ["a matrix that is not square", [[0, 1]], /square matrix of at least one object, got 1 × 2/],
    ["no objects", [], /square matrix of at least one object, got 0 × 0/],
    ["no vectors", { embeddings: [] }, /at least one row|at least 1/],
    ["a list of no such length", new Float64Array(4), /n\(n − 1\)\/2 numbers, got 4; give a matrix as/],
    ["a list for another n", { data: new Float64Array(3), n: 4 }, /of 4 objects must be 6 numbers, got 3/],
    ["numbers that would overflow", [[0, 1e160], [1, 0]], /at most 1e\+150 or Infinity, got 1e\+160 at row 0, column 1/],
    ["too many from a function", { size: 20_000, distance: () => 0 }, /fit into 1 GB, got 3\.2 GB; use method "clara" or "one-batch"/],
    ["a function of size 0", { size: 0, distance: () => 0 }, /size must be an integer ≥ 1, got 0/],
  ])("refuse %s", (_, distances, message) => {
    expect(bad(distances)).toThrow(RangeError);
    expect(bad(distances)).toThrow(message);
  });

  it.each<[string, unknown, RegExp]>([
    ["a number", 3, /must be a matrix/],
    ["null", null, /must be a matrix/],
    ["text in a matrix", [["a"]], /must hold numbers, got "a"/],
    ["text from a function", { size: 1, distance: () => "0" }, /distance must return numbers, got "0" at row 0, column 0/],
    ["no function", { size: 1, distance: 4 }, /distance must be a function of two indices, got 4/],
    ["a plain list of pairs", { data: [1], n: 2 }, /Float64Array or a Float32Array, got an array of length 1/],
  ])("refuse %s as of the wrong kind", (_, distances, message) => {
    expect(bad(distances)).toThrow(TypeError);
    expect(bad(distances)).toThrow(message);
  });
});

describe("kMedoids() refuses", () => {
  it.each<[string, unknown, object, RegExp]>([
    ["k = 0", 0, {}, /k must be an integer between 1 and 3, got 0/],
    ["k above n", 4, {}, /k must be an integer between 1 and 3, got 4/],
    ["half a medoid", 1.5, {}, /k must be an integer/],
    ["an unknown method", 1, { method: "pam" }, /method must be "fasterpam" or .*, got "pam"/],
    ["an unknown start", 1, { init: "heuristic" }, /init must be "build" or .*, got "heuristic"/],
    ["a start of duplicates", 2, { init: [0, 0] }, /init must be distinct objects, got 0 again at index 1/],
    ["a start of another k", 2, { init: [0] }, /init must be k = 2 medoids, got 1/],
    ["a start that is no object", 1, { init: [3] }, /init\[0\] must be an integer between 0 and 2, got 3/],
    ["a start without what is fixed", 1, { init: [0], fixed: [2] }, /init must contain the fixed medoids, got none of index 2/],
    ["more fixed than k", 1, { fixed: [0, 2] }, /fixed must be at most k = 1 objects, got 2/],
    ["fixed twice", 2, { fixed: [1, 1] }, /fixed must be distinct objects, got 1 again/],
    ["no starts", 1, { nStarts: 0 }, /nStarts must be an integer ≥ 1, got 0/],
    ["no passes", 1, { maxPasses: 0 }, /maxPasses must be an integer ≥ 1, got 0/],
    ["negative weights", 1, { weights: [1, -1, 1] }, /weights must be ≥ 0, got -1 at index 1/],
    ["weights of another length", 1, { weights: [1, 1] }, /must have one length, got 2 and 3/],
    ["weights of nothing", 1, { weights: [0, 0, 0] }, /weights must not all be 0/],
    ["a start for a method that has its own", 1, { method: "clara", init: [0], rng: 1 }, /init and nStarts must be left out for method "clara"/],
  ])("%s", (_, k, options, message) => {
    expect(bad(three, k, options)).toThrow(RangeError);
    expect(bad(three, k, options)).toThrow(message);
  });

  it.each<[string, object, RegExp]>([
    ["an unknown option", { seed: 1 }, /unknown option `seed`/],
    ["a random start without rng", { init: "lab" }, /init "lab" must come with `rng`/],
    ["restarts without rng", { nStarts: 2 }, /nStarts above 1 must come with `rng`/],
    ["samples without rng", { method: "one-batch" }, /method "one-batch" must come with `rng`/],
    ["a certificate that is not true or false", { certify: 1 }, /certify must be true or false, got 1/],
  ])("%s as of the wrong kind", (_, options, message) => {
    expect(bad(three, 1, options)).toThrow(TypeError);
    expect(bad(three, 1, options)).toThrow(message);
  });
});

describe("vectors of zeros", () => {
  const embeddings = [[1, 0], [2, 0], [0, 0], [0, 1]];

  it("are refused under cosine distance, or at distance 1 from all others on request", () => {
    expect(() => kMedoids({ embeddings }, 2)).toThrow(/vectors must not be zero/);
    const { medoids, loss } = kMedoids({ embeddings, zeroVector: "orthogonal" }, 3);
    expect([...medoids]).toEqual([0, 2, 3]);
    expect(loss).toBe(0);
    expect(silhouette({ embeddings, zeroVector: "orthogonal" }, [0, 0, 1, 1]).values[0]).toBe(1);
  });
});
