import type { RolloutColumn } from "./recognisedColumns.ts";

/** Why a value cannot stand in its column. */
export interface CellFault {
  /** What the column takes. */
  readonly expected: string;
  /** What it got, where the value as a whole does not say it. */
  readonly actual?: string;
}

/** Largest value of the Int32 columns. */
const maxCount = 2 ** 31 - 1;

/** A log-probability summed in float32 can end this far above 0 by rounding alone. */
const logProbRounding = 1e-6;

const name: CellFault = { expected: "a non-empty text or an integer (quoted, if beyond 2^53 − 1)" };
const arm: CellFault = { expected: "a non-empty text or a number (quoted, if an integer beyond 2^53 − 1)" };
const answer: CellFault = { expected: "a text, a finite number (quoted, if an integer beyond 2^53 − 1), true or false" };
const truth: CellFault = { expected: "true, false, 0 or 1" };
const finite: CellFault = { expected: "a finite number" };
const logProbability: CellFault = { expected: "a log-probability, a finite number ≤ 0" };
const count: CellFault = { expected: "an integer from 0 to 2^31 − 1" };
const text: CellFault = { expected: "a text" };
const extra: CellFault = { expected: "a text, a finite number, true or false" };

/**
 * A value as its column stores it: labels and text as strings, everything else as numbers (`correct` as 1 or 0).
 *
 * @param column The column the value is for.
 * @param value The value as the row has it.
 * @returns The string or number; undefined where the value is null or undefined; a fault where it cannot stand there.
 */
export function readCell(column: Exclude<RolloutColumn, "embedding">, value: unknown): string | number | undefined | CellFault {
  if (value === null || value === undefined) return undefined;
  switch (column) {
    case "problem":
      if (typeof value === "string") return value === "" ? name : value;
      return Number.isSafeInteger(value) ? String(value) : name;
    case "solver":
      if (typeof value === "string") return value === "" ? arm : value;
      // Also a temperature.
      return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value)) ? String(value) : arm;
    case "answer":
      // An integer beyond 2^53 has lost digits already: two answers could have become one.
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? answer : label(value, answer);
    case "correct":
      return value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : truth;
    case "reward":
      return Number.isFinite(value) ? (value as number) : finite;
    case "logProb":
      if (!Number.isFinite(value) || (value as number) > logProbRounding) return logProbability;
      return Math.min(value as number, 0);
    case "tokens":
    case "sample":
      return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maxCount ? (value as number) : count;
    case "text":
      return typeof value === "string" ? value : text;
  }
}

/** A value of a further column: numbers stay numbers, texts and truth values become labels. */
export function readExtraCell(value: unknown): string | number | undefined | CellFault {
  if (value === null || value === undefined) return undefined;
  return Number.isFinite(value) ? (value as number) : label(value, extra);
}

function label(value: unknown, fault: CellFault): string | CellFault {
  if (typeof value === "string") return value;
  return typeof value === "boolean" || Number.isFinite(value) ? String(value) : fault;
}
