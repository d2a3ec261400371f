import { turnWords } from "./turnWords.ts";

/** {@linkcode Kernels.drawIntegers} */
export function drawIntegers(state: Int32Array, bound: number, out: Uint32Array): void {
  draw(state, bound, out, out.length);
}

/** Draws `count` integers into the first places of `out`. */
export function draw(state: Int32Array, bound: number, out: Uint32Array, count: number): void {
  const words = state.subarray(2);
  for (let done = 0; done < count; ) {
    const from = (state[1] + 1) & 127;
    const to = Math.min(128, from + 2 * (count - done));
    turnWords(words, from, to);
    done = convert(words, from, to, state[0], bound, out, done);
    state[0] += Math.imul(0x61c88647, to - from);
    state[1] = to - 1;
  }
}

/** Integers from pairs of words, into `out` from `done` on; returns where they end. The constant is written out: bundlers make variables of named ones. */
function convert(words: Int32Array, from: number, to: number, weyl: number, bound: number, out: Uint32Array, done: number): number {
  for (let at = from; at < to; at += 2) {
    const before = (weyl + 0x61c88647) | 0;
    weyl = (before + 0x61c88647) | 0;
    const high = (words[at] + (before ^ (before >>> 16))) >>> 11;
    const low = (words[at + 1] + (weyl ^ (weyl >>> 16))) >>> 0;
    const u = (high + low * 2.3283064365386963e-10) * 4.76837158203125e-7;
    // What is stored is the integer below.
    if (u !== 0) out[done++] = u * bound;
  }
  return done;
}
