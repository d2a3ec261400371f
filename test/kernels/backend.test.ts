import { afterEach, describe, expect, it, vi } from "vitest";
import { backend, prepareWasm, setWasmModule } from "@divlab/core/kernels";
import { kernels, useBackend } from "../../src/kernels/backend.ts";
import { jsKernels } from "../../src/kernels/js/index.ts";
import { wasmKernels } from "../../src/kernels/wasm/index.ts";
import { moduleBytes, ownInstance, scratch, START } from "../../src/kernels/wasm/instance.ts";
import { numbers } from "./twins.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  useBackend("auto");
});

/** A Gram matrix of 96 rows, which takes 400 kB of the module's memory. */
function gram(): Float64Array {
  const out = new Float64Array(96 * 96);
  wasmKernels.gram(numbers(96 * 200, 1), 96, 200, out);
  return out;
}

function gramOfScript(): Float64Array {
  const out = new Float64Array(96 * 96);
  jsKernels.gram(numbers(96 * 200, 1), 96, 200, out);
  return out;
}

describe("the choice of the kernels", () => {
  it("is WebAssembly here, JavaScript when told so", () => {
    useBackend("auto");
    expect(backend()).toBe("wasm");
    expect(kernels()).toBe(wasmKernels);
    useBackend("js");
    expect(backend()).toBe("js");
    expect(kernels()).toBe(jsKernels);
  });

  it("can be prepared ahead, and takes the module compiled elsewhere", async () => {
    expect(await prepareWasm()).toBe("wasm");
    useBackend("js");
    expect(await prepareWasm()).toBe("wasm");
    useBackend("js");
    expect(setWasmModule(await WebAssembly.compile(moduleBytes()))).toBe("wasm");
    expect(gram()).toEqual(gramOfScript());
  });

  it("refuses what is not this version's module, and keeps the old one", async () => {
    const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    const other = moduleBytes();
    other[other.length - 1] ^= 1; // the last character of the sources' hash
    for (const wrong of [empty, await WebAssembly.compile(other), moduleBytes(), {}, null]) {
      expect(() => setWasmModule(wrong as object)).toThrow(/must be the WebAssembly\.Module of @divlab\/core\/kernels\.wasm of this version, got \[object /);
    }
    expect(gram()).toEqual(gramOfScript());
  });
});

describe("the memory of the module", () => {
  it("is shared by small jobs and grows; views are made anew", () => {
    const small = scratch(1000)!;
    const before = small.doubles;
    const grown = scratch(before.byteLength + 1)!;
    expect(grown.exports).toBe(small.exports);
    expect(before.length).toBe(0); // detached
    expect(grown.doubles.byteLength).toBeGreaterThanOrEqual(START + 2 ** 20 + 1);
    expect(scratch(1000)).toBe(grown);
    expect(gram()).toEqual(gramOfScript());
  });

  it("is a large job's own, and of just the size", () => {
    const bytes = 2 ** 26 + 8;
    const own = scratch(bytes)!;
    expect(own.exports).not.toBe(scratch(8)!.exports);
    expect(own.doubles.byteLength).toBeLessThan(START + bytes + 2 ** 16);
    const other = ownInstance(64)!;
    other.doubles[START / 8] = 7;
    expect(own.doubles[START / 8]).toBe(0);
  });

  it("ends at 4 GiB: more is refused before a pointer is made", () => {
    for (const bytes of [2 ** 32, 2 ** 53, Infinity, NaN]) expect(ownInstance(bytes)).toBeUndefined();
  });

  it("may be refused by the engine: then JavaScript gives the same", () => {
    const right = gramOfScript();
    const instance = scratch(8)!;
    vi.spyOn(WebAssembly.Memory.prototype, "grow").mockImplementation(() => {
      throw new RangeError("out of memory");
    });
    expect(scratch(instance.doubles.byteLength + 1)).toBeUndefined();
    vi.stubGlobal("WebAssembly", {
      ...Object.fromEntries(Object.getOwnPropertyNames(WebAssembly).map((name) => [name, (WebAssembly as unknown as Record<string, unknown>)[name]])),
      Memory: function refuse(): never {
        throw new RangeError("out of memory");
      },
    });
    expect(ownInstance(8)).toBeUndefined();
    const n = 900; // 900 rows of 3,000 numbers: more than jobs share
    const out = new Float64Array(n * n);
    const x = new Float64Array(n * 3000).fill(0.5);
    wasmKernels.gram(x, n, 3000, out);
    expect(out.every((value) => value === 750)).toBe(true);
    expect(gram()).toEqual(right);
  });
});
