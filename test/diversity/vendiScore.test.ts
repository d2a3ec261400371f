import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hillNumber, NumericalError, vendiScore, type VendiScoreOptions } from "../../src/diversity/index.ts";
import oracle from "../fixtures/mpmath/vendi.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const orders = [0, 0.5, 1, 2, 3.5, Infinity];
const order = (q: number | string) => (q === "inf" ? Infinity : (q as number));

/** Eigenvalues carry an absolute error of some ε; the smallest here are 1e-3 of the largest, and q = 0.25 takes a power of 4/3 of a sum of fourth roots. */
const EIGEN = { rel: 1e-12 };

const identity = (n: number) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));

/** Items of groups: similarity 1 within, 0 between. */
const blocks = (groups: readonly number[]) => groups.map((a) => groups.map((b) => (a === b ? 1 : 0)));

const embeddings = fc.integer({ min: 1, max: 6 }).chain((d) => fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: d, maxLength: d }), { minLength: 1, maxLength: 8 }));

describe("vendiScore()", () => {
  it.each(oracle.kernels)("of a kernel agrees with eigenvalues at 60 digits: $name", ({ kernel, weights, scores }) => {
    for (const { q, value } of scores) expectWithin(vendiScore({ kernel }, { q: order(q), ...(weights && { weights }) }).estimate, value, EIGEN);
  });

  it.each(oracle.embeddings)("of embeddings agrees with eigenvalues at 60 digits: $name", ({ rows, weights, scores }) => {
    for (const { q, value } of scores) expectWithin(vendiScore({ embeddings: rows }, { q: order(q), ...(weights && { weights }) }).estimate, value, EIGEN);
  });

  it("gives the published example", () => {
    const points = [0, 0, 10, 10, 20, 20];
    const kernel = points.map((a) => points.map((b) => Math.exp(-Math.abs(a - b))));
    expectWithin(vendiScore({ kernel }).estimate, 2.9999, { abs: 1e-4 });
  });

  it("is n without similarity, 1 for identical items, (1 ± cos)/2 for two", () => {
    for (const q of orders) {
      expectWithin(vendiScore({ kernel: identity(9) }, { q }).estimate, 9, { rel: 1e-14 });
      expectWithin(vendiScore({ embeddings: identity(9) }, { q }).estimate, 9, { rel: 1e-14 });
      expectWithin(vendiScore({ embeddings: Array.from({ length: 7 }, () => [0.3, -1, 2]) }, { q }).estimate, 1, { rel: 1e-14 });
      expectWithin(vendiScore({ embeddings: [[0.2, 5]] }, { q }).estimate, 1, { rel: 1e-14 });
      const two = hillNumber([0.75, 0.25], q).estimate;
      expectWithin(vendiScore({ kernel: [[1, 0.5], [0.5, 1]] }, { q }).estimate, two, { rel: 1e-14 });
    }
    expectWithin(vendiScore({ kernel: [[1, 0.5], [0.5, 1]] }).estimate, 1.7547653506, { abs: 1e-10 });
    expectWithin(vendiScore({ kernel: [[1, 0.9], [0.9, 1]] }).estimate, 1.2195906179, { abs: 1e-10 });
  });

  it("reduces to Hill numbers for groups of identical items, and merges duplicates into weights", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 }), fc.constantFrom(...orders), (groups, q) => {
        const kinds = [...new Set(groups)];
        const counts = kinds.map((kind) => groups.filter((group) => group === kind).length);
        const expected = hillNumber(counts, q).estimate;
        expectWithin(vendiScore({ kernel: blocks(groups) }, { q }).estimate, expected, EIGEN);
        expectWithin(vendiScore({ embeddings: groups.map((group) => identity(5)[group]) }, { q }).estimate, expected, EIGEN);
        expectWithin(vendiScore({ kernel: identity(kinds.length) }, { q, weights: counts.map((count) => count / groups.length) }).estimate, expected, EIGEN);
      }),
      { seed: 5 },
    );
  });

  it("lies between 1 and min(n, rank), falls with q, and does not care about order or length", () => {
    fc.assert(
      fc.property(embeddings, (rows) => {
        const options: VendiScoreOptions = { zeroVector: "orthogonal" };
        const zeros = rows.filter((row) => row.every((value) => value === 0)).length;
        const scores = orders.map((q) => vendiScore({ embeddings: rows }, { ...options, q }).estimate);
        expect(scores[0]).toBeLessThanOrEqual(Math.min(rows.length, rows[0].length + zeros));
        expect(scores.at(-1)).toBeGreaterThanOrEqual(1 - 1e-14);
        for (let i = 1; i < scores.length; i++) expect(scores[i]).toBeLessThanOrEqual(scores[i - 1] * (1 + 1e-12));
        const changed = rows.toReversed().map((row) => row.map((value) => value * 3.7));
        orders.forEach((q, i) => expectWithin(vendiScore({ embeddings: changed }, { ...options, q }).estimate, scores[i], { rel: 1e-10 }));
      }),
      { seed: 6 },
    );
  });

  it("gives one number for embeddings, their kernel, n × n or d × d, float32 or not, and a kernel to be normalised", () => {
    const rows = oracle.embeddings.find(({ name }) => name === "n > d")!.rows;
    const unit = rows.map((row) => row.map((value) => value / Math.hypot(...row)));
    const kernel = unit.map((a) => unit.map((b) => a.reduce((total, value, j) => total + value * b[j], 0)));
    const raw = rows.map((a) => rows.map((b) => a.reduce((total, value, j) => total + value * b[j], 0)));
    const padded = rows.map((row) => [...row, ...Array.from({ length: 20 }, () => 0)]);
    for (const q of orders) {
      const expected = vendiScore({ embeddings: rows }, { q }).estimate;
      expectWithin(vendiScore({ kernel }, { q }).estimate, expected, EIGEN);
      expectWithin(vendiScore({ embeddings: padded }, { q }).estimate, expected, EIGEN);
      expectWithin(vendiScore({ kernel: raw }, { q, normalize: true }).estimate, expected, EIGEN);
      expectWithin(vendiScore({ embeddings: { data: Float32Array.from(rows.flat()), shape: [15, 4] } }, { q }).estimate, expected, EIGEN);
      // Rounding to float32 leaves noise of 1e-8 in eigenvalues that should be 0, which the rank tolerance takes out.
      expectWithin(vendiScore({ kernel: { data: Float32Array.from(kernel.flat()), shape: [15, 15] } }, { q }).estimate, expected, { rel: 1e-5 });
    }
  });

  it("takes each zero vector as similar to nothing but itself, if told to", () => {
    const rows = [[1, 0], [0, 0], [1, 0], [0, 0]];
    expect(() => vendiScore({ embeddings: rows })).toThrow("got zeros at row 1");
    for (const q of orders) {
      const expected = hillNumber([2, 1, 1], q).estimate;
      expectWithin(vendiScore({ embeddings: rows }, { q, zeroVector: "orthogonal" }).estimate, expected, EIGEN);
      expectWithin(vendiScore({ embeddings: [[0], [3], [2], [0]] }, { q, zeroVector: "orthogonal" }).estimate, expected, EIGEN);
    }
  });

  it("refuses a kernel that is none", () => {
    const negative = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]];
    expect(() => vendiScore({ kernel: negative })).toThrow(NumericalError);
    expect(() => vendiScore({ kernel: negative })).toThrow(expect.objectContaining({ code: "not-positive-definite" }));
    expect(() => vendiScore({ kernel: [[1, 0], [0, 2]] })).toThrow("the diagonal of the kernel must be 1 (option normalize: true divides by it), got 2 at row 1");
    expect(() => vendiScore({ kernel: [[1, 0], [0, 0]] }, { normalize: true })).toThrow("must be positive, got 0 at row 1");
    expect(() => vendiScore({ kernel: [[1, 0.5], [0.4, 1]] })).toThrow("kernel must be symmetric, got 0.4 at row 1, column 0 and 0.5 at row 0, column 1");
    expect(() => vendiScore({ kernel: [[1, 1.5], [1.5, 1]] }, { q: 2 })).toThrow("similarities must lie between −1 and 1, got 1.5 at row 1, column 0");
    expect(() => vendiScore({ kernel: [[1, 0.5]] })).toThrow("kernel must be square, got 1 × 2");
  });

  it("refuses bad input", () => {
    expect(() => vendiScore({ embeddings: [] })).toThrow("there must be at least one item, got none");
    expect(() => vendiScore({} as never)).toThrow("the input must be { embeddings } or { kernel }");
    expect(() => vendiScore({ embeddings: [[1]], kernel: [[1]] } as never)).toThrow(TypeError);
    expect(() => vendiScore([[1]] as never)).toThrow(TypeError);
    expect(() => vendiScore({ embeddings: [[1]] }, { q: -1 })).toThrow("q must be ≥ 0, got -1");
    expect(() => vendiScore({ embeddings: [[1]] }, { q: NaN })).toThrow(RangeError);
    expect(() => vendiScore({ embeddings: [[1]] }, { q: "inf" as never })).toThrow(TypeError);
    expect(() => vendiScore({ embeddings: [[1], [2]] }, { weights: [1] })).toThrow("one length");
    expect(() => vendiScore({ embeddings: [[1], [2]] }, { weights: [0.5, 0.6] })).toThrow("weights must sum to 1, got a sum of 1.1");
    expect(() => vendiScore({ embeddings: [[1], [2]] }, { weights: [1.5, -0.5] })).toThrow("weights must be ≥ 0, got -0.5 at index 1");
    expect(() => vendiScore({ embeddings: [[1]] }, { order: 2 } as never)).toThrow("unknown option `order`");
  });
});
