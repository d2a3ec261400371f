/** Ticks closer than this many pixels run into one another. */
const closest = 34;

/**
 * The x values that get a tick: all where there is room, powers of two before others on a logarithmic axis. Ticks stand only at
 * values that were estimated.
 */
export function ticksAt(xs: readonly number[], pixels: number, log: boolean): number[] {
  const place = (x: number): number => {
    const [first, last] = [xs[0], xs[xs.length - 1]];
    if (first === last) return 0;
    return pixels * (log ? Math.log(x / first) / Math.log(last / first) : (x - first) / (last - first));
  };
  const preferred = log ? xs.filter((x) => Number.isInteger(Math.log2(x))) : xs;
  const candidates = preferred.length >= 3 ? preferred : xs;
  const ticks: number[] = [];
  for (const x of [...candidates, ...xs]) {
    if (ticks.every((tick) => Math.abs(place(tick) - place(x)) >= closest)) ticks.push(x);
  }
  return ticks.sort((a, b) => a - b);
}
