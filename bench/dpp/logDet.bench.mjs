/**
 * Log-determinants against ml-matrix's Cholesky and LU decompositions, and scores of thousands of batches of embeddings against the same
 * in ml-matrix and NumPy. Times are minima over interleaved rounds. Set DIVLAB_DIST to bench another build.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CholeskyDecomposition, LuDecomposition, Matrix } from "ml-matrix";
import { race } from "../race.mjs";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { lEnsemble, logDet, logDetScores } = await import(pathToFileURL(resolve(build, "dpp/index.js")).href);

export async function run({ quick }) {
  const orders = quick ? [8] : [8, 16, 32, 64, 512];
  return [...orders.flatMap((n) => againstMlMatrix(n, quick)), ...manyBatches(quick)];
}

function againstMlMatrix(n, quick) {
  const kernel = lEnsemble(randomVectors(n, n + 32));
  const matrix = new Matrix(Array.from({ length: n }, (_, i) => Array.from(kernel.data.subarray(i * n, (i + 1) * n))));
  const calls = quick ? 3 : Math.max(1, Math.ceil(4e6 / n ** 2.5));
  const rounds = quick ? 1 : 15;
  let ours;
  return [
    ["Cholesky", () => choleskyLogDet(matrix, n)],
    ["LU", () => Math.log(new LuDecomposition(matrix).determinant)],
  ].map(([name, rival]) => {
    let theirs;
    const { ours_ms, rival_ms } = race(
      rounds,
      () => {
        for (let i = 0; i < calls; i++) ours = logDet(kernel);
      },
      () => {
        for (let i = 0; i < calls; i++) theirs = rival();
      },
    );
    return {
      name: `log-determinant, N = ${n}, ml-matrix ${name}`,
      ours_ms: ours_ms / calls,
      rival_ms: rival_ms / calls,
      ratio: rival_ms / ours_ms,
      quality: Math.abs(ours.logAbsDet - theirs),
      detail: "ours checks the matrix for finiteness and symmetry and reports rank and pivots; quality: absolute difference",
    };
  });
}

function choleskyLogDet(matrix, n) {
  const factor = new CholeskyDecomposition(matrix).lowerTriangularMatrix;
  let total = 0;
  for (let i = 0; i < n; i++) total += Math.log(factor.get(i, i));
  return 2 * total;
}

function manyBatches(quick) {
  const count = quick ? 4 : 10_000;
  const few = quick ? 4 : 500;
  const [n, d] = [32, 384];
  const embeddings = { data: Float32Array.from(randomVectors(count * n, d).data), shape: [count * n, d] };
  const part = { data: embeddings.data.subarray(0, few * n * d), shape: [few * n, d] };
  const name = `${count} batches of ${n} × ${d} float32 to scores and credits`;
  let ours;
  let theirs;
  const { ours_ms, rival_ms } = race(quick ? 1 : 3, () => { ours = logDetScores({ embeddings, size: n }); }, () => { theirs = scoresByMlMatrix(part, few, n, d); });
  const scaled = rival_ms * (count / few);
  return [
    {
      name: `${name}, ml-matrix`,
      ours_ms,
      rival_ms: scaled,
      ratio: scaled / ours_ms,
      quality: largestDifference(ours.estimate, theirs),
      detail: `ours with log det(I + S) and leave-one-out credits, ml-matrix with the score only, on ${few} batches, scaled up; quality: largest absolute difference`,
    },
    againstNumpy(name, part, few, count / few, ours, ours_ms, quick ? 1 : 3),
  ];
}

function scoresByMlMatrix({ data }, count, n, d) {
  return Float64Array.from({ length: count }, (_, b) => {
    const rows = Array.from({ length: n }, (__, i) => {
      const row = Array.from(data.subarray((b * n + i) * d, (b * n + i + 1) * d));
      const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
      return row.map((x) => x / norm);
    });
    const unit = new Matrix(rows);
    const kernel = unit.mmul(unit.transpose());
    for (let i = 0; i < n; i++) kernel.set(i, i, 1 + 1e-6);
    return choleskyLogDet(kernel, n);
  });
}

function againstNumpy(name, { data, shape: [, d] }, count, factor, ours, ours_ms, rounds) {
  const input = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const child = spawnSync("/usr/bin/python3", ["-c", program, String(count), String(d), String(rounds)], { input, encoding: "utf8" });
  if (child.status !== 0) return { name: `${name}, NumPy`, ours_ms: null, rival_ms: null, ratio: null, detail: "skipped: no python3 with numpy here" };
  const { ms, scores, version } = JSON.parse(child.stdout);
  return {
    name: `${name}, NumPy`,
    ours_ms,
    rival_ms: ms * factor,
    ratio: (ms * factor) / ours_ms,
    quality: largestDifference(ours.estimate, scores),
    detail: `numpy ${version}, stacked matmul, slogdet (twice) and inv in double precision, all cores, in its own process, on ${count} batches, scaled up; quality: largest absolute difference`,
  };
}

const program = `
import json, sys, time
import numpy as np

count, d, rounds = map(int, sys.argv[1:])
x = np.frombuffer(sys.stdin.buffer.read(), dtype=np.float32).reshape(count, -1, d)
n = x.shape[1]
diagonal = np.arange(n)
times = []
for _ in range(rounds):
    start = time.perf_counter()
    u = x.astype(np.float64)
    u /= np.linalg.norm(u, axis=2, keepdims=True)
    s = u @ u.transpose(0, 2, 1)
    s[:, diagonal, diagonal] = 1
    plus = np.linalg.slogdet(s + np.eye(n))[1]
    s[:, diagonal, diagonal] += 1e-6
    scores = np.linalg.slogdet(s)[1]
    credits = -np.log(np.linalg.inv(s)[:, diagonal, diagonal])
    times.append(time.perf_counter() - start)
print(json.dumps({"ms": 1000 * min(times), "scores": scores.tolist(), "version": np.__version__}))
`;

function largestDifference(ours, theirs) {
  let largest = 0;
  for (let i = 0; i < theirs.length; i++) largest = Math.max(largest, Math.abs(ours[i] - theirs[i]));
  return largest;
}

/** Vectors around a common direction, from a fixed linear congruence: every run sees the same ones. */
function randomVectors(n, d) {
  let state = 20250419;
  const data = new Float64Array(n * d).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.3;
  });
  return { data, shape: [n, d] };
}
