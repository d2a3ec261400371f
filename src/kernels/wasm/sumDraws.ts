import { jsKernels } from "../js/index.ts";
import { STATE, STATE_BYTES, UNITS } from "./generatorState.ts";
import { scratch, START } from "./instance.ts";

/** Room for the draws of the rounds after seeding. */
const DRAWN = 4096;

/** Room for the digits of a number. */
const DIGITS = 17;

/** {@linkcode Kernels.sumDraws} Four generators at a time, with keys of the same length. */
export function sumDraws(prefix: string, first: number, values: Float64Array, out: Float64Array): void {
  const drawn = STATE + STATE_BYTES;
  const data = drawn + DRAWN;
  const text = data + 8 * values.length;
  const instance = scratch(text - START + 16 * (prefix.length + DIGITS));
  if (instance === undefined) {
    jsKernels.sumDraws(prefix, first, values, out);
    return;
  }
  const { exports, ints, doubles } = instance;
  doubles.set(values, data / 8);
  const number = text / 4 + 4 * prefix.length;
  for (let i = 0; i < prefix.length; i++) ints.fill(prefix.charCodeAt(i), text / 4 + 4 * i, text / 4 + 4 * i + 4);
  for (let r = 0, lanes = 0; r < out.length; r += lanes) {
    const { length } = String(first + r);
    // What is left in other lanes does not matter.
    for (lanes = 0; lanes < 4 && r + lanes < out.length; lanes++) {
      const digits = String(first + r + lanes);
      if (digits.length > length) break;
      for (let i = 0; i < length; i++) ints[number + 4 * i + lanes] = digits.charCodeAt(i);
      ints[number + 4 * length + lanes] = 0;
    }
    const characters = prefix.length + length + 1;
    exports.seedGenerator(text, characters, Math.max(128, characters) + 32, STATE);
    exports.drawIntegers(STATE, UNITS, 0, 1, drawn, data);
    const part = out.subarray(r, r + lanes);
    if (exports.sumDraws(STATE, values.length, data, drawn) === 1) part.set(doubles.subarray(STATE / 8, STATE / 8 + lanes));
    else jsKernels.sumDraws(prefix, first + r, values, part);
  }
}
