import { show } from "../numeric/check.ts";
import { groupSamples } from "./groupSamples.ts";
import type { Rollouts } from "./rollouts.ts";

/** What else tells rows apart. */
export interface DistinctByOptions {
  /**
   * Further columns that tell rows of the same problem, solver and sample apart, such as `step` or `temperature` where samples are numbered anew for each
   * of their values; a column that is not there tells nothing apart. None unless given.
   */
  readonly distinctBy?: readonly string[];
}

/** A row whose problem, solver and sample an earlier row has already. */
export interface RepeatedSample {
  /** The row. */
  readonly row: number;
  /** The first row with the same three. */
  readonly first: number;
}

/**
 * The rows that repeat the problem, solver and sample number of an earlier row.
 *
 * @param all The samples.
 * @param distinctBy Further columns in which rows that repeat the three may differ.
 * @returns The repeating rows in ascending order; none where samples are not numbered.
 */
export function repeatedSamples(all: Rollouts, distinctBy: readonly string[] = []): RepeatedSample[] {
  const { sample } = all;
  if (sample === undefined) return [];
  const rollouts = distinctBy.reduce(toldApart, all);
  if (risesThroughout(rollouts, sample)) return [];
  const { rows, offsets } = groupSamples(rollouts);
  const repeated: RepeatedSample[] = [];
  for (let group = 0; group + 1 < offsets.length; group++) {
    // Within a group equal numbers are neighbours, the earliest row first.
    let first = rows[offsets[group]];
    for (let at = offsets[group] + 1; at < offsets[group + 1]; at++) {
      const row = rows[at];
      if (sample[row] === -1) break;
      if (sample[row] === sample[first]) repeated.push({ row, first });
      else first = row;
    }
  }
  return repeated.sort((a, b) => a.row - b.row);
}

/** The rollouts with a solver of its own for each value of a further column; nameless, as only groups matter here. */
function toldApart(rollouts: Rollouts, column: string): Rollouts {
  const { solver, extra, size } = rollouts;
  const values = Object.hasOwn(extra, column) ? extra[column] : undefined;
  if (values === undefined) return rollouts;
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from({ length: size }, (_, row) => {
    const key = `${solver.codes[row]}/${values instanceof Float64Array ? values[row] : values.codes[row]}`;
    const code = codeOf.get(key) ?? codeOf.size;
    codeOf.set(key, code);
    return code;
  });
  return { ...rollouts, solver: { codes, levels: [...codeOf.keys()] } };
}

/** Whether each solver's numbers for each problem rise from row to row, as most files have them: one cheap pass rules repeats out. */
function risesThroughout({ size, problem, solver }: Rollouts, sample: Int32Array): boolean {
  const pairs = problem.levels.length * solver.levels.length;
  if (pairs > 4 * size) return false;
  const last = new Int32Array(pairs).fill(-1);
  for (let row = 0; row < size; row++) {
    const pair = solver.codes[row] * problem.levels.length + problem.codes[row];
    if (sample[row] === -1) continue;
    if (sample[row] <= last[pair]) return false;
    last[pair] = sample[row];
  }
  return true;
}

/** Fails if a row repeats the problem, solver and sample number of another. */
export function checkSamplesDistinct(action: string, rollouts: Rollouts, distinctBy: readonly string[] = []): void {
  for (const { row, first } of repeatedSamples(rollouts, distinctBy)) {
    throw new RangeError(`Cannot ${action}: rows must differ in ${distinctionOf(rollouts, distinctBy)}, got ${describeSample(rollouts, row)} at rows ${first} and ${row}`);
  }
}

/** In what rows must differ, for error messages; further columns that are not there are told. */
export function distinctionOf({ extra }: Rollouts, distinctBy: readonly string[]): string {
  const absent = distinctBy.filter((name) => !Object.hasOwn(extra, name));
  const names = ["problem", "solver", ...distinctBy.filter((name) => Object.hasOwn(extra, name))];
  return `${names.join(", ")} or sample${absent.length === 0 ? "" : ` (there is no column ${absent.map(show).join(" or ")})`}`;
}

/** What a row is a sample of, for error messages. */
export function describeSample({ problem, solver, sample }: Rollouts, row: number): string {
  return `problem ${show(problem.levels[problem.codes[row]])}, solver ${show(solver.levels[solver.codes[row]])}, sample ${sample?.[row]}`;
}
