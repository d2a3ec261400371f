import { jsKernels } from "../js/index.ts";
import { mixKey } from "../js/seedGenerator.ts";
import { placeState, STATE, STATE_BYTES, takeState, UNIT } from "./generatorState.ts";
import { scratch } from "./instance.ts";

/** Bytes of the draws that 512 steps are. */
const DRAWN = 1024;

/** {@linkcode Kernels.seedGenerator} A key is mixed in JavaScript: there is nothing to do four at a time. */
export function seedGenerator(key: string, state: Int32Array): void {
  const instance = scratch(STATE_BYTES + DRAWN);
  if (instance === undefined) {
    jsKernels.seedGenerator(key, state);
    return;
  }
  mixKey(key, state);
  const weyl = state[0];
  const place = placeState(instance, state);
  const drawn = STATE + STATE_BYTES;
  instance.exports.drawIntegers(STATE, UNIT, place, 1, drawn, drawn + DRAWN);
  takeState(instance, place, state);
  state[0] = weyl;
}
