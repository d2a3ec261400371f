import type { Rollouts } from "../data/index.ts";

/** One value of a column, and the rows that have it. */
export interface ColumnValue {
  /** The value; for a numeric column the number as text. */
  readonly value: string;
  /** Whether a row has it. */
  readonly holds: (row: number) => boolean;
}

/**
 * The values of a further column, by which results are grouped.
 *
 * @param rollouts The rollouts.
 * @param column Name of the column, one of `rollouts.extra`.
 * @returns The values in order of first appearance, numbers ascending; a row where the column is missing has none.
 * @throws {RangeError} If there is no such column.
 */
export function columnValues(rollouts: Rollouts, column: string): ColumnValue[] {
  const values = Object.hasOwn(rollouts.extra, column) ? rollouts.extra[column] : undefined;
  if (values === undefined) {
    const known = Object.keys(rollouts.extra);
    throw new RangeError(`Cannot group rollouts: the column must be one of the further columns (${known.length === 0 ? "there are none" : known.join(", ")}), got "${column}"`);
  }
  if (values instanceof Float64Array) {
    const numbers = [...new Set(values)].filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
    return numbers.map((value) => ({ value: String(value), holds: (row) => values[row] === value }));
  }
  return values.levels.map((value, code) => ({ value, holds: (row) => values.codes[row] === code }));
}
