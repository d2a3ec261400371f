import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

// These tests read dist/, which `npm test` builds first.
const dist = resolve(import.meta.dirname, "../../dist");

/** Files of the kernels in a bundle of one function. */
async function kernelsIn(module: string, name: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: `export { ${name} } from "./${module}/index.js";`, resolveDir: dist },
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && path.includes("/kernels/")).map(([path]) => path);
}

describe("the kernels", () => {
  it.each([
    ["passk", "passAtK"],
    ["random", "createRng"],
    ["vote", "majorityVote"],
    ["stats", "permutationTest"],
    ["dpp", "greedyMap"],
  ])("are in no bundle of what needs none: %s, %s", async (module, name) => {
    expect(await kernelsIn(module, name)).toEqual([]);
  });

  it("but in one of what does", async () => {
    expect((await kernelsIn("stats", "spearman")).some((path) => path.endsWith("kernels/wasm/module.js"))).toBe(true);
  });

  it("are not decoded by importing the package, but by the first that needs them", () => {
    const program = `
      const used = [];
      const { atob } = globalThis;
      globalThis.atob = (text) => (used.push("atob"), atob(text));
      globalThis.WebAssembly = new Proxy(WebAssembly, { get: (target, key) => (used.push("WebAssembly." + key), target[key]) });
      const { passAtK, spearman } = await import(${JSON.stringify(pathToFileURL(join(dist, "index.js")).href)});
      passAtK({ n: 10, c: [3] }, 5);
      const before = [...used];
      spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]);
      console.log(JSON.stringify({ before, after: used.length > 0 }));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({ before: [], after: true });
  });
});
