import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingBrowser, startBrowser } from "../runtimes/browser.mjs";
import { runProcess } from "../runtimes/runProcess.mjs";

const root = resolve(import.meta.dirname, "../..");
const built = existsSync(join(root, "dist/index.js"));
const expected = JSON.parse(readFileSync(join(root, "test/runtimes/digest.json"), "utf8")) as Record<string, string>;

/** Parts of the study that go through the kernels, few enough for an engine without a compiler. */
const parts = ["tests and ranks", "distances f64", "DPP marginals", "greedy MAP"];
const digest = Object.fromEntries(parts.map((part) => [part, expected[part]]));

if (!built) process.stderr.write("test/kernels: fallbacks skipped, no dist; npm run build makes it\n");
if (missingBrowser !== undefined) process.stderr.write(`test/kernels: pages under a Content-Security-Policy skipped, ${missingBrowser}\n`);
if (process.arch !== "x64") process.stderr.write(`test/kernels: an engine without SIMD skipped, ${process.arch} always has it\n`);

describe.skipIf(!built)("where WebAssembly is not to be had, JavaScript gives the same bits", () => {
  it("without a compiler: `WebAssembly` is undefined", async () => {
    expect(await runProcess(process.execPath, ["--jitless"], "auto", parts)).toEqual({ backend: "js", digest });
  });

  it.skipIf(process.arch !== "x64")("on a processor without SIMD", async () => {
    expect(await runProcess(process.execPath, ["--no-enable-sse4-1"], "auto", parts)).toEqual({ backend: "js", digest });
  });

  it("and forcing WebAssembly there says that it cannot be", async () => {
    await expect(runProcess(process.execPath, ["--jitless"], "wasm", parts)).rejects.toThrow("does not compile the module");
  });

  it("but here it is to be had", async () => {
    expect(await runProcess(process.execPath, [], "auto", parts)).toEqual({ backend: "wasm", digest });
  });
});

describe.skipIf(!built || missingBrowser !== undefined)("on pages with a Content-Security-Policy", () => {
  let browser: Awaited<ReturnType<typeof startBrowser>> | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it.each([
    ["script-src 'self'", "js"],
    ["default-src 'self'", "js"],
    ["script-src 'self' 'wasm-unsafe-eval'", "wasm"],
    ["default-src 'self'; script-src 'self' 'unsafe-eval'", "wasm"],
  ])("%s: %s, the same bits", async (policy, backend) => {
    expect(await browser?.run("auto", policy, parts)).toEqual({ backend, digest });
  });
});
