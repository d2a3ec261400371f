import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { missingBrowser, startBrowser } from "./browser.mjs";
import { hashOf } from "./hashOf.mjs";
import { runProcess } from "./runProcess.mjs";

const dist = resolve(import.meta.dirname, "../../dist");
const built = existsSync(join(dist, "index.js"));
const counter = pathToFileURL(join(import.meta.dirname, "countKernels.mjs")).href;
const expected = JSON.parse(readFileSync(join(import.meta.dirname, "digest.json"), "utf8")) as Record<string, string>;

if (!built) process.stderr.write("test/runtimes: skipped, no dist; npm run build makes it\n");
if (missingBrowser !== undefined) process.stderr.write(`test/runtimes: the study in Chromium is skipped, ${missingBrowser}\n`);

/**
 * `npm run test:runtimes` compares the same digest on other versions of Node, on Deno, Bun and Chromium. Where a change of numbers is meant,
 * `npm run test:runtimes -- --write` renews digest.json.
 */
describe.skipIf(!built)("one fixed study, to the last bit", () => {
  it("is the committed one on this Node, computed in JavaScript", async () => {
    const { backend, digest } = await runProcess(process.execPath, [], "js");
    expect(backend).toBe("js");
    expect(digest).toEqual(expected);
  });

  it("is the committed one on this Node, computed in WebAssembly, and calls every function of the module", async () => {
    const { backend, digest, kernelCalls = {} } = await runProcess(process.execPath, ["--import", counter], "wasm");
    expect(backend).toBe("wasm");
    expect(digest).toEqual(expected);
    const calls = Object.entries(kernelCalls);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter(([, count]) => count === 0)).toEqual([]);
  });

  it.skipIf(missingBrowser !== undefined)("is the committed one in Chromium, bundled", async () => {
    const browser = await startBrowser();
    try {
      const { backend, digest } = await browser.run("auto");
      expect(backend).toBe("wasm");
      expect(digest).toEqual(expected);
    } finally {
      await browser.close();
    }
  });

  it("holds every special function", async () => {
    const files = readdirSync(join(dist, "numeric/special")).filter((file) => /^[a-z]\w*\.js$/.test(file));
    const modules = await Promise.all(files.map(async (file) => (await import(/* @vite-ignore */ pathToFileURL(join(dist, "numeric/special", file)).href)) as Record<string, unknown>));
    const functions = new Set(modules.flatMap((module) => Object.keys(module)));
    expect(functions.size).toBeGreaterThan(15);
    expect(Array.from(functions).filter((name) => !(`special ${name}` in expected))).toEqual([]);
  });
});

describe("the hash of results", () => {
  /** FNV-1a as it is written down: xor, then times 2⁴⁰ + 435, modulo 2⁶⁴. */
  const fnv = (bytes: Iterable<number>): string => {
    let hash = 0xcbf29ce484222325n;
    for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
    return hash.toString(16).padStart(16, "0");
  };
  const bytesOf = (...numbers: number[]): Uint8Array => new Uint8Array(Float64Array.from(numbers).buffer);
  const count = (n: number): number[] => [n & 255, n >> 8, 0, 0];

  it("is FNV-1a of the bits", () => {
    expect(fnv([97])).toBe("af63dc4c8601ec8c"); // published for "a"
    for (const x of [0, -0, 1, -1.5, Math.PI, 5e-324, 1.7976931348623157e308, Infinity]) expect(hashOf(x)).toBe(fnv(bytesOf(x)));
    expect(hashOf([0.1, 0.2, 0.3])).toBe(fnv([...count(3), ...bytesOf(0.1, 0.2, 0.3)]));
    expect(hashOf("aé")).toBe(fnv([...count(2), 97, 0, 0xe9, 0]));
    expect(hashOf({ a: null, b: true })).toBe(fnv([...count(1), 97, 0, 1, ...count(1), 98, 0, 3]));
  });

  it("tells what differs by one bit, a sign of zero, a key or a length, and takes every NaN for the same", () => {
    const results = [{ a: [1, 2] }, { a: [1, 2 + 2 ** -51] }, { a: [1, 2], b: [] }, { b: [1, 2] }, { a: [1, -0] }, { a: [1, 0] }, { a: [1, NaN] }, { a: [1], b: 2 }];
    expect(new Set(results.map(hashOf)).size).toBe(results.length);
    const otherNaN = new Float64Array(new Uint32Array([1, 0xfff80000]).buffer);
    expect(hashOf(otherNaN)).toBe(hashOf(Float64Array.of(NaN)));
    expect(hashOf(Float32Array.of(0.5))).toBe(hashOf([0.5]));
  });
});
