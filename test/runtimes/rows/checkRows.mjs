import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { jsrManifest } from "../../../.ci/jsr.mjs";
import { compileAsUser, projects } from "../../package/typeScriptUser.mjs";
import { command } from "../command.mjs";
import { obtain, obtainPackage, runtimes } from "../runtimes.mjs";

const root = resolve(import.meta.dirname, "../../..");
const versionOf = (name) => readJson(join(root, "node_modules", name, "package.json")).version;
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
const most = { packages: 20, megabytes: 10 };
const compilers = ["5.4.3", "5.9.3", "6.0.3", "7.0.2"];

/** What needs no run of the study: size of an installation, compilers, what checks packages, JSR, notebooks. */
export const checkRows = [
  { name: "install", tags: [], what: `npm install of the tarball: ≤ ${most.packages} packages, ≤ ${most.megabytes} MB`, run: installed },
  ...compilers.flatMap((version) => Object.keys(projects).map((project) => ({ name: "types", tags: [], what: `TypeScript ${version} for ${project}`, run: () => compiled(version, project) }))),
  { name: "publint", tags: [], what: "publint --strict", run: linted },
  { name: "attw", tags: [], what: "attw --profile esm-only", run: attw },
  { name: "publish", tags: [], what: "npm publish --dry-run, nothing corrected", run: published },
  { name: "jsr", tags: [], what: "deno publish --dry-run, no slow types", run: jsr },
  { name: "jsr", tags: [], what: "deno doc --lint", run: documented },
  { name: "jupyter", tags: ["deno"], what: "all notebooks in Deno's kernel, by jupyter nbconvert", run: notebooks },
];

async function installed(context) {
  const { packages, bytes, manifest, app } = await context.packed();
  const note = `${packages} packages, ${(bytes / 1e6).toFixed(1)} MB`;
  if (packages > most.packages || bytes > most.megabytes * 1e6) throw new Error(`the installation brings ${note}`);
  if (!existsSync(join(app, "node_modules", manifest.name, "dist/THIRD-PARTY-NOTICES.txt"))) throw new Error("dist/THIRD-PARTY-NOTICES.txt is missing");
  return { note };
}

/** The repository's own compiler is taken from there. */
function compiled(version, project) {
  const compiler = versionOf("typescript") === version ? { folder: join(root, "node_modules/typescript"), version } : obtainPackage("typescript", version);
  if ("missing" in compiler) return compiler;
  const { faults } = compileAsUser(project, join(compiler.folder, "bin/tsc"));
  if (faults !== "") throw new Error(faults);
  return { version };
}

async function linted(context) {
  const { tarball } = await context.packed();
  await command(process.execPath, [join(root, "node_modules/publint/src/cli.js"), tarball, "--strict"]);
  return { version: versionOf("publint") };
}

async function attw(context) {
  const tool = obtainPackage("@arethetypeswrong/cli", "0.18.5");
  if ("missing" in tool) return tool;
  const { tarball } = await context.packed();
  await command(process.execPath, [join(tool.folder, "dist/index.js"), tarball, "--profile", "esm-only"]);
  return { version: tool.version };
}

/** With --force, which lets a version that is published already pass: between releases package.json has it. */
async function published() {
  const said = await command("npm", ["publish", "--dry-run", "--ignore-scripts", "--force"], { cwd: root, errorsToo: true });
  if (said.includes("auto-corrected")) throw new Error(said);
  return {};
}

async function jsr() {
  const deno = obtain(runtimes.find(({ name }) => name === "deno"));
  if ("missing" in deno) return deno;
  const listed = await command(deno.binary, ["publish", "--dry-run", "--allow-dirty"], { cwd: root, env: { NO_COLOR: "1" }, errorsToo: true });
  if (!listed.includes("src/report/viewer/bundle.ts")) throw new Error("src/report/viewer/bundle.ts, which the build makes, would not be published");
  return { version: deno.version };
}

async function documented() {
  const deno = obtain(runtimes.find(({ name }) => name === "deno"));
  if ("missing" in deno) return deno;
  const { exports } = jsrManifest(readJson(join(root, "package.json")));
  await command(deno.binary, ["doc", "--lint", ...Object.values(exports)], { cwd: root, env: { NO_COLOR: "1" } });
  return { version: deno.version };
}

/** Of which `npm test` runs one there, since a kernel takes its time. */
async function notebooks() {
  const deno = obtain(runtimes.find(({ name }) => name === "deno"));
  if ("missing" in deno) return deno;
  if (spawnSync("jupyter", ["nbconvert", "--version"]).status !== 0) return { missing: "no jupyter nbconvert" };
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  await command(process.execPath, [vitest, "run", "--config", "test/vitest.config.ts", "--project", "wasm", "test/docs/notebooks.test.ts"], { cwd: root, env: { DENO: deno.binary, DIVLAB_NOTEBOOKS: "all" } });
  return { version: deno.version };
}
