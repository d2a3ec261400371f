// Builds the package into dist/: the report's viewer, TypeScript, the special functions and the readers with the packages they need inlined.
// `node .ci/build.mjs viewer` builds the viewer alone, which type checks and tests on the sources need.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, transform } from "esbuild";
import { inlinePackages } from "./inlinePackages.mjs";
import { inlineSpecialFunctions } from "./inlineSpecialFunctions.mjs";
import { publicDeclarations } from "./publicDeclarations.mjs";

const root = resolve(import.meta.dirname, "..");
const dist = join(root, "dist");
const viewer = join(root, "src/report/viewer");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const started = performance.now();

const viewerInputs = await buildViewer();
if (process.argv[2] === "viewer") {
  done("src/report/viewer/bundle.ts");
} else {
  rmSync(dist, { recursive: true, force: true });
  compile();
  const specialInputs = inputsOf(await inlineSpecialFunctions(root, join(dist, "numeric/special")));
  const inlinedInputs = inputsOf(await inlinePackages(root, dist, Object.keys(manifest.dependencies)));
  await writeKernels();
  keepPublicDeclarations();
  const notices = noticesOf([...viewerInputs, ...specialInputs, ...inlinedInputs]);
  writeFileSync(join(dist, "THIRD-PARTY-NOTICES.txt"), `Code of the packages below is part of this package, bundled into dist/.\n\n${notices}`);
  const cli = join(dist, "cli/main.js");
  if (existsSync(cli)) chmodSync(cli, 0o755);
  done("dist");
}

/** Bundles the browser code and the style of the HTML report into one module of strings; returns what went in. */
async function buildViewer() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["src/report/viewer/client/main.ts"],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const script = outputFiles[0].text.trim();
  const style = (await transform(readFileSync(join(viewer, "style.css"), "utf8"), { loader: "css", minify: true })).code.trim();
  if (/<\/script|<!--/i.test(script)) fail("the viewer holds `</script` or `<!--`, which would end its element early");
  if (/<\/style/i.test(style)) fail("the style holds `</style`, which would end its element early");
  const inputs = inputsOf(metafile);
  const notices = `Code of the packages below is part of this page.\n\n${noticesOf(inputs)}`;
  if (/--!?>/.test(notices)) fail("a licence holds `-->`, which would end its comment early");
  const hash = `sha256-${createHash("sha256").update(script).digest("base64")}`;
  const text = `// Written by .ci/build.mjs from client/ and style.css; not to be edited.

/** The browser code of the HTML report, minified. */
export const viewerScript: string = ${JSON.stringify(script)};

/** What a Content-Security-Policy must name for that code to run. */
export const viewerScriptHash: string = ${JSON.stringify(hash)};

/** The style of the HTML report, minified. */
export const viewerStyle: string = ${JSON.stringify(style)};

/** The licences of the packages in that code, which ask to go with every copy of it. */
export const viewerNotices: string = ${JSON.stringify(notices)};
`;
  const target = join(viewer, "bundle.ts");
  // Left alone when nothing changed, so that watchers and incremental compilers stay quiet.
  if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
  return inputs;
}

/** Runs tsc; its complaints go to the terminal as they are. Declarations of other packages are not checked again. */
function compile() {
  const { status } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", root, "--skipLibCheck"], { stdio: "inherit" });
  if (status !== 0) fail("tsc found errors, see above");
}

/** The kernels as a file, for engines that refuse to compile bytes at run time, and what TypeScript is told of it. */
async function writeKernels() {
  const { base64 } = await import(pathToFileURL(join(dist, "kernels/wasm/module.js")));
  writeFileSync(join(dist, "kernels.wasm"), Buffer.from(base64, "base64"));
  const declaration = `/** The kernels as a WebAssembly.Module, where imports of .wasm give that (Cloudflare, say): for \`setWasmModule\` of \`@divlab/core/kernels\`. */
declare const module: object;
export default module;
`;
  writeFileSync(join(dist, "kernels.wasm.d.ts"), declaration);
}

/** Removes declarations that no import of a user can reach: half the files, for an install that small disks feel. */
function keepPublicDeclarations() {
  const wanted = publicDeclarations(root, manifest);
  for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".d.ts") && !wanted.has(join(dist, file))) rmSync(join(dist, file));
  }
}

/** Input files of which at least one byte was written out. */
function inputsOf(metafile) {
  return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0));
}

/** The licences of the packages that these files are of; packages with one licence text share its print. */
function noticesOf(inputs) {
  const folders = new Set(inputs.flatMap((path) => path.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  const byText = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const files = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    if (files.length === 0) fail(`${name} has no licence file to reproduce`);
    const text = files.map((file) => readFileSync(join(root, folder, file), "utf8").trim()).join("\n\n");
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const rule = "=".repeat(80);
  return [...byText].map(([text, packages]) => `${rule}\n${packages.join("\n")}\n${rule}\n\n${text}\n`).join("\n\n");
}

function done(what) {
  const files = what === "dist" ? readdirSync(dist, { recursive: true }).filter((file) => statSync(join(dist, file)).isFile()).length : 1;
  process.stdout.write(`built ${what}: ${files} ${files === 1 ? "file" : "files"} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

function fail(why) {
  process.stderr.write(`Cannot build: ${why}\n`);
  process.exit(1);
}
