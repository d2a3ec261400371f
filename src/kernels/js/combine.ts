/**
 * out ← factor·out − (p·v + q·w) for stretches of arrays.
 *
 * @param out Where it happens.
 * @param at Where its stretch starts.
 * @param length Length of all three.
 * @param factor Times what was there.
 * @param p Times v.
 * @param v First array to be subtracted.
 * @param vAt Where its stretch starts.
 * @param q Times w.
 * @param w Second array to be subtracted.
 * @param wAt Where its stretch starts.
 */
export function combine(
  out: Float64Array,
  at: number,
  length: number,
  factor: number,
  p: number,
  v: Float64Array,
  vAt: number,
  q: number,
  w: Float64Array,
  wAt: number,
): void {
  for (const end = at + length; at < end; at++, vAt++, wAt++) out[at] = factor * out[at] - (p * v[vAt] + q * w[wAt]);
}
