import { jsKernels } from "../js/index.ts";
import { AFTER_STATE, STATE, STATE_LENGTH } from "./generatorState.ts";
import { scratch, START } from "./instance.ts";

/** Below so many draws a call costs more than it saves. */
const FEWEST = 64;

/** {@linkcode Kernels.countDraws} */
export function countDraws(state: Int32Array, units: number, times: Float64Array): void {
  const instance = times.length < FEWEST ? undefined : scratch(AFTER_STATE - START + 8 * times.length);
  if (instance === undefined) {
    jsKernels.countDraws(state, units, times);
    return;
  }
  const { exports, ints, doubles } = instance;
  const counts = AFTER_STATE / 8;
  ints.set(state, STATE / 4);
  for (let row = 0; row < times.length; row += units) exports.countDraws(STATE, units, AFTER_STATE + 8 * row);
  state.set(ints.subarray(STATE / 4, STATE / 4 + STATE_LENGTH));
  times.set(doubles.subarray(counts, counts + times.length));
}
