import type { SchemaElement, SchemaTree } from "hyparquet";
import type { ColumnLevels } from "./checkParquetPages.ts";

/** A column of a Parquet file: one at the top of its schema. */
export interface ParquetColumn {
  /** Its name. */
  readonly name: string;
  /** The physical or logical type of its values, e.g. `"DOUBLE"`; `"group"` where they are nested. */
  readonly dtype: string;
  /** The same with the lists around them, for messages. */
  readonly description: string;
  /** What a row holds: one value, a list of numbers, or something that cannot stand in a column. */
  readonly holds: "values" | "numbers" | "other";
  /** Why its values are not kept unless they are asked for; undefined where they can be. */
  readonly reason: string | undefined;
  /** The names on the way to its values. */
  readonly path: readonly string[];
  /** How deep these lie. */
  readonly levels: ColumnLevels;
  /** Its values as hyparquet is to give them: what it would round or guess is left as it is stored. */
  readonly stored: SchemaElement;
  /** What such a value stands for. */
  readonly convert: ((stored: unknown) => unknown) | undefined;
}

const numericTypes = ["FLOAT", "DOUBLE", "INT32", "INT64", "FLOAT16"];
const millisecond = 1_000_000n;
const nanosecondsOf = { MILLIS: millisecond, MICROS: 1000n, NANOS: 1n } as const;

/** What cannot be read as one value a row, by logical or converted type. */
const unreadable: Readonly<Record<string, string>> = { BSON: "holds BSON", INTERVAL: "holds intervals", GEOMETRY: "holds geometries", GEOGRAPHY: "holds geographies", VARIANT: "holds variants" };

/**
 * What a column at the top of the schema is.
 *
 * @param top The column.
 * @returns The column: lists of numbers have one number at the end of the branch, and repeat once on the way to it.
 */
export function parquetColumn(top: SchemaTree): ParquetColumn {
  const branch = [top];
  for (let node = top; node.children.length === 1; branch.push(node)) [node] = node.children;
  const { element, children } = branch[branch.length - 1];
  const logical = element.logical_type?.type;
  const dtype = children.length > 1 ? "group" : logical === "FLOAT16" ? "FLOAT16" : (element.type ?? "group");
  const kinds = branch.map((node) => node.element.repetition_type);
  const countOf = (isOne: (kind: string | undefined) => boolean, end: number = kinds.length): number => kinds.slice(0, end).filter(isOne).length;
  const levels = { repetition: countOf((kind) => kind === "REPEATED"), definition: countOf((kind) => kind !== "REQUIRED"), member: countOf((kind) => kind !== "REQUIRED", kinds.indexOf("REPEATED") + 1) };
  const isNumber = numericTypes.includes(dtype) && logical !== "DECIMAL" && element.converted_type !== "DECIMAL";
  const isFlat = branch.length === 1 && levels.repetition === 0;
  const column = { name: top.element.name, dtype, description: `${"list of ".repeat(levels.repetition)}${dtype}`, path: branch.map((node) => node.element.name), levels };
  if (!isFlat) {
    const isList = levels.repetition === 1 && isNumber && top.element.logical_type?.type !== "VARIANT";
    const reason = levels.repetition > 0 && top.element.converted_type !== "MAP" ? "holds arrays" : "holds objects";
    return { ...column, holds: isList ? "numbers" : "other", reason, stored: element, convert: undefined };
  }
  return { ...column, ...scalar(element) };
}

/** How the values of a column without lists or members are read. */
function scalar(element: SchemaElement): Pick<ParquetColumn, "holds" | "reason" | "stored" | "convert"> {
  const { type, converted_type: converted, logical_type: logical } = element;
  const { converted_type: _converted, logical_type: _logical, ...bare } = element;
  const text: SchemaElement = { ...bare, converted_type: "UTF8" };
  const kind = logical?.type ?? converted;
  const value = (stored: SchemaElement, convert?: (value: unknown) => unknown): Pick<ParquetColumn, "holds" | "reason" | "stored" | "convert"> => ({ holds: "values", reason: undefined, stored, convert });
  const other = kind === undefined ? undefined : unreadable[kind];
  if (other !== undefined || type === undefined) return { holds: "other", reason: other ?? "holds objects", stored: element, convert: undefined };
  if (logical?.type === "DECIMAL" || converted === "DECIMAL") {
    const scale = (logical?.type === "DECIMAL" ? logical.scale : element.scale) ?? 0;
    return value(bare, (unscaled) => decimal(unscaled instanceof Uint8Array ? integerOf(unscaled) : (unscaled as number | bigint), scale));
  }
  if (kind === "DATE") return value(bare, (days) => date(days as number));
  if (type === "INT96") return value(element, (nanoseconds) => timestamp(nanoseconds as bigint));
  if (logical?.type === "TIMESTAMP") {
    const unit = nanosecondsOf[logical.unit];
    return value(bare, (count) => timestamp(BigInt(count as number | bigint) * unit) + (logical.isAdjustedToUTC ? "Z" : ""));
  }
  if (converted === "TIMESTAMP_MILLIS") return value(bare, (count) => `${timestamp(BigInt(count as bigint) * millisecond)}Z`);
  if (converted === "TIMESTAMP_MICROS") return value(bare, (count) => `${timestamp(BigInt(count as bigint) * 1000n)}Z`);
  if (logical?.type === "TIME") return value(bare, (count) => timestamp(BigInt(count as number | bigint) * nanosecondsOf[logical.unit]).slice(11));
  if (converted === "TIME_MILLIS") return value(bare, (count) => timestamp(BigInt(count as number) * millisecond).slice(11));
  if (converted === "TIME_MICROS") return value(bare, (count) => timestamp(BigInt(count as bigint) * 1000n).slice(11));
  if (kind === "JSON") return { ...value(text), reason: "holds JSON" };
  if (type === "BYTE_ARRAY") return { ...value(text), reason: kind === undefined ? "holds bytes" : undefined };
  if (type === "FIXED_LEN_BYTE_ARRAY" && kind !== "UUID" && kind !== "FLOAT16") return { holds: "other", reason: "holds bytes", stored: element, convert: undefined };
  if (type === "INT64") return value(element, exactInteger);
  return value(element, type === "FLOAT" || type === "DOUBLE" || kind === "FLOAT16" ? numberOrMissing : undefined);
}

/** What pandas and its like write for a missing number is one. */
function numberOrMissing(value: unknown): unknown {
  return Number.isNaN(value) ? null : value;
}

/** An integer of 64 bits as a number where that is exact. */
function exactInteger(value: unknown): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The integer in two's complement, its highest byte first. */
function integerOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}

/** The number nearest to unscaled · 10^−scale: multiplying by the power would round twice. */
function decimal(unscaled: number | bigint, scale: number): number {
  return Number(`${unscaled}e${-scale}`);
}

/** Date and time of day after so many nanoseconds since 1970, with as many digits of a second as there are. */
function timestamp(nanoseconds: bigint): string {
  const seconds = (nanoseconds - (((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)) / 1_000_000_000n;
  const fraction = String(nanoseconds - seconds * 1_000_000_000n).padStart(9, "0").replace(/(?:000){1,3}$/, "");
  const days = Number((seconds - (((seconds % 86_400n) + 86_400n) % 86_400n)) / 86_400n);
  const ofDay = Number(seconds - BigInt(days) * 86_400n);
  const two = (count: number): string => String(count).padStart(2, "0");
  const time = `${two(Math.floor(ofDay / 3600))}:${two(Math.floor(ofDay / 60) % 60)}:${two(ofDay % 60)}`;
  return `${date(days)}T${time}${fraction === "" ? "" : `.${fraction}`}`;
}

/** The date in the Gregorian calendar, days after 1 January 1970: eras of 400 years, years that start in March. */
function date(days: number): string {
  const fromMarch0 = days + 719_468;
  const era = Math.floor(fromMarch0 / 146_097);
  const ofEra = fromMarch0 - era * 146_097;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const sign = year < 0 ? "-" : year > 9999 ? "+" : "";
  const dayOfMonth = ofYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return `${sign}${String(Math.abs(year)).padStart(sign === "" ? 4 : 6, "0")}-${String(month).padStart(2, "0")}-${String(dayOfMonth).padStart(2, "0")}`;
}
