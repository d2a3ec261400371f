import { readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { packedProject } from "./packed.ts";

// What npm would publish of dist/, which `npm test` builds first.
const modules = join(packedProject().folder, "node_modules");
const installed = join(modules, "@divlab/core");
const files = readdirSync(installed, { recursive: true, encoding: "utf8" })
  .map((file) => file.split(sep).join("/"))
  .filter((file) => statSync(join(installed, file)).isFile());
const textOf = (file: string): string => readFileSync(join(installed, file), "utf8");
const packages = readdirSync(modules).filter((name) => !name.startsWith(".")).flatMap((name) => (name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : name));

/** What a folder takes on a disk with blocks of 4 kB, in MB as `du` counts them. */
function onDisk(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => statSync(join(folder, file)));
  return entries.reduce((sum, entry) => sum + (entry.isDirectory() ? 4096 : Math.ceil(entry.size / 4096) * 4096), 4096) / 2 ** 20;
}

describe("an installation", () => {
  it("brings at most 6 packages and takes at most 9 MB", () => {
    expect(packages.length).toBeLessThanOrEqual(6);
    const size = packages.reduce((sum, name) => sum + onDisk(realpathSync(join(modules, name))), 0);
    expect(size).toBeGreaterThan(3);
    expect(size).toBeLessThan(9);
  });

  it("has permissive licences only", () => {
    const licences = packages.map((name) => (JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")) as { license: string }).license);
    expect(licences.filter((licence) => !["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"].includes(licence))).toEqual([]);
  });
});

describe("what npm ships", () => {
  it("is the library, its declarations, its documentation and their licences, nothing else", () => {
    const expected = [/^dist\/.*\.(?:js|d\.ts)$/, /^dist\/kernels\.wasm$/, /^dist\/THIRD-PARTY-NOTICES\.txt$/, /^docs\/(?:methods\/)?[\w-]+\.md$/, /^(?:package\.json|README\.md|LICENSE)$/];
    expect(files.filter((file) => !expected.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "docs/changelog.md", "docs/methods/pass-at-k.md", "dist/THIRD-PARTY-NOTICES.txt", "dist/cli/main.js", "dist/index.d.ts"]));
  });

  it("points to no source map", () => {
    expect(files.filter((file) => /\.(?:js|ts)$/.test(file) && textOf(file).includes("sourceMappingURL="))).toEqual([]);
  });

  it("has what its package.json names", () => {
    const { bin, exports } = JSON.parse(textOf("package.json")) as { bin: Record<string, string>; exports: Record<string, string | Record<string, string>> };
    // npm publishes a command whose path starts with `./` without it, so that npx finds nothing.
    expect(Object.values(bin).filter((target) => !files.includes(target))).toEqual([]);
    const targets = Object.values(exports).flatMap((target) => (typeof target === "string" ? target : Object.values(target)));
    expect(targets.filter((target) => !files.includes(target.slice(2)))).toEqual([]);
  });

  it("has the page behind every link from page to page, and behind every page that the code names", () => {
    const pages = files.filter((file) => file.endsWith(".md"));
    const links = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\(([^)#\s:]+\.md)[^)\s]*\)/g)].map(([, target]) => ({ from: page, to: relative(installed, resolve(installed, dirname(page), target)).split(sep).join("/") })),
    );
    const named = files.filter((file) => /\.(?:js|d\.ts)$/.test(file)).flatMap((file) => [...textOf(file).matchAll(/docs\/(?:methods\/)?[\w-]+\.md/g)].map(([to]) => ({ from: file, to })));
    expect(links.length).toBeGreaterThan(30);
    expect(named.length).toBeGreaterThan(5);
    expect([...links, ...named].filter(({ to }) => !files.includes(to))).toEqual([]);
  });
});
