import { jsKernels } from "../js/index.ts";
import { AFTER_STATE, STATE, STATE_LENGTH } from "./generatorState.ts";
import { scratch, START } from "./instance.ts";

/** Below so many draws a call costs more than it saves. */
const FEWEST = 64;

/** {@linkcode Kernels.drawIntegers} */
export function drawIntegers(state: Int32Array, bound: number, out: Uint32Array): void {
  const instance = out.length < FEWEST ? undefined : scratch(AFTER_STATE - START + 4 * out.length + 16);
  if (instance === undefined) {
    jsKernels.drawIntegers(state, bound, out);
    return;
  }
  const { exports, ints } = instance;
  const drawn = AFTER_STATE / 4;
  ints.set(state, STATE / 4);
  exports.drawIntegers(STATE, bound, out.length, AFTER_STATE);
  state.set(ints.subarray(STATE / 4, STATE / 4 + STATE_LENGTH));
  out.set(ints.subarray(drawn, drawn + out.length));
}
