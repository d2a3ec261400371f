import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { documentToHtml } from "../../src/report/documentToHtml.ts";
import manifest from "../../package.json" with { type: "json" };

// These tests read dist/, which `npm test` builds first.
const root = resolve(import.meta.dirname, "../..");
const shipped = readFileSync(join(root, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");

/** Packages of which some code is needed by a file of src, dependencies that users install apart. */
async function neededBy(...entryPoints: string[]): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    bundle: true,
    outdir: "nowhere",
    write: false,
    format: "esm",
    platform: "node",
    conditions: ["browser"],
    mainFields: ["browser", "module", "main"],
    external: Object.keys(manifest.dependencies),
    metafile: true,
    logLevel: "error",
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? (/^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []) : []));
  return [...new Set(folders)];
}

/** The notices lack the package's name and version, or its licence. */
function isMissing(name: string, notices: string): boolean {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string; license: string };
  const texts = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file)).map((file) => readFileSync(join(folder, file), "utf8").trim());
  return texts.length === 0 || !notices.split("\n").includes(`${name} ${version} (${license})`) || texts.some((text) => !notices.includes(text));
}

describe("the notices", () => {
  it("name every package whose code is inlined, with its licence", async () => {
    // As CommonJS, @stdlib brings more than is called, and `debug`: what .ci/inlineSpecialFunctions.mjs leaves out, as .ci/inlinePackages.mjs does hysnappy.
    const needed = await neededBy("src/index.ts", "src/cli/main.ts", "src/ndarray/index.ts", "src/report/viewer/client/main.ts");
    const ours = needed.filter((name) => !name.startsWith("@stdlib/") && !["debug", "ms", "hysnappy"].includes(name));
    expect(ours).toEqual(expect.arrayContaining(["@observablehq/plot", "hyparquet", "hyparquet-compressors", "fzstd", "d3-scale"]));
    expect(ours.filter((name) => isMissing(name, shipped))).toEqual([]);
    const stdlib = Object.keys(manifest.devDependencies).filter((name) => name.startsWith("@stdlib/"));
    expect(stdlib.filter((name) => needed.includes(name) && isMissing(name, shipped))).toEqual([]);
  });

  it("stand in every HTML report for the code that it carries", async () => {
    const report = documentToHtml({ title: "", summary: "", notices: [], sections: [], provenance: [] });
    const needed = await neededBy("src/report/viewer/client/main.ts");
    expect(needed).toEqual(expect.arrayContaining(["@observablehq/plot", "d3-scale"]));
    const comment = /<!--\n(.*?)-->/s.exec(report)?.[1] ?? "";
    expect(needed.filter((name) => isMissing(name, comment))).toEqual([]);
  });

  it("name licences that allow it", () => {
    const licences = [...shipped.matchAll(/^@?[\w./-]+ \d+\.\d+\.\d+\S* \((.+)\)$/gm)].map(([, licence]) => licence);
    expect(licences.length).toBeGreaterThan(20);
    expect(licences.filter((licence) => !/^(?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0|BSL-1\.0|0BSD|Apache-2\.0 AND BSL-1\.0)$/.test(licence))).toEqual([]);
  });

  it("need not name AssemblyScript: of its library the kernels hold nothing but a power of constants, computed by the compiler", () => {
    const compiler = join(root, "node_modules/assemblyscript/bin/asc.js");
    expect(existsSync(compiler)).toBe(true);
    const { stdout } = spawnSync(process.execPath, [compiler, "src/kernels/wasm/assembly/index.ts", "-O0", "--noAssert", "--runtime", "stub", "--importMemory", "--enable", "simd", "--textFile"], { cwd: root, encoding: "utf8" });
    const functions = [...stdout.matchAll(/^ \(func \$(\S+)/gm)].map(([, name]) => name);
    expect(functions.length).toBeGreaterThan(50);
    expect(functions.filter((name) => name.startsWith("~lib/"))).toEqual(["~lib/math/ipow32"]);
  });
});
