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
  return { start: `| ${quantity} (${functions.map((name) => `\`${name}\``).join(", ")}) | ${oracle} | [${test}](../test/${test}.test.ts) |`, tolerances };
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
  const [relative, absolute, rel] = [most((one) => one.relative), most((one) => one.absolute), most((one) => one.rel)];
  const scaled = own.some(({ constant, rel, abs }) => !constant && abs > rel * 1e-3);
  const count = own.reduce((total, one) => total + one.count, 0).toLocaleString("en-US");
  const { start, tolerances } = fixedCells(comparison);
  const error = relative === 0 && absolute === 0 ? "0" : rel === 0 ? `${short(absolute)} absolute` : absolute > 0 ? `${short(relative)}; ${short(absolute)} absolute` : short(relative);
  return `${start} ${count} | ${error} | ${digits(relative, absolute, rel)} | ${tolerances.length > 0 ? tolerances.join(", ") : scaled ? `computed; ${(100 * most((one) => one.used)).toPrecision(1)} % of it used` : toleranceText(rel, most((one) => one.abs))} |`;
}

/** Digits that agree: significant ones for a relative error, else decimals. */
function digits(relative: number, absolute: number, rel: number): string {
  if (relative === 0 && absolute === 0) return "all";
  return rel === 0 || relative === 0 ? `${Math.floor(-Math.log10(absolute))} decimals` : String(Math.floor(-Math.log10(relative)));
}

function short(value: number): string {
  return value === 0 ? "0" : value.toExponential(1);
}

/** A tolerance as the page says it: relative first. */
function toleranceText(rel: number, abs: number): string {
  return [...(rel > 0 ? [`${rel}`] : []), ...(abs > 0 ? [`${abs} absolute`] : [])].join(" + ");
}

/** The last argument of the call in a line, if it is made of plain numbers. */
function toleranceIn(line: string, text: string): string {
  const [, argument] = /expectWithin\(.*,\s*(\{[^{}]*\}|\w+)\)/.exec(line) ?? [];
  const literal = argument?.startsWith("{") === true ? argument : new RegExp(`const ${argument}(?:: [^=]*)? = (\\{[^{}]*\\})`).exec(text)?.[1];
  const own = literal === undefined ? null : /^\{ (?:rel: ([\d.e-]+))?(?:, )?(?:abs: ([\d.e-]+))? \}$/.exec(literal);
  return own === null ? "" : toleranceText(Number(own[1] ?? 0), Number(own[2] ?? 0));
}
