import { afterEach, describe, expect, it, vi } from "vitest";
import { jsKernels } from "../../src/kernels/js/index.ts";
import { wasmKernels } from "../../src/kernels/wasm/index.ts";
import { ownInstance, scratch } from "../../src/kernels/wasm/instance.ts";
import { numbers } from "./twins.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** As if the engine had no more memory to give, neither new nor by growing. */
function exhaust(): { asked: number } {
  const state = { asked: 0 };
  function fail(): never {
    state.asked++;
    throw new RangeError("could not allocate memory");
  }
  const real = WebAssembly;
  vi.stubGlobal("WebAssembly", { Module: real.Module, Instance: real.Instance, Memory: fail });
  vi.spyOn(real.Memory.prototype, "grow").mockImplementation(fail);
  return state;
}

describe("memory of a job's own", () => {
  it("has room for all that is touched", () => {
    // 192·d + 8320 bytes from 0 on: 192 more than full pages, the last 128 of which are written.
    const d = 299 + 1024 * 350;
    expect((192 * d + 8320) % 2 ** 16).toBe(192);
    const x = numbers(9 * d, 4);
    const rows = Int32Array.from({ length: 8 }, (_, i) => i + 1);
    const [js, wasm] = [jsKernels, wasmKernels].map((kernels) => {
      const out = new Float64Array(8);
      kernels.pairs("dot", x, d, [0], rows, false, out);
      return out;
    });
    expect(wasm).toEqual(js);
  });
});

describe("where memory is exhausted", () => {
  it("the same comes from JavaScript", () => {
    // Large enough for memory of its own: 3,000 rows of 1,500 are 36 MB, twice.
    const [n, d] = [3000, 1500];
    const x = numbers(n * d, 1);
    const a = [0, 5, 2999];
    const b = Int32Array.from({ length: n }, (_, i) => i);
    const expected = new Float64Array(3 * n);
    jsKernels.pairs("squaredDifference", x, d, a, b, false, expected);
    const state = exhaust();
    const out = new Float64Array(3 * n);
    wasmKernels.pairs("squaredDifference", x, d, a, b, false, out);
    expect(state.asked).toBe(1);
    expect(Buffer.compare(new Uint8Array(out.buffer), new Uint8Array(expected.buffer))).toBe(0);
  });

  it("the pool that could not grow still serves smaller jobs", () => {
    const x = numbers(60 * 60, 2);
    const expected = new Float64Array(3600);
    jsKernels.gram(x, 60, 60, expected);
    const before = new Float64Array(3600);
    wasmKernels.gram(x, 60, 60, before);
    const state = exhaust();
    const [n, d] = [1000, 700];
    const large = numbers(n * d, 3);
    const [result, twin] = [new Float64Array(n * n), new Float64Array(n * n)];
    wasmKernels.gram(large, n, d, result);
    expect(state.asked).toBe(1);
    jsKernels.gram(large, n, d, twin);
    expect(Buffer.compare(new Uint8Array(result.buffer), new Uint8Array(twin.buffer))).toBe(0);
    const out = new Float64Array(3600);
    wasmKernels.gram(x, 60, 60, out);
    expect(out).toEqual(expected);
    expect(before).toEqual(expected);
  });

  it("more than wasm32 can address is refused before anything is asked for", () => {
    const state = exhaust();
    for (const bytes of [2 ** 32, 2 ** 32 - 2 ** 16, 2 ** 53, Infinity]) {
      expect(ownInstance(bytes)).toBeUndefined();
      expect(scratch(bytes)).toBeUndefined();
    }
    expect(state.asked).toBe(0);
  });
});
