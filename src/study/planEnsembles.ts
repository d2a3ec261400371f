import { checkInteger, show } from "../numeric/check.ts";
import { createRng, type Rng, type RngLike } from "../random/index.ts";
import { distinctLabels, numberedLabels } from "./numberedLabels.ts";

/** An ensemble by the names of its members. */
export interface NamedEnsemble {
  /** Label of the ensemble. */
  readonly ensemble: string;
  /** Names of its members. */
  readonly members: readonly string[];
}

/** The ensembles of a study. */
export interface EnsemblePlan {
  /** Label of each ensemble; `e00`, `e01`, … unless supplied. */
  readonly labels: readonly string[];
  /** Members of each ensemble as ascending indices into the pool; shape [ensembles][size]. */
  readonly members: readonly Int32Array[];
  /** Members of every ensemble. */
  readonly size: number;
  /** All subsets of the pool, random ones without repetition, or supplied ones. */
  readonly method: "all" | "sampled" | "supplied";
}

const action = "study ensembles";

/**
 * Ensembles of one size from a pool: all C(M, size) in lexicographic order where there are no more than asked for, else so many at random,
 * each at most once, in lexicographic order too.
 *
 * @param pool Names of the solvers.
 * @param size Members of an ensemble; undefined only where the ensembles are supplied.
 * @param ensembles How many, or the ensembles themselves.
 * @param rng Source of randomness; needed only where there is a choice.
 * @returns The ensembles.
 */
export function planEnsembles(pool: readonly string[], size: number | undefined, ensembles: number | readonly NamedEnsemble[], rng: RngLike | undefined): EnsemblePlan {
  if (typeof ensembles === "object") return supplied(pool, size, ensembles);
  if (size === undefined) throw new TypeError(`Cannot ${action}: a size or a list of ensembles is needed, got neither`);
  checkInteger(action, "size", size, 2);
  if (size > pool.length) throw new RangeError(`Cannot ${action}: size must not exceed the number of solvers in the pool, got ${size} of ${pool.length}`);
  checkInteger(action, "ensembles", ensembles, 1);
  let all = 1; // C(M, size), or a number above the limit
  for (let i = 1; i <= size && all <= ensembles; i++) all = (all * (pool.length - size + i)) / i;
  if (all <= ensembles) return { labels: numberedLabels("e", all), members: everySubset(pool.length, size), size, method: "all" };
  if (rng === undefined) throw new TypeError(`Cannot ${action}: sampled ensembles need \`rng\` (a seed or an Rng), got undefined`);
  return { labels: numberedLabels("e", ensembles), members: distinctSubsets(pool.length, size, ensembles, createRng(rng)), size, method: "sampled" };
}

function supplied(pool: readonly string[], size: number | undefined, ensembles: readonly NamedEnsemble[]): EnsemblePlan {
  if (ensembles.length === 0) throw new RangeError(`Cannot ${action}: there must be at least one ensemble, got none`);
  const common = size ?? ensembles[0].members.length;
  checkInteger(action, "size", common, 2);
  const members = ensembles.map(({ ensemble, members: names }) => {
    if (names.length !== common) throw new RangeError(`Cannot ${action}: ensembles must be of one size, got ${names.length} and ${common} at ensemble ${show(ensemble)}`);
    const codes = names.map((name) => {
      const code = pool.indexOf(name);
      if (code === -1) throw new RangeError(`Cannot ${action}: members must be solvers of the pool (with outcomes and diversity), got ${show(name)} at ensemble ${show(ensemble)}`);
      return code;
    });
    if (new Set(codes).size < common) throw new RangeError(`Cannot ${action}: members of an ensemble must be distinct, got ${names.join(", ")} at ensemble ${show(ensemble)}`);
    return Int32Array.from(codes).sort();
  });
  return { labels: distinctLabels(action, "ensembles", ensembles.map(({ ensemble }) => ensemble)), members, size: common, method: "supplied" };
}

function everySubset(n: number, size: number): Int32Array[] {
  const subsets: Int32Array[] = [];
  const current = Int32Array.from({ length: size }, (_, i) => i);
  for (;;) {
    subsets.push(current.slice());
    let last = size - 1;
    while (last >= 0 && current[last] === n - size + last) last--;
    if (last < 0) return subsets;
    current[last]++;
    for (let i = last + 1; i < size; i++) current[i] = current[i - 1] + 1;
  }
}

/** Random subsets, drawn anew where one occurs again: there are more subsets than are asked for, so it ends; over nearly all it takes N·ln N draws. */
function distinctSubsets(n: number, size: number, count: number, rng: Rng): Int32Array[] {
  const found = new Map<string, Int32Array>();
  const order = Int32Array.from({ length: n }, (_, i) => i);
  while (found.size < count) {
    for (let i = 0; i < size; i++) {
      const j = i + rng.integer(n - i);
      const swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    const subset = order.slice(0, size).sort();
    found.set(subset.join(), subset);
  }
  return [...found.values()].sort((a, b) => {
    let i = 0;
    while (i < size - 1 && a[i] === b[i]) i++;
    return a[i] - b[i];
  });
}
