import { draw } from "./drawIntegers.ts";
import { seedGenerator } from "./seedGenerator.ts";

/** Draws between two visits to the values. */
const CHUNK = 256;

const drawn = new Uint32Array(CHUNK);
const state = new Int32Array(130);

/** {@linkcode Kernels.sumDraws} */
export function sumDraws(prefix: string, first: number, values: Float64Array, out: Float64Array): void {
  for (let r = 0; r < out.length; r++) {
    seedGenerator(`${prefix}${first + r}`, state);
    let total = 0;
    for (let left = values.length; left > 0; left -= CHUNK) {
      const count = Math.min(left, CHUNK);
      draw(state, values.length, drawn, count);
      for (let i = 0; i < count; i++) total += values[drawn[i]];
    }
    out[r] = total;
  }
}
