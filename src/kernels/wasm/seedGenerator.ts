import { jsKernels } from "../js/index.ts";
import { STATE_BYTES, STATE_LENGTH } from "./generatorState.ts";
import { scratch, START } from "./instance.ts";

/** {@linkcode Kernels.seedGenerator} */
export function seedGenerator(key: string, state: Int32Array): void {
  const characters = key.length + 1;
  const instance = scratch(STATE_BYTES + 4 * characters);
  if (instance === undefined) {
    jsKernels.seedGenerator(key, state);
    return;
  }
  const { exports, ints } = instance;
  const text = (START + STATE_BYTES) / 4;
  for (let i = 0; i < key.length; i++) ints[text + i] = key.charCodeAt(i);
  ints[text + key.length] = 0;
  exports.seedGenerator(4 * text, characters, START);
  state.set(ints.subarray(START / 4, START / 4 + STATE_LENGTH));
}
