import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { compileAsUser, projects } from "./typeScriptUser.mjs";

// These tests use the package as npm would publish it from dist/, which `npm test` builds first. Other versions of TypeScript: `npm run test:runtimes`.
const { exports } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8")) as { exports: Record<string, unknown> };
const subpaths = Object.keys(exports)
  .filter((subpath) => !/\.(?:json|wasm)$/.test(subpath))
  .map((subpath) => `@divlab/core${subpath.slice(1)}`);

describe("a user's TypeScript, every declaration checked", () => {
  it.each(Object.keys(projects) as (keyof typeof projects)[])("compiles, refuses mistakes and runs, for %s", (name) => {
    const { faults, output } = compileAsUser(name);
    expect(faults).toBe("");
    const { stdout, stderr } = spawnSync(process.execPath, [output], { encoding: "utf8" });
    expect(stderr).toBe("");
    const results = JSON.parse(stdout) as Record<string, number>;
    expect(Object.keys(results)).toEqual(subpaths);
    expect(Object.values(results).filter((result) => !(result > 0))).toEqual([]);
  });
});
