import { jsKernels } from "../js/index.ts";
import { STATE_BYTES } from "./generatorState.ts";
import { scratch, START } from "./instance.ts";

/** Room for the digits of a number. */
const DIGITS = 17;

/** {@linkcode Kernels.sumDraws} */
export function sumDraws(prefix: string, first: number, values: Float64Array, out: Float64Array): void {
  const sums = START + 2 * STATE_BYTES;
  const data = sums + 16;
  const text = data + 8 * values.length;
  const instance = scratch(text - START + 4 * (prefix.length + DIGITS));
  if (instance === undefined) {
    jsKernels.sumDraws(prefix, first, values, out);
    return;
  }
  const { exports, ints, doubles } = instance;
  doubles.set(values, data / 8);
  for (let i = 0; i < prefix.length; i++) ints[text / 4 + i] = prefix.charCodeAt(i);
  const number = text / 4 + prefix.length;
  for (let r = 0; r < out.length; r += 2) {
    // The last of an odd number is done twice.
    for (let half = 0; half < 2; half++) {
      const digits = String(first + Math.min(r + half, out.length - 1));
      for (let i = 0; i < digits.length; i++) ints[number + i] = digits.charCodeAt(i);
      ints[number + digits.length] = 0;
      exports.seedGenerator(text, prefix.length + digits.length + 1, START + half * STATE_BYTES);
    }
    exports.sumDraws(START, values.length, data, sums);
    out[r] = doubles[sums / 8];
    if (r + 1 < out.length) out[r + 1] = doubles[sums / 8 + 1];
  }
}
