import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const src = join(root, "src");

/** The layers of docs/contributing.md, lowest first. A file may import its own folder and any lower layer. */
const layers = [
  ["kernels", "steps"],
  ["numeric"],
  ["random"],
  ["data", "stats", "distance", "ndarray"],
  ["dpp"],
  ["passk", "vote", "text", "diversity", "task2vec", "cluster", "lmm"],
  ["collapse"],
  ["study"],
  ["report"],
  ["cli"],
];
const rank = new Map(layers.flatMap((folders, i) => folders.map((folder) => [folder, i] as const)));

/** The one file below cli that may reach for Node's file system, at run time only. */
const pathOpener = "data/openPath.ts";

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .map((file) => file.split(sep).join("/"))
  .filter((file) => !file.startsWith("report/viewer/client/") && !file.startsWith("kernels/wasm/assembly/"));

/** Every module specifier a file imports, exports from or loads at run time. */
export function specifiers(file: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      found.push((node.moduleSpecifier as ts.StringLiteral).text);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.push((node.arguments[0] as ts.StringLiteral).text);
    }
    if (ts.isImportTypeNode(node)) found.push(((node.argument as ts.LiteralTypeNode).literal as ts.StringLiteral).text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true));
  return found;
}

/** What is wrong with one import, or nothing. */
function fault(file: string, specifier: string): string | undefined {
  const [folder] = file.split("/");
  if (!specifier.startsWith(".")) {
    if (specifier.startsWith("node:") && folder !== "cli") return "only cli may import node: modules";
    if (specifier.startsWith("@stdlib/") && !file.startsWith("numeric/special/")) return "only numeric/special may import @stdlib";
    if (specifier.startsWith("seedrandom") && folder !== "random") return "only random may import seedrandom";
    return undefined;
  }
  if (!specifier.endsWith(".ts")) return "relative imports end in .ts";
  if (!file.includes("/")) return specifier.startsWith("./cli/") ? "the root barrel never imports cli" : undefined;
  const target = relative(src, resolve(src, dirname(file), specifier)).split(sep).join("/");
  const [targetFolder] = target.split("/");
  if (targetFolder === folder) return undefined;
  const own = rank.get(folder);
  const other = rank.get(targetFolder);
  if (own === undefined || other === undefined) return `${folder} → ${targetFolder}: a folder that is in no layer`;
  return other < own ? undefined : `${folder} → ${targetFolder} points up or sideways`;
}

describe("the layers of src", () => {
  it("hold: every import stays in its folder or points down, node: stays in cli", () => {
    expect(files.length).toBeGreaterThan(30);
    const faults = files.flatMap((file) =>
      specifiers(file, readFileSync(join(src, file), "utf8")).flatMap((specifier) => {
        const wrong = fault(file, specifier);
        return wrong === undefined ? [] : [`src/${file}: "${specifier}": ${wrong}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  it("are judged by a rule that notices each kind of fault", () => {
    expect(fault("passk/a.ts", "../study/b.ts")).toContain("points up");
    expect(fault("passk/a.ts", "../text/b.ts")).toContain("sideways");
    expect(fault("stats/a.ts", "node:fs")).toContain("only cli");
    expect(fault("index.ts", "./cli/main.ts")).toContain("never imports cli");
    expect(fault("study/a.ts", "../passk/b.ts")).toBeUndefined();
    expect(specifiers("x.ts", `import a from "./a.ts"; export * from "./b.ts"; await import("./c.ts"); type D = import("./d.ts").D;`)).toEqual([
      "./a.ts",
      "./b.ts",
      "./c.ts",
      "./d.ts",
    ]);
  });

  it("use no clock, engine randomness, console or Node global below cli", () => {
    const forbidden = /\bMath\.random\b|\bDate\b\.|new Date\b|\bperformance\.now\b|\bconsole\.|\bprocess\b|\bBuffer\b|\brequire\(/;
    const allowed: Record<string, RegExp> = { "steps/steps.ts": /performance\.now/, [pathOpener]: /process/ };
    const faults = files
      .filter((file) => !file.startsWith("cli/") && file !== "report/viewer/bundle.ts")
      .flatMap((file) =>
        withoutComments(readFileSync(join(src, file), "utf8"))
          .split("\n")
          .flatMap((line, i) => (forbidden.test(line) && !allowed[file]?.test(line) ? [`src/${file}:${i + 1}: ${line.trim()}`] : [])),
      );
    expect(faults).toEqual([]);
  });
});

/** The source with comments and the contents of string literals blanked, line numbers kept. */
function withoutComments(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, text);
  let out = "";
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const token = scanner.getTokenText();
    const blank =
      kind === ts.SyntaxKind.SingleLineCommentTrivia ||
      kind === ts.SyntaxKind.MultiLineCommentTrivia ||
      kind === ts.SyntaxKind.StringLiteral ||
      kind === ts.SyntaxKind.NoSubstitutionTemplateLiteral;
    out += blank ? token.replaceAll(/[^\n]/g, " ") : token;
  }
  return out;
}
