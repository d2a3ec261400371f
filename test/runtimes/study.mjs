/**
 * One fixed study over everything the library computes, as one hash per part: the same on every engine and on every backend. Run against the
 * built dist; plain modules, so that Node, Deno, Bun and (bundled) a browser run the same code. Sizes are beyond the thresholds and block edges
 * of the kernels. The data owe nothing to the library: data.mjs.
 */
import { certifyMedoids, kMedoids, pruneBatch, silhouette } from "../../dist/cluster/index.js";
import { oracleTopK, simulateBandit, simulateClassifier, truncateDistribution } from "../../dist/collapse/index.js";
import { fromRows, readRollouts } from "../../dist/data/index.js";
import { pairwiseDistances } from "../../dist/distance/index.js";
import { hillNumber, meanPairwiseDistance, rarefaction, semanticEntropy, vendiScore } from "../../dist/diversity/index.js";
import {
  conditionDpp,
  expectedVolume,
  greedyMap,
  inclusionProbabilities,
  lEnsemble,
  logDet,
  logDetGradient,
  logDetScore,
  logDetScores,
  logLikelihoodGradient,
  logProbability,
  marginalKernel,
  sampleDpp,
  sampleKDpp,
  sizeDistribution,
} from "../../dist/dpp/index.js";
import { bootstrapMixedModel, fitMixedModel, mixedEffectSizes, powerMixedModel, predictMixedModel, profileMixedModel, testFixedTerms } from "../../dist/lmm/index.js";
import { backend, useBackend } from "../../dist/kernels/backend.js";
import { symmetricEigen } from "../../dist/numeric/linalg/symmetricEigen.js";
import { symmetricEigenvalues } from "../../dist/numeric/linalg/symmetricEigenvalues.js";
import { bestAtK, comparePassAtK, extrapolatePassAtK, fitBetaBinomial, majAtK, passAtKCurve, passAtKInterval, planPassAtK, varianceBand } from "../../dist/passk/index.js";
import { createRng, normal, shuffledIndices } from "../../dist/random/index.js";
import { describe, documentToText, toJson } from "../../dist/report/index.js";
import { adjustPValues, bootstrap, cohenD, partialCorrelation, permutationTest, ratioEstimate, spearman, tTest, wilcoxonSignedRank } from "../../dist/stats/index.js";
import { diversityCoverage, ensembleStudy, samplingStudy, simulateEnsembleStudy } from "../../dist/study/index.js";
import { compareModelDiversity, diversityCoefficient, ensembleDiversity } from "../../dist/task2vec/index.js";
import { bleuMatrix, chrF, chrFMatrix, distinctN, selfBleu, textDistances } from "../../dist/text/index.js";
import { minimumBayesRisk, weightedVote } from "../../dist/vote/index.js";
import { definite, deviates, integers, texts, uniforms, vectors } from "./data.mjs";
import { files } from "./files.mjs";
import { hashOf } from "./hashOf.mjs";
import { specialFunctions } from "./specialFunctions.mjs";

/** What the study holds, in order: a name and a function whose result is hashed. */
const parts = {
  "engine arithmetic": engineArithmetic,
  ...specialFunctions,
  "random numbers": randomNumbers,
  "pass@k": passAtK,
  "pass@k extrapolated": extrapolated,
  "tests and ranks": testsAndRanks,
  "resampling": resampling,
  "distances f64": () => distances(Float64Array),
  "distances f32": () => distances(Float32Array),
  "Cholesky, log-det": determinants,
  "gradients": gradients,
  "eigenvectors": eigenvectors,
  "eigenvalues": eigenvalues,
  "k-medoids f64": () => medoids(Float64Array),
  "k-medoids f32": () => medoids(Float32Array),
  "pruning": pruning,
  "DPP samples": dppSamples,
  "DPP marginals": dppMarginals,
  "greedy MAP": greedy,
  "mixed model, crossed": mixedModel,
  "mixed model, many levels": manyLevels,
  "mixed model, inference": mixedModelInference,
  "task2vec": task2vec,
  "texts": textMeasures,
  "diversity": diversity,
  "single precision": singlePrecision,
  "votes": votes,
  "collapse": collapse,
  "files read": filesRead,
  "studies": studies,
  "words of a report": words,
};

/** The names of the parts, in order. */
export const partNames = Object.keys(parts);

/**
 * Runs the study.
 *
 * @param {"js" | "wasm" | "auto"} choice What computes the hot loops; "auto" leaves it to the library.
 * @param {readonly string[]} [names] Which parts; all unless given.
 * @returns {{ backend: string, digest: Record<string, string> }} What did compute them, and the hash of each part, 16 hexadecimal digits.
 */
export async function runStudy(choice, names = partNames) {
  useBackend(choice);
  const digest = {};
  for (const name of names) digest[name] = hashOf(await parts[name]());
  return { backend: backend(), digest };
}

/** What arithmetic relies on: √, rounding, single precision, powers of two, reading numbers, stable sorting. */
function engineArithmetic() {
  const x = deviates(4000, 1);
  const powers = Array.from({ length: 2098 }, (_, i) => 2 ** (i - 1074));
  const keys = integers(5000, 40, 2);
  return {
    roots: x.map((value) => Math.sqrt(Math.abs(value))),
    rounded: x.map((value) => Math.round(value * 3) + Math.trunc(value * 5) - Math.floor(value) + Math.ceil(value) + Math.sign(value)),
    single: x.map((value) => Math.fround(value)),
    smallest: [Math.min(0, -0), Math.max(-0, 0), Math.round(-0.2)],
    powers,
    read: Array.from(x.subarray(0, 500), (value) => Number(`${value}e-7`)),
    written: Array.from(x.subarray(0, 500), (value) => [String(value / 3), value.toFixed(3), value.toPrecision(4), value.toExponential(2)]),
    order: Array.from(keys.keys()).sort((i, j) => keys[i] - keys[j]),
  };
}

function randomNumbers() {
  const rng = createRng("digest");
  const draws = Array.from({ length: 2000 }, () => [rng.float(), rng.integer(1000)]);
  const stream = rng.stream("a").stream(17);
  return { draws, normals: Array.from({ length: 4000 }, () => normal(stream)), shuffled: shuffledIndices(700, rng.stream("order")) };
}

function counts(problems, n, seed) {
  const rates = uniforms(seed);
  return {
    n,
    c: Array.from({ length: problems }, () => {
      const rate = rates() * rates();
      let solved = 0;
      for (let i = 0; i < n; i++) solved += rates() < rate ? 1 : 0;
      return solved;
    }),
  };
}

function passAtK() {
  const a = counts(160, 64, 3);
  const b = counts(160, 64, 4);
  const ks = [1, 2, 5, 8, 16, 32, 64];
  const correct = Array.from(integers(64, 2, 5), (value) => value === 1);
  return [
    passAtKCurve(a, ks, { values: true }),
    passAtKInterval(a, 8, { method: "beta", target: "benchmark" }),
    passAtKInterval(a, 8, { method: "logit-t" }),
    passAtKInterval(a, 8, { method: "bca", rng: 1, resamples: 500 }),
    passAtKInterval(a, 8, { method: "percentile", rng: 1, resamples: 500 }),
    comparePassAtK(a, b, ks, { rng: 2, resamples: 1000 }),
    varianceBand(a, 8),
    majAtK([{ counts: [18, 12, 6, 3, 1], correct: [0, 1, 0, 0, 0] }], 5),
    bestAtK({ rewards: [deviates(64, 6)], correct: [correct] }, 8),
  ];
}

function extrapolated() {
  const a = counts(120, 32, 7);
  return [fitBetaBinomial(a), extrapolatePassAtK(a, [64, 1000, 100000]), planPassAtK(a, 8, { halfWidth: 0.02, costPerProblem: 100 })];
}

function testsAndRanks() {
  const x = deviates(3000, 8);
  const y = deviates(3000, 9).map((value, i) => value + 0.3 * x[i]);
  const tiedX = x.map((value) => Math.round(value * 20) / 20);
  const tiedY = y.map((value) => Math.round(value * 20) / 20);
  return [
    spearman(tiedX, tiedY),
    spearman(x.subarray(0, 9), y.subarray(0, 9)),
    wilcoxonSignedRank(tiedX, tiedY),
    wilcoxonSignedRank(x.subarray(0, 25), y.subarray(0, 25)),
    tTest(x, y),
    tTest(x.subarray(0, 12), y.subarray(0, 12), { paired: true }),
    cohenD(x, y),
    partialCorrelation(x, y, [tiedX.map((value) => value * value), tiedY.map((value) => Math.abs(value))]),
    adjustPValues(uniformList(50, 10), "benjamini-hochberg"),
  ];
}

const uniformList = (n, seed) => {
  const next = uniforms(seed);
  return Array.from({ length: n }, () => next());
};

function resampling() {
  const x = deviates(400, 11);
  const y = deviates(380, 12);
  const meanOf = (rows) => {
    let total = 0;
    for (const row of rows) total += x[row];
    return total / rows.length;
  };
  const clusters = integers(400, 40, 13);
  return [
    bootstrap(400, meanOf, { rng: 1, resamples: 1000 }),
    bootstrap(400, meanOf, { rng: 1, resamples: 500, clusters, method: "percentile" }),
    permutationTest(x, y, { rng: 3, resamples: 1000 }),
    permutationTest(x.subarray(0, 380), y, { rng: 3, resamples: 1000, paired: true }),
    permutationTest(x.subarray(0, 8), y.subarray(0, 8), { paired: true }),
    ratioEstimate(x.map((value) => 5 + value), y.length > 0 ? x.map((_, i) => 5 + y[i % 380]) : []),
  ];
}

const distanceNames = ["cosine", "angular", "correlation", "euclidean", "squaredEuclidean", "manhattan", "chebyshev", "hamming", "jaccard"];

function distances(Numbers) {
  const { data, shape } = vectors(130, 67, 14);
  const rows = { data: Numbers.from(data), shape };
  const sets = { data: Numbers.from(integers(130 * 67, 3, 15)), shape };
  const long = vectors(400, 300, 65);
  return [
    ...distanceNames.map((distance) => pairwiseDistances(distance === "hamming" || distance === "jaccard" ? sets : rows, { distance })),
    pairwiseDistances({ data: Numbers.from(long.data), shape: long.shape }),
  ];
}

function determinants() {
  const result = [];
  for (const n of [3, 16, 47, 49, 100, 290]) {
    const kernel = { data: definite(n, n + 5, 16 + n, 0.05), shape: [n, n] };
    result.push(logDet(kernel, { errorBound: true }), logLikelihoodGradient(kernel, [0, 2]));
  }
  const many = vectors(40 * 12, 33, 17);
  result.push(logDetScores({ embeddings: many, size: 12 }), logDetScore(vectors(60, 90, 18), { jitter: 1e-3 }), expectedVolume(vectors(150, 40, 19)));
  return result;
}

function gradients() {
  const kernel = { data: definite(30, 44, 20, 0.1), shape: [30, 30] };
  const first = logDetGradient(vectors(60, 90, 21), { jitter: 1e-3 });
  return [first, logDetGradient(vectors(12, 20, 22)), logLikelihoodGradient(kernel, [1, 4, 9, 20])];
}

function eigenvectors() {
  return [33, 310].map((n) => symmetricEigen(definite(n, n - 3, 23 + n, 0), n));
}

function eigenvalues() {
  return [2, 50, 330].map((n) => symmetricEigenvalues(definite(n, n + 9, 24 + n, 0), n));
}

function medoids(Numbers) {
  const { n, data } = pairwiseDistances(vectors(640, 9, 25), { distance: "euclidean" });
  const costs = Numbers.from(data);
  const first = kMedoids(costs, 11);
  return [
    n,
    first,
    kMedoids(costs, 11, { init: "random", nStarts: 3, rng: 4 }),
    kMedoids(costs, 5, { weights: uniformList(640, 26), fixed: [3], maxPasses: 2 }),
    kMedoids(costs, 6, { method: "fastpam1" }),
    kMedoids(costs, 6, { method: "alternating" }),
    kMedoids({ embeddings: vectors(900, 9, 27), metric: "euclidean" }, 7, { method: "one-batch", rng: 5 }),
    kMedoids({ embeddings: vectors(900, 9, 27), metric: "euclidean" }, 7, { method: "clara", rng: 5 }),
    silhouette(costs, first.labels),
    certifyMedoids(costs, first.medoids, { maxSteps: 60 }),
  ];
}

function pruning() {
  const batch = pairwiseDistances(vectors(64, 32, 28), { distance: "cosine" });
  return [pruneBatch(batch, { k: 8 }), pruneBatch(batch, { keepFraction: 0.25, method: "farthest-first" }), pruneBatch({ embeddings: vectors(64, 32, 28) }, { k: 8, method: "k-dpp", rng: 6 })];
}

function dppSamples() {
  const kernel = lEnsemble(vectors(150, 40, 29), { similarity: "rbf", rewards: deviates(150, 30), theta: 0.3 });
  const wide = { features: vectors(400, 24, 31) };
  return [
    kernel,
    ...Array.from({ length: 5 }, (_, seed) => [sampleKDpp(kernel, 12, { rng: seed }), sampleDpp(kernel, { rng: seed }), sampleKDpp(wide, 10, { rng: seed })]),
  ];
}

function dppMarginals() {
  const kernel = lEnsemble(vectors(80, 40, 32), { similarity: "rbf" });
  return [
    marginalKernel(kernel),
    inclusionProbabilities(kernel, { size: 9 }),
    sizeDistribution(kernel),
    logProbability(kernel, [1, 5, 30]),
    conditionDpp(kernel, { include: [2, 3], exclude: [7] }),
  ];
}

function greedy() {
  const features = vectors(300, 48, 33);
  return [greedyMap(lEnsemble(features, { similarity: "dot" }), 20), greedyMap({ features }, 20, { exchange: true }), greedyMap(lEnsemble(vectors(16, 20, 34)), 4, { exact: true })];
}

/** Scores of 70 ensembles on 20 splits with a baseline, some cells missing. */
function cells(ensembles, splits, missing, seed) {
  const next = uniforms(seed);
  const u = deviates(ensembles, seed + 1);
  const v = deviates(splits, seed + 2);
  const edc = deviates(ensembles, seed + 3);
  const noise = deviates(ensembles * splits, seed + 4);
  const columns = { gain: [], edc: [], baseline: [], ensemble: [], split: [] };
  for (let i = 0; i < ensembles; i++) {
    for (let j = 0; j < splits; j++) {
      if (next() < missing) continue;
      const baseline = next();
      columns.gain.push(0.3 * edc[i] + 0.5 * baseline + 0.4 * u[i] + 0.2 * v[j] + noise[i * splits + j]);
      columns.edc.push(edc[i]);
      columns.baseline.push(baseline);
      columns.ensemble.push(`e${i}`);
      columns.split.push(`s${j}`);
    }
  }
  return columns;
}

const formula = "gain ~ edc + baseline + (1 | ensemble) + (1 | split)";

function mixedModel() {
  const whole = cells(70, 20, 0, 35);
  const holes = cells(70, 20, 0.1, 36);
  return [
    fitMixedModel(formula, whole, { df: "kenward-roger" }),
    fitMixedModel(formula, holes, { df: "kenward-roger" }),
    fitMixedModel(formula, holes, { df: "satterthwaite" }),
    fitMixedModel(formula, holes, { method: "ML", df: "z" }),
    fitMixedModel("gain ~ edc + baseline + (1 + baseline | ensemble) + (1 | split)", holes, { df: "satterthwaite" }),
  ];
}

/** Two crossed factors of some hundred levels: the Schur complement is beyond every block. */
function manyLevels() {
  const n = 6000;
  const s = integers(n, 400, 37);
  const d = integers(n, 150, 38);
  const x = deviates(n, 39);
  const u = deviates(400, 40);
  const v = deviates(150, 41);
  const noise = deviates(n, 42);
  const y = noise.map((value, i) => 1 + 0.2 * x[i] + 0.5 * u[s[i]] + 0.3 * v[d[i]] + value);
  return fitMixedModel("y ~ x + (1 | s) + (1 | d)", { y, x, s: Array.from(s, String), d: Array.from(d, String) }, { df: "satterthwaite" });
}

function mixedModelInference() {
  const fit = fitMixedModel(formula, cells(30, 12, 0.1, 43), { df: "kenward-roger" });
  return [
    testFixedTerms(fit, { df: "satterthwaite" }),
    mixedEffectSizes(fit, "edc"),
    predictMixedModel(fit, { edc: [0, 1], baseline: [0.2, 0.4], ensemble: ["e1", "new"], split: ["s1", "s2"] }),
    bootstrapMixedModel(fit, { rng: 1, resamples: 40 }),
    bootstrapMixedModel(fit, { rng: 1, resamples: 20, type: "pigeonhole" }),
    profileMixedModel(fit),
    powerMixedModel({ ensembles: 12, splits: 8, effect: 0.1, predictorSd: 0.1, sd: { ensemble: 0.015, split: 0.01, residual: 0.03 } }, { rng: 1, replicates: 300 }),
  ];
}

function task2vec() {
  const positive = (n, seed) => deviates(n, seed).map((value) => value * value + 0.01);
  const embeddings = { data: positive(12 * 9 * 210, 44), shape: [12, 9, 210] };
  const batches = (seed) => ({ data: positive(40 * 210, seed), shape: [40, 210] });
  return [
    ...["cosine", "normalizedCosine", "correlation", "kl", "asymmetricKl", "jsd", "entropy", "task2vecCosine"].map((distance) => ensembleDiversity(embeddings, { distance, matrix: true })),
    diversityCoefficient(batches(45)),
    compareModelDiversity(batches(45), batches(46)),
  ];
}

function textMeasures() {
  const own = texts(40, 60, 47);
  return [
    selfBleu(own),
    bleuMatrix(own.slice(0, 20)),
    chrFMatrix(own.slice(0, 12)),
    textDistances(own.slice(0, 30)),
    ...[1, 2, 4].map((n) => distinctN(own, n, { budget: 500, vocabulary: 5000 })),
  ];
}

function diversity() {
  const embeddings = vectors(330, 310, 48);
  const kinds = integers(60, 30, 49);
  return [
    ...[0.5, 1, 2, Infinity].map((q) => vendiScore({ embeddings }, { q })),
    vendiScore({ embeddings: vectors(200, 48, 50) }),
    vendiScore({ kernel: lEnsemble(vectors(90, 30, 51), { similarity: "rbf" }) }),
    ...[0, 0.7, 1, 2.5].map((q) => hillNumber(kinds, q)),
    meanPairwiseDistance(vectors(250, 60, 52)),
    meanPairwiseDistance(vectors(250, 60, 52), { distance: "euclidean" }),
    rarefaction(kinds, [1, 2, 5, 100]),
    semanticEntropy(Array.from(integers(30, 4, 53), String), { logProbs: Array.from(uniformList(30, 54), (value) => -9 * value) }),
  ];
}

/** Embeddings as models give them: stored in single precision, longer than a block of columns. */
function singlePrecision() {
  const { data, shape } = vectors(120, 520, 64);
  const embeddings = { data: Float32Array.from(data), shape };
  const kernel = lEnsemble(embeddings, { similarity: "dot" });
  return [
    kernel,
    lEnsemble(embeddings, { similarity: "rbf" }),
    logDet({ data: Float32Array.from(kernel.data), shape: kernel.shape }, { jitter: 1e-3 }),
    logDetScores({ embeddings, size: 20 }),
    logDetGradient(embeddings),
    greedyMap({ features: embeddings }, 12),
    sampleKDpp({ features: embeddings }, 12, { rng: 1 }),
    vendiScore({ embeddings }),
    vendiScore({ kernel: { data: Float32Array.from(lEnsemble(embeddings).data), shape: kernel.shape } }),
    meanPairwiseDistance(embeddings),
    expectedVolume(embeddings),
    kMedoids({ embeddings, metric: "cosine" }, 5),
    minimumBayesRisk({ embeddings }),
    diversityCoefficient({ data: Float32Array.from(data, (value) => value * value), shape }),
  ];
}

function votes() {
  const answers = Array.from(integers(40, 6, 55), String);
  return [
    minimumBayesRisk({ embeddings: vectors(40, 30, 56) }),
    minimumBayesRisk({ candidates: texts(12, 20, 57), utility: (a, b) => chrF(a, b).estimate }),
    weightedVote(answers, deviates(40, 58).map((value) => 3 * value), { weighting: "softmax" }),
  ];
}

function collapse() {
  return [
    simulateBandit({ goodArms: 3, initial: [0.3, 0.3, 0.25, 0.15], steps: 300, runs: 4, rng: 1, ks: [1, 4] }),
    simulateBandit({ goodArms: 3, initial: [0.3, 0.3, 0.25, 0.15], updates: "expected", steps: 200, ks: [1, 4] }),
    simulateClassifier({ rng: 1, dimension: 60, trainingSize: 20, testSize: 40, steps: 60, ks: [1, 4] }),
    oracleTopK({ counts: [18, 12, 6, 3, 1], correct: [0, 1, 0, 0, 0] }, [2]),
    oracleTopK({ probabilities: [0.5, 0.3, 0.2], correct: [false, true, false] }, 2),
    truncateDistribution({ logits: deviates(200, 59) }, { topP: 0.9, temperature: 0.7, minP: 0.01 }),
  ];
}

/** Rows with everything a study looks at. */
function rolloutsOfAllKinds() {
  const correct = integers(3 * 30 * 12, 2, 60);
  const answers = integers(3 * 30 * 12, 5, 61);
  const rewards = deviates(3 * 30 * 12, 62);
  const own = texts(3 * 30 * 12, 12, 63);
  const rows = Array.from({ length: 3 * 30 * 12 }, (_, i) => ({
    solver: `m${Math.floor(i / 360)}`,
    problem: `p${Math.floor(i / 12) % 30}`,
    correct: correct[i] === 1,
    answer: String(answers[i]),
    reward: rewards[i],
    text: own[i],
    tokens: own[i].length,
  }));
  return fromRows(rows, { problem: "problem", solver: "solver", correct: "correct", answer: "answer", reward: "reward", text: "text", tokens: "tokens" });
}

/** What readers load only when a file needs it: no page may need WebAssembly for it, and no engine may lack what it takes for granted. */
async function filesRead() {
  const csv = 'problem,answer,passed\r\na,"4, ""four""",True\r\na,"two\nlines é",False\r\n';
  const sources = [...Object.values(files).map((text) => new Blob([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))])), { text: csv }];
  const read = [];
  for (const source of sources) read.push(await readRollouts(source, { text: true, embedding: true, name: "file" }));
  return read;
}

/** From rows to the numbers of a report. */
function studies() {
  const rollouts = rolloutsOfAllKinds();
  const { outcomes, diversity: fisher, after, ensembles, splits } = simulateEnsembleStudy({ effect: 60, rng: 2, solvers: 12, problems: 60, ensembles: 12, size: 4, splits: 6 });
  return [
    samplingStudy(rollouts, { rng: 1 }),
    ofNoVersion(toJson(diversityCoverage(rollouts, { rng: 3, sizes: [4], subsets: 4, measures: ["unique-answers", "distinct-1"] }))),
    ofNoVersion(toJson(ensembleStudy({ outcomes, diversity: fisher, after }, { ensembles, splits }))),
  ];
}

/** What a report says, apart from the results in it: a better wording changes no number, and .ci/releasePlan.mjs knows this part by its name. */
function words() {
  return ofNoVersion(documentToText(describe(samplingStudy(rolloutsOfAllKinds(), { rng: 1 }))));
}

/** Reports name the version of the package, and a release must not change the digest. */
function ofNoVersion(text) {
  return text.replaceAll(/("divlab": "|@divlab\/core )\d+\.\d+\.\d+/g, "$1");
}
