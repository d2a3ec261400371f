import { jsKernels } from "../js/index.ts";
import { STATE_BYTES, STATE_LENGTH } from "./generatorState.ts";
import { scratch, START } from "./instance.ts";

/** Below so many draws a call costs more than it saves. */
const FEWEST = 64;

/** {@linkcode Kernels.countDraws} */
export function countDraws(state: Int32Array, units: number, times: Float64Array): void {
  const instance = times.length < FEWEST ? undefined : scratch(STATE_BYTES + 8 * times.length);
  if (instance === undefined) {
    jsKernels.countDraws(state, units, times);
    return;
  }
  const { exports, ints, doubles } = instance;
  const at = START / 4;
  const counts = START + STATE_BYTES;
  ints.set(state, at);
  for (let row = 0; row < times.length; row += units) exports.countDraws(START, units, counts + 8 * row);
  state.set(ints.subarray(at, at + STATE_LENGTH));
  times.set(doubles.subarray(counts / 8, counts / 8 + times.length));
}
