/**
 * jsr.json from package.json: the same exports, from dist back to the sources. `node .ci/jsr.mjs` writes it. Two things npm has are not there:
 * `./kernels.wasm`, since JSR exports modules only (the sources hold the same bytes), and `./package.json`. One is added, `./cli`, in place of
 * npm's bin: `deno run -A jsr:@divlab/core/cli report …`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve(import.meta.dirname, "..");

/**
 * What jsr.json must hold.
 *
 * @param {{ name: string, version: string, license: string, exports: Record<string, unknown>, bin: Record<string, string> }} manifest package.json.
 * @returns {{ name: string, version: string, license: string, exports: Record<string, string>, publish: { include: string[], exclude: string[] } }} It.
 */
export function jsrManifest({ name, version, license, exports, bin }) {
  const source = (path) => path.replace(/^(?:\.\/)?dist\/(.+)\.js$/, "./src/$1.ts");
  const modules = Object.entries(exports).flatMap(([subpath, target]) => (target.default?.endsWith(".js") ? [[subpath, source(target.default)]] : []));
  return {
    name,
    version,
    license,
    exports: { ...Object.fromEntries(modules), "./cli": source(bin.divlab) },
    publish: {
      include: ["LICENSE", "README.md", "docs/changelog.md", "jsr.json", "src"],
      // The browser code of the report is published as the build bundles it, the kernels as compiled: git ignores the former.
      exclude: ["src/report/viewer/client", "src/kernels/wasm/assembly", "!src/report/viewer/bundle.ts"],
    },
  };
}

/** The text of jsr.json. */
export function jsrText(manifest) {
  return `${JSON.stringify(jsrManifest(manifest), null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(join(root, "jsr.json"), jsrText(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))));
}
