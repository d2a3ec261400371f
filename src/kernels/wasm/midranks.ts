import { jsKernels } from "../js/index.ts";
import { scratch, START } from "./instance.ts";

/** Fewer values are ranked faster without copying them. */
const FEWEST = 256;

/** Bytes of the counts of three times 2048 digits. */
const COUNTS = 3 * 2048 * 4;

/** {@linkcode Kernels.midranks} */
export function midranks(values: Float64Array, out: Float64Array): void {
  const n = values.length;
  const instance = n < FEWEST ? undefined : scratch(COUNTS + 32 * n);
  if (instance === undefined) {
    jsKernels.midranks(values, out);
    return;
  }
  const { exports, doubles } = instance;
  const source = START + COUNTS;
  const result = source + 8 * n;
  doubles.set(values, source / 8);
  exports.midranks(source, n, result, result + 8 * n, START);
  out.set(doubles.subarray(result / 8, result / 8 + n));
}
