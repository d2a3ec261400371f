import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const src = join(root, "src");
const built = join(root, "dist/numeric/special");

/**
 * What of `Math` is exact, hence the same on every engine: IEEE 754 prescribes it to the last bit, or it only picks, rounds or counts bits.
 * Everything else (`exp`, `log`, `pow`, `hypot` …) is "implementation-approximated" in ECMA-262, and engines differ.
 */
const exact = new Set(["abs", "min", "max", "floor", "ceil", "round", "trunc", "sign", "sqrt", "fround", "imul", "clz32"]);
const constants = new Set(["E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"]);

/**
 * Not computed with: these two may call the engine's `Math` or speak a language.
 * - cli: what it prints are numbers of the library; it groups digits in messages and looks at the clock for its progress line.
 * - report/viewer/client: draws. Logarithms place ticks and curves on the screen; labels are the numbers of the report, never computed.
 *   report/viewer/bundle.ts is that code, minified.
 */
const pictures = ["cli/", "report/viewer/client/", "report/viewer/bundle.ts"];

/** The asynchronous driver looks at the clock to give way to the event loop; which slice a step falls in changes no result. */
const clocks = ["cli/", "steps/"];

/** Exponents that are no literals: integers, each for the reason given, so that the power is exact. */
const integerExponents: Record<string, readonly string[]> = {
  "numeric/halfPrecision.ts": ["bias - 1 + fractionBits"], // sizes of the fields of a number
  "stats/arrangements.ts": ["n"], // number of pairs
  "study/callWithRetries.ts": ["attempt"], // a waiting time
};

/** How an expression reaches beyond exact arithmetic; as `line: code`. */
function faults(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const fault = (node: ts.Node): void => {
    found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${node.getText().split("\n")[0].slice(0, 80)}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && namesValue(node)) {
      if (node.text === "Math" && !isExact(node.parent)) fault(node.parent);
      if (node.text === "Intl") fault(node.parent);
      if (clockNames.has(node.text) && !clocks.some((folder) => file.startsWith(folder))) fault(node.parent);
    }
    if (ts.isPropertyAccessExpression(node) && /^(?:Math|toLocale\w+|localeCompare|relaxed_\w+)$/.test(node.name.text)) fault(node);
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken || (kind === ts.SyntaxKind.AsteriskAsteriskToken && !isPowerOfTwo(file, node))) fault(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const clockNames = new Set(["Date", "performance", "crypto"]);

/** Whether an identifier stands for a variable, not for a property, a type or the name of a declaration. */
function namesValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) return parent.name !== node;
  return !ts.isTypeReferenceNode(parent) && !ts.isQualifiedName(parent) && !ts.isImportSpecifier(parent) && !ts.isBindingElement(parent) && !ts.isParameter(parent);
}

function isExact(use: ts.Node): boolean {
  return ts.isPropertyAccessExpression(use) && (exact.has(use.name.text) || constants.has(use.name.text));
}

/**
 * Powers of the literal 2 to an integer are exact on every engine we know (the study of test/runtimes compares all of them), though
 * ECMA-262 promises that for no `**`. Squares are written as products.
 */
function isPowerOfTwo(file: string, { left, right }: ts.BinaryExpression): boolean {
  if (!ts.isNumericLiteral(left) || left.text !== "2") return false;
  const exponent = right.getText().replace(/^\((.*)\)$/, "$1");
  return /^-?\d+$/.test(exponent) || (integerExponents[file] ?? []).includes(exponent);
}

function scan(folder: string, extension: RegExp): { readonly files: number; readonly found: string[] } {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.split(sep).join("/"))
    .filter((file) => extension.test(file) && !file.endsWith(".d.ts") && !pictures.some((start) => file.startsWith(start)));
  return { files: files.length, found: files.flatMap((file) => faults(file, readFileSync(join(folder, file), "utf8"))) };
}

describe("numbers are computed by exact arithmetic", () => {
  it("in src: no transcendental function of the engine, no `**` but powers of two, no language, no chance, no clock, no relaxed SIMD", () => {
    const { files, found } = scan(src, /\.ts$/);
    expect(files).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  it.skipIf(!existsSync(built))("in the special functions of dist, with @stdlib inlined", () => {
    const { files, found } = scan(built, /\.js$/);
    expect(files).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });

  it("says so by a scan that notices each way around it", () => {
    const bad = [
      "Math.exp(x)",
      "Math['log'](x)",
      "const { log1p } = Math;",
      "const M = Math;",
      "values.map(Math.cbrt)",
      "Math.random()",
      "x ** 2",
      "10 ** 2",
      "2 ** x",
      "2 ** 0.5",
      "x **= 2",
      "x.toLocaleString()",
      "a.localeCompare(b)",
      "new Intl.NumberFormat()",
      "Date.now()",
      "new Date()",
      "performance.now()",
      "globalThis.Math.sin(1)",
      "f64x2.relaxed_madd(a, b, c)",
    ];
    expect(bad.filter((code) => faults("passk/x.ts", code).length === 0)).toEqual([]);
    const good = ["Math.sqrt(x) + Math.PI", "values.map(Math.abs)", "2 ** -52 + 2 ** (-3)", "// Math.exp(x)", "`Math.exp`", "result.performance", "{ const x = { Date: 1 }; }", "function f(a: Date): void {}"];
    expect(good.flatMap((code) => faults("passk/x.ts", code))).toEqual([]);
    expect(faults("steps/steps.ts", "performance.now()")).toEqual([]);
    expect(faults("steps/steps.ts", "Math.random()")).toHaveLength(1);
    expect(faults("stats/arrangements.ts", "2 ** n")).toEqual([]);
  });

  it("where a power of two is what doubling and halving give", () => {
    let power = 5e-324;
    for (let i = -1074; i <= 1023; i++, power *= 2) expect(2 ** i).toBe(power);
  });
});
