import { show } from "../../numeric/check.ts";
import type { Categorical } from "../../numeric/types.ts";
import type { ModelColumn } from "./buildDesign.ts";
import { isCategorical, valueError } from "./columnReader.ts";

/**
 * A column as a factor of the levels that occur: strings sorted by code unit, numbers by size, codes and levels in the order given.
 *
 * @param action What the caller does, for messages.
 * @param name Name of the column, for messages.
 * @param column The column; not changed and not kept.
 * @returns A code per row, all ≥ 0, and the levels.
 * @throws {RangeError} If a value is missing, or a code has no level.
 * @throws {TypeError} If a value is neither a string nor a number, or the two are mixed.
 */
export function encodeFactor(action: string, name: string, column: ModelColumn): Categorical {
  if (isCategorical(column)) return usedLevels(action, name, column);
  const { codes, distinct } = firstSeen(action, name, column);
  if (isSorted(distinct)) return { codes, levels: distinct.map(String) };
  const order = distinct.map((_, code) => code).toSorted((a, b) => (distinct[a] < distinct[b] ? -1 : 1));
  const ranks = new Int32Array(order.length);
  order.forEach((code, rank) => {
    ranks[code] = rank;
  });
  for (let i = 0; i < codes.length; i++) codes[i] = ranks[codes[i]];
  return { codes, levels: order.map((code) => String(distinct[code])) };
}

/** Codes by first appearance. Columns run in blocks or cycles, so the value that followed last time is tried before the map. */
function firstSeen(action: string, name: string, values: ArrayLike<string | number>): { codes: Int32Array; distinct: (string | number)[] } {
  const n = values.length;
  const codes = new Int32Array(n);
  const distinct: (string | number)[] = [];
  const codeOf = new Map<string | number, number>();
  const successor: number[] = [];
  let previous = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i];
    const guess = i > 0 ? successor[previous] : -1;
    let code = guess;
    if (guess < 0 || distinct[guess] !== value) {
      const known = codeOf.get(value);
      if (known === undefined) {
        checkLevel(action, name, value, i, distinct[0]);
        code = distinct.push(value) - 1;
        codeOf.set(value, code);
        successor.push(-1);
      } else code = known;
      if (i > 0) successor[previous] = code;
    }
    codes[i] = code;
    previous = code;
  }
  return { codes, distinct };
}

function isSorted(values: readonly (string | number)[]): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) return false;
  return true;
}

function checkLevel(action: string, name: string, value: unknown, row: number, first: unknown): void {
  const isLevel = typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
  if (!isLevel) throw valueError(action, name, "strings or finite numbers", value, row);
  if (first !== undefined && typeof first !== typeof value) {
    throw new TypeError(`Cannot ${action}: \`${name}\` must hold strings or numbers, not both, got ${show(first)} at row 0 and ${show(value)} at row ${row}`);
  }
}

function usedLevels(action: string, name: string, { codes: given, levels }: Categorical): Categorical {
  const count = levels.length;
  const used = new Uint8Array(count);
  const codes = new Int32Array(given.length);
  for (let i = 0; i < codes.length; i++) {
    const code = given[i];
    if (!(code >= 0 && code < count && Number.isInteger(code))) {
      if (code === -1) throw valueError(action, name, "complete", undefined, i, "code -1, a missing value");
      throw new RangeError(`Cannot ${action}: codes of \`${name}\` must be whole numbers from 0 to ${count - 1}, got ${show(code)} at row ${i}`);
    }
    used[code] = 1;
    codes[i] = code;
  }
  const seen = new Set<string>();
  for (const [i, level] of levels.entries()) {
    if (typeof level !== "string") throw new TypeError(`Cannot ${action}: levels of \`${name}\` must be strings, got ${show(level)} at index ${i}`);
    if (seen.has(level)) throw new RangeError(`Cannot ${action}: levels of \`${name}\` must be distinct, got ${show(level)} again at index ${i}`);
    seen.add(level);
  }
  const kept = levels.filter((_, code) => used[code] === 1);
  if (kept.length === count) return { codes, levels: kept };
  const ranks = new Int32Array(count);
  let rank = 0;
  for (let code = 0; code < count; code++) ranks[code] = used[code] === 1 ? rank++ : -1;
  for (let i = 0; i < codes.length; i++) codes[i] = ranks[codes[i]];
  return { codes, levels: kept };
}
