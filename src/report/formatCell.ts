import type { Cell, Column } from "./document.ts";

/**
 * Writes one table cell as people read it.
 *
 * The same on every machine, whatever its locale: a true minus sign, thousands separated by commas, a point before decimals.
 * Rounding never turns a positive share into 0, an imperfect one into 100 %, or a small p-value into 0.
 *
 * | format | 0.1234 | other values |
 * |---|---|---|
 * | `"share"` | `12.3 %` | 0.0004 → `0.04 %`, 0.9996 → `99.96 %`, 1e-8 → `< 0.0001 %` |
 * | `"points"` | `+12.3 pp` | 0 → `0.0 pp` |
 * | `"p"` | `0.12` | 3.22e-7 → `3.2e-7`, 0.998 → `> 0.99`, 0 → `< 1e-300` (it is an underflow) |
 * | `"number"`, `"text"` | `0.1234` | 1652.3 → `1,652`, 3 → `3`, 1.5e-7 → `1.500e-7` |
 * | `"integer"` | `0.1234` | 12345 → `12,345` |
 *
 * @param cell A string (written as it is), a number, an interval (`estimate [low, high]`) or null.
 * @param format How numbers are written.
 * @returns The text; `–` for null and NaN.
 * @example
 * ```ts
 * import { formatCell } from "@divlab/core/report";
 * formatCell(0.1234, "share"); // => "12.3 %"
 * formatCell({ estimate: 0.123, confidenceInterval: { low: 0.091, high: 0.16, level: 0.95 } }, "share"); // => "12.3 % [9.1 %, 16.0 %]"
 * formatCell(3.22e-7, "p"); // => "3.2e-7"
 * ```
 */
export function formatCell(cell: Cell, format: Column["format"]): string {
  if (cell === null) return absent;
  if (typeof cell === "string") return cell;
  const write = writers[format];
  if (typeof cell === "number") return formatNumber(cell, write);
  if (Number.isNaN(cell.estimate)) return absent;
  const { low, high } = cell.confidenceInterval;
  return `${formatNumber(cell.estimate, write)} [${formatNumber(low, write)}, ${formatNumber(high, write)}]`;
}

const absent = "–";

/** From here on decimals mean nothing. */
const absurd = 1e12;

/** How the magnitude of a number is written; `sign` goes in front of the digits. */
type Writer = (magnitude: number, sign: "" | "−") => string;

const writers: Record<Column["format"], Writer> = {
  text: (magnitude, sign) => sign + significant(magnitude),
  number: (magnitude, sign) => sign + significant(magnitude),
  integer: (magnitude, sign) => sign + significant(magnitude),
  share,
  points,
  p: (magnitude, sign) => sign + pValue(magnitude),
};

function formatNumber(value: number, write: Writer): string {
  if (Number.isNaN(value)) return absent;
  const sign = value < 0 ? "−" : "";
  return write(Math.abs(value), sign);
}

/** Four significant digits, more where the integer part has more; integers whole. */
function significant(magnitude: number): string {
  if (magnitude === Infinity) return "∞";
  if (Number.isInteger(magnitude) && magnitude < 1e15) return group(String(magnitude));
  const rounded = Number(magnitude.toPrecision(4));
  if (rounded >= 1e15 || rounded < 1e-4) return magnitude.toExponential(3).replace("e+", "e");
  return rounded >= 1000 ? group(magnitude.toFixed(0)) : magnitude.toPrecision(4);
}

/** Percent with one decimal; where that would round to 0 with up to four, where to 100 with two. */
function share(magnitude: number, sign: "" | "−"): string {
  if (magnitude >= absurd) return `${sign}${significant(magnitude * 100)} %`;
  // Within 1e-12 of 1 the difference is rounding error of the computation, not data.
  const percent = Math.abs(magnitude - 1) < 1e-12 ? 100 : magnitude * 100;
  for (let decimals = 1; decimals <= (percent > 50 ? 2 : 4); decimals++) {
    const text = percent.toFixed(decimals);
    const misleads = (Number(text) === 0 && percent > 0) || (Number(text) === 100 && percent < 100);
    if (!misleads) return `${sign}${group(text)} %`;
  }
  if (percent > 50) return sign === "" ? "> 99.99 %" : "< −99.99 %";
  return sign === "" ? "< 0.0001 %" : "> −0.0001 %";
}

/** A difference of shares in percentage points, signed, with up to four decimals where fewer would round to 0. */
function points(magnitude: number, sign: "" | "−"): string {
  const direction = sign === "" ? "+" : sign;
  if (magnitude >= absurd) return `${direction}${significant(magnitude * 100)} pp`;
  for (let decimals = 1; decimals <= 4; decimals++) {
    const text = (magnitude * 100).toFixed(decimals);
    if (Number(text) > 0) return `${direction}${group(text)} pp`;
  }
  return "0.0 pp";
}

/** Two significant digits, in exponent form below 0.001. */
function pValue(p: number): string {
  if (p === 0) return "< 1e-300";
  if (p === 1) return "1";
  if (p > 1) return significant(p);
  if (p > 0.99) return "> 0.99";
  return Number(p.toPrecision(2)) >= 0.001 ? p.toPrecision(2) : p.toExponential(1);
}

/** Commas between groups of three digits before the decimal point. */
function group(digits: string): string {
  const [whole, fraction] = digits.split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
