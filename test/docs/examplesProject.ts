import { spawnSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { packedProject } from "../package/packed.ts";

const root = resolve(import.meta.dirname, "../..");

/** A copy of docs/examples, without the dashboard, beside the package as npm would install it. */
export function examplesProject(): string {
  const { folder } = packedProject();
  cpSync(join(root, "docs/examples"), join(folder, "docs/examples"), { recursive: true, filter: (path) => !/[\\/](?:dashboard|node_modules)$/.test(path) });
  return folder;
}

/** Path of Deno: `DENO`, the one on the path, in node_modules, or the one that test/runtimes downloads; undefined where there is none. */
export function findDeno(): string | undefined {
  const cache = process.env.DIVLAB_RUNTIMES ?? join(root, "node_modules/.cache/runtimes");
  const places = [process.env.DENO, "deno", join(root, "node_modules/.bin/deno"), join(cache, "deno/node_modules/deno/deno")];
  return places.find((place) => place !== undefined && (place === "deno" || existsSync(place)) && spawnSync(place, ["--version"]).status === 0);
}
