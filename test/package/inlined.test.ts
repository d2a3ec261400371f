import { readFileSync, readdirSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { readEmbeddings as readSource, readTable as readTableSource } from "../../src/data/index.ts";
import * as sources from "../../src/numeric/special/index.ts";

// These tests read dist/, which `npm test` builds first.
const root = resolve(import.meta.dirname, "../..");
const dist = join(root, "dist");
const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).map((file) => file.split(sep).join("/"));

describe("the special functions in dist, @stdlib inlined", () => {
  const first = [1e-9, 0.04, 0.3, 0.5, 0.7, 0.99, 1, 1.5, 2, 7.25, 31, 300.5];
  const others = [0.5, 1, 2.5, 31];

  /** All argument lists of a length. */
  function lists(length: number): number[][] {
    if (length === 1) return first.map((value) => [value]);
    return lists(length - 1).flatMap((list) => others.map((value) => [...list, value]));
  }

  it.each(Object.entries(sources))("%s() gives the same bits as in the sources", async (name, source) => {
    const built = (await import(pathToFileURL(join(dist, "numeric/special/index.js")).href)) as Record<string, (...args: number[]) => unknown>;
    const results = lists(source.length).map((args) => ({ args, source: (source as (...args: number[]) => unknown)(...args), dist: built[name](...args) }));
    expect(results.length).toBeGreaterThan(10);
    expect(results.filter((result) => !Object.is(result.source, result.dist))).toEqual([]);
    expect(results.some((result) => Number.isFinite(result.source))).toBe(true);
  });

  it("name nothing that is not there, on the rarest path either", () => {
    const program = ts.createProgram(
      files.filter((file) => /^numeric\/special\/.*\.js$/.test(file)).map((file) => join(dist, file)),
      { allowJs: true, checkJs: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, lib: ["lib.es2022.d.ts"], types: [] },
    );
    const messages = program.getSemanticDiagnostics().map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(messages.filter((message) => /^Cannot find name|does not exist on type '(?!\{)/.test(message))).toEqual([]);
  });
});

describe("the readers in dist, their packages inlined", () => {
  type Read = (source: unknown) => Promise<unknown>;
  const outcome = (read: Read, source: unknown): Promise<unknown> => read(source).catch((error: Error) => `${error.name}: ${error.message}`);

  it("read Parquet of every codec, and refuse what cannot be read, as in the sources", async () => {
    const { readEmbeddings } = (await import(pathToFileURL(join(dist, "data/index.js")).href)) as { readEmbeddings: Read };
    const fixtures = JSON.parse(readFileSync(join(root, "test/fixtures/data/embeddings.json"), "utf8")) as Record<string, { bytes: string }>;
    const parquet = Object.entries(fixtures).filter(([name]) => name.startsWith("parquet"));
    expect(parquet.length).toBeGreaterThan(20);
    for (const [name, { bytes }] of parquet) {
      const source = new Uint8Array(Buffer.from(bytes, "base64"));
      expect(await outcome(readEmbeddings, source), name).toEqual(await outcome(readSource as Read, source));
    }
  });

  it("read CSV, and refuse what cannot be read, as in the sources", async () => {
    const { readTable } = (await import(pathToFileURL(join(dist, "data/index.js")).href)) as { readTable: Read };
    for (const text of ['a,b\n1,"x, ""y"""\n2,z\n', "a,b\n1,2\n3\n", 'a,b\n1,"2\n']) expect(await outcome(readTable, { text }), text).toEqual(await outcome(readTableSource as Read, { text }));
  });
});

describe("dist", () => {
  it("imports declared dependencies only, and node: in the command line alone", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { dependencies: Record<string, string> };
    const declared = Object.keys(manifest.dependencies);
    const strangers = files
      .filter((file) => /\.(?:js|d\.ts)$/.test(file) && !file.startsWith("."))
      .flatMap((file) =>
        ts
          .preProcessFile(readFileSync(join(dist, file), "utf8"), true, true)
          .importedFiles.map(({ fileName }) => fileName)
          .filter((target) => !target.startsWith(".") && !declared.some((name) => target === name || target.startsWith(`${name}/`)) && !(target.startsWith("node:") && file.startsWith("cli/")))
          .map((target) => `${file}: ${target}`),
      );
    expect(strangers).toEqual([]);
  });

  it("holds the licence of every package inlined, and neither tests nor the viewer's sources", () => {
    const notices = readFileSync(join(dist, "THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const name of ["@observablehq/plot", "d3-scale", "@stdlib/math-base-special-gammaln", "@stdlib/math-base-special-kernel-betainc"]) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, "m"));
    }
    expect(notices).toContain("Apache License");
    expect(notices).toContain("Boost Software License");
    expect(files.filter((file) => /\.test\.|viewer\/client/.test(file) && !file.startsWith("."))).toEqual([]);
  });
});
