import { expect } from "vitest";
import { jsKernels } from "../../src/kernels/js/index.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { wasmKernels } from "../../src/kernels/wasm/index.ts";
import { hasModule } from "../../src/kernels/wasm/instance.ts";

/** Numbers from a seed: not random enough for statistics, but with full mantissas and both signs. */
export function numbers(length: number, seed: number): Float64Array {
  let state = (seed * 2654435761 + 1) >>> 0;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Float64Array.from({ length }, () => next() - 0.5 + next() / 2 ** 32);
}

/** Replaces some numbers by zeros of both signs, infinities, NaN, denormals and the largest and smallest doubles. */
export function withOddities(x: Float64Array, seed: number): Float64Array {
  const odd = [0, -0, Infinity, -Infinity, NaN, 5e-324, -2.5e-310, 1.7976931348623157e308, -2.2250738585072014e-308];
  return x.map((value, i) => ((i * 7 + seed) % 11 === 0 ? odd[(i + seed) % odd.length] : value));
}

/** Runs both kernels and expects every number to be the same, bit by bit; any NaN equals any other. */
export function expectTwins<T extends readonly ArrayLike<number>[]>(run: (kernels: Kernels) => T, where: string): T {
  expect(hasModule(), "this engine compiles the module").toBe(true);
  const js = run(jsKernels);
  const wasm = run(wasmKernels);
  for (let part = 0; part < js.length; part++) {
    expect(wasm[part].length).toBe(js[part].length);
    for (let i = 0; i < js[part].length; i++) {
      if (!Object.is(wasm[part][i], js[part][i])) expect.fail(`${where}: number ${i} of result ${part} is ${wasm[part][i]} in WebAssembly, ${js[part][i]} in JavaScript`);
    }
  }
  return js;
}
