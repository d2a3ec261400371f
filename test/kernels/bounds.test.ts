import { describe, expect, it, vi } from "vitest";
import { jsKernels } from "../../src/kernels/js/index.ts";
import type { Kernels, PairMeasure } from "../../src/kernels/kernels.ts";
import { wasmKernels } from "../../src/kernels/wasm/index.ts";
import { expectTwins, numbers } from "./twins.ts";

/** What memory holds at first, and the last memory that was given out. The set-up has already loaded the kernels: they are loaded anew. */
const given = vi.hoisted(() => {
  vi.resetModules();
  return { fill: 0, guard: 1, last: undefined as { bytes: Uint8Array; before: Uint8Array; from: number; to: number } | undefined };
});

// Every job gets fresh memory, full of something, with a page more than it asks for unless `guard` is 0.
vi.mock("../../src/kernels/wasm/instance.ts", async (original) => {
  const real = await original<typeof import("../../src/kernels/wasm/instance.ts")>();
  const module = new WebAssembly.Module(real.moduleBytes());
  const ownInstance: typeof real.ownInstance = (bytes) => {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((real.START + bytes) / 65536) + given.guard });
    const { buffer } = memory;
    new Uint8Array(buffer).fill(given.fill);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    given.last = { bytes: new Uint8Array(buffer), before: new Uint8Array(buffer).slice(), from: real.START, to: real.START + bytes };
    return { exports: exports as never, doubles: new Float64Array(buffer), ints: new Int32Array(buffer) };
  };
  return { ...real, ownInstance, scratch: ownInstance };
});

/** Runs a job on memory full of NaN and of zeros: the same bits as in JavaScript, and nothing changed outside the bytes it asked for. */
function expectInside(run: (kernels: Kernels) => readonly ArrayLike<number>[], where: string): void {
  for (const fill of [0xff, 0]) {
    Object.assign(given, { fill, last: undefined });
    expectTwins(run, where);
    if (given.last === undefined) expect.fail(`${where}: JavaScript did it`);
    const { bytes, before, from, to } = given.last;
    for (let at = 0; at < bytes.length; at = at + 1 === from ? to : at + 1) {
      if (bytes[at] !== before[at]) expect.fail(`${where}: byte ${at} was written, asked for were ${from} to ${to - 1}`);
    }
  }
}

/** Sizes around those that rows, octets, panels and blocks come in. */
const edges = [13, 15, 16, 17, 24, 31, 33, 64, 65, 127, 129, 191, 193, 200, 255, 257, 263];
const range = (length: number): Int32Array => Int32Array.from({ length }, (_, i) => i);

describe("a job touches only the memory it asked for, and what was there before does not matter", () => {
  it.each(edges)("products, %i rows", (n) => {
    for (const d of [101, 258]) {
      const x = numbers(n * d, n);
      expectInside((kernels) => {
        const out = new Float64Array(n * n);
        kernels.gram(x, n, d, out);
        return [out];
      }, `gram, d = ${d}`);
      for (const columns of [13, 200]) {
        const y = numbers(columns * d, 1);
        expectInside((kernels) => {
          const out = numbers(n * columns, 2);
          kernels.addProducts(x, 0, d, y, 0, d, out, 0, columns, n, columns, d);
          return [out];
        }, `addProducts, ${columns} columns, d = ${d}`);
      }
    }
    for (const d of [37, 1030]) {
      const w = numbers(n * d, n);
      expectInside((kernels) => {
        const out = numbers(n * n, 3);
        kernels.outerProducts(w, n, d, out);
        return [out];
      }, `outerProducts, d = ${d}`);
    }
  });

  it("products of a single octet of rows, whose packing ends where the rows begin", () => {
    for (let n = 5; n <= 8; n++) {
      for (const d of [83, 84, 255, 257]) {
        const x = numbers(n * d, n);
        expectInside((kernels) => {
          const out = new Float64Array(n * n);
          kernels.gram(x, n, d, out);
          return [out];
        }, `gram, n = ${n}, d = ${d}`);
        expectInside((kernels) => {
          const out = new Float64Array(n * n);
          kernels.pairs("dot", x, d, range(n), range(n), false, out);
          return [out];
        }, `pairs, n = ${n}, d = ${d}`);
      }
    }
  });

  it.each<PairMeasure>(["dot", "squaredDifference"])("pairs: %s", (measure) => {
    const d = 7;
    const x = numbers(263 * d, 1);
    for (const rows of [1, 7, 63, 65, 129]) {
      for (const columns of [...edges, 1, 2, 8]) {
        expectInside((kernels) => {
          const out = new Float64Array(rows * columns);
          kernels.pairs(measure, x, d, range(rows), range(columns), false, out);
          return [out];
        }, `${rows} × ${columns}`);
      }
    }
  });

  it.each([...edges, 513])("triangles and reflections, %i rows", (n) => {
    const a = numbers(n * n, n);
    for (let i = 0; i < n; i++) a[i * n + i] = n;
    expectInside((kernels) => {
      const l = a.slice();
      return [[Number(kernels.cholesky(l, n))], l];
    }, "cholesky");
    expectInside((kernels) => {
      const out = new Float64Array(n * n);
      kernels.invertTriangle(a, n, out);
      return [out];
    }, "invertTriangle");
    for (const rows of [5, 258, 300]) {
      expectInside((kernels) => {
        const x = numbers(rows * n, 2);
        kernels.solveTriangle(a, n, x, rows);
        return [x];
      }, `solveTriangle, ${rows} rows`);
    }
    if (n > 300) return;
    const factors = new Float64Array(n);
    expectInside((kernels) => {
      const [d, e] = [new Float64Array(n), new Float64Array(n)];
      kernels.tridiagonalise(a.slice(), n, d, e, factors);
      return [d, e, factors];
    }, "tridiagonalise");
    const vectors = a.slice();
    jsKernels.tridiagonalise(vectors, n, new Float64Array(n), new Float64Array(n), factors);
    expectInside((kernels) => {
      const x = numbers(n * n, 4);
      kernels.applyReflections(x, n, vectors, factors);
      return [x];
    }, "applyReflections");
  });

  it("draws, sums, ranks and mixed models", () => {
    const start = new Int32Array(130);
    expectInside((kernels) => {
      kernels.seedGenerator("a key", start);
      return [start];
    }, "seedGenerator");
    for (let count = 80; count < 150; count++) {
      for (const bound of [count, 70000]) {
        expectInside((kernels) => {
          const [state, out] = [start.slice(), new Uint32Array(count)];
          kernels.drawIntegers(state, bound, out);
          return [state, out];
        }, `drawIntegers, ${count} below ${bound}`);
      }
      expectInside((kernels) => {
        const out = new Float64Array(6);
        kernels.sumDraws("key", 2 ** 53 - 6, numbers(count, 1), out);
        return [out];
      }, `sumDraws, ${count}`);
      const values = numbers(250 + 7 * count, count).map((value) => (count % 3 === 0 ? Math.round(9 * value) : value));
      expectInside((kernels) => {
        const out = new Float64Array(values.length);
        kernels.midranks(values, out);
        return [out];
      }, `midranks, ${values.length}`);
      const [n, k, levels] = [count, 1 + (count % 4), 40];
      const u = numbers(n * n, count).map((value, i) => (i % n < Math.floor(i / n) ? 0 : value));
      const starts = Int32Array.from({ length: levels + 1 }, (_, m) => 6 * m);
      const rows = Int32Array.from({ length: 6 * levels }, (_, e) => Math.floor(((e % 6) * n + (e % 5)) / 6));
      const weights = numbers(6 * levels * k, 5);
      for (const kernel of ["mixedProducts", "mixedRows"] as const) {
        expectInside((kernels) => {
          const out = new Float64Array(levels * k * (kernel === "mixedRows" ? n : k));
          kernels[kernel](u, n, starts, rows, weights, k, out);
          return [out];
        }, `${kernel}, n = ${n}, k = ${k}`);
      }
    }
  });

  it("searches for medoids", () => {
    for (let m = 256; m < 262; m++) {
      for (const single of [false, true]) {
        const [n, k] = [m % 2 === 0 ? 9 : 4, 4];
        const costs = numbers(n * m, m).map(Math.abs);
        expectInside((kernels) => {
          const data = kernels.medoidCosts(single ? new Float32Array(costs) : costs, n, m);
          const state = kernels.medoidState(data, n, m, k);
          state.weights.fill(1);
          state.medoids.set([0, 1, 2, 3]);
          state.isMedoid.fill(1, 0, k);
          state.second.fill(1);
          state.nearestCost.set(data.subarray(0, m));
          state.secondCost.fill(1);
          state.gains.fill(Infinity);
          const results = [kernels.bestGain(state, 1)];
          for (let slot = 0; slot < Math.min(k, n - k); slot++) {
            results.push(kernels.findSwap(state, slot, n, Infinity), ...state.results);
            kernels.replaceMedoid(state, slot, k + slot);
          }
          return [results, state.nearest, state.second, state.nearestCost, state.secondCost, state.removal, state.gains, state.medoids];
        }, `${n} × ${m}, ${single ? "single" : "double"} precision`);
      }
    }
  });
});

it("an odd number of rows longer than a page are not read beyond the end of memory", () => {
  given.guard = 0;
  try {
    const d = 9001;
    const x = numbers(3 * d, 1);
    expectInside((kernels) => {
      const out = new Float64Array(9);
      kernels.gram(x, 3, d, out);
      return [out];
    }, "gram");
    for (const [rows, columns] of [[3, 2], [2, 3], [3, 3]]) {
      expectInside((kernels) => {
        const out = numbers(rows * columns, 2);
        kernels.addProducts(x, 0, d, x, 0, d, out, 0, columns, rows, columns, d);
        return [out];
      }, `addProducts, ${rows} × ${columns}`);
      for (const upper of rows > columns ? [false] : [false, true]) {
        expectInside((kernels) => {
          const out = new Float64Array(rows * columns);
          kernels.pairs("squaredDifference", x, d, range(rows), range(columns), upper, out);
          return [upper ? out.subarray(0, columns) : out];
        }, `pairs, ${rows} × ${columns}`);
      }
    }
    const n = 97;
    const a = numbers(n * n, 3);
    expectInside((kernels) => {
      const out = numbers(n * n, 4);
      kernels.applyReflections(out, n, a, numbers(n, 5));
      return [out];
    }, "applyReflections");
  } finally {
    given.guard = 1;
  }
});

it("the memory here is what the kernels use", () => {
  given.last = undefined;
  wasmKernels.gram(numbers(400, 1), 20, 20, new Float64Array(400));
  expect(given.last).toBeDefined();
});
