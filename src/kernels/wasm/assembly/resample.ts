// Draws of the generator xor4096 and bootstrap sums: of one generator, whose vectors hold four draws, or of four side by side. A word of each
// takes `unit` bytes: 4 or 16. A round has 64 words at even and 64 at odd places; a draw takes one of each. Places and draws are counted in bytes,
// multiples of 16. State: four sums, at WEYL four numbers of that name (of one generator those before its next four draws), at EVEN and ODD
// the words, with room for 16 bytes more: after the last words at even places come the first.

const WEYL: usize = 32;
const EVEN: usize = 48;
const ODD: usize = 1088;

/** How far the Weyl sequence goes on in a step. */
const OMEGA: i32 = 0x61c88647;

/** Characters mixed in before the first word is made. */
const BEFORE: u32 = 32;

/**
 * The upper 21 bits and, two numbers on, OMEGA; `unit` bytes on, how far the Weyl numbers go on with a vector of words; 24 and 28 bytes further, 16
 * and 17 units: where a word's predecessor lies ahead. In memory: engines make constants anew in every turn of a loop, and what was computed
 * before it, but keep what was loaded.
 */
const CONSTANTS: usize = memory.data<u32>([0xfffff800, 0x0e443238, 0x61c88647, 0, 0xc3910c8e, 0, 0, 64, 68, 0, 256, 272]);

/**
 * States of four generators, 512 steps too early, for keys of so many characters, the closing 0 among them; a character takes four times four bytes.
 * `steps` is the larger of 128 and `characters`, and 32 more.
 */
export function seedGenerator(key: usize, characters: u32, steps: u32, state: usize): void {
  const omega = v128.load32_splat(CONSTANTS, 8);
  let mixed = i32x4.splat(0);
  let weyl = mixed;
  memory.fill(state, 0, 2128);
  for (let j: u32 = 0, at: u32 = 0; j < steps; j++) {
    mixed = v128.xor(mixed, v128.load(key + <usize>at * 16));
    if (++at == characters) at = 0;
    if (j == BEFORE) weyl = mixed;
    mixed = v128.xor(mixed, i32x4.shl(mixed, 10));
    mixed = v128.xor(mixed, i32x4.shr_u(mixed, 15));
    mixed = v128.xor(mixed, i32x4.shl(mixed, 4));
    mixed = v128.xor(mixed, i32x4.shr_u(mixed, 13));
    if (j >= BEFORE) {
      weyl = i32x4.add(weyl, omega);
      const word = state + (<usize>(j & 1) * (ODD - EVEN) + <usize>((j / 2 - BEFORE / 2) & 63) * 16);
      v128.store(word, v128.xor(v128.load(word, EVEN), i32x4.add(mixed, weyl)), EVEN);
    }
  }
  v128.store(state, i32x4.sub(weyl, i32x4.shl(omega, 9)), WEYL);
}

/** Draws integers below `bound` from place `at` on, stores them from `out` to `end`, and returns where they end: earlier if one would have had to draw again. */
export function drawIntegers(state: usize, unit: usize, at: usize, bound: f64, out: usize, end: usize): usize {
  const round = unit * 64;
  for (let left = end - out; left > 0; ) {
    const bytes = min(round - at, left);
    out += fill(state, unit, bound, at, bytes, out, 0);
    left -= bytes;
    at = 0;
  }
  return out;
}

/**
 * Four generators at the beginning of a round draw as many integers below `size` as there are values, and each adds the values at them to its
 * sum, in the order drawn. 0 where one would have had to draw again. `drawn` is room for 1024 bytes.
 */
export function sumDraws(state: usize, size: u32, values: usize, drawn: usize): u32 {
  const end = <usize>size * 16;
  const lag = min(end, 1024);
  // Draws that nobody needs, in the end, for the sake of the values at those before.
  for (let at: usize = 0, last = end + lag, bytes: usize = 0; at < last; at += bytes) {
    const place = at % lag;
    bytes = min(lag - place, (at < end ? end : last) - at);
    if (fill(state, 16, size, 0, bytes, drawn + place, at < lag ? 0 : values) < bytes) return 0;
  }
  return 1;
}

/**
 * Makes `bytes` of the words from place `from` on anew and draws integers below `bound` from them; returns the bytes of those drawn, or less if
 * one of four generators would have had to draw again. Where there are values, adds those at the integers that it overwrites to four sums: what an
 * integer drawn long ago asks for is on its way while others are drawn.
 */
function fill(state: usize, unit: usize, bound: f64, from: usize, bytes: usize, out: usize, values: usize): usize {
  const mask = unit * 64 - 1;
  const to = from + bytes;
  const ahead = load<usize>(CONSTANTS + unit, 24);
  const further = load<usize>(CONSTANTS + unit, 28);
  const upper = v128.load32_splat(CONSTANTS);
  const omega = v128.load32_splat(CONSTANTS, 8);
  const stride = v128.load32_splat(CONSTANTS + unit);
  const factor = i32x4.splat(<u32><u64>bound);
  let weyls = i32x4.add(v128.load(state, WEYL), omega);
  let least = factor;
  let most = i32x4.splat(0);
  let first = v128.load(state);
  let second = v128.load(state, 16);
  let target = out;
  for (let at = from; at < to; at += 16, target += 16) {
    if (at == 16) v128.store(state + mask, v128.load(state, EVEN), EVEN + 1);
    const word = state + at;
    let made = step(v128.load(word, EVEN), v128.load(state + ((at + ahead) & mask), ODD));
    v128.store(word, made, EVEN);
    const high = i32x4.add(made, v128.xor(weyls, i32x4.shr_u(weyls, 16)));
    const next = i32x4.add(weyls, omega);
    made = step(v128.load(word, ODD), v128.load(state + ((at + further) & mask), EVEN));
    v128.store(word, made, ODD);
    const low = i32x4.add(made, v128.xor(next, i32x4.shr_u(next, 16)));
    weyls = i32x4.add(weyls, stride);
    // With t the upper 32 bits of u, the upper half of t·bound is the integer, unless the lower half is within `bound` of the next one, or u is 0.
    const t = v128.or(v128.and(high, upper), i32x4.shr_u(low, 21));
    const p = i64x2.extmul_low_i32x4_u(t, factor);
    const q = i64x2.extmul_high_i32x4_u(t, factor);
    least = i32x4.min_u(least, t);
    most = i32x4.max_u(most, i32x4.max_u(p, q));
    if (values != 0) {
      first = f64x2.add(first, v128.load64_lane(values + <usize>load<u32>(target, 4) * 8, v128.load64_zero(values + <usize>load<u32>(target) * 8), 1));
      second = f64x2.add(second, v128.load64_lane(values + <usize>load<u32>(target, 12) * 8, v128.load64_zero(values + <usize>load<u32>(target, 8) * 8), 1));
    }
    v128.store(target, v128.shuffle<u32>(p, q, 1, 3, 5, 7));
  }
  v128.store(state, first);
  v128.store(state, second, 16);
  if (!i32x4.all_true(least) || v128.any_true(i32x4.ge_u(most, i32x4.neg(factor)))) {
    for (let lane: usize = 0; lane < unit; lane += 4) {
      let weyl = load<u32>(state + lane, WEYL);
      target = out + lane;
      for (let at = from + lane; at < to; at += unit) {
        weyl += OMEGA;
        const high = (load<u32>(state + at, EVEN) + (weyl ^ (weyl >> 16))) >> 11;
        weyl += OMEGA;
        const low = load<u32>(state + at, ODD) + (weyl ^ (weyl >> 16));
        if ((high | low) == 0) bytes -= unit;
        else {
          // Times bound·2⁻⁵³.
          store<u32>(target, <u32>((<f64>high * 4294967296 + <f64>low) * (bound * 1.1102230246251565e-16)));
          target += unit;
        }
      }
    }
  }
  v128.store(state, i32x4.sub(weyls, omega), WEYL);
  return bytes;
}

/** New words from those at their places and those 33 places on; none depends on the 94 before it. */
function step(far: v128, near: v128): v128 {
  far = v128.xor(far, i32x4.shl(far, 17));
  near = v128.xor(near, i32x4.shl(near, 13));
  return v128.xor(v128.xor(far, i32x4.shr_u(far, 12)), v128.xor(near, i32x4.shr_u(near, 15)));
}
