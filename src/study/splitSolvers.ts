import type { Rollouts } from "../data/index.ts";
import { columnValues } from "./columnValues.ts";

/**
 * Rollouts in which each value of a further column is a solver of its own: temperatures compared like models, or pruned each by itself.
 *
 * @param rollouts The rollouts.
 * @param by Name of the column, one of `rollouts.extra`.
 * @returns The same rows; solver `m` with value 0.7 of `temperature` is `m (temperature 0.7)`, without a value `m (no temperature)`. The
 *   solvers come in their old order, their values in that of the column, numbers ascending.
 * @throws {RangeError} If there is no such column.
 * @example
 * ```ts
 * import { fromRows, splitSolvers } from "@divlab/core";
 *
 * const rows = [{ task: "p1", model: "m", heat: 0.2 }, { task: "p1", model: "m", heat: 1 }];
 * splitSolvers(fromRows(rows, { problem: "task", solver: "model", extra: { heat: "heat" } }), "heat").solver.levels; // => ["m (heat 0.2)", "m (heat 1)"]
 * ```
 */
export function splitSolvers(rollouts: Rollouts, by: string): Rollouts {
  const { size, solver } = rollouts;
  const values = columnValues(rollouts, by);
  const own = Int32Array.from({ length: size }, (_, row) => {
    const value = values.findIndex(({ holds }) => holds(row));
    return solver.codes[row] * (values.length + 1) + (value === -1 ? values.length : value);
  });
  const used = [...new Set(own)].toSorted((a, b) => a - b);
  const codeOf = new Map(used.map((code, i) => [code, i]));
  const levels = used.map((code) => {
    const value = code % (values.length + 1);
    return `${solver.levels[Math.floor(code / (values.length + 1))]} (${value === values.length ? `no ${by}` : `${by} ${values[value].value}`})`;
  });
  return { ...rollouts, solver: { codes: own.map((code) => codeOf.get(code) ?? -1), levels } };
}
