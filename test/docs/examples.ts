/** Documented examples: found in doc comments and Markdown pages, turned into modules that check what they say. */
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import ts from "typescript";

const root = resolve(import.meta.dirname, "../..");

/** One ```ts fence. */
export interface Example {
  /** File and line, as a person would look it up. */
  readonly where: string;
  /** The code without its fence and comment stars. */
  readonly code: string;
}

/** Every ```ts fence in doc comments of src and in Markdown pages. Fences marked `ts no-run` are for reading only. */
export function findExamples(): Example[] {
  const sources = list("src", ".ts").filter((file) => !file.includes("viewer"));
  const pages = ["README.md", ...list("docs", ".md").filter((file) => !file.startsWith("docs/api/"))];
  return [...sources, ...pages].flatMap((file) => fences(file, readFileSync(join(root, file), "utf8"), file.endsWith(".ts")));
}

/** The example as a module body in which each line `expr; // => value` or `console.log(expr); // => value` is a call of `check`. */
export function instrument(example: Example): string {
  const claim = /^(?<expression>.*?);?\s*\/\/ => (?<expected>.+)$/;
  const lines = example.code.split("\n").map((line) => {
    const groups = claim.exec(line)?.groups;
    if (groups === undefined) return line;
    const expression = groups["expression"].replace(/^\s*console\.log\((.*)\)$/, "$1");
    return `await check(${expression}, ${JSON.stringify(groups["expected"].trim())});`;
  });
  const source = lines.join("\n");
  return ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } }).outputText;
}

/** Number of claims in an example. */
export function countClaims(example: Example): number {
  return example.code.split("\n").filter((line) => line.includes("// => ")).length;
}

/**
 * Whether a value is what the text says: numbers to the digits shown, everything else as a JavaScript literal
 * (a leading `Float64Array` and the like names the kind of array and is not compared).
 */
export function agrees(actual: unknown, expected: string): boolean {
  const numbers: string[] = [];
  const literal = expected
    .replaceAll(/\b\w+Array(?:\(\d+\))? (?=\[)/g, "")
    .replaceAll(/"(?:[^"\\]|\\.)*"|-?(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?/g, (token) => {
      if (token.startsWith('"')) return token;
      numbers.push(token);
      return `{ digits: ${numbers.length - 1} }`;
    });
  // The examples are our own source files, so evaluating what they claim is as safe as running them.
  const value: unknown = new Function(`return (${literal});`)();
  return matches(actual, value, numbers);
}

function matches(actual: unknown, expected: unknown, numbers: string[]): boolean {
  if (typeof expected === "object" && expected !== null && "digits" in expected) {
    return typeof actual === "number" && matchesDigits(actual, numbers[expected.digits as number]);
  }
  if (Array.isArray(expected)) {
    const list = ArrayBuffer.isView(actual) ? Array.from(actual as unknown as ArrayLike<unknown>) : actual;
    return Array.isArray(list) && list.length === expected.length && expected.every((item, i) => matches(list[i], item, numbers));
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null) return false;
    const record = actual as Record<string, unknown>;
    return Object.entries(expected).every(([key, item]) => matches(record[key], item, numbers)) && Object.keys(record).length === Object.keys(expected).length;
  }
  return Object.is(actual, expected);
}

/** 0.0416 agrees with what rounds to it; an integer agrees only with itself. */
function matchesDigits(actual: number, digits: string): boolean {
  const [mantissa, exponent = "0"] = digits.toLowerCase().split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  if (decimals === 0 && !digits.includes("e")) return actual === Number(digits);
  const halfUnit = 0.5 * 10 ** (Number(exponent) - decimals);
  return Math.abs(actual - Number(digits)) <= halfUnit * (1 + 1e-9);
}

function fences(file: string, text: string, inComments: boolean): Example[] {
  const found: Example[] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (!/^\s*(?:\* )?```ts\s*$/.test(lines[i]) || (inComments && !lines[i].includes("*"))) continue;
    const start = i + 1;
    const body: string[] = [];
    while (++i < lines.length && !/^\s*(?:\* )?```\s*$/.test(lines[i])) body.push(inComments ? lines[i].replace(/^\s*\* ?/, "") : lines[i]);
    found.push({ where: `${file}:${start}`, code: body.join("\n") });
  }
  return found;
}

function list(folder: string, extension: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(extension))
    .map((file) => `${folder}/${file.split(sep).join("/")}`)
    .toSorted();
}
