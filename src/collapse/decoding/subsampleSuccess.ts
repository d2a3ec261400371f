import { countLaw, NEGLIGIBLE } from "../../passk/countLaw.ts";
import { hitProbability } from "../../passk/hypergeometric.ts";
import type { AnswerTable } from "./answerTable.ts";
import { topAnswersSuccess } from "./topAnswersSuccess.ts";

/**
 * Probability, at each k, that one of the k most frequent answers among m of the samples is right: the exact mean over
 * all subsets of m and over the lots for the last places, without going through them.
 *
 * An answer is right with probability credit, each on its own. Let t be the votes of the right answer that ranks best,
 * A the wrong answers with more, R the wrong ones and Q ≥ 1 the right ones with as many. A set of k − A of the R + Q then has the last
 * places: it holds a right one with probability hit(R + Q, Q, k − A). Independent X_b ~ Binomial(count_b, m/n), given
 * that they add up to m, are the counts of a subset; so with one polynomial for each (Q, A, R),
 *
 *   success(k) = Σ_t Σ_{Q ≥ 1, A < k, R} hit(R + Q, Q, k − A) · [xᵐ] D_t(Q, A, R) / P(Σ_b X_b = m).
 *
 * Every term is a probability: nothing overflows or cancels.
 */
export function subsampleSuccess(table: AnswerTable, m: number, ks: Float64Array): Float64Array {
  const { weights, credits, total } = table;
  if (m === total) return topAnswersSuccess(weights, credits, ks);
  const success = new Float64Array(ks.length);
  const most = weights.reduce((votes, count, b) => (credits[b] > 0 ? Math.max(votes, Math.min(count, m)) : votes), 0);
  for (let t = 1; t <= most; t++) addSuccessAt(success, t, table, m, ks);
  const all = countLaw(total, total, m, false)[m];
  return success.map((probability) => Math.min(1, probability / all)); // rounding may leave a certainty one unit above
}

/** Adds the probability, joint with Σ X_b = m, that the best right answer has t votes and a place among the k. */
function addSuccessAt(success: Float64Array, t: number, { weights, credits, total }: AnswerTable, m: number, ks: Float64Array): void {
  const kMax = ks[ks.length - 1];
  const law = (count: number): Float64Array => countLaw(count, total, m, false);
  const contenders = Array.from(weights.keys()).filter((b) => weights[b] >= t);
  // Wrong answers with exactly t samples can be tied or below, never above; those with fewer are below for sure.
  const level = contenders.filter((b) => weights[b] === t && credits[b] === 0);
  const movers = contenders.filter((b) => weights[b] > t || credits[b] > 0).sort((a, b) => credits[a] - credits[b]);
  const rest = contenders.reduce((left, b) => left - weights[b], total);
  const right = movers.filter((b) => credits[b] > 0).length;
  const tied = Math.floor(m / t);
  const size: Size = {
    q: Math.min(right, tied),
    a: Math.min(kMax - 1, movers.length, Math.floor(m / (t + 1))),
    r: Math.min(movers.filter((b) => credits[b] < 1).length, tied),
    m,
  };
  const rows = new Float64Array((size.q + 1) * (size.a + 1) * (size.r + 1) * (m + 1));
  rows[0] = 1;
  let most = 0;
  movers.forEach((b, before) => {
    most = Math.min(m, most + weights[b]);
    addMover(rows, size, t, credits[b], law(weights[b]), before + 1, most);
  });
  const others = levelRows(level.length, t, law(t), law(rest), Math.min(level.length, tied), m);
  const joint = totalRows(rows, size, t, most, others);
  addPlaces(success, joint, size.a, ks);
}

interface Size {
  /** Most right answers with t votes. */
  readonly q: number;
  /** Most wrong answers with more. */
  readonly a: number;
  /** Most wrong answers with t votes. */
  readonly r: number;
  /** Samples drawn. */
  readonly m: number;
}

/** Multiplies in, in place, one answer that may have more or fewer than t votes; `movers` with it and `most` votes at most so far. */
function addMover(rows: Float64Array, size: Size, t: number, credit: number, law: Float64Array, movers: number, most: number): void {
  const width = size.m + 1;
  const stepA = (size.r + 1) * width;
  const stepQ = (size.a + 1) * stepA;
  const wrong = 1 - credit;
  const tieRight = credit * law[t];
  const tieWrong = wrong * law[t];
  for (let q = credit > 0 ? Math.min(size.q, movers) : 0; q >= 0; q--) {
    for (let a = Math.min(size.a, movers - q); a >= 0; a--) {
      for (let r = Math.min(size.r, movers - q - a); r >= 0; r--) {
        const row = q * stepQ + a * stepA + r * width;
        const low = a * (t + 1) + (q + r) * t;
        for (let s = most; s >= low; s--) {
          let value = 0;
          const below = Math.min(t - 1, law.length - 1, s - low);
          for (let j = 0; j <= below; j++) value += law[j] * rows[row + s - j];
          if (r > 0) value += tieWrong * rows[row - width + s - t];
          if (q > 0) value += tieRight * rows[row - stepQ + s - t];
          if (a > 0 && wrong > 0) {
            const before = row - stepA + s;
            const last = Math.min(law.length - 1, s - (low - t - 1));
            let above = 0;
            for (let j = t + 1; j <= last; j++) above += law[j] * rows[before - j];
            value += wrong * above;
          }
          rows[row + s] = value < NEGLIGIBLE ? 0 : value;
        }
      }
    }
  }
}

/** Row j: the law of all votes of the `answers` with t samples each and of the rest, j of those answers having all t. */
function levelRows(answers: number, t: number, law: Float64Array, rest: Float64Array, tied: number, m: number): Float64Array[] {
  const rows = Array.from({ length: tied + 1 }, () => new Float64Array(m + 1));
  rows[0].set(rest);
  let most = rest.length - 1;
  for (let b = 1; b <= answers; b++) {
    most = Math.min(m, most + t);
    for (let j = Math.min(tied, b); j >= 0; j--) {
      const row = rows[j];
      // t − 1 votes at most for each of the others.
      const high = Math.min(most, j * t + (b - j) * (t - 1) + rest.length - 1);
      for (let s = high; s >= j * t; s--) {
        let value = 0;
        for (let i = Math.min(t - 1, law.length - 1, s - j * t); i >= 0; i--) value += law[i] * row[s - i];
        if (j > 0) value += law[t] * rows[j - 1][s - t];
        row[s] = value < NEGLIGIBLE ? 0 : value;
      }
    }
  }
  return rows;
}

/** [xᵐ] of the product of both, by right answers at t, wrong ones above and wrong ones at t. */
function totalRows(rows: Float64Array, size: Size, t: number, most: number, others: readonly Float64Array[]): Float64Array[][] {
  const { m } = size;
  const width = m + 1;
  const joint: Float64Array[][] = [];
  for (let q = 1; q <= size.q; q++) {
    joint.push([]);
    for (let a = 0; a <= size.a; a++) {
      const byTied = new Float64Array(size.r + others.length);
      for (let r = 0; r <= size.r; r++) {
        const row = ((q * (size.a + 1) + a) * (size.r + 1) + r) * width;
        const low = a * (t + 1) + (q + r) * t;
        for (let j = 0; j < others.length; j++) {
          let value = 0;
          for (let s = Math.min(most, m - j * t); s >= low; s--) value += rows[row + s] * others[j][m - s];
          byTied[r + j] += value;
        }
      }
      joint[q - 1].push(byTied);
    }
  }
  return joint;
}

/** Gives the places left to a lot among the tied. */
function addPlaces(success: Float64Array, joint: readonly Float64Array[][], aMax: number, ks: Float64Array): void {
  joint.forEach((byAbove, q) => {
    for (let a = 0; a <= aMax; a++) {
      const byTied = byAbove[a];
      for (let r = 0; r < byTied.length; r++) {
        if (byTied[r] === 0) continue;
        for (let i = 0; i < ks.length; i++) {
          if (ks[i] > a) success[i] += byTied[r] * hitProbability(r + q + 1, q + 1, Math.min(ks[i] - a, r + q + 1));
        }
      }
    }
  });
}
