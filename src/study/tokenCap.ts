/** Where generation was cut off, as far as the data tell. */
export interface TokenCap {
  /** Number of tokens at which samples count as truncated; null where no cap was given and none shows. */
  readonly cap: number | null;
  /** Whether it was inferred from the token counts, not given. */
  readonly inferred: boolean;
  /** Paired samples with that many tokens or more. */
  readonly truncated: number;
}

/** Fewest samples at the largest count that look like a cap. */
const enoughAtCap = 3;

/**
 * The cap of one solver's samples: as given, or the largest token count if a heap of samples lies exactly there.
 *
 * A heap is at least three samples, and more than lie within the tenth below (at least ten tokens): lengths that end of
 * themselves thin out towards the longest, cut ones pile up. Answers that are all of one length look the same, so that this is a suspicion.
 *
 * @param tokens Token counts of all samples of the solver, −1 where missing.
 * @param paired Token counts of those in pairs.
 * @param maxTokens The cap if known.
 * @returns The cap and how many paired samples reach it.
 */
export function tokenCap(tokens: Int32Array, paired: ArrayLike<number>, maxTokens: number | undefined): TokenCap {
  const cap = maxTokens ?? inferCap(tokens);
  return { cap, inferred: maxTokens === undefined && cap !== null, truncated: cap === null ? 0 : countFrom(paired, cap) };
}

/** Number of counts at or above the cap. */
export function countFrom(tokens: ArrayLike<number>, cap: number): number {
  let count = 0;
  for (let i = 0; i < tokens.length; i++) if (tokens[i] >= cap) count++;
  return count;
}

function inferCap(tokens: Int32Array): number | null {
  let largest = 0;
  for (const count of tokens) largest = Math.max(largest, count);
  const near = largest - Math.max(10, largest / 10);
  let at = 0;
  let below = 0;
  for (const count of tokens) {
    if (count === largest) at++;
    else if (count >= near && count >= 0) below++;
  }
  return largest > 0 && at >= enoughAtCap && at > below ? largest : null;
}
