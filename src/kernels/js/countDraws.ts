import { draw } from "./drawIntegers.ts";

/** Draws between two visits to the counts. */
const CHUNK = 256;

const drawn = new Uint32Array(CHUNK);

/** {@linkcode Kernels.countDraws} */
export function countDraws(state: Int32Array, units: number, times: Float64Array): void {
  times.fill(0);
  for (let row = 0; row < times.length; row += units) {
    for (let left = units; left > 0; left -= CHUNK) {
      const count = Math.min(left, CHUNK);
      draw(state, units, drawn, count);
      for (let i = 0; i < count; i++) times[row + drawn[i]]++;
    }
  }
}
