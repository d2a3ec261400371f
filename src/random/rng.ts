import xor4096, { type Xor4096 } from "seedrandom/lib/xor4096.js";
import type { Kernels } from "../kernels/kernels.ts";
import { bulk, type SeededRng } from "./bulkSource.ts";

/** A source of uniform random numbers with named independent streams. */
export interface Rng {
  /** Next number, uniform on [0, 1), with 53 random bits. */
  float(): number;
  /** Next integer, uniform on 0 … bound − 1. */
  integer(bound: number): number;
  /** The independent stream of that name. A function of seed and name only, so the order of the work cannot matter. */
  stream(name: string | number): Rng;
}

/** What options named `rng` accept: a seed, an {@linkcode Rng}, or any function that returns numbers in [0, 1). */
export type RngLike = number | string | Rng | (() => number);

/**
 * A random number generator: seedrandom's xor4096 (period above 2⁴⁰⁰⁰), keyed by a string path.
 *
 * The same seed gives the same numbers on every engine. `rng.stream("bootstrap").stream(17)` is the generator of the
 * seed `"42/bootstrap/17"`: replicate 17 never depends on how the work was cut up.
 * A function given in place of a seed is used as it is; it has no streams, so its `stream()` is itself.
 *
 * @param seed A seed, an existing generator (returned as it is) or a function that returns numbers in [0, 1).
 * @returns The generator.
 * @throws {TypeError} If the seed is none of these, or a number that is not finite. A function that returns anything else throws a RangeError when drawn from.
 * @see Brent, "Some long-period random number generators using shifts and xors", 2007.
 * @example Two independent streams of one seed
 * ```ts
 * import { createRng } from "@divlab/core/random";
 * const rng = createRng(42);
 * rng.stream("a").integer(1000) === createRng("42/a").integer(1000); // => true
 * ```
 */
export function createRng(seed: RngLike): Rng {
  if (typeof seed === "object" && seed !== null && typeof seed.float === "function") return seed;
  if (typeof seed === "function") return fromFunction(seed);
  if (typeof seed === "string" || (typeof seed === "number" && Number.isFinite(seed))) return fromKey(String(seed));
  throw new TypeError(
    `Cannot create a random number generator: \`rng\` must be a seed (a finite number or a string), an Rng or a function, got ${String(seed)}`,
  );
}

/** Seeded at the first number: a generator of which only streams are asked costs nothing. */
function fromKey(key: string): SeededRng {
  // One of the two holds the present state: seedrandom's generator after a number drawn by itself, the kernels' state after draws in bulk.
  let single: Xor4096 | undefined;
  let state: Int32Array | undefined;
  let next: (() => number) | undefined;
  const resume = (): (() => number) => {
    single = state === undefined ? xor4096(key, { state: true }) : xor4096("", { state: { w: state[0], i: state[1], X: [...state.subarray(2)] } });
    state = undefined;
    return (next = single.double);
  };
  const float = (): number => (next ?? resume())();
  const integer = (bound: number): number => Math.floor(float() * bound);
  const stream = (name: string | number): Rng => fromKey(`${key}/${name}`);
  const inBulk = (seedGenerator: Kernels["seedGenerator"]): Int32Array => {
    if (state === undefined) {
      state = new Int32Array(130);
      if (single === undefined) seedGenerator(key, state);
      else {
        const { w, i, X } = single.state();
        state[0] = w;
        state[1] = i;
        state.set(X, 2);
      }
      single = next = undefined;
    }
    return state;
  };
  return { float, integer, stream, [bulk]: { key, state: inBulk, float, integer, stream } };
}

function fromFunction(next: () => number): Rng {
  const float = (): number => {
    const u = next();
    if (!(u >= 0 && u < 1)) throw new RangeError(`Cannot draw a random number: a function given as \`rng\` must return numbers in [0, 1), got ${String(u)}`);
    return u;
  };
  const rng: Rng = { float, integer: (bound) => Math.floor(float() * bound), stream: () => rng };
  return rng;
}
