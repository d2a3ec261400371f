import { evenTicks } from "./evenTicks.ts";

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
  const round = (factors: readonly number[], step: number): number[] =>
    Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step)
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
  if (round(multiples[0], 1).length < 3) return evenTicks(low, high, most);
  const enough = multiples.map((factors) => round(factors, 1)).find((ticks) => ticks.length <= most);
  // More decades than ticks: every second, third, … power.
  return enough ?? round([1], Math.ceil((last - first + 1) / most));
}
