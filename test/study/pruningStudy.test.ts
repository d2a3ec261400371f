import { describe, expect, it } from "vitest";
import { kMedoids, type PruningMethod } from "../../src/cluster/index.ts";
import { fromRows, type Rollouts } from "../../src/data/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { pruneRollouts, type PruningOutcomeName, type PruningPoint, pruningStudy, type PruningStudy, pruningStudyAsync } from "../../src/study/index.ts";
import { textDistances } from "../../src/text/index.ts";
import { expectWithin } from "../within.ts";

interface Row {
  problem: string;
  model?: string;
  correct?: boolean;
  answer?: string;
  reward?: number;
  text?: string;
}

function rolloutsOf(rows: readonly Row[], vectors?: readonly (readonly number[])[]): Rollouts {
  const rollouts = fromRows(rows, {
    problem: "problem",
    solver: ({ model }) => model,
    correct: ({ correct }) => correct,
    answer: ({ answer }) => answer,
    reward: ({ reward }) => reward,
    text: ({ text }) => text,
  });
  return vectors === undefined ? rollouts : { ...rollouts, embedding: { data: Float64Array.from(vectors.flat()), shape: [rows.length, vectors[0].length] } };
}

/** Clusters of answers: samples of one answer lie near one another. */
function clustered(problems: number, n: number, seed: string): Rollouts {
  const rows: Row[] = [];
  const vectors: number[][] = [];
  for (let p = 0; p < problems; p++) {
    const rng = createRng(seed).stream(p);
    const centers = Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => normal(rng)));
    for (let i = 0; i < n; i++) {
      const kind = Math.min(3, Math.floor(4 * rng.float() ** 1.5));
      rows.push({ problem: `p${p}`, answer: "abcd"[kind], correct: kind === p % 2, reward: rng.integer(10) });
      vectors.push(centers[kind].map((x) => x + 0.2 * normal(rng)));
    }
  }
  return rolloutsOf(rows, vectors);
}

function combinations(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  return Array.from({ length: n - k + 1 }, (_, i) => n - 1 - i).flatMap((last) => combinations(last, k - 1).map((rest) => [...rest, last]));
}

const meanOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

function find(study: PruningStudy, outcome: PruningOutcomeName, method: PruningMethod, k: number): PruningPoint {
  const found = study.points.filter((point) => point.outcome === outcome && point.method === method && point.k === k);
  expect(found).toHaveLength(1);
  return found[0];
}

describe("pruningStudy", () => {
  const rollouts = clustered(12, 7, "study");
  const study = pruningStudy(rollouts, { rng: 1, draws: 400 });

  it("knows its columns: all methods and outcomes they allow, the weighted vote first", () => {
    expect(study.methods).toEqual(["k-medoids", "greedy-map", "k-dpp", "farthest-first", "top-reward", "random"]);
    expect(study.outcomes).toEqual(["weighted-vote", "majority-vote", "best-of-n", "coverage", "semantic-mbr", "best-reward", "distinct-answers", "spread-explained"]);
    expect(study.distance).toBe("embedding");
    expect(study.ks).toEqual([1, 2, 3, 4, 5, 6]);
    expect(study.batchSize).toEqual({ fewest: 7, most: 7 });
  });

  /** What random pruning is expected to give, from all subsets of every batch. */
  it.each<[PruningOutcomeName, (rows: readonly Row[], all: readonly Row[]) => number]>([
    ["coverage", (kept) => Number(kept.some(({ correct }) => correct))],
    ["best-reward", (kept) => Math.max(...kept.map(({ reward }) => reward ?? NaN))],
    ["distinct-answers", (kept, all) => new Set(kept.map(({ answer }) => answer)).size / new Set(all.map(({ answer }) => answer)).size],
    [
      "best-of-n",
      (kept) => {
        const best = Math.max(...kept.map(({ reward }) => reward ?? NaN));
        return meanOf(kept.filter(({ reward }) => reward === best).map(({ correct }) => Number(correct)));
      },
    ],
  ])("random pruning of %s is the mean over all subsets", (outcome, credit) => {
    const rows = rowsOf(rollouts);
    for (const k of [1, 3, 6]) {
      const exact = meanOf(Array.from({ length: 12 }, (_, p) => {
        const all = rows.filter(({ problem }) => problem === `p${p}`);
        return meanOf(combinations(7, k).map((subset) => credit(subset.map((i) => all[i]), all)));
      }));
      expectWithin(find(study, outcome, "random", k).estimate, exact, { rel: 1e-12 });
      expect(find(study, outcome, "random", k).monteCarloError).toBe(0);
    }
  });

  it("random pruning of the weighted vote is a mean of draws within their error of all subsets", () => {
    // Unweighted votes are exact; masses of random representatives have no formula.
    const { estimate, monteCarloError } = find(study, "majority-vote", "random", 3);
    expect(monteCarloError).toBe(0);
    const drawn = find(study, "weighted-vote", "random", 3);
    expect(drawn.monteCarloError).toBeGreaterThan(0);
    expect(Math.abs(drawn.estimate - estimate)).toBeLessThan(0.3);
  });

  it("k-medoids keeps what pruneRollouts keeps, and its spread is that of kMedoids", () => {
    const { kept } = pruneRollouts(rollouts, 2);
    const { data, shape } = rollouts.embedding!;
    const explained = Array.from({ length: 12 }, (_, p) => {
      const embeddings = { data: data.slice(p * 7 * shape[1], (p + 1) * 7 * shape[1]), shape: [7, shape[1]] };
      const own = kept.filter(({ row }) => Math.floor(row / 7) === p);
      expect(own.map(({ represents }) => represents.length).reduce((a, b) => a + b)).toBe(7);
      const start = kMedoids({ embeddings }, 2, { init: own.map(({ row }) => row % 7) });
      expect([...start.medoids]).toEqual(own.map(({ row }) => row % 7));
      return 1 - start.loss / kMedoids({ embeddings }, 1).loss;
    });
    expectWithin(find(study, "spread-explained", "k-medoids", 2).estimate, meanOf(explained), { rel: 1e-12 });
    expect(find(study, "spread-explained", "k-medoids", 1).estimate).toBe(0);
  });

  it("clusters that are answers: k-medoids with weighted votes needs one sample per answer", () => {
    const own = pruningStudy(clustered(40, 24, "clusters"), { rng: 0, methods: ["k-medoids"], outcomes: ["weighted-vote", "distinct-answers", "spread-explained"] });
    const [vote, distinct] = own.limits.filter(({ method }) => method === "k-medoids");
    const random = own.limits.find(({ method, outcome }) => method === "random" && outcome === "weighted-vote");
    expect(distinct.observed).toBeLessThanOrEqual(6);
    expect(vote.observed!).toBeLessThan(random!.observed ?? Infinity);
    const point = find(own, "distinct-answers", "k-medoids", 4);
    expect(point.overRandom!.estimate).toBeGreaterThan(0.05);
    expect(point.overRandom!.adjustedPValue).toBeLessThan(1e-6);
    expect(point.randomEquivalent).toBeGreaterThan(6);
  });

  it("keeping the best reward makes best-of-n and the highest reward free of loss", () => {
    const own = pruningStudy(rollouts, { rng: 0, ks: [1, 2], keepBest: true, methods: ["k-medoids", "greedy-map", "k-dpp", "farthest-first"], outcomes: ["best-reward"] });
    for (const { method, estimate, overWhole } of own.points) {
      if (method === "random") expect(overWhole.estimate).toBeLessThan(0);
      else expect([method, overWhole.estimate]).toEqual([method, 0]);
      expect(estimate).toBeGreaterThan(0);
    }
  });

  it("answers alone tell samples apart: every method but chance keeps them all with as many samples", () => {
    const rows = ["aaabbc", "xxxxyz", "mmnnno"].flatMap((own, p) => [...own].map((answer) => ({ problem: `p${p}`, answer, correct: "axn".includes(answer) })));
    const { limits, distance } = pruningStudy(rolloutsOf(rows), { rng: 0, outcomes: ["distinct-answers"], methods: ["k-medoids", "greedy-map", "farthest-first"], tolerance: 0.01 });
    expect(distance).toBe("answer");
    expect(limits.map(({ method, observed }) => [method, observed])).toEqual([
      ["k-medoids", 3],
      ["greedy-map", 3],
      ["farthest-first", 3],
      ["random", null],
    ]);
  });

  it("one batch alone has estimates, but no errors, tests or assurance", () => {
    const one = pruningStudy(clustered(1, 9, "one"), { rng: 0, ks: [3] });
    for (const { standardError, confidenceInterval, overRandom } of one.points) {
      expect(standardError).toBeNaN();
      expect(confidenceInterval.low).toBeNaN();
      if (overRandom !== undefined) expect([overRandom.pValue, overRandom.adjustedPValue]).toEqual([NaN, NaN]);
    }
    for (const { assured } of one.limits) expect(assured).toBeNull();
  });

  it("batches too small for a k are left out there and named; samples without what is read are left out and counted", () => {
    const rows: Row[] = ["ab", "abcd", "abcde"].flatMap((own, p) => [...own].map((answer, i) => ({ problem: `p${p}`, answer: "xyx"[i % 3], ...(i !== 4 && { text: `text ${answer}` }), reward: i })));
    const own = pruningStudy(rolloutsOf(rows), { rng: 0, ks: [1, 3] });
    expect(own.distance).toBe("text");
    expect(own.batchSize).toEqual({ fewest: 2, most: 4 });
    expect(find(own, "spread-explained", "k-medoids", 3).problems).toBe(2);
    expect(own.findings).toEqual([
      { code: "left-out", solver: "samples", k: 3, problems: ["p0"] },
      { code: "missing-values", solver: "samples", column: "text", rows: 1 },
    ]);
    expect(pruneRollouts(rolloutsOf(rows), 2).incomparable).toEqual(Int32Array.of(10));
  });

  it("one short batch does not keep the others from being studied; it and batches of one sample are named", () => {
    const rows: Row[] = [...Array.from({ length: 10 }, () => 8), 3, 1].flatMap((n, p) => Array.from({ length: n }, (_, i) => ({ problem: `p${p}`, text: `text ${i}`, reward: i })));
    const own = pruningStudy(rolloutsOf(rows), { rng: 0, methods: ["k-medoids"] });
    expect(own.ks).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(own.findings).toEqual([{ code: "left-out", solver: "samples", k: 7, problems: ["p10", "p11"] }]);
    const { problems, randomEquivalent } = find(own, "best-reward", "random", 7);
    expect([problems, randomEquivalent]).toEqual([10, 7]);
  });

  it("what k-medoids are worth is read off random pruning of the same batches, small ones whole once k reaches them", () => {
    // The small batch has rewards a hundred times as large: it must not drop out of the curve at k = 3.
    const rows: Row[] = [[0, 1, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1], [100, 200]].flatMap((own, p) => own.map((reward, i) => ({ problem: `p${p}`, text: `text ${i}`, reward })));
    const own = pruningStudy(rolloutsOf(rows), { rng: 0, ks: [1, 4], keepBest: true, methods: ["k-medoids"], outcomes: ["best-reward"] });
    // Random pruning to 1 gives (5/6 + 5/6 + 150)/3, to 4 all of (1 + 1 + 200)/3, as the best-keeping method at 1.
    expectWithin(find(own, "best-reward", "k-medoids", 1).randomEquivalent, 4, { rel: 1e-12 });
  });

  it("is not sure of rewards from a few batches that happened to lose nothing, but where nothing can be lost", () => {
    const rows: Row[] = Array.from({ length: 40 }, (_, i) => ({ problem: `p${i % 5}`, text: `text ${i} ${i % 3}`, reward: i < 5 ? 0 : 1 }));
    const limitsOf = (keepBest: boolean) => pruningStudy(rolloutsOf(rows), { rng: 0, ks: [2, 4], keepBest, methods: ["k-medoids", "top-reward"], outcomes: ["best-reward"] }).limits;
    expect(limitsOf(false).map(({ method, observed, assured }) => [method, observed, assured])).toEqual([
      ["k-medoids", 2, null],
      ["top-reward", 2, 2],
      ["random", 2, null],
    ]);
    expect(limitsOf(true).map(({ assured }) => assured)).toEqual([2, 2, null]);
  });

  it("a reward that some sample lacks is no outcome of that batch, and no ranking at all", () => {
    const rows: Row[] = ["p", "q"].flatMap((problem) => [0, 1, 2].map((i) => ({ problem, text: `a ${i}`, ...(problem === "p" || i !== 1 ? { reward: i } : {}) })));
    const own = pruningStudy(rolloutsOf(rows), { rng: 0, ks: [2] });
    expect(own.methods).not.toContain("top-reward");
    expect(find(own, "best-reward", "k-medoids", 2).problems).toBe(1);
    expect(() => pruningStudy(rolloutsOf(rows), { rng: 0, methods: ["top-reward"] })).toThrow(/every sample must have a reward for method top-reward, got some without/);
    expect(() => pruningStudy(rolloutsOf(rows), { rng: 0, rewardTemperature: 1 })).toThrow(/every sample must have a `reward`, got none at row 4 \(problem "q"\)/);
  });

  it("keeping everything is sure, and does not stand in the way of smaller k", () => {
    const { limits } = pruningStudy(rollouts, { rng: 0, ks: [6, 7], methods: ["k-medoids"], outcomes: ["coverage"], tolerance: 0.01 });
    expect(limits.map(({ method, assured }) => [method, assured])).toEqual([["k-medoids", 7], ["random", 7]]);
  });

  it("the same seed gives the same bits, in slices too; another seed other draws", async () => {
    const options = { ks: [2, 4], methods: ["k-dpp", "random"] as PruningMethod[], outcomes: ["weighted-vote", "spread-explained"] as PruningOutcomeName[] };
    const once = pruningStudy(rollouts, { ...options, rng: 5 });
    const shares: number[] = [];
    expect(await pruningStudyAsync(rollouts, { ...options, rng: 5, sliceMs: 0, onProgress: (share) => shares.push(share) })).toEqual(once);
    expect(shares.length).toBeGreaterThan(3);
    expect(pruningStudy(rollouts, { ...options, rng: 6 }).points).not.toEqual(once.points);
    await expect(pruningStudyAsync(rollouts, { rng: 0, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it.each<[object, RegExp]>([
    [{ ks: [] }, /ks must hold at least 1 value/],
    [{ ks: [2, 2] }, /ks\[1\] must be an integer ≥ 3, got 2/],
    [{ ks: [8] }, /some batch must have 8 samples for the smallest k, got at most 7/],
    [{ tolerance: 0 }, /tolerance must lie strictly between 0 and 1/],
    [{ draws: 1 }, /draws must be an integer ≥ 2/],
    [{ methods: ["pam"] }, /methods\[0\] must be "k-medoids" or/],
    [{ outcomes: ["accuracy"] }, /outcomes\[0\] must be "weighted-vote" or/],
    [{ outcomes: ["lexical-mbr"] }, /must have the columns that lexical-mbr reads/],
    [{ distance: "text" }, /must have a column text that tells samples apart/],
    [{ logProbTemperature: 1 }, /must have a column `logProb` for logProbTemperature/],
    [{ rewardTemperature: 0 }, /rewardTemperature must be above 0, got 0/],
    [{ answerWeight: 2 }, /answerWeight must be from 0 to 1, got 2/],
    [{ seed: 1 }, /unknown option `seed`/],
  ])("refuses %o", (options, message) => {
    expect(() => pruningStudy(rollouts, { rng: 0, ...options })).toThrow(message);
  });
});

describe("pruneRollouts", () => {
  it("says for each sample kept which it stands for; small batches are kept whole", () => {
    const texts = ["2 + 2 = 4", "so 2 + 2 = 4", "half of 8 is 4", "one", "two"];
    const rollouts = rolloutsOf(texts.map((text, i) => ({ problem: i < 3 ? "p" : "q", text })));
    const { kept, batches, incomparable } = pruneRollouts(rollouts, 2);
    expect(kept.map(({ row, represents, mass, batchSize }) => [row, [...represents], mass, batchSize])).toEqual([
      [0, [0, 1], 2, 3],
      [2, [2], 1, 3],
      [3, [3], 1, 2],
      [4, [4], 1, 2],
    ]);
    expectWithin(kept[0].radius, textDistances(texts.slice(0, 2)).data[0], { rel: 1e-12 });
    expect([batches, incomparable.length]).toEqual([2, 0]);
  });

  it("refuses to rank samples of which some have no reward", () => {
    const rows: Row[] = [1, undefined, 2].map((reward) => ({ problem: "p", text: "a", ...(reward !== undefined && { reward }) }));
    expect(() => pruneRollouts(rolloutsOf(rows), 2, { method: "top-reward" })).toThrow(/every sample must have a reward for method top-reward, got some of problem "p" without/);
  });

  it("refuses chance without a seed, and k below 1", () => {
    const rollouts = rolloutsOf(["a", "b", "c"].map((text) => ({ problem: "p", text })));
    expect(() => pruneRollouts(rollouts, 2, { method: "k-dpp" })).toThrow(/rng/);
    expect(() => pruneRollouts(rollouts, 0)).toThrow(/k must be an integer ≥ 1, got 0/);
    expect(pruneRollouts(rollouts, 2, { method: "random", rng: 3 })).toEqual(pruneRollouts(rollouts, 2, { method: "random", rng: 3 }));
  });
});

function rowsOf({ size, problem, correct, answer, reward }: Rollouts): Row[] {
  return Array.from({ length: size }, (_, i) => ({ problem: problem.levels[problem.codes[i]], correct: correct![i] === 1, answer: answer!.levels[answer!.codes[i]], reward: reward![i] }));
}
