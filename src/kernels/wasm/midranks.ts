import { jsKernels } from "../js/index.ts";
import { scratch, START } from "./instance.ts";

/** Fewer values are ranked faster without copying them. */
const FEWEST = 256;

/** Bytes of the counts of 256 digits. */
const COUNTS = 1024;

/** {@linkcode Kernels.midranks} */
export function midranks(values: Float64Array, out: Float64Array): void {
  const n = values.length;
  const instance = n < FEWEST ? undefined : scratch(COUNTS + 24 * n);
  const from = START + COUNTS;
  instance?.doubles.set(values, from / 8);
  // Where many values differ in the last bits of their mantissas only, the JavaScript goes on.
  if (instance?.exports.midranks(from, 8 * n, from + 8 * n, START) === 1) out.set(instance.doubles.subarray(from / 8, from / 8 + n));
  else jsKernels.midranks(values, out);
}
