import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packedProject } from "./packed.ts";

// What npm would publish of dist/, which `npm test` builds first.
const program = `import { passAtK } from "@divlab/core";
console.log(passAtK({ n: 10, c: [3] }, 5).estimate);
`;

describe("the packed package", () => {
  const { folder, tarball } = packedProject({ "use.mjs": program });
  const installed = join(folder, "node_modules/@divlab/core");

  it("is installed beside its dependencies and nothing else", () => {
    expect(existsSync(tarball)).toBe(true);
    expect(existsSync(join(installed, "dist/index.js"))).toBe(true);
    const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as { dependencies: Record<string, string> };
    const names = readdirSync(join(folder, "node_modules"));
    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies).map((name) => name.split("/")[0])));
    expect(names).not.toContain("vitest");
  });

  it("is used as any user would", () => {
    const { stdout, stderr } = spawnSync(process.execPath, ["use.mjs"], { cwd: folder, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(Number(stdout)).toBeCloseTo(1 - 21 / 252, 15);
  });

  it("is packed once; every project has a folder of its own", () => {
    const other = packedProject();
    expect(other.tarball).toBe(tarball);
    expect(other.folder).not.toBe(folder);
    expect(existsSync(join(other.folder, "use.mjs"))).toBe(false);
  });
});
