import { show } from "../numeric/check.ts";
import { appendRows } from "./appendRows.ts";
import type { Rollouts } from "./rollouts.ts";
import { rolloutsBuilder } from "./rolloutsBuilder.ts";

/**
 * The rows of rollouts that pass a test, e.g. those of one temperature.
 *
 * Problems, solvers and other labels that only the other rows have are gone, too: what is counted afterwards counts what is left.
 *
 * @param rollouts The samples.
 * @param keep Whether to keep a row, by its number.
 * @returns The rows kept, in their order; columns in which none of them has a value are absent.
 * @throws {TypeError} If `keep` is not a function.
 * @throws {RangeError} If no row is kept.
 * @example
 * ```ts
 * import { filterRollouts, fromRows } from "@divlab/core/data";
 * const rows = [{ task: "p1", heat: 0.2 }, { task: "p2", heat: 1 }, { task: "p3", heat: 1 }];
 * const rollouts = fromRows(rows, { problem: "task", extra: { heat: "heat" } });
 * const { heat } = rollouts.extra;
 * filterRollouts(rollouts, (row) => heat instanceof Float64Array && heat[row] === 1).problem; // => { codes: Int32Array [0, 1], levels: ["p2", "p3"] }
 * ```
 */
export function filterRollouts(rollouts: Rollouts, keep: (row: number) => boolean): Rollouts {
  if (typeof keep !== "function") throw new TypeError(`Cannot filter rollouts: keep must be a function of the row, got ${show(keep)}`);
  const builder = rolloutsBuilder();
  appendRows(builder, rollouts, keep);
  if (builder.size === 0) throw new RangeError(`Cannot filter rollouts: at least one of the ${rollouts.size} rows must be kept, got none`);
  return builder.finish();
}
