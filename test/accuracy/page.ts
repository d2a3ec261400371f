import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { areas, type Comparison } from "./comparisons.ts";
import type { Compared } from "./record.ts";

const root: string = resolve(process.env["DIVLAB_ROOT"] ?? join(import.meta.dirname, "../.."));

/** The page with the table. */
export const pagePath: string = join(root, "docs/accuracy.md");

/** Between these lines of the page stand the tables; the rest is written by hand. */
export const marks: readonly [begin: string, end: string] = ["<!-- npm run accuracy: begin -->", "<!-- npm run accuracy: end -->"];

/** A call of `expectWithin` that a comparison names. */
export interface Call {
  /** Number of its line in the test file, from 1. */
  readonly line: number;
  /** The tolerance as it stands there, or in the constant named there; "" where it is computed. */
  readonly tolerance: string;
}

/** The calls of a comparison in its test file, by each of its marks. */
export function callsOf({ test, calls }: Pick<Comparison, "test" | "calls">): Call[][] {
  const text = readFileSync(join(root, `test/${test}.test.ts`), "utf8");
  return calls.map((mark) =>
    text.split("\n").flatMap((line, i) => (line.includes("expectWithin(") && line.includes(mark) ? [{ line: i + 1, tolerance: toleranceIn(line, text) }] : [])),
  );
}

/** Cells of the page's rows that follow from the tests as they stand: quantity, functions, oracle, test, tolerances. */
export function fixedCells(comparison: Comparison): { readonly start: string; readonly tolerances: readonly string[] } {
  const { quantity, functions, oracle, test } = comparison;
  const tolerances = [...new Set(callsOf(comparison).flat().map(({ tolerance }) => tolerance))].filter((own) => own !== "");
  return { start: `| ${quantity} (${functions.map((name) => `\`${name}\``).join(", ")}) | ${oracle} | \`${test}\` |`, tolerances };
}

/** The tables from what the tests recorded. */
export function tablesOf(records: readonly Compared[]): string {
  return areas
    .map(({ name, comparisons }) => `## ${name}\n\n| quantity | against | test | values | worst error | digits | tolerance |\n|---|---|---|---:|---|---|---|\n${comparisons.map((comparison) => rowOf(comparison, records)).join("\n")}\n`)
    .join("\n");
}

function rowOf(comparison: Comparison, records: readonly Compared[]): string {
  const lines = new Set(callsOf(comparison).flat().map(({ line }) => line));
  const own = records.filter(({ site, test }) => {
    const [, file, line] = /\/test\/([^:]+)\.test\.ts:(\d+)/.exec(site) ?? [];
    return file === comparison.test && lines.has(Number(line)) && (comparison.title?.test(test) ?? true);
  });
  if (own.length === 0) throw new Error(`Cannot write the accuracy of "${comparison.quantity}": its tests recorded nothing`);
  const most = (of: (one: Compared) => number): number => own.reduce((largest, one) => Math.max(largest, of(one)), 0);
  const count = own.reduce((total, one) => total + one.count, 0).toLocaleString("en-US");
  const { start, tolerances } = fixedCells(comparison);
  const recorded = [...new Set([...tolerances, ...own.filter(({ constant }) => constant).map(({ rel, abs }) => toleranceText(rel, abs))])];
  // Where the test computes what it allows, from the size of the problem or its condition, so do we: an error is one of the largest value.
  const isComputed = recorded.length > tolerances.length + 2 || own.some(({ constant }) => !constant);
  const relative = most((one) => one.relative);
  const absolute = isComputed ? 0 : most((one) => one.absolute);
  const normwise = isComputed ? most((one) => (one.absolute === 0 ? 0 : one.absolute / one.size)) : 0;
  const errors = [...(relative > 0 ? [short(relative)] : []), ...(absolute > 0 ? [`${short(absolute)} absolute`] : []), ...(normwise > 0 ? [`${short(normwise)} of the largest`] : [])];
  const allowed = isComputed ? [...tolerances, `computed, ${Math.ceil(100 * most((one) => one.used))} % used`] : recorded;
  return `${start} ${count} | ${errors.join("; ") || "0"} | ${digits(Math.max(relative, normwise), absolute)} | ${allowed.join(", ")} |`;
}

/** Digits that agree: significant ones for a relative error, else decimals. */
function digits(relative: number, absolute: number): string {
  if (relative > 0) return String(Math.floor(-Math.log10(relative)));
  return absolute > 0 ? `${Math.floor(-Math.log10(absolute))} decimals` : "all";
}

function short(value: number): string {
  return value.toExponential(1).replace("-", "−");
}

/** A tolerance as the page says it: relative first; what only lets results be as small as numbers get is left out. */
function toleranceText(rel: number, abs: number): string {
  const plain = (value: number): string => Number(value.toPrecision(3)).toExponential().replace("-", "−");
  return [...(rel > 0 ? [plain(rel)] : []), ...(abs > 1e-100 || rel === 0 ? [`${plain(abs)} absolute`] : [])].join(" + ");
}

/** The last argument of the call in a line, if it is made of plain numbers. */
function toleranceIn(line: string, text: string): string {
  const [, argument] = /expectWithin\(.*,\s*(\{[^{}]*\}|\w+)\)/.exec(line) ?? [];
  // A parameter called tolerance is not the constant of that name elsewhere in the file.
  const literal = argument?.startsWith("{") === true ? argument : argument === "tolerance" ? undefined : new RegExp(`const ${argument}(?:: [^=]*)? = (\\{[^{}]*\\})`).exec(text)?.[1];
  const own = literal === undefined ? null : /^\{ (?:rel: ([\d.e-]+))?(?:, )?(?:abs: ([\d.e-]+))? \}$/.exec(literal);
  return own === null ? "" : toleranceText(Number(own[1] ?? 0), Number(own[2] ?? 0));
}
