import { jsKernels } from "./js/index.ts";
import type { Kernels } from "./kernels.ts";
import { wasmKernels } from "./wasm/index.ts";
import { hasModule, moduleBytes, useModule } from "./wasm/instance.ts";

/** What computes the hot loops: WebAssembly with SIMD, or JavaScript. Results are the same to the last bit. */
export type Backend = "wasm" | "js";

let current: Kernels | undefined;

/** The kernels in use: WebAssembly where the engine allows it, decided at the first call. */
export function kernels(): Kernels {
  return (current ??= hasModule() ? wasmKernels : jsKernels);
}

/**
 * What computes the hot loops here. Loads the WebAssembly if nothing has needed it yet.
 *
 * JavaScript where the engine has no WebAssembly or no SIMD, or where a page's Content-Security-Policy lacks `'wasm-unsafe-eval'`. Only the
 * time taken differs: results are the same to the last bit.
 *
 * @returns `"wasm"` or `"js"`.
 * @example
 * ```ts
 * import { backend } from "@divlab/core/kernels";
 * backend(); // => "wasm"
 * ```
 */
export function backend(): Backend {
  return kernels() === wasmKernels ? "wasm" : "js";
}

/**
 * Compiles the WebAssembly ahead of its first use, and off the main thread where the engine can. Never needed: without it the few
 * kilobytes are compiled when first used. It helps on pages of Chrome before version 115, which refuses to compile as much at once.
 *
 * @returns A promise of what computes the hot loops from now on.
 * @example
 * ```ts
 * import { prepareWasm } from "@divlab/core/kernels";
 * await prepareWasm(); // => "wasm"
 * ```
 */
export async function prepareWasm(): Promise<Backend> {
  if (current !== wasmKernels) {
    try {
      setWasmModule(await WebAssembly.compile(moduleBytes()));
    } catch {
      // As without it.
    }
  }
  return backend();
}

/**
 * Takes the kernels from a module compiled elsewhere, for engines that refuse to compile bytes at run time (Cloudflare's, say). The module
 * is that of `@divlab/core/kernels.wasm`, of the same version of this package.
 *
 * @param module The compiled WebAssembly.Module.
 * @returns What computes the hot loops from now on.
 * @throws {TypeError} If it is not a WebAssembly.Module, or not this one.
 * @example
 * ```ts
 * import { setWasmModule } from "@divlab/core/kernels";
 * const module: object = {}; // import module from "@divlab/core/kernels.wasm";
 * try {
 *   setWasmModule(module);
 * } catch (error) {
 *   (error as Error).name; // => "TypeError"
 * }
 * ```
 */
export function setWasmModule(module: object): Backend {
  if (!useModule(module)) {
    throw new TypeError(`Cannot set the WebAssembly module: module must be the WebAssembly.Module of @divlab/core/kernels.wasm of this version, got ${Object.prototype.toString.call(module)}`);
  }
  current = wasmKernels;
  return backend();
}

/**
 * Forces what computes the hot loops, for tests and benches.
 *
 * @param choice Which; `"auto"` decides anew at the next call.
 */
export function useBackend(choice: Backend | "auto"): void {
  if (choice === "wasm" && !hasModule()) throw new Error("Cannot use WebAssembly: this engine does not compile the module");
  current = choice === "auto" ? undefined : choice === "wasm" ? wasmKernels : jsKernels;
}
