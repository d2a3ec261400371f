import { jsKernels } from "../js/index.ts";
import { STATE_BYTES, STATE_LENGTH } from "./generatorState.ts";
import { scratch, START } from "./instance.ts";

/** Below so many draws a call costs more than it saves. */
const FEWEST = 64;

/** {@linkcode Kernels.drawIntegers} */
export function drawIntegers(state: Int32Array, bound: number, out: Uint32Array): void {
  const instance = out.length < FEWEST ? undefined : scratch(STATE_BYTES + 4 * out.length + 8);
  if (instance === undefined) {
    jsKernels.drawIntegers(state, bound, out);
    return;
  }
  const { exports, ints } = instance;
  const at = START / 4;
  const drawn = START + STATE_BYTES;
  ints.set(state, at);
  exports.drawIntegers(START, bound, out.length, drawn);
  state.set(ints.subarray(at, at + STATE_LENGTH));
  out.set(ints.subarray(drawn / 4, drawn / 4 + out.length));
}
