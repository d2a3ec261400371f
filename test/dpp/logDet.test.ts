import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logDet } from "../../src/dpp/index.ts";
import { symmetricEigenvalues } from "../../src/numeric/linalg/symmetricEigenvalues.ts";
import oracle from "../fixtures/dpp/logdet.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const number = (value: number | string): number => Number(value);

/** The sum of n logarithms adds a rounding of its own to the error of the factorisation. */
const tolerance = (bound: number, value: number) => ({ abs: bound + 4 * 2 ** -52 * Math.abs(value) });

const gram = (rows: readonly (readonly number[])[]) => rows.map((a) => rows.map((b) => a.reduce((total, value, j) => total + value * b[j], 0)));

const withDiagonal = (kernel: readonly (readonly number[])[], shift: number) => kernel.map((row, i) => row.map((value, j) => (i === j ? value + shift : value)));

/** Kernels X Xᵀ + I of small integer vectors: condition numbers up to some hundreds. */
const kernels = fc
  .array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 7 })
  .map((rows) => withDiagonal(gram(rows), 1));

/** Rounding of such kernels. */
const EXACT = { rel: 1e-12, abs: 1e-12 };

const definite = oracle.cases.filter((entry) => entry.cholesky_error_bound !== null);

describe("logDet()", () => {
  // An item at 1e-8 of another is the same one up to rounding: the bound is 30, and the determinant counts as 0.
  it.each(definite.filter(({ name }) => name !== "near_duplicate_1e-08"))("agrees with 60 digits within the error bound: $name", (entry) => {
    const result = logDet(entry.L, { errorBound: true });
    const bound = entry.cholesky_error_bound!;
    expect(result).toMatchObject({ sign: 1, rank: entry.n, jitter: 0, positiveSemidefinite: true });
    expectWithin(result.logAbsDet, number(entry.logabsdet), tolerance(bound, result.logAbsDet));
    // The bound itself has the accuracy of an inverse; the logarithm is rounded too.
    expectWithin(result.errorBound!, bound + 2 ** -52 * Math.abs(result.logAbsDet), { rel: 0.01 });
    expect(result.minPivot).toBeGreaterThan(0);
    expect(result.maxPivot).toBeGreaterThanOrEqual(result.minPivot);
    const scaled = entry.L.map((row, i) => row.map((value, j) => value / Math.sqrt(entry.L[i][i] * entry.L[j][j])));
    const values = symmetricEigenvalues(Float64Array.from(scaled.flat()), entry.n);
    expect(result.conditionEstimate).toBeGreaterThanOrEqual(1);
    // Beyond 1e13 the least eigenvalue is rounding itself.
    if (values[0] > 1e-13) expect(result.conditionEstimate).toBeLessThanOrEqual((1.01 * values[entry.n - 1]) / values[0]);
    if (entry.closed_form_of_ideal_matrix !== undefined) expectWithin(result.logAbsDet, entry.closed_form_of_ideal_matrix, tolerance(bound, result.logAbsDet));
  });

  it.each(oracle.cases)("of L + εI agrees with 60 digits: $name", ({ L, jitter }) => {
    for (const { eps, sign, logabsdet, cholesky_error_bound: bound } of jitter) {
      const result = logDet(L, { jitter: eps });
      expect(result.sign).toBe(sign);
      expect(result.jitter).toBe(eps);
      // Of the indefinite matrix there is no bound; its two pivots are exact to rounding.
      expectWithin(result.logAbsDet, number(logabsdet), tolerance(bound ?? 1e-14, result.logAbsDet));
    }
  });

  it.each(["exact_duplicate", "rank_deficient_12_of_5", "all_ones_6", "zero_item", "slightly_negative", "rbf1d_14_ell0.2", "rbf1d_14_ell0.5", "near_duplicate_1e-08"])(
    "is −∞ where nothing but rounding is left: %s",
    (name) => {
      const { L, n, eig_max: largest } = oracle.cases.find((entry) => entry.name === name)!;
      const result = logDet(L);
      expect(result).toMatchObject({ sign: 0, logAbsDet: -Infinity, conditionEstimate: Infinity, positiveSemidefinite: true });
      expect(Math.abs(result.minPivot)).toBeLessThan(1e-13 * largest);
      expect(result.rank).toBeLessThan(n);
      expect(logDet(L, { errorBound: true }).errorBound).toBeUndefined();
    },
  );

  it("finds ranks", () => {
    const rank = (name: string) => logDet(oracle.cases.find((entry) => entry.name === name)!.L).rank;
    expect([rank("all_ones_6"), rank("rank_deficient_12_of_5"), rank("exact_duplicate"), rank("zero_item")]).toEqual([1, 5, 5, 2]);
  });

  it("reports a matrix that is not positive semidefinite with its determinant", () => {
    const indefinite = logDet([[1, 2], [2, 1]]);
    expect(indefinite).toMatchObject({ sign: -1, positiveSemidefinite: false, rank: 2 });
    expectWithin(indefinite.logAbsDet, Math.log(3), { abs: 1e-15 });
    expect(indefinite.minPivot).toBe(-3);
    expect(logDet([[-1, 0], [0, -1]])).toMatchObject({ sign: 1, logAbsDet: 0, positiveSemidefinite: false });
    expect(logDet([[0, 1], [1, 0]])).toMatchObject({ sign: -1, logAbsDet: 0, positiveSemidefinite: false });
    // Nothing is left on the diagonal after one step, but beside it there is.
    expect(logDet([[1, 1, 1], [1, 1, 0], [1, 0, 1]])).toMatchObject({ sign: -1, logAbsDet: 0, positiveSemidefinite: false });
    expect(logDet([[1, 0, 0], [0, -1, 0], [0, 0, 0]])).toMatchObject({ sign: 0, logAbsDet: -Infinity, rank: 2, positiveSemidefinite: false });
    expect(logDet([[1, 1 + 1e-10], [1 + 1e-10, 1]])).toMatchObject({ sign: 0, positiveSemidefinite: true });
  });

  it("takes the rounding of a float32 matrix for what it is", () => {
    const third = 1 / 3;
    const rows = [[1, 0, 0], [third, third, third], [0, 1, third], [1 + third, third, third]];
    const data = Float64Array.from(gram(rows).flat());
    expect(logDet({ data: Float32Array.from(data), shape: [4, 4] })).toMatchObject({ sign: 0, rank: 3, positiveSemidefinite: true });
  });

  it("judges small pivots of a float32 matrix by its own rounding, whatever factorisation comes first", () => {
    // The next float below 1 leaves a pivot of 1.2e-7, less than 2·2⁻²³.
    const near = 1 - 2 ** -24;
    expect(logDet({ data: Float32Array.of(1, near, near, 1), shape: [2, 2] })).toMatchObject({ sign: 0, logAbsDet: -Infinity, rank: 1 });
    expectWithin(logDet([[1, near], [near, 1]]).logAbsDet, Math.log(2 ** -23 - 2 ** -48), { abs: 1e-8 });
  });

  it("takes entries up to both ends of the range", () => {
    for (const n of [2, 3, 5, 40]) {
      for (const own of [1e-300, 1e-160, 1e160, 1e300]) {
        const tridiagonal = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? own : Math.abs(i - j) === 1 ? own / 2 : 0)));
        const result = logDet(tridiagonal, { errorBound: true });
        // det of the tridiagonal matrix with ones and halves is (n + 1)/2ⁿ.
        expectWithin(result.logAbsDet, Math.log(n + 1) + n * (Math.log(own) - Math.LN2), { abs: result.errorBound! });
        expect(result).toMatchObject({ sign: 1, rank: n });
        expectWithin(result.errorBound!, logDet(tridiagonal.map((row) => row.map((value) => value / own)), { errorBound: true }).errorBound!, {
          abs: 2 ** -52 * (n + Math.abs(result.logAbsDet)),
          rel: 1e-9,
        });
      }
    }
    expect(() => logDet([[1, 0], [0, 1e308]], { jitter: 1e308 })).toThrow(new RangeError("Cannot compute a log-determinant: jitter must leave the diagonal finite, got 1e+308 at row 1"));
  });

  it("with automatic jitter takes the least of 0, c, 10c, … that will do, and says so", () => {
    expect(logDet([[1, 0.5], [0.5, 1]], { jitter: "auto" })).toEqual(logDet([[1, 0.5], [0.5, 1]]));
    const doubled = logDet([[2, 2], [2, 2]], { jitter: "auto" });
    expect(doubled).toMatchObject({ sign: 1, rank: 2 });
    expect(doubled.jitter).toBeGreaterThan(0);
    expect(doubled.jitter).toBeLessThan(1e-13);
    expect(doubled).toEqual(logDet([[2, 2], [2, 2]], { jitter: doubled.jitter }));
    expect(logDet([[1, 2], [2, 1]], { jitter: "auto" })).toEqual(logDet([[1, 2], [2, 1]]));
    expect(logDet([[0, 0], [0, 0]], { jitter: "auto" })).toMatchObject({ sign: 0, rank: 0 });
  });

  it("does not depend on the order, adds n·log c for a factor c, and Σ log s² for rows and columns times s", () => {
    fc.assert(
      fc.property(kernels, fc.double({ min: -40, max: 40, noNaN: true }), (kernel, exponent) => {
        const { logAbsDet } = logDet(kernel);
        expectWithin(logDet(kernel.toReversed().map((row) => row.toReversed())).logAbsDet, logAbsDet, EXACT);
        const c = 2 ** exponent;
        expectWithin(logDet(kernel.map((row) => row.map((value) => value * c))).logAbsDet, logAbsDet + kernel.length * Math.log(c), EXACT);
        const scales = kernel.map((_, i) => 10 ** (i - 3));
        const scaled = kernel.map((row, i) => row.map((value, j) => value * scales[i] * scales[j]));
        expectWithin(logDet(scaled).logAbsDet, logAbsDet + 2 * scales.reduce((total, scale) => total + Math.log(scale), 0), EXACT);
      }),
      { seed: 1 },
    );
  });

  it("is the sum over blocks, rises with jitter, and is 0 for orthogonal unit vectors", () => {
    fc.assert(
      fc.property(kernels, kernels, (a, b) => {
        const zeros = (count: number) => Array.from({ length: count }, () => 0);
        const blocks = [...a.map((row) => [...row, ...zeros(b.length)]), ...b.map((row) => [...zeros(a.length), ...row])];
        expectWithin(logDet(blocks).logAbsDet, logDet(a).logAbsDet + logDet(b).logAbsDet, EXACT);
        const jitters = [0, 1e-6, 1e-3, 1, 10].map((jitter) => logDet(a, { jitter }).logAbsDet);
        expect(jitters.toSorted((x, y) => x - y)).toEqual(jitters);
      }),
      { seed: 2 },
    );
    expect(logDet([[1, 0, 0], [0, 1, 0], [0, 0, 1]])).toMatchObject({ sign: 1, logAbsDet: 0, conditionEstimate: 1 });
  });

  it("takes matrices of any kind, leaves them alone, and averages what float32 arithmetic made unequal", () => {
    const data = Float64Array.of(1, 0.5, 0.5, 1);
    expect(logDet({ data, shape: [2, 2] })).toEqual(logDet([[1, 0.5], [0.5, 1]]));
    expect([...data]).toEqual([1, 0.5, 0.5, 1]);
    expect(logDet([[1, 0.5 + 1e-8], [0.5 - 1e-8, 1]]).logAbsDet).toBe(logDet([[1, 0.5], [0.5, 1]]).logAbsDet);
  });

  it.each([
    [() => logDet([]), RangeError, "Cannot compute a log-determinant: kernel must hold at least one item, got none"],
    [() => logDet([[1, 2, 3], [1, 2, 3]]), RangeError, "Cannot compute a log-determinant: kernel must be square, got 2 × 3"],
    [() => logDet([[1, 0.5], [0.4, 1]]), RangeError, "Cannot compute a log-determinant: kernel must be symmetric, got 0.4 at row 1, column 0 and 0.5 at row 0, column 1"],
    [() => logDet([[1, NaN], [NaN, 1]]), RangeError, "Cannot compute a log-determinant: kernel must be finite, got NaN at row 0, column 1"],
    [() => logDet([[1]], { jitter: -1 }), RangeError, "Cannot compute a log-determinant: jitter must be ≥ 0, got -1"],
    [() => logDet([[1]], { jitter: NaN }), RangeError, "Cannot compute a log-determinant: jitter must be finite, got NaN"],
    [() => logDet([[1]], { jitter: "some" as "auto" }), TypeError, 'Cannot compute a log-determinant: jitter must be a number, got "some"'],
    [() => logDet(3 as never), TypeError, "Cannot compute a log-determinant: kernel must be a matrix"],
    [() => logDet([[1]], { ridge: 1 } as never), TypeError, "unknown option `ridge`"],
  ])("refuses what it cannot use: %#", (call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
