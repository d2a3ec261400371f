import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { packedProject } from "./packed.ts";

// These tests read dist/, which `npm test` builds first.
const dist = resolve(import.meta.dirname, "../../dist");
const { folder } = packedProject();

/** Bytes that a page loads for a module before anything of it is called: minified, gzipped; what is imported when needed is not counted. */
async function bytesOf(contents: string): Promise<number> {
  const { outputFiles, metafile, warnings } = await build({
    stdin: { contents, resolveDir: folder },
    absWorkingDir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outdir: "out",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  const loaded = new Set<string>(["out/stdin.js"]);
  for (const output of loaded) for (const { path, kind } of metafile.outputs[output].imports) if (kind === "import-statement") loaded.add(path);
  const texts = outputFiles.filter(({ path }) => [...loaded].some((output) => path.endsWith(output))).map(({ text }) => text);
  expect(texts).toHaveLength(loaded.size);
  return gzipSync(texts.join("\n"), { level: 9 }).length;
}

/**
 * Ceilings in kB (1000 bytes), a tenth above what was measured. Whoever needs one kernel has all of them: 7 kB WebAssembly, 7 kB JavaScript, 5 kB
 * between. 31 kB are quantiles of the beta and t distributions, the ends of most intervals; 104 kB of `report` are the viewer.
 */
const subpathCeilings: Record<string, number> = {
  ".": 441,
  "./cluster": 53,
  "./collapse": 79,
  "./data": 27,
  "./distance": 25,
  "./diversity": 35,
  "./dpp": 50,
  "./kernels": 22,
  "./lmm": 118,
  "./ndarray": 3.9,
  "./passk": 79,
  "./random": 4.6,
  "./report": 162,
  "./stats": 68,
  "./study": 209,
  "./task2vec": 69,
  "./text": 10.7,
  "./vote": 33,
};

/** Functions alone, from the root. */
const functionCeilings: Record<string, readonly [file: string, kB: number]> = {
  adjustPValues: ["stats/adjustPValues", 0.9],
  createRng: ["random/rng", 1.7],
  distinctN: ["text/distinctN", 4.5],
  fitMixedModel: ["lmm/fitMixedModel", 98],
  greedyMap: ["dpp/greedyMap", 5.9],
  kMedoids: ["cluster/kMedoids", 38],
  majorityVote: ["vote/majorityVote", 3.1],
  pairwiseDistances: ["distance/pairwiseDistances", 25],
  passAtK: ["passk/passAtK", 37],
  pearson: ["stats/pearson", 27],
  readRollouts: ["data/readRollouts", 11.1],
  samplingStudy: ["study/samplingStudy", 105],
  shannonEntropy: ["diversity/shannonEntropy", 3.2],
  tokenize: ["text/tokenize", 0.4],
  wilcoxonSignedRank: ["stats/wilcoxonSignedRank", 29],
};

describe("a bundle", () => {
  it.each(Object.entries(subpathCeilings))("of all of %s stays below %f kB", async (subpath, ceiling) => {
    expect((await bytesOf(`export * from "@divlab/core${subpath.slice(1)}";`)) / 1000).toBeLessThan(ceiling);
  });

  it("has a ceiling for each subpath", () => {
    expect(Object.keys(subpathCeilings)).toEqual(Object.keys(manifest.exports).filter((subpath) => !/\.(?:json|wasm)$/.test(subpath)));
  });

  it.each(Object.entries(functionCeilings))("of %s from the root is that of its file, give or take 1 kB, and below its ceiling", async (name, [file, ceiling]) => {
    const bytes = await bytesOf(`export { ${name} } from "@divlab/core";`);
    const alone = await bytesOf(`export { ${name} } from ${JSON.stringify(join(folder, "node_modules/@divlab/core/dist", `${file}.js`))};`);
    expect(bytes - alone).toBeLessThan(1000);
    expect(bytes / 1000).toBeLessThan(ceiling);
  });
});

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
