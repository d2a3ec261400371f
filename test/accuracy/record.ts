import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterAll, expect } from "vitest";

/** Folder that the comparisons of every test file are written to; none, and then nothing is recorded, unless `npm run accuracy` names one. */
const folder = process.env["DIVLAB_ACCURACY"];

/** What one call of `expectWithin` in one test compared. */
export interface Compared {
  /** Where the call stands: a line of the stack, with file and line. */
  readonly site: string;
  /** The test it stands in, with the headings above it. */
  readonly test: string;
  /** Numbers compared. */
  count: number;
  /** Largest |actual − expected|/|expected|, of the comparisons whose tolerance is relative in the main. */
  relative: number;
  /** Largest |actual − expected| of the others. */
  absolute: number;
  /** Largest |expected|. */
  size: number;
  /** Largest tolerances, relative and absolute, and whether all calls had the same. */
  rel: number;
  abs: number;
  constant: boolean;
  /** Largest error as a share of what was allowed. */
  used: number;
}

const sites = new Map<string, Compared>();

if (folder !== undefined) {
  afterAll(() => {
    mkdirSync(folder, { recursive: true });
    if (sites.size > 0) writeFileSync(join(folder, `${process.pid}-${Math.round(performance.timeOrigin + performance.now() * 1e6)}.json`), JSON.stringify([...sites.values()]));
  });
}

/** Notes a comparison of a test under the place of the call, if the environment variable DIVLAB_ACCURACY names a folder. */
export function record(actual: number, expected: number, rel: number, abs: number): void {
  if (folder === undefined || Number.isNaN(expected)) return;
  const site = new Error().stack?.split("\n").find((line) => line.includes(".ts:") && !/accuracy\/record\.ts|test\/within\.ts/.test(line)) ?? "";
  const test = expect.getState().currentTestName ?? "";
  const key = `${site}\n${test}`;
  const own = sites.get(key) ?? { site, test, count: 0, relative: 0, absolute: 0, size: 0, rel, abs, constant: true, used: 0 };
  sites.set(key, own);
  const error = Object.is(actual, expected) ? 0 : Math.abs(actual - expected);
  own.count++;
  if (rel * Math.abs(expected) >= abs && Number.isFinite(expected) && expected !== 0) own.relative = Math.max(own.relative, error / Math.abs(expected));
  else own.absolute = Math.max(own.absolute, error);
  if (Number.isFinite(expected)) own.size = Math.max(own.size, Math.abs(expected));
  own.constant &&= own.rel === rel && own.abs === abs;
  own.rel = Math.max(own.rel, rel);
  own.abs = Math.max(own.abs, abs);
  own.used = Math.max(own.used, error === 0 ? 0 : error / (rel * Math.abs(expected) + abs));
}
