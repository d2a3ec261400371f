/**
 * Ticks of a linear axis: the most multiples of 1, 2 or 5 times a power of ten that are not too many; the ends of an axis where there are no such.
 *
 * @param low Lower end of the axis.
 * @param high Upper end.
 * @param most How many ticks there may be, at least 2.
 */
export function evenTicks(low: number, high: number, most: number): number[] {
  const finest = Math.floor(Math.log10((high - low) / most));
  // An axis without length, or one longer than a number can say.
  if (!Number.isFinite(finest)) return low === high ? [low] : [low, high];
  for (let power = finest; ; power++) {
    for (const factor of [1, 2, 5]) {
      const step = Number(`${factor}e${power}`);
      const from = Math.ceil(low / step);
      const count = Math.floor(high / step) - from + 1;
      if (count <= most) return Array.from({ length: count }, (_, i) => Number(((from + i) * step).toPrecision(12)));
    }
  }
}
