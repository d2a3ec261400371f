import { ln } from "../../numeric/special/index.ts";
import { normal, type Rng } from "../../random/index.ts";

/**
 * A number from the χ² distribution, by Marsaglia and Tsang's squeeze on a cubed normal.
 *
 * Always advances `rng` by two draws, one normal and one uniform. In the few per cent of cases where they are rejected, the next ones come
 * from a stream of its own: what is drawn afterwards is the same whatever the degrees of freedom, and designs that differ in size share
 * their random numbers.
 *
 * @param df Degrees of freedom, an integer ≥ 0.
 * @param rng Source of randomness.
 * @param slot Name of this draw among those from `rng`.
 * @returns A number ≥ 0; 0 for no degrees of freedom.
 * @see Marsaglia & Tsang 2000, ACM Trans Math Softw 26:363.
 */
export function chiSquaredDraw(df: number, rng: Rng, slot: number): number {
  let x = normal(rng);
  let u = rng.float();
  if (df === 0) return 0;
  if (df === 1) return x * x;
  const d = df / 2 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  let source = rng;
  for (;;) {
    const root = 1 + c * x;
    if (root > 0) {
      const v = root * root * root;
      const square = x * x;
      if (u < 1 - 0.0331 * square * square || ln(u) < square / 2 + d * (1 - v + ln(v))) return 2 * d * v;
    }
    if (source === rng) source = rng.stream(`chi-squared/${slot}`);
    x = normal(source);
    u = source.float();
  }
}
