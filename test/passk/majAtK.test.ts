import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Ties } from "../../src/passk/estimateAtK.ts";
import { majAtK, type Votes } from "../../src/passk/majAtK.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import oracle from "../fixtures/exact/votes.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Sums of positive products, some hundred of them on the way to a value. */
const EXACT = { rel: 1e-13, abs: 1e-140 };

const firstCorrect = (counts: number[], abstentions = 0): Votes => ({ counts, correct: counts.map((_, b) => b === 0), abstentions });

describe("majAtK()", () => {
  it.each(["uniform", "optimistic", "pessimistic"] satisfies Ties[])("with %s ties gives the exact mean over all draws, with and without replacement", (ties) => {
    for (const row of oracle.cases) {
      const { counts, correct, abstentions, k, replacement } = row;
      const result = majAtK({ counts, correct, abstentions }, k, { ties, replacement });
      expectWithin(result.estimate, row[ties], EXACT);
      expectWithin(result.abstained, row.abstained, EXACT);
    }
  });

  it("is exact where nobody can enumerate: up to 200 samples, several correct answers", () => {
    for (const { counts, correct, abstentions, k, uniform } of oracle.large) expectWithin(majAtK({ counts, correct, abstentions }, k).estimate, uniform, EXACT);
  });

  it("matches closed fractions", () => {
    const claims: [Votes, number, number][] = [
      [firstCorrect([3, 2]), 3, 7 / 10],
      [firstCorrect([3, 2]), 5, 1],
      [firstCorrect([4, 3, 2, 1]), 3, 41 / 90],
      [firstCorrect([4, 3, 2, 1]), 5, 47 / 84],
      [firstCorrect([5, 5, 3, 2, 1]), 8, 251 / 572],
      [firstCorrect([5, 5, 3, 2, 1]), 16, 1 / 2],
      [firstCorrect([10, 8, 6, 4, 2, 1, 1]), 16, 16513095 / 26714684],
      [firstCorrect([3, 2, 1], 2), 2, 27 / 56],
      [firstCorrect([3, 2, 1], 2), 3, 15 / 28],
      [firstCorrect([3, 2, 1], 2), 8, 1],
    ];
    for (const [votes, k, value] of claims) expectWithin(majAtK(votes, k).estimate, value, EXACT);
    expectWithin(majAtK(firstCorrect([3, 2, 2]), 5, { replacement: true }).estimate, 0.496400309394895, EXACT);
  });

  it("agrees with votes counted subset by subset", () => {
    const samples = fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(samples, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(), (answers, correct, a) => {
        const k = 1 + (a % answers.length);
        const counts = correct.map((_, b) => answers.filter((answer) => answer === b).length);
        const abstentions = answers.filter((answer) => answer < 0).length;
        expectWithin(majAtK({ counts, correct, abstentions }, k).estimate, voteOverSubsets(answers, correct, k), { rel: 1e-13, abs: 1e-15 });
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it("is pass@1 at k = 1, and at k = 2 without abstentions; the plain vote at k = n", () => {
    const ballots = fc.array(fc.record({ count: fc.integer({ min: 1, max: 30 }), right: fc.boolean() }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(ballots, (list) => {
        const votes = { counts: list.map(({ count }) => count), correct: list.map(({ right }) => right) };
        const n = votes.counts.reduce((total, count) => total + count, 0);
        const c = list.reduce((total, { count, right }) => total + (right ? count : 0), 0);
        const first = passAtK({ n, c }, 1).estimate;
        expectWithin(majAtK(votes, 1).estimate, first, { rel: 1e-13 });
        if (n > 1) expectWithin(majAtK(votes, 2).estimate, first, { rel: 1e-13 });
        const most = Math.max(...votes.counts);
        const winners = list.filter(({ count }) => count === most);
        expectWithin(majAtK(votes, n).estimate, winners.filter(({ right }) => right).length / winners.length, { rel: 1e-13 });
      }),
      { seed: 1 },
    );
  });

  it("ties lie between pessimistic and optimistic, and all agree with one answer", () => {
    const votes = { counts: [5, 5, 4, 2, 1], correct: [1, 0, 1, 0, 0], abstentions: 3 };
    for (let k = 1; k <= 20; k++) {
      const [low, middle, high] = (["pessimistic", "uniform", "optimistic"] as const).map((ties) => majAtK(votes, k, { ties }).estimate);
      expect(low).toBeLessThanOrEqual(middle * (1 + 1e-14));
      expect(middle).toBeLessThanOrEqual(high * (1 + 1e-14));
      for (const ties of ["pessimistic", "uniform", "optimistic"] as const) expectWithin(majAtK({ counts: [9], correct: [true] }, 3, { ties }).estimate, 1, { rel: 1e-14 });
    }
  });

  it("gives every answer's chances a sum of 1 less abstention", () => {
    const counts = [40, 25, 25, 13, 6, 3, 1, 1, 1];
    for (const replacement of [false, true]) {
      const shares = counts.map((_, a) => majAtK({ counts, correct: counts.map((__, b) => a === b), abstentions: 10 }, 24, { replacement }).estimate);
      const all = majAtK({ counts, correct: counts.map(() => true), abstentions: 10 }, 24, { replacement });
      expectWithin(shares.reduce((total, share) => total + share, 0), 1 - all.abstained, { rel: 1e-13 });
      expectWithin(all.estimate, 1 - all.abstained, { rel: 1e-13 });
    }
  });

  it("goes to replacement's value as samples multiply", () => {
    const counts = [3, 2, 2];
    const limit = majAtK(firstCorrect(counts), 5, { replacement: true }).estimate;
    const many = majAtK(firstCorrect(counts.map((count) => count * 1e6)), 5).estimate;
    // Draws without replacement differ from draws with it by about k²/n = 25/7e6.
    expectWithin(many, limit, { abs: 4e-6 });
  });

  it("counts draws without any answer as wrong and reports how likely they are", () => {
    const silent = majAtK([{ counts: [], correct: [], abstentions: 4 }, firstCorrect([4])], 2);
    expect(silent.values).toEqual(Float64Array.of(0, 1));
    expect(silent.abstained).toBe(0.5);
    expectWithin(majAtK(firstCorrect([2], 2), 2).abstained, 1 / 6, { rel: 1e-15 });
    expectWithin(majAtK(firstCorrect([2], 2), 2, { replacement: true }).abstained, 1 / 4, { rel: 1e-15 });
  });

  it("takes credits between 0 and 1: the estimate is linear in them", () => {
    const counts = [6, 5, 3, 2];
    const share = (correct: number[]) => majAtK({ counts, correct }, 7).estimate;
    expectWithin(share([0.5, 0.25, 0, 0]), 0.5 * share([1, 0, 0, 0]) + 0.25 * share([0, 1, 0, 0]), { rel: 1e-14 });
  });

  it("does not mind answers that nobody gave", () => {
    expect(majAtK({ counts: [3, 0, 2], correct: [1, 1, 0] }, 3).estimate).toBe(majAtK({ counts: [3, 2], correct: [1, 0] }, 3).estimate);
  });

  it("refuses or skips problems with fewer than k samples, except with replacement", () => {
    const votes = [firstCorrect([4, 4]), { ...firstCorrect([1], 1), problem: "q" }];
    expect(() => majAtK(votes, 3)).toThrow(/Cannot compute maj@k: every problem used must have at least k = 3 samples, got n = 2 at problem "q" \(index 1\)/);
    const result = majAtK(votes, 3, { tooFew: "skip" });
    expect(result.leftOut).toEqual(Int32Array.of(1));
    expectWithin(result.estimate, 0.5, { rel: 1e-14 });
    expect(majAtK(votes, 3, { replacement: true }).problems).toBe(2);
    expect(result.method).toBe("maj@3, ties uniform, without replacement");
  });

  it("names what is wrong with a ballot", () => {
    expect(() => majAtK({ counts: [1, -1], correct: [1, 0] }, 1)).toThrow("Cannot compute maj@k: counts[1] of problem 0 must be an integer ≥ 0, got -1");
    expect(() => majAtK({ counts: [1, 1], correct: [1] }, 1)).toThrow("correct of problem 0 must have one entry per answer, got 1 for 2");
    expect(() => majAtK({ counts: [1], correct: [2] }, 1)).toThrow("correct must lie between 0 and 1, got 2 at problem 0, answer 0");
    expect(() => majAtK({ counts: [1], correct: [1], abstentions: 0.5 }, 1)).toThrow("abstentions of problem 0 must be an integer ≥ 0, got 0.5");
    expect(() => majAtK({ counts: [0], correct: [1] }, 1)).toThrow("every problem must have at least one sample, got none at problem 0");
    expect(() => majAtK([], 1)).toThrow("votes must hold at least 1 value, got 0");
    expect(() => majAtK(7 as unknown as Votes, 1)).toThrow(TypeError);
    expect(() => majAtK([null as unknown as Votes], 1)).toThrow(TypeError);
    expect(() => majAtK(firstCorrect([1]), 1, { tie: "uniform" } as object)).toThrow("unknown option `tie`");
  });
});

/** Credit of the vote among every subset of k samples, ties shared: the definition, by bit masks. */
function voteOverSubsets(answers: readonly number[], correct: readonly boolean[], k: number): number {
  let total = 0;
  let subsets = 0;
  for (let mask = 0; mask < 1 << answers.length; mask++) {
    const drawn = answers.filter((_, i) => (mask >> i) & 1);
    if (drawn.length !== k) continue;
    subsets++;
    const tally = correct.map((_, b) => drawn.filter((answer) => answer === b).length);
    const most = Math.max(...tally);
    if (most === 0) continue;
    const winners = correct.filter((_, b) => tally[b] === most);
    total += winners.filter(Boolean).length / winners.length;
  }
  return total / subsets;
}
