import { afterEach, describe, expect, it, vi } from "vitest";
import { useBackend } from "../../src/kernels/backend.ts";
import { wasmKernels } from "../../src/kernels/wasm/index.ts";
import { bootstrapMixedModel, fitMixedModel } from "../../src/lmm/index.ts";
import { numbers } from "../kernels/twins.ts";

afterEach(() => useBackend("auto"));

/** Rows of classes within schools or of solvers by problems; every `gap`-th is missing. */
function columns(outer: number, inner: number, repeats: number, gap: number): Record<string, Float64Array | string[]> {
  const n = outer * inner * repeats;
  const noise = numbers(n, 1);
  const slopes = numbers(outer, 2);
  const outerEffects = numbers(outer, 3);
  const innerEffects = numbers(inner, 4);
  const nested = numbers(outer * inner, 5);
  const out = { y: [] as number[], x: [] as number[], w: [] as number[], a: [] as string[], b: [] as string[], ab: [] as string[], c: [] as string[] };
  for (let i = 0; i < n; i++) {
    if (i % gap === gap - 1) continue;
    const level = Math.floor(i / (inner * repeats));
    const other = Math.floor(i / repeats) % inner;
    const x = ((i * 7919) % 101) / 100;
    out.x.push(x);
    out.y.push(1 + 0.5 * x + outerEffects[level] + slopes[level] * x + 0.7 * innerEffects[other] + 0.5 * nested[level * inner + other] + noise[i]);
    out.w.push(1 + (i % 5));
    out.a.push(`a${level}`);
    out.b.push(`b${other}`);
    out.ab.push(`a${level}b${other}`);
    out.c.push(`c${(i * 31) % 23}`);
  }
  return { ...out, y: Float64Array.from(out.y), x: Float64Array.from(out.x), w: Float64Array.from(out.w) };
}

/** All that is not an object in a value, by its path. */
function flat(value: unknown, path: string, into: Map<string, unknown>): Map<string, unknown> {
  if (value !== null && typeof value === "object") for (const [key, part] of Object.entries(value)) flat(part, `${path}.${key}`, into);
  else into.set(path, value);
  return into;
}

function onBoth<T>(run: () => T): { js: T; wasm: T } {
  useBackend("js");
  const js = run();
  useBackend("wasm");
  return { js, wasm: run() };
}

function expectSame(js: unknown, wasm: unknown): void {
  const theirs = flat(wasm, "", new Map());
  const ours = flat(js, "", new Map());
  expect(theirs.size).toBe(ours.size);
  for (const [path, value] of ours) if (!Object.is(theirs.get(path), value)) expect.fail(`${path} is ${theirs.get(path)} in WebAssembly, ${value} in JavaScript`);
}

describe("whole fits are the same to the last bit in JavaScript and in WebAssembly", () => {
  it.each([
    ["nested", "y ~ x + (1 | a) + (1 | ab)", columns(60, 6, 3, 10), {}],
    ["crossed, nearly balanced", "y ~ x + (1 | a) + (1 | b)", columns(30, 40, 1, 1200), {}],
    ["crossed, three terms, unbalanced", "y ~ x + (1 | a) + (1 | b) + (1 | c)", columns(40, 50, 1, 3), { df: "satterthwaite" }],
    ["slopes", "y ~ x + (1 + x | a) + (1 + x | b)", columns(25, 20, 2, 7), {}],
    ["weights", "y ~ x + (1 | a) + (1 | b)", columns(24, 60, 1, 5), { weights: "w" }],
    ["sparse", "y ~ x + (1 | ab) + (1 | b) + (1 | c)", columns(30, 60, 2, 9), { method: "ML" }],
  ] as const)("%s", (_, formula, data, options) => {
    const sums = vi.spyOn(wasmKernels, "mixedProducts");
    const { js, wasm } = onBoth(() => fitMixedModel(formula, data, options));
    // Large enough for WebAssembly, whatever the threshold.
    expect(sums.mock.calls.some(([, n, , rows, , k]) => rows.length * n * k > 20_000)).toBe(true);
    sums.mockRestore();
    expect(js.converged).toBe(true);
    expectSame(js, wasm);
  });

  it("refits of simulated responses", () => {
    const { js, wasm } = onBoth(() => {
      const fit = fitMixedModel("y ~ x + (1 | a) + (1 | b)", columns(30, 40, 1, 11), { df: "z" });
      return bootstrapMixedModel(fit, { rng: 1, resamples: 20 });
    });
    expectSame(js, wasm);
  });
});
