import { jsKernels } from "../js/index.ts";
import { placeState, STATE, STATE_BYTES, takeState, UNIT } from "./generatorState.ts";
import { scratch } from "./instance.ts";

/** Below so many draws a call costs more than it saves. */
const FEWEST = 80;

/** {@linkcode Kernels.drawIntegers} Four at a time; the first and the last few, and those drawn again, as in JavaScript. */
export function drawIntegers(state: Int32Array, bound: number, out: Uint32Array): void {
  const instance = out.length < FEWEST ? undefined : scratch(STATE_BYTES + 4 * out.length);
  if (instance === undefined) {
    jsKernels.drawIntegers(state, bound, out);
    return;
  }
  const { exports, ints } = instance;
  const before = -((state[1] + 1) / 2) & 3;
  const to = STATE + STATE_BYTES;
  if (before > 0) jsKernels.drawIntegers(state, bound, out.subarray(0, before));
  // Even those first may have been drawn again.
  const count = (state[1] & 7) === 7 ? (out.length - before) & ~3 : 0;
  const place = placeState(instance, state);
  const end = exports.drawIntegers(STATE, UNIT, place, bound, to, to + 4 * count);
  takeState(instance, place + 4 * count, state);
  out.set(ints.subarray(to / 4, end / 4), before);
  const after = before + (end - to) / 4;
  if (after < out.length) jsKernels.drawIntegers(state, bound, out.subarray(after));
}
