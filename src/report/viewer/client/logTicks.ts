/** Multiples of the powers of ten that make even ticks on a logarithmic axis, from many to few. */
const multiples = [[1, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]];

/**
 * Ticks of a logarithmic axis: the most of 1, 2, 5 and the like times powers of ten that are not too many; evenly spaced
 * numbers where the axis is too short for those.
 *
 * @param low Lower end of the axis, > 0.
 * @param high Upper end, > `low`.
 * @param most How many ticks there may be, at least 2.
 */
export function logTicks(low: number, high: number, most: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  for (const factors of multiples) {
    const ticks = powers(first, last, 1).flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`))).filter((tick) => tick >= low && tick <= high);
    if (ticks.length < (factors === multiples[0] ? 3 : 2)) break;
    if (ticks.length <= most) return ticks;
  }
  for (let step = 2; last - first > 2; step++) {
    const ticks = powers(first, last, step).map((power) => Number(`1e${power}`)).filter((tick) => tick >= low && tick <= high);
    if (ticks.length <= most) return ticks;
  }
  return evenTicks(low, high, most);
}

function powers(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

function evenTicks(low: number, high: number, most: number): number[] {
  for (let power = Math.floor(Math.log10((high - low) / most)); ; power++) {
    for (const factor of [1, 2, 5]) {
      const step = Number(`${factor}e${power}`);
      const from = Math.ceil(low / step);
      const count = Math.floor(high / step) - from + 1;
      if (count <= most) return Array.from({ length: count }, (_, i) => Number(((from + i) * step).toPrecision(12)));
    }
  }
}
