import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { jsrText } from "../../.ci/jsr.mjs";

const root = resolve(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: Record<string, unknown> };
const text = readFileSync(join(root, "jsr.json"), "utf8");

describe("jsr.json", () => {
  it("is what .ci/jsr.mjs writes", () => {
    expect(text).toBe(jsrText(manifest));
  });

  it("has the modules of package.json, each a source that exists, and the command line", () => {
    const { exports } = JSON.parse(text) as { exports: Record<string, string> };
    const modules = Object.keys(manifest.exports).filter((subpath) => !/\.(?:json|wasm)$/.test(subpath));
    expect(Object.keys(exports)).toEqual([...modules, "./cli"]);
    expect(Object.values(exports).filter((path) => !path.startsWith("./src/") || !existsSync(join(root, path)))).toEqual([]);
  });
});
