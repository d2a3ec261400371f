/**
 * Compensated sum (Neumaier's variant of Kahan's): the error does not grow with the length.
 *
 * @param values Numbers, shape [n].
 * @returns Their sum; 0 for an empty list.
 * @see Neumaier 1974, ZAMM 54, algorithm IV.
 */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
