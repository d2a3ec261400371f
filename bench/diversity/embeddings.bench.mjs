/**
 * Mean pairwise cosine distance against the loop over pairs in JavaScript and the matrix of all pairs in scikit-learn and NumPy, and
 * the Vendi score against ml-matrix's eigenvalues. Times are minima over interleaved rounds. Set DIVLAB_DIST to bench another build.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { race } from "../race.mjs";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { meanPairwiseDistance, vendiScore } = await import(pathToFileURL(resolve(build, "diversity/index.js")).href);

export async function run({ quick }) {
  const vectors = randomVectors(quick ? 300 : 10_000, quick ? 32 : 768);
  const rounds = quick ? 1 : 5;
  return [
    againstPairs(vectors, quick ? 300 : 100, quick ? 1 : 3),
    ...againstPython(vectors, quick ? ["numpy"] : ["sklearn", "numpy"], quick ? 1 : 2),
    ...againstMlMatrix(randomVectors(quick ? 40 : 512, quick ? 32 : 768), rounds),
  ];
}

/** The first `rows` vectors against all later ones, scaled to all pairs. */
function againstPairs(vectors, rows, rounds) {
  const n = vectors.shape[0];
  const measured = rows * n - (rows * (rows + 1)) / 2;
  const share = Math.min(1, measured / ((n * (n - 1)) / 2));
  const { ours_ms, rival_ms } = race(rounds, () => meanPairwiseDistance(vectors), () => pairLoop(vectors, rows));
  const few = { data: vectors.data.subarray(0, 300 * vectors.shape[1]), shape: [300, vectors.shape[1]] };
  return {
    name: `mean pairwise cosine distance, N = ${n}, D = ${vectors.shape[1]}, loop over pairs`,
    ours_ms,
    rival_ms: rival_ms / share,
    ratio: rival_ms / share / ours_ms,
    quality: Math.abs(meanPairwiseDistance(few).estimate / pairLoop(few, 300) - 1),
    detail: `with its standard error; the loop ran over ${Number((100 * share).toPrecision(2))} % of the pairs, scaled up; quality: relative difference at N = 300`,
  };
}

/** 1 − u·v of unit vectors, pair by pair. */
function pairLoop({ data, shape: [n, d] }, rows) {
  const unit = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let j = 0; j < d; j++) squares += data[i * d + j] ** 2;
    const norm = Math.sqrt(squares);
    for (let j = 0; j < d; j++) unit[i * d + j] = data[i * d + j] / norm;
  }
  let total = 0;
  let pairs = 0;
  for (let i = 0; i < Math.min(rows, n); i++) {
    for (let k = i + 1; k < n; k++) {
      let dot = 0;
      for (let j = 0; j < d; j++) dot += unit[i * d + j] * unit[k * d + j];
      total += 1 - dot;
      pairs++;
    }
  }
  return total / pairs;
}

/** One Python process that gets the vectors and times itself. */
function againstPython(vectors, libraries, rounds) {
  const [n, d] = vectors.shape;
  return libraries.map((library) => {
    const name = `mean pairwise cosine distance, N = ${n}, D = ${d}, ${library === "sklearn" ? "scikit-learn cosine_distances" : "NumPy U @ U.T"}`;
    const input = Buffer.from(vectors.data.buffer);
    const child = spawnSync("/usr/bin/python3", ["-c", program, library, String(n), String(d), String(rounds)], { input, encoding: "utf8" });
    if (child.status !== 0) return { name, ours_ms: null, rival_ms: null, ratio: null, detail: `skipped: no python3 with ${library} here` };
    const { ms, estimate, version } = JSON.parse(child.stdout);
    const { ours_ms } = race(rounds, () => meanPairwiseDistance(vectors));
    return {
      name,
      ours_ms,
      rival_ms: ms,
      ratio: ms / ours_ms,
      quality: Math.abs(meanPairwiseDistance(vectors).estimate / estimate - 1),
      detail: `${library} ${version}, double precision, all cores, OPENBLAS_CORETYPE=${process.env.OPENBLAS_CORETYPE ?? "(unset)"}, timed in its own process; quality: relative difference`,
    };
  });
}

const program = `
import json, sys, time
import numpy as np

library, n, d, rounds = sys.argv[1], *map(int, sys.argv[2:])
x = np.frombuffer(sys.stdin.buffer.read(), dtype=np.float64).reshape(n, d)
if library == "sklearn":
    import sklearn
    from sklearn.metrics.pairwise import cosine_distances
    version = sklearn.__version__
    def mean():
        distances = cosine_distances(x)
        return distances.sum() / (n * (n - 1))
else:
    version = np.__version__
    def mean():
        u = x / np.linalg.norm(x, axis=1, keepdims=True)
        similarities = u @ u.T
        return 1 - (similarities.sum() - np.trace(similarities)) / (n * (n - 1))
times = []
for _ in range(rounds):
    start = time.perf_counter()
    estimate = mean()
    times.append(time.perf_counter() - start)
print(json.dumps({"ms": 1000 * min(times), "estimate": float(estimate), "version": version}))
`;

function againstMlMatrix(vectors, rounds) {
  const [n, d] = vectors.shape;
  const rows = Array.from({ length: n }, (_, i) => Array.from(vectors.data.subarray(i * d, (i + 1) * d)));
  const unit = new Matrix(rows.map((row) => row.map((value) => value / Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)))));
  const kernel = unit.mmul(unit.transpose());
  const data = Float64Array.from(kernel.to1DArray());
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  const score = (matrix) => {
    const values = new EigenvalueDecomposition(Matrix.div(matrix, n), { assumeSymmetric: true }).realEigenvalues;
    return Math.exp(-values.reduce((sum, value) => sum + (value > 0 ? value * Math.log(value) : 0), 0));
  };
  let ours;
  let theirs;
  const row = (name, own, rival, detail) => {
    const { ours_ms, rival_ms } = race(rounds, () => { ours = own(); }, () => { theirs = rival(); });
    return { name, ours_ms, rival_ms, ratio: rival_ms / ours_ms, quality: Math.abs(ours.estimate / theirs - 1), detail: `${detail}; quality: relative difference` };
  };
  return [
    row(`Vendi score of a kernel, N = ${n}, ml-matrix`, () => vendiScore({ kernel: { data, shape: [n, n] } }), () => score(kernel), "the same kernel; ml-matrix finds eigenvectors too"),
    row(`Vendi score of embeddings, N = ${n}, D = ${d}, ml-matrix`, () => vendiScore({ embeddings: vectors }), () => score(unit.mmul(unit.transpose())), "kernel and eigenvalues"),
  ];
}

/** Vectors around a common direction, from a fixed linear congruence: every run sees the same ones. */
function randomVectors(n, d) {
  let state = 20250305;
  const data = new Float64Array(n * d).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.3;
  });
  return { data, shape: [n, d] };
}
