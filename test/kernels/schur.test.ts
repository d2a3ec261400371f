import { describe, expect, it } from "vitest";
import { expectTwins, numbers, withOddities } from "./twins.ts";

describe("outerProducts", () => {
  it("is the same to the last bit for all sizes, and leaves what lies above the diagonal alone", () => {
    for (let n = 1; n <= 70; n++) {
      for (const d of [1 + ((n * 37) % 70), ...(n % 9 === 0 ? [255, 256, 257, 513, 1023, 1024, 1025, 2100] : [])]) {
        const w = numbers(n * d, n);
        const before = numbers(n * n, n + 1);
        const [out] = expectTwins((kernels) => {
          const c = before.slice();
          kernels.outerProducts(w, n, d, c);
          return [c];
        }, `n = ${n}, d = ${d}`);
        expect(out.every((value, at) => at % n <= Math.floor(at / n) || value === before[at])).toBe(true);
      }
    }
  });

  it("is the same for zeros of both signs, infinities, NaN and denormals", () => {
    for (let seed = 0; seed < 30; seed++) {
      const w = withOddities(numbers(31 * 24, seed), seed);
      const before = withOddities(numbers(24 * 24, seed + 1), seed + 2);
      expectTwins((kernels) => {
        const c = before.slice();
        kernels.outerProducts(w, 24, 31, c);
        return [c];
      }, `seed ${seed}`);
    }
  });

  it("subtracts sums of products", () => {
    const [n, d] = [37, 300];
    const w = Float64Array.from({ length: n * d }, (_, i) => (i * i) % 17);
    const [out] = expectTwins((kernels) => {
      const c = new Float64Array(n * n).fill(5);
      kernels.outerProducts(w, n, d, c);
      return [c];
    }, "integers");
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += w[k * n + i] * w[k * n + j];
        expect(out[i * n + j]).toBe(5 - sum);
      }
    }
  });
});

describe("mixedProducts", () => {
  it("is the same to the last bit for all sizes, densities and columns", () => {
    for (let n = 1; n <= 70; n++) {
      for (let k = 1; k <= 3; k++) {
        const { u, starts, rows, weights } = sparse(n, 1 + ((n * 13) % 60), [0.05, 0.4, 1][(n + k) % 3], k, n);
        expectTwins((kernels) => {
          const out = new Float64Array((starts.length - 1) * k * k).fill(NaN);
          kernels.mixedProducts(u, n, starts, rows, weights, k, out);
          return [out];
        }, `n = ${n}, k = ${k}`);
      }
    }
  });

  it("is the same for zeros of both signs, denormals and numbers that overflow", () => {
    for (let seed = 0; seed < 20; seed++) {
      const { u, starts, rows, weights } = sparse(40, 30, 0.5, 2, seed);
      const odd = [0, -0, 5e-324, -2.5e-310, 1e200, -2.2250738585072014e-308];
      const spoil = (x: Float64Array): Float64Array => x.map((value, i) => ((i * 7 + seed) % 11 === 0 ? odd[(i + seed) % odd.length] : value));
      expectTwins((kernels) => {
        const out = new Float64Array(30 * 4);
        kernels.mixedProducts(spoil(u).map((value, at) => (at % 40 < Math.floor(at / 40) ? 0 : value)), 40, starts, rows, spoil(weights), 2, out);
        return [out];
      }, `seed ${seed}`);
    }
  });

  it("is the products of sparse combinations", () => {
    const n = 45;
    const k = 2;
    const { starts, rows } = sparse(n, 25, 0.3, k, 3);
    const u = Float64Array.from({ length: n * n }, (_, at) => (at % n < Math.floor(at / n) ? 0 : (at * at) % 7));
    const weights = Float64Array.from({ length: rows.length * k }, (_, e) => (e % 5) - 2);
    const [out] = expectTwins((kernels) => {
      const result = new Float64Array(25 * k * k);
      kernels.mixedProducts(u, n, starts, rows, weights, k, result);
      return [result];
    }, "integers");
    for (let m = 0; m < 25; m++) {
      const v = Array.from({ length: k }, (_, a) =>
        Array.from({ length: n }, (_, i) => {
          let sum = 0;
          for (let e = starts[m]; e < starts[m + 1]; e++) if (rows[e] <= i) sum += weights[e * k + a] * u[rows[e] * n + i];
          return sum;
        }),
      );
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) expect(out[(m * k + a) * k + b]).toBe(v[a].reduce((sum, value, i) => sum + value * v[b][i], 0));
    }
  });
});

describe("mixedRows", () => {
  it("is the same to the last bit for all sizes, densities and columns, wherever levels begin", () => {
    for (let n = 1; n <= 70; n++) {
      for (let k = 1; k <= 3; k++) {
        const { starts, rows, weights } = sparse(n, 1 + ((n * 13) % 60), [0.05, 0.4, 1][(n + k) % 3], k, n);
        const u = withOddities(numbers(n * n, n), n);
        const some = starts.subarray(n % 2);
        expectTwins((kernels) => {
          const out = new Float64Array((some.length - 1) * k * n).fill(NaN);
          kernels.mixedRows(u, n, some, rows, weights, k, out);
          return [out];
        }, `n = ${n}, k = ${k}`);
      }
    }
  });

  it("is sums of rows with weights", () => {
    const [n, levels, k] = [50, 40, 2];
    const { starts, rows } = sparse(n, levels, 0.3, k, 5);
    const u = Float64Array.from({ length: n * n }, (_, at) => (at * at) % 7);
    const weights = Float64Array.from({ length: rows.length * k }, (_, e) => (e % 5) - 2);
    const [out] = expectTwins((kernels) => {
      const result = new Float64Array(levels * k * n).fill(NaN);
      kernels.mixedRows(u, n, starts, rows, weights, k, result);
      return [result];
    }, "integers");
    for (let m = 0; m < levels; m++) {
      for (let a = 0; a < k; a++) {
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let e = starts[m]; e < starts[m + 1]; e++) sum += weights[e * k + a] * u[rows[e] * n + i];
          expect(out[(m * k + a) * n + i]).toBe(sum);
        }
      }
    }
  });
});

/** An upper triangle U, and levels that meet rows with a given probability; some meet none. */
function sparse(n: number, levels: number, density: number, k: number, seed: number): { u: Float64Array; starts: Int32Array; rows: Int32Array; weights: Float64Array } {
  const u = numbers(n * n, seed).map((value, at) => (at % n < Math.floor(at / n) ? 0 : value));
  const chances = numbers(n * levels, seed + 1);
  const starts = new Int32Array(levels + 1);
  const rows: number[] = [];
  for (let m = 0; m < levels; m++) {
    for (let r = 0; r < n; r++) if (m % 10 !== 9 && chances[m * n + r] + 0.5 < density) rows.push(r);
    starts[m + 1] = rows.length;
  }
  return { u, starts, rows: Int32Array.from(rows), weights: numbers(rows.length * k, seed + 2) };
}
