/**
 * A stranger's program in strict TypeScript: something from every subpath, with the types that come back. Compiled against the packed package
 * by several compilers, where "@divlab/core" is the installed one; here it is checked against the sources.
 */
import { passAtK, type EstimateAtK } from "@divlab/core";
import { kMedoids } from "@divlab/core/cluster";
import { simulateBandit } from "@divlab/core/collapse";
import { fromRows, type Rollouts } from "@divlab/core/data";
import { pairwiseDistances } from "@divlab/core/distance";
import { vendiScore } from "@divlab/core/diversity";
import { lEnsemble, sampleKDpp } from "@divlab/core/dpp";
import { backend, type Backend } from "@divlab/core/kernels";
import { fitMixedModel } from "@divlab/core/lmm";
import { toNdarray } from "@divlab/core/ndarray";
import { passAtKCurve } from "@divlab/core/passk";
import { createRng, normal } from "@divlab/core/random";
import { describe, documentToHtml } from "@divlab/core/report";
import { tTest } from "@divlab/core/stats";
import { samplingStudy } from "@divlab/core/study";
import { ensembleDiversity } from "@divlab/core/task2vec";
import { selfBleu } from "@divlab/core/text";
import { majorityVote } from "@divlab/core/vote";

const counts = { n: 8, c: [0, 3, 8, 1] };
const single: EstimateAtK = passAtK(counts, 2);
const low: number = single.confidenceInterval.low;
const curve: ArrayLike<number> = passAtKCurve(counts, [1, 2, 4]).estimate;

const rng = createRng("consumer");
const embeddings = { data: Float64Array.from({ length: 60 }, () => normal(rng)), shape: [12, 5] as const };
const { medoids } = kMedoids(pairwiseDistances(embeddings, { distance: "cosine" }), 3);
const drawn = sampleKDpp(lEnsemble(embeddings, { similarity: "rbf" }), 4, { rng: 1 });
const view = toNdarray(embeddings);

const rows = Array.from({ length: 24 }, (_, i) => ({ task: `t${i % 4}`, solved: i % 3 === 0, words: `a b ${i}` }));
const rollouts: Rollouts = fromRows(rows, { problem: "task", correct: "solved", text: "words" });
const html: string = documentToHtml(describe(samplingStudy(rollouts, { rng: 1 })));

const y = Array.from({ length: 24 }, (_, i) => normal(rng) + i / 10);
const fit = fitMixedModel("y ~ x + (1 | g)", { y, x: y.map((_, i) => i), g: y.map((_, i) => `g${i % 6}`) });
const vote = majorityVote(["4", "4", "5"]);
const kind: Backend = backend();

// @ts-expect-error The compiler must refuse an option that does not exist.
passAtK(counts, 2, { confidence: 0.9 });

export const seen: readonly unknown[] = [
  low, curve, medoids, drawn, view.shape, html.length, fit, vote, kind,
  simulateBandit({ goodArms: 1, initial: [0.5, 0.5], steps: 2, runs: 1, rng: 1, ks: [1] }),
  vendiScore({ embeddings }).estimate, tTest(y, y.map((value) => value + 1)), selfBleu(["a b c", "a b d"]),
  ensembleDiversity({ data: Float64Array.from({ length: 24 }, (_, i) => 1 + (i % 5)), shape: [2, 3, 4] }),
];
