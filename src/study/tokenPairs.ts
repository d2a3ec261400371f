import { checkSamplesDistinct } from "../data/repeatedSamples.ts";
import { groupSamples, type Rollouts } from "../data/index.ts";

/** Samples of two solvers on the same problems, matched one to one. */
export interface TokenPairs {
  /** Row of the first solver's sample, shape [pairs]. */
  readonly rowA: Int32Array;
  /** Row of the second solver's sample, shape [pairs]. */
  readonly rowB: Int32Array;
  /** Whether every pair was matched by its sample number, none by its place among the problem's samples. */
  readonly numbered: boolean;
  /** Samples of the first solver without a partner. */
  readonly unpairedA: number;
  /** Samples of the second solver without a partner. */
  readonly unpairedB: number;
}

/**
 * Matches two solvers' samples within each problem: by sample number, and those without a number by their place among such.
 *
 * @param action What the caller does, for messages.
 * @param rollouts The samples.
 * @param a Code of the first solver.
 * @param b Code of the second.
 * @returns The pairs, problem after problem.
 * @throws {RangeError} If a sample number occurs twice.
 */
export function tokenPairs(action: string, rollouts: Rollouts, a: number, b: number): TokenPairs {
  checkSamplesDistinct(action, rollouts);
  const { solver, problem, offsets, rows } = groupSamples(rollouts);
  const groupOfB = new Map<number, number>();
  let samplesA = 0;
  let samplesB = 0;
  for (let group = 0; group < solver.length; group++) {
    const size = offsets[group + 1] - offsets[group];
    if (solver[group] === a) samplesA += size;
    if (solver[group] === b) {
      samplesB += size;
      groupOfB.set(problem[group], group);
    }
  }
  const pairs: { readonly a: number; readonly b: number }[] = [];
  let numbered = true;
  for (let group = 0; group < solver.length; group++) {
    const other = groupOfB.get(problem[group]);
    if (solver[group] !== a || other === undefined) continue;
    const partner = new Map<number, number>();
    eachKey(rollouts, rows.subarray(offsets[other], offsets[other + 1]), (key, row) => partner.set(key, row));
    eachKey(rollouts, rows.subarray(offsets[group], offsets[group + 1]), (key, row) => {
      const own = partner.get(key);
      if (own === undefined) return;
      pairs.push({ a: row, b: own });
      if (key < 0) numbered = false;
    });
  }
  return {
    rowA: Int32Array.from(pairs, (pair) => pair.a),
    rowB: Int32Array.from(pairs, (pair) => pair.b),
    numbered,
    unpairedA: samplesA - pairs.length,
    unpairedB: samplesB - pairs.length,
  };
}

/** A sample's key is its number, or −1, −2, … in order where it has none. */
function eachKey({ sample }: Rollouts, rows: Int32Array, visit: (key: number, row: number) => void): void {
  let place = 0;
  for (const row of rows) {
    const number = sample?.[row] ?? -1;
    visit(number === -1 ? --place : number, row);
  }
}
