import { jsKernels } from "../js/index.ts";
import { AFTER_STATE, STATE, STATE_LENGTH } from "./generatorState.ts";
import { scratch, START } from "./instance.ts";

/** {@linkcode Kernels.seedGenerator} */
export function seedGenerator(key: string, state: Int32Array): void {
  const characters = key.length + 1;
  const instance = scratch(AFTER_STATE - START + 4 * characters);
  if (instance === undefined) {
    jsKernels.seedGenerator(key, state);
    return;
  }
  const { exports, ints } = instance;
  const text = AFTER_STATE / 4;
  for (let i = 0; i < key.length; i++) ints[text + i] = key.charCodeAt(i);
  ints[text + key.length] = 0;
  exports.seedGenerator(AFTER_STATE, characters, STATE);
  state.set(ints.subarray(STATE / 4, STATE / 4 + STATE_LENGTH));
}
