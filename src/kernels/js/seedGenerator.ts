import { turnWords } from "./turnWords.ts";

/** Characters mixed in before the first word is made. */
const BEFORE = 32;

/** {@linkcode Kernels.seedGenerator} */
export function seedGenerator(key: string, state: Int32Array): void {
  mixKey(key, state);
  for (let round = 0; round < 4; round++) turnWords(state.subarray(2), 0, 128);
}

/** The state before its 512 steps, which leave the Weyl number as it is. */
export function mixKey(key: string, state: Int32Array): void {
  const characters = key.length + 1;
  const last = Math.max(128, characters) + BEFORE;
  let mixed = 0;
  let weyl = 0;
  state.fill(0);
  for (let j = 0, at = 0; j < last; j++) {
    if (at < key.length) mixed ^= key.charCodeAt(at);
    at = at + 1 === characters ? 0 : at + 1;
    if (j === BEFORE) weyl = mixed;
    mixed ^= mixed << 10;
    mixed ^= mixed >>> 15;
    mixed ^= mixed << 4;
    mixed ^= mixed >>> 13;
    if (j >= BEFORE) {
      weyl = (weyl + 0x61c88647) | 0;
      state[2 + ((j - BEFORE) & 127)] ^= mixed + weyl;
    }
  }
  state[0] = weyl;
  state[1] = 127;
}
