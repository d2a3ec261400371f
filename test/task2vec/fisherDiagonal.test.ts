import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addGradient, fisherDiagonal, finishFisherDiagonal, mergeFisherDiagonals, startFisherDiagonal } from "../../src/task2vec/index.ts";
import { expectWithin } from "../within.ts";

/** Gradients of multiples of 1/8: squares and sums are exact in double precision, in any order. */
const eighths = fc.integer({ min: -400, max: 400 }).map((value) => value / 8);
const samples = fc.integer({ min: 1, max: 12 }).chain((d) => fc.array(fc.array(eighths, { minLength: d, maxLength: d }), { minLength: 1, maxLength: 20 }));

describe("fisherDiagonal()", () => {
  it("is the mean of squared gradients, averaged over groups, with ‖Σg‖²/(n·Σ‖g‖²)", () => {
    fc.assert(
      fc.property(samples, fc.infiniteStream(fc.integer({ min: -1, max: 2 })), (gradients, stream) => {
        const d = gradients[0].length;
        const n = gradients.length;
        const raw = Array.from({ length: d }, () => stream.next().value as number);
        const used = [...new Set(raw)].filter((group) => group >= 0).toSorted((a, b) => a - b);
        fc.pre(used.length > 0);
        const groups = raw.map((group) => used.indexOf(group));
        const kept = groups.flatMap((group, j) => (group >= 0 ? [j] : []));
        const square = (j: number): number => gradients.reduce((sum, gradient) => sum + gradient[j] ** 2, 0);
        const { embedding, count, coherence } = fisherDiagonal(gradients, { groups, coherence: true });
        used.forEach((_, g) => {
          const members = groups.flatMap((group, j) => (group === g ? [j] : []));
          expectWithin(embedding[g], members.reduce((sum, j) => sum + square(j), 0) / n / members.length, { rel: 1e-15 });
        });
        expect(count).toBe(n);
        const ofSum = kept.reduce((sum, j) => sum + gradients.reduce((total, gradient) => total + gradient[j], 0) ** 2, 0);
        const total = kept.reduce((sum, j) => sum + square(j), 0);
        expectWithin(coherence, ofSum / (n * total), { rel: 1e-14 });
        if (total > 0) expect(coherence).toBeLessThanOrEqual(1 + 1e-14);
        const plain = fisherDiagonal(gradients);
        plain.embedding.forEach((value, j) => expectWithin(value, square(j) / n, { rel: 1e-15 }));
        expect(plain.coherence).toBeNaN();
      }),
      { seed: 1 },
    );
  });

  it("merged is what one pass gives, whichever part comes first, however it is cut", () => {
    fc.assert(
      fc.property(samples, fc.nat(), fc.boolean(), (gradients, cut, coherence) => {
        const d = gradients[0].length;
        const options = { groups: Array.from({ length: d }, (_, j) => j % Math.min(3, d)), coherence };
        const part = (from: number, to: number) => gradients.slice(from, to).reduce(addGradient, startFisherDiagonal(d, options));
        const at = cut % (gradients.length + 1);
        const [a, b] = [part(0, at), part(at, gradients.length)];
        const before = structuredClone(a);
        const merged = mergeFisherDiagonals(a, b);
        expect(merged).toEqual(mergeFisherDiagonals(b, a));
        expect(merged).toEqual(part(0, gradients.length));
        expect(a).toEqual(before);
        expect(finishFisherDiagonal(structuredClone(merged))).toEqual(fisherDiagonal(gradients, options));
      }),
      { seed: 2 },
    );
  });

  it("reads a generator once, adds single precision in double precision", () => {
    function* stream(): Generator<Float32Array> {
      for (let s = 0; s < 1000; s++) yield Float32Array.of(0.1, s);
    }
    const { embedding, count } = fisherDiagonal(stream());
    const tenth = Math.fround(0.1);
    // A thousand additions of one number, each rounded to 1e-16.
    expectWithin(embedding[0], tenth * tenth, { rel: 1e-13 });
    expectWithin(embedding[1], (999 * 1999) / 6, { rel: 1e-15 });
    expect(count).toBe(1000);
  });

  it("coherence is 1 for equal gradients, 1/n for orthogonal ones of one length, 0 for opposite ones", () => {
    const coherence = (gradients: number[][]): number => fisherDiagonal(gradients, { coherence: true }).coherence;
    expect(coherence([[3, 4], [3, 4], [3, 4]])).toBe(1);
    expect(coherence([[2, 0], [0, 2]])).toBe(0.5);
    expect(coherence([[1, 2], [-1, -2]])).toBe(0);
    expect(coherence([[0, 0]])).toBeNaN();
  });

  it("leaves the state as it was when it refuses a gradient", () => {
    const state = addGradient(startFisherDiagonal(2, { coherence: true }), [1, 2]);
    const before = structuredClone(state);
    expect(() => addGradient(state, [1, NaN])).toThrow("Cannot add a gradient: gradient must be finite numbers, got NaN at entry 1");
    expect(() => addGradient(state, [1])).toThrow("gradient must have 2 entries, got 1");
    expect(() => addGradient(state, ["1", 2] as unknown as number[])).toThrow("finite numbers, got 1 at entry 0");
    expect(() => addGradient(state, 7 as unknown as number[])).toThrow(TypeError);
    expect(state).toEqual(before);
  });

  it("names what is wrong", () => {
    expect(() => fisherDiagonal([])).toThrow("Cannot compute a Fisher diagonal: there must be at least 1 gradient, got none");
    expect(() => fisherDiagonal([[]])).toThrow("parameters must be an integer ≥ 1, got 0");
    expect(() => fisherDiagonal(7 as unknown as number[][])).toThrow(TypeError);
    expect(() => fisherDiagonal([1, 2] as unknown as number[][])).toThrow("gradients must be arrays of numbers, got 1");
    expect(() => fisherDiagonal([[1e200]])).toThrow(expect.objectContaining({ name: "NumericalError", code: "non-finite" }));
    expect(() => finishFisherDiagonal(startFisherDiagonal(1))).toThrow("there must be at least 1 gradient, got none");
    expect(() => startFisherDiagonal(2, { groups: [0] })).toThrow("groups must have one entry per parameter, 2, got 1");
    expect(() => startFisherDiagonal(2, { groups: [-1, -1] })).toThrow("groups must keep a parameter, got −1 for all");
    expect(() => startFisherDiagonal(3, { groups: [0, 2, 2] })).toThrow("numbered without a gap, got no parameter in group 1 of 3");
    expect(() => startFisherDiagonal(2, { groups: [0, 0.5] })).toThrow("group of parameter 1 must be an integer between -1 and 1, got 0.5");
    expect(() => startFisherDiagonal(2, { group: [0, 0] } as object)).toThrow("unknown option `group`");
    expect(() => mergeFisherDiagonals(startFisherDiagonal(1), startFisherDiagonal(2))).toThrow("both must have as many parameters, got 1 and 2");
    expect(() => mergeFisherDiagonals(startFisherDiagonal(1), startFisherDiagonal(1, { coherence: true }))).toThrow("both or none must follow coherence");
    expect(() => mergeFisherDiagonals(startFisherDiagonal(2, { groups: [0, 1] }), startFisherDiagonal(2, { groups: [1, 0] }))).toThrow("the same groups");
  });
});
