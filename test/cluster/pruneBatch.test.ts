import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedRandomLoss, kMedoids, pruneBatch, type PruneBatchOptions, pruneCurve, type PruningMethod } from "@divlab/core/cluster";
import { pairwiseDistances } from "@divlab/core/distance";
import { greedyMap } from "@divlab/core/dpp";
import { createRng } from "@divlab/core/random";
import { textDistances } from "@divlab/core/text";
import { bestOfN, weightedVote } from "@divlab/core/vote";
import { prepareBatch } from "../../src/cluster/pruning/prepareBatch.ts";
import { selectKDpp } from "../../src/cluster/selectors/selectKDpp.ts";
import { symmetricEigenvalues } from "../../src/numeric/linalg/symmetricEigenvalues.ts";
import { chiSquaredUpperTail } from "../../src/numeric/special/index.ts";
import { expectWithin } from "../within.ts";

const methods: readonly PruningMethod[] = ["k-medoids", "greedy-map", "k-dpp", "farthest-first", "top-reward", "random"];

interface Pruning {
  weights: string;
  w: number[];
  k: number;
  optimal_loss: number;
  medoids: number[];
  labels: number[];
  cluster_sizes: number[];
  cluster_mass: number[];
  vote_unweighted: Record<string, number>;
  vote_cluster_size: Record<string, number>;
  vote_cluster_mass: Record<string, number>;
  random_subset_expected_loss?: number;
}
interface Batch {
  n: number;
  embeddings: number[][];
  answers: string[];
  reward: number[];
  avg_log_prob: number[];
  full_vote: Record<string, number>;
  prunings: Pruning[];
}
const { batches } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../fixtures/kmedoids/pruning.json"), "utf8")) as { batches: Batch[] };

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** Points on a circle and inside, seeded: distances without ties, kernels of full rank. */
function vectors(n: number, d: number, seed: number): number[][] {
  const rng = createRng(seed);
  return range(n).map(() => range(d).map(() => rng.float() - 0.3));
}

function subsets(n: number, k: number): number[][] {
  return range(2 ** n).map((set) => range(n).filter((i) => (set >> i) & 1)).filter((set) => set.length === k);
}

function determinant(matrix: readonly (readonly number[])[]): number {
  if (matrix.length === 0) return 1;
  return matrix[0].reduce((total, entry, j) => total + (j % 2 === 0 ? 1 : -1) * entry * determinant(matrix.slice(1).map((row) => row.toSpliced(j, 1))), 0);
}

describe("pruneBatch() on the reference batches", () => {
  describe.each(batches.map((batch, b) => ({ batch, b })))("batch $b", ({ batch }) => {
    const distances = pairwiseDistances(batch.embeddings);

    it.each(batch.prunings)("reaches the proven optimum, $weights, k = $k", (pruning) => {
      const found = pruneBatch(distances, { k: pruning.k, weights: pruning.w, nStarts: 60, rng: 1 });
      // The README's tolerance: cosines recomputed differ in the last bit.
      expectWithin(found.loss, pruning.optimal_loss, { rel: 1e-9 });
      // Of two samples of one weight that are a cluster by themselves either may be the medoid.
      if (pruning.weights !== "uniform") expect([...found.kept]).toEqual(pruning.medoids);
      const pruned = pruneBatch(distances, { k: pruning.k, weights: pruning.w, mustKeep: pruning.medoids });
      expect([...pruned.kept]).toEqual(pruning.medoids);
      expectWithin(pruned.loss, found.loss, { rel: 1e-13 });
      expect([...pruned.clusterOf]).toEqual(pruning.labels);
      expect([...pruned.size]).toEqual(pruning.cluster_sizes);
      pruning.cluster_mass.forEach((mass, c) => expectWithin(pruned.mass[c], mass, { rel: 1e-12 }));
      if (pruning.random_subset_expected_loss !== undefined && pruning.random_subset_expected_loss !== null) {
        expectWithin(found.expectedRandomLoss, pruning.random_subset_expected_loss, { rel: 1e-9 });
      }
      const answers = Array.from(pruned.kept, (i) => batch.answers[i]);
      for (const [weights, tally] of [
        [new Float64Array(pruning.k).fill(1), pruning.vote_unweighted],
        [pruned.size, pruning.vote_cluster_size],
        [pruned.mass, pruning.vote_cluster_mass],
      ] as const) {
        const vote = weightedVote(answers, weights);
        expect([...vote.answers].toSorted()).toEqual(Object.keys(tally).toSorted());
        vote.answers.forEach((answer, code) => expectWithin(vote.scores[code], tally[answer], { rel: 1e-12 }));
      }
      // From BUILD alone: not below the optimum, and above it by no more than the worst of the notes' table for BUILD (it is 1.0195).
      const alone = pruneBatch(distances, { k: pruning.k, weights: pruning.w });
      expect(alone.loss).toBeGreaterThanOrEqual(pruning.optimal_loss * (1 - 1e-9));
      expect(alone.loss).toBeLessThanOrEqual(pruning.optimal_loss * 1.0215);
    });

    it("makes the weights from rewards and log-probabilities", () => {
      for (const pruning of batch.prunings.filter(({ weights }) => weights !== "uniform")) {
        const from = pruning.weights === "exp_logprob" ? { logProb: batch.avg_log_prob } : { reward: batch.reward };
        const pruned = pruneBatch(distances, { k: pruning.k, ...from, nStarts: 60, rng: 1 });
        expect([...pruned.kept]).toEqual(pruning.medoids);
        // Ours have mean 1, theirs are softmax shares or plain exponentials.
        const scale = batch.n / pruning.w.reduce((total, w) => total + w, 0);
        expectWithin(pruned.loss, pruning.optimal_loss * scale, { rel: 1e-9 });
        pruning.cluster_mass.forEach((mass, c) => expectWithin(pruned.mass[c], mass * scale, { rel: 1e-12 }));
      }
    });

    it("gives back the full vote where everything is kept", () => {
      const { kept, mass } = pruneBatch(distances, { k: batch.n });
      const vote = weightedVote(Array.from(kept, (i) => batch.answers[i]), mass);
      vote.answers.forEach((answer, code) => expect(vote.scores[code]).toBe(batch.full_vote[answer]));
    });
  });
});

const sample = fc.record({
  text: fc.array(fc.constantFrom("4", "6", "+", "*", "24"), { maxLength: 5 }).map((tokens) => tokens.join(" ")),
  reward: fc.integer({ min: -3, max: 3 }),
  answer: fc.constantFrom("24", "7", null),
});
const cases = fc
  .record({ samples: fc.array(sample, { minLength: 1, maxLength: 14 }), lambda: fc.constantFrom(0, 0.3, 1), temperature: fc.constantFrom(0.01, 1, Infinity), seed: fc.nat(1000) })
  .chain((batch) => fc.record({ batch: fc.constant(batch), mustKeep: fc.subarray(range(batch.samples.length)), more: fc.nat(batch.samples.length) }))
  .map(({ batch, mustKeep, more }) => {
    const n = batch.samples.length;
    const options = {
      mustKeep,
      answers: batch.samples.map(({ answer }) => answer),
      answerWeight: batch.lambda,
      reward: batch.samples.map(({ reward }) => reward),
      rewardTemperature: batch.temperature,
      rng: batch.seed,
    };
    return { distances: textDistances(batch.samples.map(({ text }) => text)), k: Math.min(n, Math.max(1, mustKeep.length + more)), options };
  });

describe.each(methods)("pruneBatch() by %s", (method) => {
  it("keeps k distinct samples with those it must, and accounts for all of them, copies or not", () => {
    fc.assert(
      fc.property(cases, ({ distances, k, options }) => {
        const { n } = distances;
        const pruned = pruneBatch(distances, { k, method, ...options });
        const { costs, weights } = prepareBatch("test", distances, options);
        const kept = [...pruned.kept];
        expect(kept).toHaveLength(k);
        expect(kept).toEqual([...new Set(kept)].toSorted((a, b) => a - b));
        expect(options.mustKeep.filter((i) => !kept.includes(i))).toEqual([]);
        let radius = 0;
        let loss = 0;
        for (let i = 0; i < n; i++) {
          const own = kept.map((c) => costs.data[c * n + i]);
          const least = Math.min(...own);
          expect(pruned.distance[i]).toBe(least);
          expect(pruned.clusterOf[i]).toBe(kept.includes(i) ? kept.indexOf(i) : own.indexOf(least));
          radius = Math.max(radius, least);
          loss += weights[i] * least;
        }
        expect(pruned.radius).toBe(radius);
        expectWithin(pruned.loss, loss, { rel: 1e-13 });
        kept.forEach((_, c) => {
          const members = range(n).filter((i) => pruned.clusterOf[i] === c);
          expect(pruned.size[c]).toBe(members.length);
          expectWithin(pruned.mass[c], members.reduce((total, i) => total + weights[i], 0), { rel: 1e-13 });
        });
        expect(pruned.size.reduce((total, size) => total + size, 0)).toBe(n);
        // Weights from rewards have mean 1; a sum of 14 rounds in its last digits.
        expectWithin(pruned.mass.reduce((total, mass) => total + mass, 0), n, { rel: 1e-14 });
        expect(pruned.converged).toBe(true);
        expect(pruned.method).toBe(method);
        if (k === n) expect([pruned.loss, pruned.radius, pruned.expectedRandomLoss, pruned.skill]).toEqual([0, 0, 0, NaN]);
        expect(structuredClone(pruned)).toEqual(pruned);
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it("does in pruneCurve() exactly what it does alone, whatever the other k", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(1, 3), ({ distances, options }, nStarts) => {
        const fewest = Math.max(1, options.mustKeep.length);
        const ks = range(distances.n + 1 - fewest).map((i) => distances.n - i);
        const { pruned, ks: back, methods: asked } = pruneCurve(distances, ks, { methods: ["random", method], nStarts, ...options });
        expect([...back]).toEqual(ks);
        expect(asked).toEqual(["random", method]);
        ks.forEach((k, i) => expect(pruned[1][i]).toEqual(pruneBatch(distances, { k, method, nStarts, ...options })));
        const isNested = method !== "k-medoids" && method !== "k-dpp";
        if (isNested) for (let i = 1; i < ks.length; i++) expect([...pruned[1][i].kept].filter((s) => !pruned[1][i - 1].kept.includes(s))).toEqual([]);
      }),
      { seed: 6, numRuns: 40 },
    );
  });

  it("finds the fewest samples that reach a radius or a skill", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(0, 0.2, 0.5, 0.9), fc.constantFrom(-0.5, 0, 0.3, 0.8, 1), ({ distances, options }, maxRadius, minSkill) => {
        const fewest = Math.max(1, options.mustKeep.length);
        const all = range(distances.n + 1 - fewest).map((i) => pruneBatch(distances, { k: fewest + i, method, ...options }));
        expect(pruneBatch(distances, { maxRadius, method, ...options })).toEqual(all.find(({ radius }) => radius <= maxRadius));
        const bySkill = pruneBatch(distances, { minSkill, method, ...options });
        expect(bySkill).toEqual(all.find(({ loss, expectedRandomLoss: chance }) => loss <= (1 - minSkill) * chance * (1 + 1e-12)));
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it("reaches a radius beyond the first stage of its search", () => {
    const distances = pairwiseDistances(vectors(70, 20, 1));
    const options = { method, reward: range(70), rewardTemperature: Infinity, rng: 3 };
    const pruned = pruneBatch(distances, { maxRadius: 0.05, ...options });
    expect(pruned.kept.length).toBeGreaterThan(64);
    expect(pruned).toEqual(pruneBatch(distances, { k: pruned.kept.length, ...options }));
    expect(pruneBatch(distances, { k: pruned.kept.length - 1, ...options }).radius).toBeGreaterThan(0.05);
  });
});

describe("pruneBatch()", () => {
  const embeddings = vectors(12, 12, 11);
  const distances = pairwiseDistances(embeddings);
  const reward = Float64Array.from(vectors(12, 1, 12), ([x]) => 10 * x);

  it("keeps a share of the samples, rounded up", () => {
    const keep = (n: number, keepFraction: number): number => pruneBatch(pairwiseDistances(vectors(n, 3, n)), { keepFraction, method: "random", rng: 1 }).kept.length;
    // 0.07·100 rounds to 7.000000000000001.
    expect([keep(100, 0.07), keep(10, 0.25), keep(10, 1), keep(10, 1e-9), keep(7, 1 / 7)]).toEqual([7, 3, 10, 1, 1]);
    expect(pruneBatch(distances, { keepFraction: 0.1, mustKeep: [1, 5, 7] }).kept).toEqual(Int32Array.of(1, 5, 7));
  });

  it("finds by k-medoids what kMedoids() finds", () => {
    for (const k of [1, 3, 8]) {
      const weights = reward.map((r) => r * r);
      const found = kMedoids(distances, k, { weights, fixed: [4], nStarts: 5, rng: "s" });
      const pruned = pruneBatch(distances, { k, weights, mustKeep: [4], nStarts: 5, rng: "s" });
      expect(pruned.kept).toEqual(found.medoids);
      expect(pruned.clusterOf).toEqual(found.labels);
      expectWithin(pruned.loss, found.loss, { rel: 1e-14 });
    }
  });

  it("chooses by greedy-map what greedyMap() chooses, weights as quality with exponent 1", () => {
    const s = embeddings.map((_, i) => embeddings.map((__, j) => (i === j ? 1 : 1 - distances.data[(Math.min(i, j) * (23 - Math.min(i, j))) / 2 + Math.max(i, j) - Math.min(i, j) - 1])));
    for (const weights of [undefined, reward.map((r) => Math.abs(r) + 0.1)]) {
      const root = (i: number): number => Math.sqrt(weights?.[i] ?? 1);
      const L = s.map((row, i) => row.map((entry, j) => root(i) * entry * root(j)));
      for (const k of [1, 4, 9]) {
        const expected = greedyMap(L, k).selected.toSorted();
        expect(pruneBatch(distances, { k, method: "greedy-map", ...(weights && { weights }) }).kept).toEqual(expected);
        const given = greedyMap(L, k, { include: [7] }).selected.toSorted();
        expect(pruneBatch(distances, { k, method: "greedy-map", mustKeep: [7], ...(weights && { weights }) }).kept).toEqual(given);
      }
    }
  });

  it("breaks ties by the lowest index, also where rounding tells them apart", () => {
    // On a ring of 12 the eight others tie once the quarters are taken; by the largest computed number 2 would be next.
    const ring = range(12).map((i) => range(12).map((j) => (3.6 * Math.min(Math.abs(i - j), 12 - Math.abs(i - j)) * (12 - Math.min(Math.abs(i - j), 12 - Math.abs(i - j)))) / 144));
    expect([...pruneBatch(ring, { k: 5, method: "greedy-map" }).kept]).toEqual([0, 1, 3, 6, 9]);
  });

  it("has skill 0 with nothing but what it must keep, whichever way the sum rounds", () => {
    for (let seed = 0; seed < 30; seed++) {
      const { kept, skill } = pruneBatch(pairwiseDistances(vectors(9, 3, seed)), { minSkill: 0, mustKeep: [0, 1] });
      expect([...kept]).toEqual([0, 1]);
      expectWithin(skill, 0, { abs: 1e-15 });
    }
  });

  it("draws by k-dpp with the exact probabilities, given what must be kept", () => {
    const n = 6;
    const k = 3;
    const weights = [1, 0.5, 2, 1, 0, 0.3];
    const small = pairwiseDistances(vectors(n, 3, 5));
    const batch = prepareBatch("test", small, { weights, mustKeep: [1] });
    const s = batch.similarities();
    const sets = subsets(n, k).filter((set) => set.includes(1));
    const volumes = sets.map((set) => set.reduce((total, i) => total * weights[i], 1) * determinant(set.map((i) => set.map((j) => s[i * n + j]))));
    const total = volumes.reduce((sum, volume) => sum + volume, 0);
    const draws = 20_000;
    const counts = new Map<string, number>();
    const choose = selectKDpp(batch, k);
    const rng = createRng(8);
    for (let draw = 0; draw < draws; draw++) {
      const { kept, filled } = choose(k, rng.stream(draw));
      expect(filled).toBe(0);
      const key = kept.toSorted().join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const pValue = (expected: readonly number[]): number => {
      let statistic = 0;
      let cells = 0;
      sets.forEach((set, i) => {
        const count = counts.get(set.join()) ?? 0;
        if (expected[i] < 1e-12) expect(count).toBe(0);
        else {
          statistic += (count - expected[i]) ** 2 / expected[i];
          cells++;
        }
      });
      return chiSquaredUpperTail(statistic, cells - 1);
    };
    expect(pValue(volumes.map((volume) => (draws * volume) / total))).toBeGreaterThan(1e-4);
    // The textbook's exponent 2 is told apart.
    const squared = sets.map((set, i) => volumes[i] * set.reduce((product, j) => product * weights[j], 1));
    const wrong = squared.reduce((sum, volume) => sum + volume, 0);
    expect(pValue(squared.map((volume) => (draws * volume) / wrong))).toBeLessThan(1e-12);
  });

  it("expects of random pruning the mean over all choices with what must be kept", () => {
    const small = pairwiseDistances(vectors(7, 3, 9));
    const weights = [1, 0, 3, 0.5, 2, 1, 1];
    for (const mustKeep of [[], [2], [0, 5]]) {
      for (let k = Math.max(1, mustKeep.length); k <= 7; k++) {
        const losses = subsets(7, k).filter((set) => mustKeep.every((i) => set.includes(i))).map((set) => pruneBatch(small, { k, mustKeep: set, weights }).loss);
        const mean = losses.reduce((total, loss) => total + loss, 0) / losses.length;
        const { expectedRandomLoss: expected, skill, loss } = pruneBatch(small, { k, mustKeep, weights });
        // Means of at most 35 terms.
        expectWithin(expected, mean, { rel: 1e-13 });
        if (k < 7) expectWithin(skill, 1 - loss / mean, { abs: 1e-13 });
        if (mustKeep.length === 0) expectWithin(expected, expectedRandomLoss(small, k, { weights }).estimate, { rel: 1e-14 });
      }
    }
  });

  it("chooses uniformly at random, nested over k, without looking at the distances", () => {
    const seen = new Map<string, number>();
    const draws = 3000;
    for (let seed = 0; seed < draws; seed++) {
      const { pruned } = pruneCurve([[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]], [2, 3], { methods: ["random"], mustKeep: [2], rng: seed });
      const key = pruned[0][1].kept.join();
      expect(pruned[0][1].kept).toContain(pruned[0][0].kept.find((i) => i !== 2));
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    const expected = draws / 3;
    const statistic = ["0,1,2", "0,2,3", "1,2,3"].reduce((total, key) => total + ((seen.get(key) ?? 0) - expected) ** 2 / expected, 0);
    expect(chiSquaredUpperTail(statistic, 2)).toBeGreaterThan(1e-4);
  });

  it("keeps one sample of each answer at λ = 1 as soon as k allows it", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("1", "2", "3", null), { minLength: 1, maxLength: 14 }), fc.nat(4), (answers, more) => {
        const distinct = new Set(answers).size;
        const n = answers.length;
        const { kept, loss, clusterOf } = pruneBatch(textDistances(range(n).map(String)), { k: Math.min(n, distinct + more), answers, answerWeight: 1 });
        expect(new Set(Array.from(kept, (i) => answers[i])).size).toBe(distinct);
        expect(loss).toBe(0);
        answers.forEach((answer, i) => expect(answers[kept[clusterOf[i]]]).toBe(answer));
      }),
      { seed: 10, numRuns: 100 },
    );
  });

  it("mixes answers into the distances without leaving the positive semidefinite", () => {
    fc.assert(
      fc.property(cases, ({ distances: texts, options }) => {
        const { costs, similarities } = prepareBatch("test", texts, options);
        const s = similarities();
        const { n } = texts;
        expect(Math.min(...symmetricEigenvalues(s, n))).toBeGreaterThan(-1e-13);
        const { answers, answerWeight } = options;
        let at = 0;
        for (let i = 0; i < n; i++) {
          for (let j = i + 1; j < n; j++, at++) {
            const mixed = (1 - answerWeight) * texts.data[at] + (answers[i] === answers[j] ? 0 : answerWeight);
            expectWithin(costs.data[i * n + j], mixed, { rel: 1e-15 });
            expect(s[i * n + j]).toBe(1 - costs.data[i * n + j]);
          }
        }
      }),
      { seed: 13, numRuns: 100 },
    );
  });

  it("is unweighted at T = ∞ to the last bit, and keeps the best first as T falls", () => {
    for (const method of methods.filter((name) => name !== "top-reward")) {
      const plain = pruneBatch(distances, { k: 4, method, rng: 1 });
      expect(pruneBatch(distances, { k: 4, method, rng: 1, reward, rewardTemperature: Infinity })).toEqual(plain);
      expect(pruneBatch(distances, { k: 4, method, rng: 1, logProb: reward, logProbTemperature: Infinity, reward, rewardTemperature: Infinity })).toEqual(plain);
    }
    const best = bestOfN(reward).index!;
    for (const method of ["k-medoids", "greedy-map", "k-dpp", "farthest-first"] as const) {
      for (const rewardTemperature of [1e-3, 1e-300]) {
        const { kept, mass, clusterOf } = pruneBatch(distances, { k: 1, method, rng: 1, reward, rewardTemperature });
        expect([...kept]).toEqual([best]);
        expect(mass[clusterOf[best]]).toBe(12);
      }
    }
    // Where weights differ by more than similarities can, the determinant takes the best k, though all but the first weigh e⁻¹⁰⁰⁰ or less.
    const top = pruneBatch(distances, { k: 5, method: "top-reward", reward });
    const cold = pruneBatch(distances, { k: 5, method: "greedy-map", reward, rewardTemperature: 1e-5 });
    expect(cold.kept).toEqual(top.kept);
    expect(cold.filled).toBe(0);
    expect(pruneBatch(distances, { k: 5, method: "k-dpp", reward, rewardTemperature: 1e-5, rng: 2 }).kept).toEqual(top.kept);
  });

  it("adds rewards and log-probabilities in the exponent, each by its own temperature", () => {
    const logProb = reward.map((r) => -r * r);
    const { mass } = pruneBatch(distances, { k: 12, reward, logProb, rewardTemperature: 2, logProbTemperature: 5 });
    const direct = Array.from(reward, (r, i) => Math.exp(r / 2 + logProb[i] / 5));
    const total = direct.reduce((sum, w) => sum + w, 0);
    direct.forEach((w, i) => expectWithin(mass[i], (12 * w) / total, { rel: 1e-13 }));
    // Given weights take their place.
    expect(pruneBatch(distances, { k: 12, reward, weights: range(12) }).mass).toEqual(Float64Array.from(range(12)));
  });

  it("ranks by reward, then log-probability, then weight, then index", () => {
    const kept = (options: Partial<PruneBatchOptions>): number[] => [...pruneBatch([[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]], { k: 2, method: "top-reward", ...options }).kept];
    expect(kept({ reward: [0, 2, 2, 2], logProb: [-1, -3, -2, -2], weights: [9, 1, 2, 3] })).toEqual([2, 3]);
    expect(kept({ reward: [0, 2, 2, 2], logProb: [-1, -3, -2, -2], weights: [9, 1, 2, 3], k: 1 })).toEqual([3]);
    expect(kept({ reward: [0, 2, 2, 2] })).toEqual([1, 2]);
    expect(kept({ logProb: [-1, -3, -2, -2] })).toEqual([0, 2]);
    expect(kept({ weights: [9, 1, 2, 3], mustKeep: [1] })).toEqual([0, 1]);
    expect(kept({ reward: [0, 2, 2, 2], rewardTemperature: Infinity })).toEqual([1, 2]);
  });

  it("loses nothing of best-of-N if it must keep the best", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...methods), ({ distances: texts, options }, method) => {
        const best = bestOfN(options.reward).index!;
        const mustKeep = [best, ...options.mustKeep.filter((i) => i !== best)];
        const { kept } = pruneBatch(texts, { k: mustKeep.length, method, ...options, mustKeep });
        expect(kept[bestOfN(Array.from(kept, (i) => options.reward[i])).index!]).toBe(best);
      }),
      { seed: 14, numRuns: 100 },
    );
  });

  it("keeps as many as asked of a batch with few different texts", () => {
    const texts = textDistances(["a b", "a b", "c d", "a b", "c d", "e", "a b", "e", "e", "a b"]);
    for (const method of ["greedy-map", "k-dpp"] as const) {
      for (let k = 1; k <= 10; k++) {
        const { kept, filled, loss, radius } = pruneBatch(texts, { k, method, rng: k });
        expect(kept).toHaveLength(k);
        expect(filled).toBe(Math.max(0, k - 3));
        if (k >= 3) expect([loss, radius]).toEqual([0, 0]);
      }
    }
    expect([...pruneBatch(texts, { k: 5, method: "greedy-map" }).kept]).toEqual([0, 1, 2, 3, 5]);
    // Copies that must be kept are no fillers; what they leave of the rank is.
    expect(pruneBatch(texts, { k: 5, method: "greedy-map", mustKeep: [0, 1, 3] })).toMatchObject({ filled: 0, kept: Int32Array.of(0, 1, 2, 3, 5) });
    expect(pruneBatch(texts, { k: 6, method: "k-dpp", mustKeep: [0, 1, 3], rng: 1 }).filled).toBe(1);
    // What is left of copies of a kept sample is rounding, here 2.8e-17, and no kernel to draw from.
    const almost = prepareBatch("test", [[0, 0.1, 0.1], [0.1, 0, 0], [0.1, 0, 0]], { mustKeep: [0, 1] });
    expect(selectKDpp(almost, 3)(3, createRng(1)).filled).toBe(1);
    // All alike: skill is 0/0.
    const alike = textDistances(["x", "x", "x"]);
    for (const method of methods) {
      const { kept, loss, skill, filled } = pruneBatch(alike, { k: 2, method, reward: [1, 1, 1], rng: 1 });
      expect([kept.length, loss, skill]).toEqual([2, 0, NaN]);
      expect(filled).toBe(method === "greedy-map" || method === "k-dpp" ? 1 : 0);
      expect(pruneBatch(alike, { minSkill: 1, method, reward: [1, 1, 1], rng: 1 }).kept).toHaveLength(1);
    }
    // A sample of weight 0 is beyond the kernel's rank as well, and the farthest from what is kept comes first.
    expect(pruneBatch(textDistances(["a b", "a c", "d"]), { k: 2, method: "greedy-map", weights: [1, 0, 0] })).toMatchObject({ filled: 1, kept: Int32Array.of(0, 2) });
  });

  it("takes infinite and asymmetric distances where nothing speaks against it", () => {
    const split = [[0, 1, Infinity], [1, 0, Infinity], [Infinity, Infinity, 0]];
    for (const method of ["k-medoids", "farthest-first"] as const) expect(pruneBatch(split, { k: 2, method })).toMatchObject({ loss: 1, radius: 1 });
    expect(pruneBatch(split, { k: 1 })).toMatchObject({ loss: Infinity, radius: Infinity });
    expect(pruneBatch(split, { k: 2, answers: ["1", "1", "2"], answerWeight: 1, method: "greedy-map" }).loss).toBe(0);
    expect(pruneBatch([[0, 1], [0.5, 0]], { k: 1 }).kept).toEqual(Int32Array.of(0));
  });

  it("says what to do where no determinant can be taken", () => {
    const line = pairwiseDistances([[0], [1], [3]], { distance: "euclidean" });
    for (const method of ["greedy-map", "k-dpp"] as const) {
      for (const wrong of [line, [[0, 1], [0.5, 0]], [[0, Infinity], [Infinity, 0]]]) {
        const prune = (): unknown => pruneBatch(wrong, { k: 1, method, rng: 1 });
        expect(prune).toThrow(/^Cannot prune a batch: methods by determinants need similarities 1 − d that are positive semidefinite, .* Cosine and Jaccard distances do/);
        expect(prune).toThrow(expect.objectContaining({ name: "NumericalError", code: "not-positive-definite" }));
      }
      // Three pairs that cannot hold together: 1 and 2 are each like 0 but not like one another.
      expect(() => pruneBatch([[0, 0.1, 0.1], [0.1, 0, 1], [0.1, 1, 0]], { k: 1, method, rng: 1 })).toThrow("positive semidefinite");
    }
    // Single precision leaves eigenvalues just below 0: copies in float32.
    const rounded = Float32Array.from(pairwiseDistances(vectors(30, 4, 2)).data);
    for (const method of ["greedy-map", "k-dpp"] as const) expect(pruneBatch(rounded, { k: 10, method, rng: 1 }).kept).toHaveLength(10);
  });

  it("gives the same for the same seed, another for another", () => {
    for (const method of ["k-dpp", "random"] as const) {
      const draw = (rng: number): string => pruneBatch(distances, { k: 5, method, rng }).kept.join();
      expect(draw(1)).toBe(draw(1));
      expect(new Set(range(20).map(draw)).size).toBeGreaterThan(5);
    }
    expect(pruneBatch(distances, { k: 4, method: "k-dpp", rng: 42 }).kept.join()).toBe(pruneBatch(distances, { k: 4, method: "k-dpp", rng: createRng(42) }).kept.join());
  });

  it("names what is wrong", () => {
    const bad = (options: object, message: string | RegExp, error: new () => Error = RangeError): void => {
      expect(() => pruneBatch(distances, options)).toThrow(message);
      expect(() => pruneBatch(distances, options)).toThrow(error);
    };
    bad({}, "Cannot prune a batch: one of k, keepFraction, maxRadius and minSkill must be given, got none", TypeError);
    bad({ k: 2, minSkill: 0.5 }, "got k and minSkill", TypeError);
    bad({ k: 0 }, "k must be an integer between 1 and 12, got 0");
    bad({ k: 13 }, "k must be an integer between 1 and 12, got 13");
    bad({ k: 1, mustKeep: [1, 2] }, "k must be at least the number of samples in mustKeep, 2, got 1");
    bad({ k: 2, mustKeep: [1, 1] }, "got 1 again at index 1");
    bad({ k: 2, mustKeep: [12] }, "mustKeep[0] must be an integer between 0 and 11, got 12");
    bad({ keepFraction: 0 }, "keepFraction must be above 0 and at most 1, got 0");
    bad({ keepFraction: NaN }, "keepFraction must be finite, got NaN");
    bad({ maxRadius: -1 }, "maxRadius must be ≥ 0, got -1");
    bad({ minSkill: 1.1 }, "minSkill must be at most 1, got 1.1");
    bad({ k: 1, method: "kmedoids" }, 'method must be "k-medoids" or');
    bad({ k: 1, method: "random" }, 'method "random" needs option rng', TypeError);
    bad({ k: 1, method: "k-dpp" }, 'method "k-dpp" needs option rng', TypeError);
    bad({ k: 1, nStarts: 2 }, "nStarts above 1 needs option rng", TypeError);
    bad({ k: 1, nStarts: 0 }, "nStarts must be an integer ≥ 1, got 0");
    bad({ k: 1, method: "top-reward" }, 'method "top-reward" needs reward, logProb or weights', TypeError);
    bad({ k: 1, reward: reward.with(3, NaN) }, "reward must be finite numbers, got NaN at index 3");
    bad({ k: 1, logProb: reward.with(3, -Infinity) }, "logProb must be finite numbers, got -Infinity at index 3");
    bad({ k: 1, reward: [1] }, "reward and samples must have one length, got 1 and 12");
    bad({ k: 1, reward, rewardTemperature: 0 }, "rewardTemperature must be above 0, got 0");
    bad({ k: 1, reward, rewardTemperature: NaN }, "rewardTemperature must be finite, got NaN");
    bad({ k: 1, reward, logProb: reward.map((r) => -r), rewardTemperature: 1e-308, logProbTemperature: 1e-308 }, "so small that no sample has any weight");
    bad({ k: 1, weights: reward.with(0, -1) }, "weights must be ≥ 0, got -1 at index 0");
    bad({ k: 1, weights: new Float64Array(12) }, "weights must not all be 0");
    bad({ k: 1, answers: range(12).map(String) }, "answers and answerWeight must be given together", TypeError);
    bad({ k: 1, answerWeight: 0.5 }, "answers and answerWeight must be given together", TypeError);
    bad({ k: 1, answers: range(12), answerWeight: 0.5 }, "answers must be strings, null or undefined, got 0 at index 0", TypeError);
    bad({ k: 1, answers: ["1"], answerWeight: 0.5 }, "answers and samples must have one length, got 1 and 12");
    bad({ k: 1, answers: range(12).map(String), answerWeight: 1.5 }, "answerWeight must");
    bad({ k: 1, size: 2 }, "unknown option `size`", TypeError);
    expect(() => pruneBatch([[0, NaN], [NaN, 0]], { k: 1 })).toThrow(RangeError);
    expect(() => pruneCurve(distances, [])).toThrow("Cannot prune a batch to several sizes: ks must hold at least 1 value, got 0");
    expect(() => pruneCurve(distances, [2, 13])).toThrow("ks[1] must be an integer between 1 and 12, got 13");
    expect(() => pruneCurve(distances, [2], { methods: [] })).toThrow("methods must hold at least 1 value, got 0");
    expect(() => pruneCurve(distances, [2], { k: 2 } as object)).toThrow("unknown option `k`");
  });
});
