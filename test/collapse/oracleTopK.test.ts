import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnswerDistribution, oracleTopK } from "../../src/collapse/decoding/oracleTopK.ts";
import { groupSamples, readRollouts } from "../../src/data/index.ts";
import { majAtK, passAtK, tallyVotes, type Votes } from "../../src/passk/index.ts";
import { createRng, type Rng, shuffledIndices } from "../../src/random/index.ts";
import oracle from "../fixtures/exact/oracle-top-k.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Sums of positive products, some hundreds of them on the way; successes are taken from 1. */
const EXACT = { rel: 1e-13, abs: 2e-15 };

const data = process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(data, "tot-game24"));

const ballots = fc
  .record({
    answers: fc.array(fc.record({ count: fc.integer({ min: 1, max: 9 }), right: fc.boolean() }), { minLength: 1, maxLength: 8 }),
    abstentions: fc.constantFrom(0, 0, 2, 5),
  })
  .map(({ answers, abstentions }) => ({ counts: answers.map(({ count }) => count), correct: answers.map(({ right }) => right), abstentions }));

const sizeOf = ({ counts, abstentions = 0 }: { counts: number[]; abstentions?: number }): number => counts.reduce((n, count) => n + count, abstentions);
const allSizes = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe("oracleTopK() from samples", () => {
  it("gives the exact mean over all subsets, with ties by lot, several right answers, credits and abstentions", () => {
    for (const { counts, correct, abstentions, ks, sizes, independent, path, optimal } of oracle.cases) {
      const { atK } = oracleTopK({ counts, correct, abstentions }, ks, { sizes });
      atK.forEach((row, j) => {
        expect(row.k).toBe(ks[j]);
        expectWithin(row.independent.estimate, independent[j], EXACT);
        expectWithin(row.optimal.estimate, optimal[j], EXACT);
        row.path.forEach((value, s) => expectWithin(value, path[j][s], EXACT));
        expectWithin(row.gap.estimate, optimal[j] - independent[j], { abs: 4e-15 });
      });
    }
    expect(oracle.cases).toHaveLength(120);
  });

  it("is maj@m at k = 1, pass@k at m = k, pass@m where k takes every answer, and ends at the estimate", () => {
    fc.assert(
      fc.property(ballots, (votes) => {
        const n = sizeOf(votes);
        const c = votes.counts.reduce((total, count, b) => total + (votes.correct[b] ? count : 0), 0);
        const { atK } = oracleTopK(votes, n, { sizes: allSizes(n) });
        for (let m = 1; m <= n; m++) {
          expectWithin(atK[0].path[m - 1], majAtK(votes, m).estimate, EXACT);
          const passAtM = passAtK({ n, c }, m).estimate;
          expectWithin(atK[m - 1].path[m - 1], passAtM, EXACT);
          expectWithin(atK[m - 1].independent.estimate, passAtM, EXACT);
          if (votes.counts.length <= n) expectWithin(atK[votes.counts.length - 1].path[m - 1], passAtM, EXACT);
          expectWithin(atK[m - 1].path[n - 1], atK[m - 1].optimal.estimate, EXACT);
        }
        expect(atK[n - 1].optimal.estimate).toBe(c > 0 ? 1 : 0);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it("rises with k at every size, and with credit", () => {
    fc.assert(
      fc.property(ballots, fc.nat(), (votes, a) => {
        const n = sizeOf(votes);
        const { atK } = oracleTopK(votes, n, { sizes: allSizes(n) });
        for (let k = 1; k < n; k++) atK[k].path.forEach((value, s) => expect(value).toBeGreaterThanOrEqual(atK[k - 1].path[s] - 1e-14));
        const better = oracleTopK({ ...votes, correct: votes.correct.map((right, b) => right || b === a % votes.correct.length) }, n, { sizes: allSizes(n) });
        atK.forEach(({ path }, j) => path.forEach((value, s) => expect(better.atK[j].path[s]).toBeGreaterThanOrEqual(value - 1e-14)));
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it("agrees with drawn subsets where nobody can enumerate", () => {
    const votes = { counts: [17, 12, 12, 9, 6, 4, 3, 3, 2, ...new Array<number>(14).fill(1)], correct: [0, 0, 1, 0, 0, 0, 1, 0, 0, 1, ...new Array<number>(13).fill(0)], abstentions: 8 };
    const samples = votes.counts.flatMap((count, b) => new Array<number>(count).fill(b)).concat(new Array<number>(8).fill(-1));
    const { atK } = oracleTopK(votes, [1, 2, 4, 8], { sizes: [10, 30, 60] });
    const runs = 20_000;
    const rng = createRng(3);
    [10, 30, 60].forEach((m, s) => {
      const hits = [0, 0, 0, 0];
      for (let run = 0; run < runs; run++) {
        const order = shuffledIndices(samples.length, rng);
        const ranked = rankByLot(Array.from({ length: m }, (_, i) => samples[order[i]]), rng);
        [1, 2, 4, 8].forEach((k, j) => (hits[j] += ranked.slice(0, k).some((b) => votes.correct[b] === 1) ? 1 : 0));
      }
      // Four standard errors of a share of 20,000 runs.
      atK.forEach(({ path }, j) => expectWithin(hits[j] / runs, path[s], { abs: 4 * Math.sqrt((path[s] * (1 - path[s])) / runs) }));
    });
  });

  it("averages over problems, each with all its own samples, the path with as many of each", () => {
    const votes: Votes[] = [
      { counts: [5, 3, 2], correct: [false, true, false] },
      { counts: [2, 2], correct: [true, false], abstentions: 2 },
    ];
    const both = oracleTopK(votes, 2);
    expect(both.sizes).toEqual(Int32Array.of(1, 3, 6));
    const alone = votes.map((one) => oracleTopK(one, 2, { sizes: both.sizes }));
    both.atK.forEach((row, j) => {
      expect(row.optimal.values).toEqual(Float64Array.from(alone, ({ atK }) => atK[j].optimal.estimate));
      expectWithin(row.gap.estimate, row.optimal.estimate - row.independent.estimate, { abs: 1e-15 });
      row.path.forEach((value, s) => expectWithin(value, (alone[0].atK[j].path[s] + alone[1].atK[j].path[s]) / 2, { rel: 1e-15 }));
    });
    expect(both.problems).toBe(2);
    expect(both.atK[0].optimal.standardError).toBeGreaterThan(0);
    expect(alone[0].atK[0].optimal.standardError).toBeNaN();
    expect(structuredClone(both)).toEqual(both);
    expect(oracleTopK(votes, 2, { sizes: [] }).atK[0].path).toHaveLength(0);
  });

  it("is biased as documented on known distributions: down if the model is right about itself, up where the answer ranks lower", () => {
    const p = Float64Array.from({ length: 40 }, (_, b) => 1 / (b + 1)).map((weight, _, all) => weight / all.reduce((total, each) => total + each, 0));
    const rng = createRng(5);
    const drawn = Array.from({ length: 800 }, (_, i) => drawProblem(p, 50, rng.stream(i)));
    const truth = oracleTopK(drawn.map(({ right }) => ({ probabilities: p, correct: p.map((_, b) => Number(b === right)) })), [4]).atK[0].optimal.estimate;
    const { path } = oracleTopK(drawn.map(({ votes }) => votes), [4], { sizes: [25, 50] }).atK[0];
    // Documented: −0.046, and −0.009 for 2·S(n) − S(n/2); 800 problems have a standard error of 0.013 and 0.019.
    expectWithin(path[1] - truth, -0.046, { abs: 0.04 });
    expect(Math.abs(2 * path[1] - path[0] - truth)).toBeLessThan(truth - path[1]);
    const third: Votes = { counts: [3000, 2800, 2200, 2000], correct: [false, false, true, false] };
    const falling = oracleTopK(third, [2], { sizes: [10, 25, 50, 100] }).atK[0];
    expect(falling.optimal.estimate).toBe(0);
    for (let s = 0; s < 4; s++) expect(falling.path[s]).toBeGreaterThan(s < 3 ? falling.path[s + 1] : 0);
  });

  it("takes few samples as asked, and names what is wrong", () => {
    const votes: Votes[] = [
      { counts: [4, 2], correct: [1, 0] },
      { counts: [1, 1], correct: [0, 1], problem: "q" },
    ];
    expect(() => oracleTopK(votes, 3)).toThrow(/Cannot compare decoding with the top k answers: every problem used must have at least k = 3 samples, got n = 2 at problem "q" \(index 1\)/);
    const skipped = oracleTopK(votes, 3, { tooFew: "skip" });
    expect(skipped.leftOut).toEqual(Int32Array.of(1));
    expect(skipped.problems).toBe(1);
    expect(() => oracleTopK(votes, 2, { sizes: [3] })).toThrow("sizes[0] must be an integer between 1 and 2, got 3");
    expect(() => oracleTopK(votes, 2, { sizes: [2, 1] })).toThrow("sizes must ascend without repeats, got 1 after 2 at index 1");
    expect(() => oracleTopK({ counts: [1.5], correct: [1] }, 1)).toThrow("counts[0] of problem 0 must be an integer ≥ 0, got 1.5");
    expect(() => oracleTopK({ counts: [1], correct: [2] }, 1)).toThrow("correct must lie between 0 and 1, got 2 at problem 0, answer 0");
    expect(() => oracleTopK({ counts: [1], correct: [1, 0] }, 1)).toThrow("one entry per answer, got 2 for 1");
    expect(() => oracleTopK({ counts: [0], correct: [1] }, 1)).toThrow("at least one sample, got none at problem 0");
    expect(() => oracleTopK({ counts: [1], correct: [1], abstentions: -1 }, 1)).toThrow("abstentions of problem 0 must be an integer ≥ 0, got -1");
    expect(() => oracleTopK([], 1)).toThrow("the problems must hold at least 1 value, got 0");
    expect(() => oracleTopK(7 as unknown as Votes, 1)).toThrow(TypeError);
    expect(() => oracleTopK([null as unknown as Votes], 1)).toThrow(TypeError);
    expect(() => oracleTopK([votes[0], { probabilities: [1], correct: [1] } as unknown as Votes], 1)).toThrow("every problem must be {counts, correct} like the first, got an object at problem 1");
    expect(() => oracleTopK(votes, [2, 2])).toThrow("ks must ascend without repeats");
    expect(() => oracleTopK(votes, 0)).toThrow(RangeError);
    expect(() => oracleTopK(votes, 1, { level: 1 })).toThrow(RangeError);
    expect(() => oracleTopK(votes, 1, { size: [1] } as object)).toThrow("unknown option `size`");
  });
});

describe("oracleTopK() of exact distributions", () => {
  const distributions = fc.array(fc.constantFrom(1, 1, 2, 3, 5, 9, 20), { minLength: 1, maxLength: 10 }).map((weights) => weights.map((weight) => weight / weights.reduce((total, each) => total + each, 0)));

  it("follows the formulas", () => {
    const { atK, sizes } = oracleTopK({ probabilities: [0.2, 0.4, 0.3], correct: [true, false, 0.5], abstention: 0.1 }, 4);
    expect(sizes).toHaveLength(0);
    const rho = 0.2 + 0.15;
    atK.forEach(({ k, independent, optimal, path }) => {
      expectWithin(independent.estimate, 1 - (1 - rho) ** k, { rel: 1e-14 });
      expect(optimal.estimate).toBe([0, 0.5, 1, 1][k - 1]);
      expect(path).toHaveLength(0);
    });
    // 0.1 + 0.2 and 0.3 are one probability: a lot decides.
    const tied = oracleTopK({ probabilities: [0.1 + 0.2, 0.3, 0.3, 0.1], correct: [1, 0, 0, 0] }, 4).atK.map(({ optimal }) => optimal.estimate);
    tied.forEach((value, j) => expectWithin(value, Math.min(1, (j + 1) / 3), { rel: 1e-15 }));
    expect(oracleTopK({ probabilities: [1], correct: [true] }, 1).atK[0].independent.estimate).toBe(1);
    expect(oracleTopK({ probabilities: [], correct: [], abstention: 1 }, 1).atK[0].optimal.estimate).toBe(0);
  });

  it("is what samples tend to", () => {
    const shares = [0.4, 0.25, 0.2, 0.1];
    const correct = [0, 0, 1, 1];
    const exact = oracleTopK({ probabilities: shares, correct, abstention: 0.05 }, 5).atK;
    const many = oracleTopK({ counts: shares.map((share) => share * 1e6), correct, abstentions: 5e4 }, 5, { sizes: [] }).atK;
    exact.forEach(({ independent, optimal }, j) => {
      // Draws without replacement differ by about k²/n.
      expectWithin(many[j].independent.estimate, independent.estimate, { abs: 3e-5 });
      expect(many[j].optimal.estimate).toBe(optimal.estimate);
    });
  });

  it("is never below independent draws on average if answers are right as often as the model says", () => {
    fc.assert(
      fc.property(distributions, (p) => {
        const byAnswer: AnswerDistribution[] = p.map((_, right) => ({ probabilities: p, correct: p.map((__, b) => b === right) }));
        for (const { k, gap, optimal } of oracleTopK(byAnswer, 6).atK) {
          expect(gap.values.reduce((total, value, b) => total + p[b] * value, 0)).toBeGreaterThanOrEqual(-1e-14);
          // The mass of the k most probable.
          const top = p.toSorted((a, b) => b - a).slice(0, k);
          expectWithin(optimal.values.reduce((total, value, b) => total + p[b] * value, 0), top.reduce((total, value) => total + value, 0), { rel: 1e-13 });
        }
      }),
      { seed: 1 },
    );
  });

  it("takes any k: beyond the answers all of them are given", () => {
    const { atK } = oracleTopK({ probabilities: [0.5, 0.3, 0.2], correct: [0, 0.5, 0] }, [3, 2 ** 53 - 1]);
    expect(atK.map(({ optimal }) => optimal.estimate)).toEqual([0.5, 0.5]);
    expect(atK[1].independent.estimate).toBe(1);
  });

  it("takes a sum a little above 1 for what it is", () => {
    const [one, two] = oracleTopK({ probabilities: [0.5, 0.5 + 9e-7], correct: [true, true] }, 2).atK;
    expect([one.independent.estimate, two.independent.estimate, two.optimal.estimate]).toEqual([1, 1, 1]);
  });

  it("can lose on a problem whose answer ranks below k", () => {
    const { gap } = oracleTopK({ probabilities: [0.4, 0.35, 0.25], correct: [0, 0, 1] }, [2]).atK[0];
    expectWithin(gap.estimate, -(1 - 0.75 ** 2), { rel: 1e-15 });
  });

  it("refuses what is no distribution", () => {
    expect(() => oracleTopK({ probabilities: [0.5, 0.4], correct: [1, 0] }, 1)).toThrow("probabilities and abstention of problem 0 must sum to 1 within 0.000001, got a sum of 0.9");
    expect(() => oracleTopK({ probabilities: [1.5, -0.5], correct: [1, 0] }, 1)).toThrow("probabilities[1] of problem 0 must be ≥ 0, got -0.5");
    expect(() => oracleTopK({ probabilities: [NaN, 1], correct: [1, 0] }, 1)).toThrow(RangeError);
    expect(() => oracleTopK({ probabilities: [0.5], correct: [1], abstention: "x" as unknown as number }, 1)).toThrow(TypeError);
    expect(() => oracleTopK({ probabilities: [1], correct: [1] }, 1, { sizes: [1] })).toThrow("sizes are for samples, got exact distributions");
  });
});

describe.skipIf(!present)(`oracleTopK() of real samples${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it("tot-game24: maj@m at k = 1, pass@k at m = k, all answers found at k = 100", async () => {
    const { rollouts } = await readRollouts(join(data, "tot-game24/samples.jsonl.gz"));
    const groups = groupSamples(rollouts);
    const votes = new Map<number, Votes[]>();
    for (let g = 0; g < groups.problem.length; g++) {
      const rows = groups.rows.subarray(groups.offsets[g], groups.offsets[g + 1]);
      const tally = tallyVotes(rows.map((row) => rollouts.answer!.codes[row]), Array.from(rows, (row) => rollouts.correct![row]));
      votes.set(groups.solver[g], [...(votes.get(groups.solver[g]) ?? []), tally]);
    }
    for (const list of votes.values()) {
      const { atK, sizes } = oracleTopK(list, [1, 2, 4, 8, 25, 100], { sizes: [4, 8, 25, 100] });
      sizes.forEach((m, s) => {
        expectWithin(atK[0].path[s], majAtK(list, m).estimate, { rel: 1e-12 });
        expectWithin(atK[s + 2].path[s], atK[s + 2].independent.estimate, { rel: 1e-12 });
      });
      expectWithin(atK[5].optimal.estimate, atK[5].independent.estimate, { rel: 1e-15 });
    }
    const [io, cot] = Array.from(votes.keys()).toSorted((a, b) => rollouts.solver.levels[b].localeCompare(rollouts.solver.levels[a])).map((solver) => oracleTopK(votes.get(solver)!, [2, 8]).atK);
    expect([io[0].optimal.estimate, cot[0].optimal.estimate].map((value) => value.toFixed(4))).toEqual(["0.1300", "0.1533"]);
    expect([io[1].optimal.estimate, cot[1].optimal.estimate].map((value) => value.toFixed(4))).toEqual(["0.2285", "0.2797"]);
  });
});

/** Distinct answers of the samples drawn, most frequent first, ties in random order. */
function rankByLot(samples: readonly number[], rng: Rng): number[] {
  const votes = new Map<number, number>();
  for (const answer of samples) if (answer >= 0) votes.set(answer, (votes.get(answer) ?? 0) + 1);
  return Array.from(votes, ([answer, count]) => ({ answer, rank: count + rng.float() }))
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ answer }) => answer);
}

/** One problem whose right answer is drawn from the model's own distribution, and n samples of it. */
function drawProblem(p: Float64Array, n: number, rng: Rng): { right: number; votes: Votes } {
  const draw = (): number => {
    let rest = rng.float();
    const at = p.findIndex((share) => (rest -= share) < 0);
    return at < 0 ? p.length - 1 : at;
  };
  const right = draw();
  const counts = new Int32Array(p.length);
  for (let i = 0; i < n; i++) counts[draw()]++;
  return { right, votes: { counts, correct: counts.map((_, b) => Number(b === right)) } };
}
