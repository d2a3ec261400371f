import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { agrees, countClaims, findExamples, instrument } from "./examples.ts";

// Inside the package, so that `@divlab/core/…` resolves as it does for a reader.
const folder = resolve(import.meta.dirname, "../../dist/.examples");
const examples = findExamples();

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("documented examples", () => {
  it("exist and claim something", () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(examples.filter((example) => countClaims(example) === 0).map((example) => example.where)).toEqual([]);
  });

  it.each(examples)("$where runs and gives what it says", async (example) => {
    const file = join(folder, `${example.where.replaceAll(/\W+/g, "-")}.mjs`);
    const preamble = "const { check } = globalThis.__documentedExample;\n";
    writeFileSync(file, hoistImports(instrument(example), preamble));
    let claims = 0;
    Object.assign(globalThis, {
      __documentedExample: {
        check: (actual: unknown, expected: string) => {
          claims++;
          if (!agrees(actual, expected)) expect.fail(`${example.where} says ${expected}, but it is ${JSON.stringify(plain(actual))}`);
        },
      },
    });
    await import(/* @vite-ignore */ file);
    expect(claims).toBe(countClaims(example));
  });
});

describe("agrees()", () => {
  it("compares numbers to the digits shown and everything else exactly", () => {
    expect(agrees(0.123456, "0.1235")).toBe(true);
    expect(agrees(0.123456, "0.1234")).toBe(false);
    expect(agrees(6.349e-52, "6.35e-52")).toBe(true);
    expect(agrees(3.0000001, "3")).toBe(false);
    expect(agrees(new Float64Array([0.5, 1]), "Float64Array [0.50, 1]")).toBe(true);
    expect(agrees([1, 2], "[1, 2, 3]")).toBe(false);
    expect(agrees({ low: 0.1, level: 0.95 }, "{ low: 0.10, level: 0.95 }")).toBe(true);
    expect(agrees({ low: 0.1, level: 0.95, high: 1 }, "{ low: 0.10, level: 0.95 }")).toBe(false);
    expect(agrees("a 1", '"a 1"')).toBe(true);
    expect(agrees(NaN, "NaN")).toBe(true);
    expect(agrees(-0.5, "-0.5")).toBe(true);
  });
});

/** Import declarations first, then the preamble, then the rest. */
function hoistImports(code: string, preamble: string): string {
  const imports = code.match(/^import [^;]+;$/gm) ?? [];
  return `${imports.join("\n")}\n${preamble}${code.replaceAll(/^import [^;]+;$/gm, "")}`;
}

function plain(value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : value;
}
