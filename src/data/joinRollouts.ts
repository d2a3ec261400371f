import { checkArray, checkOptions, show } from "../numeric/check.ts";
import { concatRollouts } from "./concatRollouts.ts";
import type { Rollouts } from "./rollouts.ts";

/** Rollouts of one source, and what it is called. */
export interface NamedRollouts {
  /** Name of the source, such as that of its file. */
  readonly name: string;
  /** Its rows. */
  readonly rollouts: Rollouts;
}

/** Options of {@linkcode joinRollouts}. */
export interface JoinRolloutsOptions {
  /** Further columns that tell rows of the same problem, solver and sample apart. */
  readonly distinctBy?: readonly string[];
  /** Further columns by which one solver goes on in another source, such as the step of training: a name that two sources share is one solver where its rows differ in these. */
  readonly joinedBy?: readonly string[];
}

const action = "join rollouts";

/**
 * Rollouts of several sources as one, in which the same name of a solver in two sources is two solvers.
 *
 * Solvers keep their names; one that two sources share is preceded by the source's, as in `after.jsonl: base`.
 *
 * @param sources The rollouts and what their sources are called.
 * @param options What else tells rows apart, and what makes two rows of one name one solver.
 * @returns All rows, in the order given.
 * @throws {RangeError} If sources that share a solver have one name, or two rows have the same problem, solver and sample.
 * @example
 * ```ts
 * import { fromRows, joinRollouts } from "@divlab/core/data";
 * const rollouts = fromRows([{ task: "p1" }], { problem: "task", solver: () => "base" });
 * joinRollouts([{ name: "before", rollouts }, { name: "after", rollouts }]).solver.levels; // => ["before: base", "after: base"]
 * ```
 */
export function joinRollouts(sources: readonly NamedRollouts[], options: JoinRolloutsOptions = {}): Rollouts {
  checkOptions(action, options, ["distinctBy", "joinedBy"]);
  const { distinctBy = [], joinedBy = [] } = options;
  checkArray(action, "sources", sources, 1);
  return sources.length === 1 ? sources[0].rollouts : concatRollouts(distinctSolvers(sources, joinedBy), { distinctBy });
}

/** The rollouts, in which one solver name, with one value of each of some columns, never means two solvers. */
function distinctSolvers(sources: readonly NamedRollouts[], joinedBy: readonly string[]): Rollouts[] {
  const ownerOf = new Map<string, number>();
  const shared = new Set<string>();
  sources.forEach(({ rollouts }, i) => {
    for (const { name, key } of solverKeys(rollouts, joinedBy)) {
      if ((ownerOf.get(key) ?? i) !== i) shared.add(name);
      ownerOf.set(key, i);
    }
  });
  const names = sources.map(({ name }) => name);
  const twice = shared.size === 0 ? undefined : names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new RangeError(`Cannot ${action}: sources that share a solver must have distinct names, got ${show(twice)} twice`);
  return sources.map(({ name: source, rollouts }) => {
    const levels = rollouts.solver.levels.map((name) => (shared.has(name) ? `${source}: ${name}` : name));
    return { ...rollouts, solver: { codes: rollouts.solver.codes, levels } };
  });
}

/** The solvers of a source, once for each combination of values of these columns. */
function solverKeys({ solver, extra, size }: Rollouts, columns: readonly string[]): { readonly name: string; readonly key: string }[] {
  const present = columns.filter((column) => Object.hasOwn(extra, column));
  if (present.length === 0) return solver.levels.map((name) => ({ name, key: JSON.stringify([name]) }));
  const found = new Map<string, string>();
  for (let row = 0; row < size; row++) {
    const name = solver.levels[solver.codes[row]];
    const values = present.map((column) => {
      const own = extra[column];
      return own instanceof Float64Array ? `${own[row]}` : own.levels[own.codes[row]];
    });
    found.set(JSON.stringify([name, present, values]), name);
  }
  return Array.from(found, ([key, name]) => ({ name, key }));
}
