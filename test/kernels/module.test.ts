import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { bytesHash, byteLength, sourcesHash as committedSourcesHash } from "../../src/kernels/wasm/module.ts";
import { moduleBytes } from "../../src/kernels/wasm/instance.ts";

const root = resolve(import.meta.dirname, "../..");
// A script without types.
const { generateModule, hash, sourcesHash } = (await import(resolve(root, ".ci/buildKernels.mjs"))) as {
  generateModule: () => Promise<string>;
  hash: (data: Uint8Array) => string;
  sourcesHash: () => string;
};

describe("the committed module", () => {
  it("is small, and what its hash says", () => {
    expect(moduleBytes().length).toBe(byteLength);
    expect(byteLength).toBeLessThanOrEqual(12_000);
    expect(hash(moduleBytes())).toBe(bytesHash);
  });

  it("was made from the sources as they are (else: npm run build:kernels)", () => {
    expect(committedSourcesHash).toBe(sourcesHash());
  });

  const compiler = existsSync(resolve(root, "node_modules/assemblyscript"));
  it.skipIf(!compiler)(compiler ? "comes out byte for byte when compiled again" : "comes out byte for byte when compiled again: SKIPPED, assemblyscript is not installed", async () => {
    expect(await generateModule()).toBe(readFileSync(resolve(root, "src/kernels/wasm/module.ts"), "utf8"));
  });
});
