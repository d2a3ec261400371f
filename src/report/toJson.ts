import { show } from "../numeric/check.ts";
import { version } from "./version.ts";

/**
 * Writes a result as JSON.
 *
 * JSON has no NaN, no infinities and no typed arrays; they are written so that the file is valid and nothing is mistaken
 * for a number: NaN as `null`, ∞ as `"Infinity"` and `"-Infinity"`, typed arrays as arrays. Finite numbers keep all their digits.
 * Keys keep the order of the result, so that equal results give equal text; `undefined` properties are left out.
 * An object gets `"divlab"`, the version that wrote it, as its first key. Lists of numbers and strings stand on one line.
 *
 * @param value Any result of this library: plain objects, arrays, typed arrays, strings, numbers, booleans and null.
 * @returns JSON, ending with a line break.
 * @throws {TypeError} If the value holds something else: a function, a symbol, a bigint, a Map, a Date, itself.
 * @example
 * ```ts
 * import { toJson } from "@divlab/core/report";
 * const parsed = JSON.parse(toJson({ estimate: 0.75, values: Float64Array.of(0.5, 1, NaN) }));
 * parsed.values; // => [0.5, 1, null]
 * ```
 */
export function toJson(value: unknown): string {
  const whole = isPlainObject(value) ? { divlab: version, ...value } : value;
  return `${write(whole, "", "result", new Set())}\n`;
}

function write(value: unknown, indent: string, path: string, above: Set<unknown>): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return writeNumber(value);
  if (above.has(value)) throw new TypeError(`Cannot write JSON: a value must not contain itself, got a cycle at ${path}`);
  above.add(value);
  const text = writeContainer(value, indent, path, above);
  above.delete(value);
  return text;
}

function writeContainer(value: unknown, indent: string, path: string, above: Set<unknown>): string {
  const deeper = `${indent}  `;
  if (isList(value)) {
    const items = Array.from(value, (item, i) => write(item, deeper, `${path}[${i}]`, above));
    const flat = items.every((item) => !/^[[{]/.test(item));
    return flat ? `[${items.join(", ")}]` : `[\n${deeper}${items.join(`,\n${deeper}`)}\n${indent}]`;
  }
  if (isPlainObject(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => `${JSON.stringify(key)}: ${write(member, deeper, `${path}.${key}`, above)}`);
    return members.length === 0 ? "{}" : `{\n${deeper}${members.join(`,\n${deeper}`)}\n${indent}}`;
  }
  throw new TypeError(`Cannot write JSON: a result must be plain data, got ${show(value)} at ${path}`);
}

function writeNumber(value: number): string {
  if (Number.isNaN(value)) return "null";
  return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
