import { START, type WasmInstance } from "./instance.ts";

/** Where states lie in memory. */
export const STATE: number = START;

/** Their bytes, of one generator or of four side by side. */
export const STATE_BYTES = 2128;

/** Bytes of a word of one generator, and of four. */
export const UNIT = 4;
export const UNITS = 16;

/** After four sums the Weyl numbers, the words at even places and those at odd ones. */
const WEYL: number = STATE / 4 + 8;
const EVEN: number = WEYL + 4;
const ODD: number = EVEN + 260;

/** Puts a generator's state into the memory; returns its place in the round in bytes, a multiple of 16 below 256 if one of four draws. */
export function placeState({ ints }: WasmInstance, state: Int32Array): number {
  for (let i = 0; i < 4; i++) ints[WEYL + i] = state[0] + i * 2 * 0x61c88647;
  for (let i = 0; i < 64; i++) {
    ints[EVEN + i] = state[2 + 2 * i];
    ints[ODD + i] = state[3 + 2 * i];
  }
  // After the last come the first.
  for (let i = 0; i < 4; i++) ints[EVEN + 64 + i] = ints[EVEN + i];
  return ((state[1] + 1) & 127) * 2;
}

/** Takes it back at a place that it has come to. */
export function takeState({ ints }: WasmInstance, place: number, state: Int32Array): void {
  state[0] = ints[WEYL];
  state[1] = (place / 2 - 1) & 127;
  for (let i = 0; i < 64; i++) {
    state[2 + 2 * i] = ints[EVEN + i];
    state[3 + 2 * i] = ints[ODD + i];
  }
}
