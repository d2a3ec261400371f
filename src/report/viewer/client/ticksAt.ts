import { evenTicks } from "./evenTicks.ts";
import { logTicks } from "./logTicks.ts";

/** Ticks closer than this many pixels, or with less than this between their labels, run into one another. */
const closest = 34;
const gap = 8;

/** Room for a round tick, in pixels, and how far a logarithmic axis reaches before round numbers say more than those estimated. */
const roundTick = 64;
const farReaching = 1e4;

/**
 * The x values that get a tick: those that were estimated, on a logarithmic axis powers of two before others; round numbers where not all
 * of them have room on a linear axis, or a logarithmic one reaches over many powers of ten.
 *
 * @param xs The values estimated, ascending; none have no ticks.
 * @param pixels Length of the axis.
 * @param log Whether it is logarithmic.
 * @param widthOf Width of the label of a tick.
 */
export function ticksAt(xs: readonly number[], pixels: number, log: boolean, widthOf: (x: number) => number = () => 0): number[] {
  const [first, last] = [xs[0], xs[xs.length - 1]];
  if (first === last) return xs.slice(0, 1);
  const place = (x: number): number => pixels * (log ? Math.log(x / first) / Math.log(last / first) : (x - first) / (last - first));
  const isFree = (x: number, ticks: readonly number[]): boolean =>
    ticks.every((tick) => Math.abs(place(tick) - place(x)) >= Math.max(closest, (widthOf(tick) + widthOf(x)) / 2 + gap));
  const most = Math.max(2, Math.floor(pixels / roundTick));
  if (log && last / first > farReaching) return logTicks(first, last, most);

  const preferred = log ? xs.filter((x) => Number.isInteger(Math.log2(x))) : xs;
  const candidates = preferred.length >= 3 ? preferred : xs;
  const ticks: number[] = [];
  for (const x of [...candidates, ...xs]) if (isFree(x, ticks)) ticks.push(x);
  return !log && ticks.length < xs.length ? evenTicks(first, last, most) : ticks.sort((a, b) => a - b);
}
