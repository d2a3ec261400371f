import type { Rng } from "../../random/index.ts";
import type { MixedDesign, RandomTerm } from "../mixedDesign.ts";

/**
 * Prepares cluster draws of a crossed design: the levels of every grouping factor are drawn with replacement, each factor by itself, and a
 * row appears once per pair (or tuple) of copies of its levels. A copy is a level of its own. A factor nested in another one is not
 * drawn: its levels go with those they lie in, copied anew for every copy of these.
 *
 * (Weights equal to the product of how often each level was drawn would count a level drawn twice as one random effect measured twice as
 * precisely; σ² and its share would be wrong.)
 *
 * @param design The design.
 * @returns A function that draws one design of the same shape; its number of rows varies unless the design is balanced.
 * @see Owen 2007, "The pigeonhole bootstrap", Ann Appl Stat 1:386.
 */
export function pigeonholeDesign(design: MixedDesign): (rng: Rng) => MixedDesign {
  const { terms } = design;
  const tops = terms.filter((term, t) => !terms.some((other, o) => o !== t && isNested(term, other) && (o < t || !isNested(other, term))));
  const parents = terms.map((term) => tops.flatMap((top, f) => (isNested(term, top) ? [f] : [])));
  return (rng) => {
    const copies = tops.map(({ levels }) => drawCopies(levels.length, rng));
    const { rows, codes } = copyRows(design.y.length, tops, copies);
    const size = rows.length;
    const p = design.x.shape[1];
    const data = new Float64Array(size * p);
    for (let i = 0; i < size; i++) for (let j = 0; j < p; j++) data[i * p + j] = design.x.data[rows[i] * p + j];
    const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]);
    return {
      ...design,
      y: pick(design.y),
      x: { data, shape: [size, p] },
      weights: design.weights === null ? null : pick(design.weights),
      terms: terms.map((term, t) => ({ ...term, ...recode(term, parents[t], tops, rows, codes), z: term.z.map(pick) })),
    };
  };
}

/** Whether every level of one factor lies within one level of the other. */
function isNested(inner: RandomTerm, outer: RandomTerm): boolean {
  const of = new Int32Array(inner.levels.length).fill(-1);
  return inner.codes.every((code, i) => {
    if (of[code] < 0) of[code] = outer.codes[i];
    return of[code] === outer.codes[i];
  });
}

/** For each level where its copies begin among the new levels; copies of level l are starts[l] … starts[l + 1] − 1. */
function drawCopies(levels: number, rng: Rng): Int32Array {
  const starts = new Int32Array(levels + 1);
  for (let i = 0; i < levels; i++) starts[rng.integer(levels) + 1]++;
  for (let l = 0; l < levels; l++) starts[l + 1] += starts[l];
  return starts;
}

/** The rows drawn and, per factor drawn, the copy each belongs to. */
function copyRows(n: number, tops: readonly RandomTerm[], copies: readonly Int32Array[]): { rows: Int32Array; codes: readonly Int32Array[] } {
  const times = (i: number): number => tops.reduce((product, { codes }, f) => product * (copies[f][codes[i] + 1] - copies[f][codes[i]]), 1);
  let size = 0;
  for (let i = 0; i < n; i++) size += times(i);
  const rows = new Int32Array(size);
  const codes = tops.map(() => new Int32Array(size));
  for (let i = 0, at = 0; i < n; i++) {
    const count = times(i);
    for (let copy = 0; copy < count; copy++, at++) {
      rows[at] = i;
      let rest = copy;
      for (let f = 0; f < tops.length; f++) {
        const first = copies[f][tops[f].codes[i]];
        const own = copies[f][tops[f].codes[i] + 1] - first;
        codes[f][at] = first + (rest % own);
        rest = Math.floor(rest / own);
      }
    }
  }
  return { rows, codes };
}

/** New codes of one factor, numbered as they appear: its old level together with the copies of all factors it is nested in. */
function recode(term: RandomTerm, parents: readonly number[], tops: readonly RandomTerm[], rows: Int32Array, copied: readonly Int32Array[]): Pick<RandomTerm, "codes" | "levels"> {
  const codes = new Int32Array(rows.length);
  const seen = new Map<number, number>();
  for (let i = 0; i < rows.length; i++) {
    let key = term.codes[rows[i]];
    for (const f of parents) key = key * tops[f].levels.length + copied[f][i];
    const code = seen.get(key) ?? seen.size;
    if (code === seen.size) seen.set(key, code);
    codes[i] = code;
  }
  return { codes, levels: Array.from(seen.keys(), String) };
}
