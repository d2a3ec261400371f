/**
 * The values of k a report shows when none are asked for: powers of two up to the fewest samples, and that number itself.
 *
 * @param fewest Fewest samples of any problem, an integer ≥ 1.
 * @returns Ascending values of k.
 */
export function chooseKs(fewest: number): number[] {
  const ks: number[] = [];
  for (let k = 1; k < fewest; k *= 2) ks.push(k);
  ks.push(fewest);
  return ks;
}
