// Puts the parts of @stdlib that the special functions need into dist/numeric/special.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * Parts of @stdlib that are replaced by what every supported engine has: tests for typed arrays and their stand-ins, a
 * test for generators by `eval` (which a Content-Security-Policy would report); and `debug`, by which quantiles would log
 * to the console. The numbers stay the same [test/package/inlined.test.ts].
 */
const replaced = {
  "@stdlib/array-float64": "export default Float64Array;",
  "@stdlib/array-uint16": "export default Uint16Array;",
  "@stdlib/array-uint32": "export default Uint32Array;",
  "@stdlib/array-uint8": "export default Uint8Array;",
  "@stdlib/assert-has-generator-support": "export default () => true;",
  debug: "export default () => () => {};",
};

/**
 * Replaces each compiled special function by a bundle of itself and the @stdlib code it needs. What several need goes
 * into shared chunks, so that importing one function brings its own code only.
 *
 * @param {string} root The repository.
 * @param {string} special Folder of the compiled functions.
 * @returns esbuild's account of what went in.
 */
export async function inlineSpecialFunctions(root, special) {
  const names = readdirSync(special).filter((name) => name.endsWith(".js") && name !== "index.js");
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => join(special, name)),
    outdir: special,
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    minify: true,
    legalComments: "none",
    plugins: [stdlibAsModules],
    metafile: true,
    logLevel: "error",
  });
  const left = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  if (left.length > 0) throw new Error(`the special functions still import ${left.map(({ path }) => path).join(", ")}`);
  // Chunks define and do nothing else: imports for their effect can go.
  for (const file of Object.keys(metafile.outputs).map((output) => join(root, output))) writeFileSync(file, readFileSync(file, "utf8").replaceAll(/import"\.\/[\w-]+\.js";/g, ""));
  return metafile;
}

/** Loads @stdlib's CommonJS as ECMAScript modules, of which bundles leave out what is not called: 20 kB for a tail of the beta distribution, not 34. */
const stdlibAsModules = {
  name: "stdlib-as-modules",
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^(?:@stdlib\/|\.|debug$)/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (kind === "entry-point" || pluginData === "asked") return undefined;
      if (path in replaced) return { path, namespace: "replaced" };
      if (!path.startsWith("@stdlib/") && !/[\\/]@stdlib[\\/]/.test(importer)) return undefined;
      const { path: found, errors } = await resolve(path, { importer, resolveDir, kind, pluginData: "asked" });
      return errors.length > 0 ? { errors } : { path: found, sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: "replaced" }, ({ path }) => ({ contents: replaced[path] }));
    onLoad({ filter: /[\\/]@stdlib[\\/].*\.js$/ }, ({ path }) => ({ contents: asModule(path, readFileSync(path, "utf8")) }));
  },
};

/** The few forms in which @stdlib imports and exports, as those of ECMAScript. */
function asModule(path, text) {
  let code = text
    .replaceAll(/^\/\*[\s\S]*?\*\/$/gm, "")
    .replaceAll(/^var (\w+) = require\( '([^']+)' \);/gm, 'import $1 from "$2";')
    .replaceAll(/^var (\w+) = require\( '([^']+)' \)\.(\w+);/gm, 'import { $3 as $1 } from "$2";')
    .replaceAll(/^setReadOnly\( \w+, '(\w+)', (\w+) \);/gm, "export { $2 as $1 };")
    .replaceAll(/^module\.exports = ([^;]+);/gm, "export default $1;");
  // What is called as `f.assign()` is exported beside f.
  for (const [line, name, from] of code.matchAll(/^import (\w+) from (.*);$/gm)) {
    if (code.includes(`${name}.assign(`)) code = code.replace(line, `${line} import { assign as ${name}Assign } from ${from};`).replaceAll(`${name}.assign(`, `${name}Assign(`);
  }
  if (/\brequire\(|\bmodule\b|\bexports\b|\bsetReadOnly\(/.test(code.replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, ""))) throw new Error(`an import or export of a form that is not known, in ${path}`);
  return code;
}
