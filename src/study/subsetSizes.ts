import type { Rollouts } from "../data/index.ts";
import { checkArray, checkInteger } from "../numeric/check.ts";
import type { Finding } from "./finding.ts";
import type { SubsetCell } from "./subsetCells.ts";

/**
 * The sizes of subsets that a study draws.
 *
 * @param action What the caller does, for messages.
 * @param sizes The sizes asked for, ascending integers ≥ 1; undefined: 4, 8, 16 … below the fewest samples of a cell, and that
 *   number itself. A cell of one sample, which allows no choice, does not count for that.
 * @param cells The cells.
 * @param rollouts The rollouts, for names.
 * @param findings Receives for each solver the problems with too few samples for the largest size.
 * @returns The sizes that at least one cell has the samples for.
 * @throws {RangeError} If sizes are not ascending integers ≥ 1, or no cell has as many samples as the smallest.
 */
export function subsetSizes(action: string, sizes: readonly number[] | undefined, cells: readonly SubsetCell[], rollouts: Rollouts, findings: Finding[]): readonly number[] {
  if (sizes !== undefined) checkArray(action, "sizes", sizes, 1);
  sizes?.forEach((size, j) => checkInteger(action, `sizes[${j}]`, size, j === 0 ? 1 : sizes[j - 1] + 1));
  const most = cells.reduce((largest, { rows }) => Math.max(largest, rows.length), 0);
  const wanted = sizes ?? defaultSizes(cells);
  const kept = wanted.filter((size) => size <= most);
  if (kept.length === 0) {
    throw new RangeError(`Cannot ${action}: some problem must have ${sizes === undefined ? "two scored samples" : `${sizes[0]} scored samples for the smallest size`}, got at most ${most}`);
  }
  noteLeftOut(wanted[wanted.length - 1], cells, rollouts, findings);
  return kept;
}

function defaultSizes(cells: readonly SubsetCell[]): number[] {
  const fewest = cells.reduce((least, { rows }) => (rows.length > 1 ? Math.min(least, rows.length) : least), Infinity);
  const sizes: number[] = [];
  if (fewest === Infinity) return sizes;
  for (let size = 4; size < fewest; size *= 2) sizes.push(size);
  sizes.push(fewest);
  return sizes;
}

function noteLeftOut(largest: number, cells: readonly SubsetCell[], rollouts: Rollouts, findings: Finding[]): void {
  rollouts.solver.levels.forEach((solver, code) => {
    const short = cells.filter((cell) => cell.solver === code && cell.rows.length < largest).map(({ problem }) => rollouts.problem.levels[problem]);
    if (short.length > 0) findings.push({ code: "left-out", solver, k: largest, problems: [...new Set(short)] });
  });
}
