/**
 * Eigenvalues and eigenvectors of symmetric matrices against ml-matrix and against LAPACK (numpy.linalg.eigh and eigvalsh in a live Python
 * process with one OpenBLAS thread), and the kernels in WebAssembly against those in JavaScript. All sides get the same numbers; rounds alternate, times are minima. `quality` is the worst entry of A V − V Λ over ‖A‖ and
 * of V Vᵀ − I, ours and the rival's. Set DIVLAB_DIST to bench another build.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { race } from "../race.mjs";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const load = (file) => import(pathToFileURL(resolve(build, file)).href);
const { symmetricEigen } = await load("numeric/linalg/symmetricEigen.js");
const { symmetricEigenvalues } = await load("numeric/linalg/symmetricEigenvalues.js");
const { backend, useBackend } = await load("kernels/backend.js");

export async function run({ quick }) {
  const jobs = quick
    ? [{ kind: "random", n: 40, rounds: 1 }]
    : [
        { kind: "random", n: 100, rounds: 60 },
        { kind: "random", n: 500, rounds: 12 },
        { kind: "random", n: 1000, rounds: 3 },
        { kind: "near-duplicate cosines", n: 100, rounds: 60 },
        { kind: "near-duplicate cosines", n: 500, rounds: 12 },
      ];
  const rows = [];
  for (const { kind, n, rounds } of jobs) {
    const matrix = kind === "random" ? randomMatrix(n) : cosines(n);
    rows.push(againstMlMatrix(kind, n, matrix, n > 500 ? 1 : rounds));
    rows.push(...againstJavaScript(kind, n, matrix, n > 500 ? 1 : rounds));
    if (!quick) rows.push(...(await againstNumpy(kind, n, matrix, rounds)));
  }
  return rows;
}

function againstMlMatrix(kind, n, matrix, rounds) {
  const theirMatrix = Matrix.from1DArray(n, n, matrix);
  let ours;
  let theirs;
  const { ours_ms, rival_ms } = race(
    rounds,
    () => {
      ours = symmetricEigen(matrix, n);
    },
    () => {
      theirs = new EigenvalueDecomposition(theirMatrix, { assumeSymmetric: true });
    },
  );
  const rival = { values: theirs.realEigenvalues, vectors: theirs.eigenvectorMatrix.transpose().to1DArray() };
  return {
    name: `symmetric eigenvectors, ${kind}, n = ${n}, ml-matrix`,
    ours_ms,
    rival_ms,
    ratio: rival_ms / ours_ms,
    quality: quality(matrix, n, ours),
    detail: `theirs ${quality(matrix, n, rival)}`,
  };
}

/** Both kernels at the same work; nothing where WebAssembly is not to be had. */
function againstJavaScript(kind, n, matrix, rounds) {
  useBackend("auto");
  if (backend() === "js") return [];
  return [
    ["eigenvectors", symmetricEigen],
    ["eigenvalues", symmetricEigenvalues],
  ].map(([what, work]) => {
    const on = (choice) => () => {
      useBackend(choice);
      work(matrix, n);
      useBackend("auto");
    };
    const { ours_ms, rival_ms } = race(rounds, on("wasm"), on("js"));
    return { name: `symmetric ${what}, ${kind}, n = ${n}, kernels in JavaScript`, ours_ms, rival_ms, ratio: rival_ms / ours_ms };
  });
}

async function againstNumpy(kind, n, matrix, rounds) {
  const names = [`symmetric eigenvectors, ${kind}, n = ${n}, NumPy eigh`, `symmetric eigenvalues, ${kind}, n = ${n}, NumPy eigvalsh`];
  const python = await startPython(n, matrix);
  if (python === null) return names.map((name) => ({ name, ours_ms: null, rival_ms: null, ratio: null, detail: "skipped: no python3 with numpy here" }));
  const ours_ms = [Infinity, Infinity];
  const rival_ms = [Infinity, Infinity];
  let ours;
  let values;
  let answer;
  for (let round = -1; round < rounds; round++) {
    const start = performance.now();
    ours = symmetricEigen(matrix, n);
    const between = performance.now();
    values = symmetricEigenvalues(matrix, n);
    const times = [between - start, performance.now() - between];
    answer = await python.ask("both");
    if (round < 0) continue;
    for (let i = 0; i < 2; i++) {
      ours_ms[i] = Math.min(ours_ms[i], times[i]);
      rival_ms[i] = Math.min(rival_ms[i], answer.ms[i]);
    }
  }
  python.stop();
  const norm = Math.max(...answer.values.map(Math.abs));
  const apart = Math.max(...answer.values.map((value, i) => Math.abs(value - values[i]))) / norm;
  const environment = `numpy ${python.version}, OPENBLAS_NUM_THREADS=1, OPENBLAS_CORETYPE=${process.env.OPENBLAS_CORETYPE ?? "(unset)"}`;
  const details = [`theirs ${scientific(answer.residual)}, ${scientific(answer.orthogonality)}; ${environment}`, environment];
  const qualities = [quality(matrix, n, ours), `${scientific(apart)} from theirs`];
  return names.map((name, i) => ({
    name,
    ours_ms: ours_ms[i],
    rival_ms: rival_ms[i],
    ratio: rival_ms[i] / ours_ms[i],
    quality: qualities[i],
    detail: details[i],
  }));
}

/** A Python process that holds the matrix and times eigh and eigvalsh once per line it is sent; null where there is none. */
async function startPython(n, matrix) {
  const child = spawn("/usr/bin/python3", ["-c", program, String(n)], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, OPENBLAS_NUM_THREADS: "1" },
  });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? null : JSON.parse(value);
  };
  child.stdin.write(Buffer.from(matrix.buffer));
  const hello = await next();
  if (hello === null) return null;
  return {
    version: hello.version,
    ask: (line) => {
      child.stdin.write(`${line}\n`);
      return next();
    },
    stop: async () => {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

const program = `
import json, sys, time
import numpy as np

n = int(sys.argv[1])
a = np.frombuffer(sys.stdin.buffer.read(8 * n * n), dtype=np.float64).reshape(n, n)
print(json.dumps({"version": np.__version__}), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    values, vectors = np.linalg.eigh(a)
    between = time.perf_counter()
    alone = np.linalg.eigvalsh(a)
    ms = [1000 * (between - start), 1000 * (time.perf_counter() - between)]
    residual = np.abs(a @ vectors - vectors * values).max() / np.abs(values).max()
    orthogonality = np.abs(vectors.T @ vectors - np.eye(n)).max()
    print(json.dumps({"ms": ms, "residual": residual, "orthogonality": orthogonality, "values": alone.tolist()}), flush=True)
`;

/** The worst entries of A V − V Λ, over the largest eigenvalue, and of V Vᵀ − I. */
function quality(matrix, n, { values, vectors }) {
  let residual = 0;
  let orthogonality = 0;
  const norm = Math.max(...values.map(Math.abs));
  for (let e = 0; e < n; e++) {
    for (let f = 0; f < n; f++) {
      let image = -values[e] * vectors[e * n + f];
      let product = e === f ? -1 : 0;
      for (let i = 0; i < n; i++) {
        image += matrix[f * n + i] * vectors[e * n + i];
        product += vectors[f * n + i] * vectors[e * n + i];
      }
      residual = Math.max(residual, Math.abs(image) / norm);
      orthogonality = Math.max(orthogonality, Math.abs(product));
    }
  }
  return `${scientific(residual)}, ${scientific(orthogonality)}`;
}

function scientific(value) {
  return value.toExponential(1);
}

/** Numbers between −1 and 1 from a fixed linear congruence: every run sees the same ones. */
function congruence() {
  let state = 20250305;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

function randomMatrix(n) {
  const next = congruence();
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = next();
  return a;
}

/** Cosines of embeddings in groups of four that differ by 1e-6: the kernel of a batch of near-duplicate answers. */
function cosines(n) {
  const d = 64;
  const next = congruence();
  const rows = [];
  for (let i = 0; i < n; i++) {
    const row = Array.from({ length: d }, (_, k) => (i % 4 === 0 ? next() : rows[i - (i % 4)][k] + 1e-6 * next()));
    rows.push(row);
  }
  const lengths = rows.map((row) => Math.sqrt(row.reduce((total, x) => total + x * x, 0)));
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const dot = rows[i].reduce((total, x, k) => total + x * rows[j][k], 0);
      a[i * n + j] = a[j * n + i] = i === j ? 1 : dot / lengths[i] / lengths[j];
    }
  }
  return a;
}
