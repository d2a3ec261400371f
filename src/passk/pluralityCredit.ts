import { countLaw, NEGLIGIBLE } from "./countLaw.ts";
import type { Ties } from "./estimateAtK.ts";

/** The samples of one problem, sorted into distinct answers. */
export interface Ballot {
  /** How many samples gave each answer, integers ≥ 1. */
  readonly counts: Float64Array;
  /** Credit of each answer, in [0, 1]. */
  readonly credits: Float64Array;
  /** How many samples gave none. */
  readonly abstentions: number;
  /** Number of samples, abstentions included. */
  readonly n: number;
}

/**
 * Expected credit of the most frequent answer among k samples, exactly and in polynomial time.
 *
 * Independent X_b ~ Binomial(count_b, k/n), given that they add up to k, are the counts in a draw without replacement;
 * independent Poisson variables those in a draw with replacement. With m the votes of the winners and W their set,
 *
 *   E = Σ_m Σ_{W≠∅} credit(W) · [xᵏ] Π_{b∈W} P(X_b = m) xᵐ · Π_{b∉W} Σ_{j<m} P(X_b = j) xʲ / P(Σ_b X_b = k).
 *
 * For each m one pass over the answers keeps, by number of winners so far, the polynomial of the probability and that of
 * the winners' summed credit. Every term is a probability: nothing overflows or cancels. An answer with fewer than m
 * samples cannot win, and all of those together with the abstentions are one law, that of their total.
 */
export function pluralityCredit(ballot: Ballot, k: number, ties: Ties, replacement: boolean): number {
  const { n } = ballot;
  const law = countLaws(n, k, replacement);
  const answers = inTieOrder(ballot, ties);
  const most = answers.reduce((votes, { count, credit }) => (credit > 0 ? Math.max(votes, replacement ? k : Math.min(count, k)) : votes), 0);
  let credit = 0;
  for (let m = 1; m <= most; m++) {
    const contenders = replacement ? answers : answers.filter(({ count }) => count >= m);
    const contending = contenders.reduce((total, { count }) => total + count, 0);
    credit += creditAtVotes(m, contenders, law, law(n - contending), k, ties === "uniform");
  }
  return Math.min(1, credit / law(n)[k]); // rounding may leave a certainty one unit above
}

interface Answer {
  readonly count: number;
  readonly credit: number;
}

/** With ties settled by lot any order will do; otherwise the winner that comes first takes all, so the favoured ones do. */
function inTieOrder({ counts, credits }: Ballot, ties: Ties): Answer[] {
  const favour = ties === "optimistic" ? -1 : 1;
  return Array.from(counts, (count, b) => ({ count, credit: credits[b] })).sort((a, b) => favour * (a.credit - b.credit));
}

/** [xᵏ] of the credit of draws whose winners have m votes each; `others` is the law of the votes for no contender. */
function creditAtVotes(m: number, contenders: readonly Answer[], law: (count: number) => Float64Array, others: Float64Array, k: number, byLot: boolean): number {
  const mostWinners = byLot ? Math.min(contenders.length, Math.floor(k / m)) : 1;
  const width = k + 1;
  // Row t, for t winners so far: the probability, and the credit of all winners (by lot) or of the first (otherwise).
  const draws = new Float64Array((mostWinners + 1) * width);
  const credits = new Float64Array((mostWinners + 1) * width);
  draws[0] = 1;
  let anyCredit = false;
  let room = contenders.length * m + others.length - 1;
  if (room < k) return 0;
  for (let b = 0; b < contenders.length; b++) {
    const { count, credit } = contenders[b];
    const p = law(count);
    // A state that the answers still to come cannot fill up to k votes is of no use.
    room -= m;
    const low = k - room;
    const high = Math.min(k, (b + 1) * m);
    for (let t = Math.min(mostWinners, b + 1); t >= 0; t--) {
      const row = t * width;
      const from = Math.max(low, t * m);
      const before = row - width - m;
      if (t > 0 && (anyCredit || credit > 0)) {
        multiply(credits, row, t * m, from, high, p, byLot ? m : m + 1);
        for (let s = from; s <= high; s++) credits[row + s] += p[m] * ((byLot ? credits[before + s] : 0) + credit * draws[before + s]);
      }
      if (byLot ? t < mostWinners : t === 0) {
        multiply(draws, row, t * m, from, high, p, m);
        if (t > 0) for (let s = from; s <= high; s++) draws[row + s] += p[m] * draws[before + s];
      }
    }
    anyCredit ||= credit > 0;
  }
  let total = 0;
  for (let t = 1; t <= mostWinners; t++) {
    let credit = 0;
    for (let s = Math.max(t * m, k - others.length + 1); s <= k; s++) credit += credits[t * width + s] * others[k - s];
    total += credit / t;
  }
  return total;
}

/** Multiplies one row in place by Σ_{j<terms} p[j]·xʲ, at the powers from … high; below `lowest` the row is zero. */
function multiply(rows: Float64Array, row: number, lowest: number, from: number, high: number, p: Float64Array, terms: number): void {
  for (let s = high; s >= from; s--) {
    const last = Math.min(terms - 1, s - lowest);
    let sum = 0;
    for (let j = 0; j <= last; j++) sum += p[j] * rows[row + s - j];
    rows[row + s] = sum < NEGLIGIBLE ? 0 : sum;
  }
}

/** {@linkcode countLaw} by count, each computed once. */
function countLaws(n: number, k: number, replacement: boolean): (count: number) => Float64Array {
  const known = new Map<number, Float64Array>();
  return (count) => {
    let law = known.get(count);
    if (law === undefined) {
      law = countLaw(count, n, k, replacement);
      known.set(count, law);
    }
    return law;
  };
}
