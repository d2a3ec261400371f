import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
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
const installed = join(folder, "node_modules/@divlab/core");

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

/** Ceilings in kB (1000 bytes), a tenth above what was measured when they were set: the tables of docs/package.md. */
const page = readFileSync(resolve(import.meta.dirname, "../../docs/package.md"), "utf8");
const subpathCeilings = [...page.matchAll(/^\| `(@divlab\/core[\w/]*)` \| ([\d.]+) \|$/gm)].map(([, subpath, kB]) => [subpath, Number(kB)] as const);
const functionCeilings = [...page.matchAll(/^\| `(\w+)` \| ([\d.]+) \|$/gm)].map(([, name, kB]) => [name, Number(kB)] as const);

/** The file of the package that defines a function. */
function fileOf(name: string): string {
  const definition = new RegExp(`^export (?:async )?function ${name}\\b`, "m");
  const files = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));
  return join(installed, "dist", files.find((file) => definition.test(readFileSync(join(installed, "dist", file), "utf8"))) as string);
}

describe("a bundle", () => {
  it.each(subpathCeilings)("of all of %s stays below %f kB", async (subpath, ceiling) => {
    expect((await bytesOf(`export * from "${subpath}";`)) / 1000).toBeLessThan(ceiling);
  });

  it("has a ceiling for each subpath, and for functions", () => {
    const subpaths = Object.keys(manifest.exports).filter((subpath) => !/\.(?:json|wasm)$/.test(subpath));
    expect(subpathCeilings.map(([subpath]) => subpath)).toEqual(subpaths.map((subpath) => `@divlab/core${subpath.slice(1)}`));
    expect(functionCeilings.length).toBeGreaterThan(5);
  });

  it.each(functionCeilings)("of %s from the root is less than 1 kB beyond that of its file, and below %f kB", async (name, ceiling) => {
    const bytes = await bytesOf(`export { ${name} } from "@divlab/core";`);
    expect(bytes - (await bytesOf(`export { ${name} } from ${JSON.stringify(fileOf(name))};`))).toBeLessThan(1000);
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
