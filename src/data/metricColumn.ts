import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import type { LoggedRow } from "./loggedRows.ts";
import type { FormatOptions } from "./rolloutsFormat.ts";

/** What a log is read for. */
export interface MetricColumn {
  /** The metric's name. */
  readonly name: string;
  /** The column it is read into. */
  readonly column: "correct" | "reward";
}

/**
 * Which metric of a log says how good a sample is: the one that the caller names for `correct`, else for `reward`, else the
 * only one. That is a correctness if all its values are 0 or 1, and a reward otherwise.
 *
 * @param file Name for error messages.
 * @param columns What the caller says.
 * @param rows The rows.
 * @param names The metrics.
 * @param kind What the log calls them, for messages.
 * @param isTruth Whether a metric of that name is a correctness whatever its values.
 * @returns The metric; undefined where there is none or none is to be read.
 * @throws {DataError} If there are several.
 */
export function metricColumn(
  file: string,
  columns: FormatOptions["columns"],
  rows: readonly LoggedRow[],
  names: readonly string[],
  kind: "metric" | "score",
  isTruth: (name: string) => boolean = () => false,
): MetricColumn | undefined {
  const { correct, reward } = columns;
  if (correct !== undefined && correct !== null) return { name: correct, column: "correct" };
  if (reward !== undefined && reward !== null) return { name: reward, column: "reward" };
  if (correct === null) return undefined;
  const numeric = names.filter((name) => {
    const values = rows.flatMap(({ values }) => (values[name] === null || values[name] === undefined ? [] : [values[name]]));
    return values.length > 0 && values.every((value) => typeof value === "number");
  });
  if (numeric.length === 0) return undefined;
  const [name] = numeric;
  if (numeric.length > 1) {
    const list = numeric.slice(0, 20).map(show).join(", ") + (numeric.length > 20 ? ", …" : "");
    throw new DataError(file, [{ message: `expected one ${kind}, got ${list}; say which to read with option \`columns\`, as { correct: ${show(name)} }, or --correct` }]);
  }
  const truth = isTruth(name) || rows.every(({ values }) => values[name] === null || values[name] === undefined || values[name] === 0 || values[name] === 1);
  return { name, column: truth ? "correct" : "reward" };
}
