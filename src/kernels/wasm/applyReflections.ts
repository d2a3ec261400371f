import { jsKernels } from "../js/index.ts";
import { scratch, START } from "./instance.ts";

/** Below so many rows copying and calling cost more than they save. */
const FEWEST = 12;

/** Reflections of a block in the assembly. */
const BLOCK = 16;

/** {@linkcode Kernels.applyReflections} */
export function applyReflections(x: Float64Array, n: number, a: Float64Array, factors: Float64Array): void {
  const octets = Math.ceil(n / 8);
  const work = 8 * BLOCK * (2 * n + 8) + 8 * BLOCK * BLOCK + 64 * BLOCK + 128;
  const instance = n < FEWEST ? undefined : scratch(64 * octets * n + 8 * n * (n + 1) + work);
  if (instance === undefined) {
    jsKernels.applyReflections(x, n, a, factors);
    return;
  }
  const { exports, doubles } = instance;
  const to = START / 8;
  const aAt = to + 8 * octets * n;
  const factorsAt = aAt + n * n;
  doubles.set(a, aAt);
  doubles.set(factors, factorsAt);
  doubles.fill(0, to + 8 * (octets - 1) * n, aAt);
  for (let i = 0; i < n; i++) {
    const column = to + 8 * (i >> 3) * n + (i & 7);
    for (let j = 0; j < n; j++) doubles[column + 8 * j] = x[i * n + j];
  }
  exports.applyReflections(START, octets, n, 8 * aAt, 8 * factorsAt, 8 * (factorsAt + n));
  for (let i = 0; i < n; i++) {
    const column = to + 8 * (i >> 3) * n + (i & 7);
    for (let j = 0; j < n; j++) x[i * n + j] = doubles[column + 8 * j];
  }
}
