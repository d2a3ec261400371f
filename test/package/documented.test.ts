import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const exportsMap = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).exports as Record<string, string | { default: string }>;
const entries = Object.entries(exportsMap).flatMap(([subpath, target]) =>
  typeof target === "string" || !target.default.endsWith(".js") ? [] : [{ subpath, file: join(root, target.default.replace("./dist/", "src/").replace(/\.js$/, ".ts")) }],
);

/** Faults of one public symbol: no doc comment, an undescribed member, parameter or result, no example. */
function faultsOf(checker: ts.TypeChecker, exported: ts.Symbol): string[] {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const name = exported.getName();
  const faults: string[] = [];
  if (ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() === "") faults.push(`${name}: no doc comment`);
  for (const declaration of symbol.declarations ?? []) {
    if (ts.isInterfaceDeclaration(declaration)) {
      for (const member of declaration.members) {
        const memberSymbol = member.name && checker.getSymbolAtLocation(member.name);
        if (memberSymbol && memberSymbol.getDocumentationComment(checker).length === 0) faults.push(`${name}.${memberSymbol.getName()}: no doc comment`);
      }
    }
    if (ts.isFunctionDeclaration(declaration)) {
      const tags = symbol.getJsDocTags(checker);
      const described = new Set(tags.filter((tag) => tag.name === "param").map((tag) => tag.text?.[0]?.text));
      for (const parameter of declaration.parameters) {
        const parameterName = parameter.name.getText();
        if (!described.has(parameterName)) faults.push(`${name}(${parameterName}): no @param`);
      }
      for (const tag of ["returns", "example"]) {
        if (!tags.some((t) => t.name === tag)) faults.push(`${name}: no @${tag}`);
      }
    }
  }
  return faults;
}

describe("public documentation", () => {
  const program = ts.createProgram(
    entries.map((entry) => entry.file),
    { ...ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config, ts.sys, root).options, noEmit: true },
  );
  const checker = program.getTypeChecker();

  it.each(entries)("$subpath: every exported symbol is documented, every function with parameters, result and example", ({ file }) => {
    const source = program.getSourceFile(file);
    expect(source, `${file} is an entry point without a source`).toBeDefined();
    const module = checker.getSymbolAtLocation(source as ts.SourceFile);
    const symbols = checker.getExportsOfModule(module as ts.Symbol);
    expect(symbols.length).toBeGreaterThan(0);
    expect(symbols.flatMap((symbol) => faultsOf(checker, symbol))).toEqual([]);
  });

  it("root: exports what every subpath exports", () => {
    const names = (file: string): string[] =>
      checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol).map((symbol) => symbol.getName());
    const [rootEntry, ...subpaths] = entries;
    // The ndarray constructor compiles code at run time, which a strict Content-Security-Policy refuses: it stands apart.
    const others = subpaths.filter(({ subpath }) => subpath !== "./ndarray");
    const barrel = new Set(names(rootEntry.file));
    expect(others.flatMap(({ subpath, file }) => names(file).filter((name) => !barrel.has(name)).map((name) => `${subpath}: ${name}`))).toEqual([]);
  });
});
