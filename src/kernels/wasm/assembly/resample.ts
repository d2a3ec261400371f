// Draws of the generator xor4096 and bootstrap sums. State: the Weyl number, the place of the latest word, 128 words, and room for 4 more.

/** How far the Weyl sequence goes on in a step. */
const OMEGA: i32 = 0x61c88647;

/** Where the words begin. */
const WORDS: usize = 8;

/** Where integers just drawn are kept for a moment: 64, and room for one more. */
const DRAWN: usize = 544;

/** Bytes from one state to the next. */
const STATE: usize = 816;

/**
 * 21 bits; 2⁸⁴ as a double whose last bit is 2³²; 2⁵² as one whose last bit is 1; their sum; 4·OMEGA twice. In memory: engines
 * make constants anew in every turn of a loop, but keep what was loaded.
 */
const CONSTANTS: usize = memory.data<u64>([0x1fffff, 0x4530000000000000, 0x4330000000000000, 0x4530000000100000, 0x8722191c8722191c]);

/** Characters mixed in before the first word is made. */
const BEFORE: u32 = 32;

/** State for a key of so many characters, the closing 0 among them; each takes four bytes. */
export function seedGenerator(key: usize, characters: u32, state: usize): void {
  const words = state + WORDS;
  const last = max(<u32>128, characters) + BEFORE;
  let mixed: u32 = 0;
  let weyl: u32 = 0;
  memory.fill(words, 0, 512);
  for (let j: u32 = 0, at: u32 = 0; j < last; j++) {
    mixed ^= load<u32>(key + <usize>at * 4);
    at = at + 1 == characters ? 0 : at + 1;
    if (j == BEFORE) weyl = mixed;
    mixed ^= mixed << 10;
    mixed ^= mixed >> 15;
    mixed ^= mixed << 4;
    mixed ^= mixed >> 13;
    if (j >= BEFORE) {
      weyl += OMEGA;
      const word = words + <usize>((j - BEFORE) & 127) * 4;
      store<u32>(word, load<u32>(word) ^ (mixed + weyl));
    }
  }
  store<u32>(state, weyl);
  store<u32>(state, 127, 4);
  for (let round = 0; round < 4; round++) turn(words, 0, 128);
}

/** Draws `count` integers below `bound` and stores them from `out` on, with room for one more. */
export function drawIntegers(state: usize, bound: f64, count: u32, out: usize): void {
  while (count > 0) {
    const made = fill(state, bound, count, out);
    out += <usize>made * 4;
    count -= made;
  }
}

/** Draws as many integers below `units` as there are units and counts at `times` how often each came up. */
export function countDraws(state: usize, units: u32, times: usize): void {
  const drawn = state + DRAWN;
  memory.fill(times, 0, <usize>units * 8);
  for (let left = units; left > 0; ) {
    const made = fill(state, units, left, drawn);
    left -= made;
    for (let at = drawn, end = drawn + <usize>made * 4; at < end; at += 4) {
      const count = times + <usize>load<u32>(at) * 8;
      store<f64>(count, load<f64>(count) + 1);
    }
  }
}

/**
 * Draws as many integers below `size` as there are values and adds up the values at them, in the order drawn; from two generators by
 * turns, since an addition has to wait for the one before. The state of the second is STATE bytes after the first; stores two sums.
 */
export function sumDraws(state: usize, size: u32, values: usize, sums: usize): void {
  const other = state + STATE;
  const drawn = state + DRAWN;
  let left = size;
  let otherLeft = size;
  let sum: f64 = 0;
  let otherSum: f64 = 0;
  while ((left | otherLeft) > 0) {
    const made = fill(state, size, left, drawn);
    const otherMade = fill(other, size, otherLeft, drawn + STATE);
    left -= made;
    otherLeft -= otherMade;
    // One makes fewer where a draw was 0.
    let at = drawn;
    const end = at + <usize>made * 4;
    const otherEnd = at + <usize>otherMade * 4;
    for (const both = min(end, otherEnd); at < both; at += 4) {
      sum += load<f64>(values + <usize>load<u32>(at) * 8);
      otherSum += load<f64>(values + <usize>load<u32>(at, STATE) * 8);
    }
    for (let rest = at; rest < end; rest += 4) sum += load<f64>(values + <usize>load<u32>(rest) * 8);
    for (; at < otherEnd; at += 4) otherSum += load<f64>(values + <usize>load<u32>(at, STATE) * 8);
  }
  store<f64>(sums, sum);
  store<f64>(sums, otherSum, 8);
}

/** Draws at most `most` integers below `bound`, up to where the words begin anew; stores them from `out` on and returns how many. */
function fill(state: usize, bound: f64, most: u32, out: usize): u32 {
  const weyl = load<u32>(state);
  const from = (load<u32>(state, 4) + 1) & 127;
  const steps = min(128 - from, min(most, 64) * 2);
  const words = state + WORDS;
  turn(words, from, from + steps);
  store<u32>(state, weyl + OMEGA * steps);
  store<u32>(state, from + steps - 1, 4);

  const mask = v128.load64_splat(CONSTANTS);
  const high = v128.load64_splat(CONSTANTS, 8);
  const low = v128.load64_splat(CONSTANTS, 16);
  const both = v128.load64_splat(CONSTANTS, 24);
  const factor = f64x2.splat(bound * 1.1102230246251565e-16); // bound·2⁻⁵³
  const stride = v128.load64_splat(CONSTANTS, 32);
  let weyls = i32x4.add(i32x4.splat(weyl), i32x4.mul(i32x4.splat(OMEGA), i32x4(1, 2, 3, 4)));
  let least = factor;
  const start = words + <usize>from * 4;
  const end = start + <usize>steps * 4;
  let to = out;
  for (let at = start; at < end; at += 16, to += 8) {
    const pair = i32x4.add(v128.load(at), v128.xor(weyls, i32x4.shr_u(weyls, 16)));
    weyls = i32x4.add(weyls, stride);
    // In units of 2⁻⁵³, exact.
    const u = f64x2.add(f64x2.sub(v128.or(v128.and(i32x4.shr_u(pair, 11), mask), high), both), v128.or(i64x2.shr_u(pair, 32), low));
    least = f64x2.pmin(least, u);
    const index = f64x2.add(f64x2.floor(f64x2.mul(u, factor)), low);
    v128.store64_lane(to, v128.shuffle<u32>(index, index, 0, 2, 0, 2), 0);
  }
  return v128.any_true(f64x2.eq(least, f64x2.splat(0))) ? withoutZeros(start, end, weyl, out) : steps / 2;
}

/** Leaves out the integers whose u was 0, of those drawn from the words between start and end; returns how many remain. */
function withoutZeros(start: usize, end: usize, weyl: u32, out: usize): u32 {
  let kept: u32 = 0;
  for (let at = start, from = out; at < end; at += 8, from += 4) {
    weyl += OMEGA;
    const high = (load<u32>(at) + (weyl ^ (weyl >> 16))) >> 11;
    weyl += OMEGA;
    if ((high | (load<u32>(at, 4) + (weyl ^ (weyl >> 16)))) == 0) continue;
    store<u32>(out + <usize>kept * 4, load<u32>(from));
    kept++;
  }
  return kept;
}

/** Makes the words at places from … to − 1 anew, in order; both are even. Four at a time: a word depends on none of the 94 before it. */
function turn(words: usize, from: u32, to: u32): void {
  while (from < to) {
    // The words 33 places on are read up to four at once; after the last come the first, up to 95 a copy of them.
    const stop = from < 92 ? min(to, 92) : from < 96 ? min(to, 96) : to;
    if (from - 92 < 4) v128.store(words, v128.load(words), 512);
    const ahead: usize = from < 96 ? 132 : -380;
    let at = words + <usize>from * 4;
    const end = words + <usize>stop * 4;
    for (; at + 16 <= end; at += 16) v128.store(at, renewed(at, ahead));
    if (at < end) v128.store64_lane(at, renewed(at, ahead), 0);
    from = stop;
  }
}

/** Four words from those in their places, 128 steps old, and those 95 steps old, `ahead` bytes on. */
// @ts-ignore: decorator
@inline
function renewed(at: usize, ahead: usize): v128 {
  let far = v128.load(at);
  let near = v128.load(at + ahead);
  far = v128.xor(far, i32x4.shl(far, 17));
  near = v128.xor(near, i32x4.shl(near, 13));
  far = v128.xor(far, i32x4.shr_u(far, 12));
  near = v128.xor(near, i32x4.shr_u(near, 15));
  return v128.xor(far, near);
}
