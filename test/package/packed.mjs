/** The package as npm would publish it, from dist/ as built, installed into empty projects: for tests that use it as any user would. */
import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const cache = join(tmpdir(), `divlab-packed-${userInfo().username}`);
const projects = [];
const day = 24 * 60 * 60 * 1000;

/**
 * Makes a new folder in which the published package is installed: `node_modules/@divlab/core` holds what npm unpacks, beside it stand its
 * dependencies, linked from the repository's node_modules, and nothing else. Packing happens once for one state of dist/; later projects are
 * made in a few milliseconds. The folder goes when the process ends; vitest's workers end without notice, then a later day's run removes it.
 *
 * @param {Record<string, string>} files Further files of the project, path to content; a package.json with `"type": "module"` is there already.
 * @returns {{ folder: string, tarball: string }} The project, and the file that `npm install` would take.
 */
export function packedProject(files = {}) {
  const packed = join(cache, contentHash());
  if (!existsSync(packed)) makeOnce(packed, pack);
  else utimesSync(packed, new Date(), new Date());
  const folder = join(cache, `project-${randomUUID()}`);
  if (projects.push(folder) === 1) process.on("exit", () => projects.forEach((project) => rmSync(project, { recursive: true, force: true })));
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(packed, "node_modules"), join(folder, "node_modules"), "junction");
  const all = { "package.json": '{ "private": true, "type": "module" }\n', ...files };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return { folder, tarball: join(packed, "package.tgz") };
}

/** A hash of everything that may be packed. */
function contentHash() {
  const hash = createHash("sha256");
  const { files } = manifestOf(root);
  const tops = new Set(["package.json", "README.md", "LICENSE", ...files.map((pattern) => pattern.split(/\/?[*!]/)[0])]);
  for (const top of [...tops].sort()) {
    const path = join(root, top);
    if (top === "" || !existsSync(path)) continue;
    const inside = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: "utf8" }).sort() : [""];
    for (const file of inside.map((name) => join(path, name)).filter((name) => statSync(name).isFile())) hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Packs, unpacks and links into a folder. */
function pack(folder) {
  if (!existsSync(join(root, "dist/index.js"))) throw new Error("Cannot pack the package: dist/ is missing, `npm run build` makes it");
  const [{ filename }] = JSON.parse(run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root));
  renameSync(join(folder, filename), join(folder, "package.tgz"));
  run("tar", ["-xzf", "package.tgz"], folder);
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@divlab"), { recursive: true });
  renameSync(join(folder, "package"), join(modules, "@divlab/core"));
  const linked = new Set();
  const link = (name) => {
    if (linked.has(name)) return;
    linked.add(name);
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
    Object.keys(manifestOf(join(root, "node_modules", name)).dependencies ?? {}).forEach(link);
  };
  Object.keys(manifestOf(join(modules, "@divlab/core")).dependencies ?? {}).forEach(link);
}

/** Fills a folder that appears only when it is complete, whoever else is doing the same. Removes what was not used for a day. */
function makeOnce(folder, fill) {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) if (Date.now() - (statSync(join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > day) rmSync(join(cache, name), { recursive: true, force: true });
  const growing = join(cache, `growing-${randomUUID()}`);
  mkdirSync(growing);
  fill(growing);
  try {
    renameSync(growing, folder);
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`Cannot pack the package: ${command} ${args[0]} failed: ${error?.message ?? stderr}`);
  return stdout;
}
