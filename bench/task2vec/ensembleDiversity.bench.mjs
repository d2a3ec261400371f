/**
 * EDC of an ensemble against the loop over pairs in JavaScript, in NumPy one product a batch, and with SciPy's distance pair by pair as
 * the reference implementation has it; EDC of many ensembles of one pool against the loop over each ensemble's embeddings.
 * Times are minima over interleaved rounds. Set DIVLAB_DIST to bench another build.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { race } from "../race.mjs";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { ensembleDiversity, subsetDiversity } = await import(pathToFileURL(resolve(build, "task2vec/index.js")).href);

export async function run({ quick }) {
  const pool = fisherVectors(quick ? [4, 2, 50] : [20, 20, 10_000]);
  const large = fisherVectors(quick ? [6, 2, 50] : [100, 4, 10_000]);
  const rounds = quick ? 1 : 5;
  return [
    againstPairs(pool, "cosine", rounds),
    againstPairs(large, "cosine", rounds),
    againstPairs(pool, "task2vecCosine", rounds),
    ...againstPython(pool, quick ? 1 : 5),
    ...againstPython(large, quick ? 1 : 5),
    manyEnsembles(pool, quick ? 10 : 5000, rounds),
  ];
}

function againstPairs(pool, distance, rounds) {
  let ours;
  let theirs;
  const { ours_ms, rival_ms } = race(
    rounds,
    () => {
      ours = ensembleDiversity(pool, { distance }).estimate;
    },
    () => {
      theirs = pairLoop(pool, Array.from({ length: pool.shape[0] }, (_, i) => i), distance);
    },
  );
  return {
    name: `EDC, ${distance}, ${describe(pool)}, loop over pairs`,
    ours_ms,
    rival_ms,
    ratio: rival_ms / ours_ms,
    quality: Math.abs(ours / theirs - 1),
    detail: "with standard errors and contributions; quality: relative difference",
  };
}

/** One pass over each pair, norms included: what one writes down first. */
function pairLoop({ data, shape: [, batches, d] }, members, distance) {
  const epsilon = 1e-8;
  const scaled = distance === "task2vecCosine";
  let total = 0;
  let pairs = 0;
  for (let i = 0; i < members.length; i++) {
    for (let j = i + 1; j < members.length; j++) {
      for (let b = 0; b < batches; b++) {
        const a = (members[i] * batches + b) * d;
        const c = (members[j] * batches + b) * d;
        let gg = 0;
        let hh = 0;
        let gh = 0;
        for (let k = 0; k < d; k++) {
          let g = data[a + k];
          let h = data[c + k];
          if (scaled) {
            const sum = g + h + epsilon;
            g /= sum;
            h /= sum;
          }
          gg += g * g;
          hh += h * h;
          gh += g * h;
        }
        total += 1 - gh / Math.sqrt(gg * hh);
        pairs++;
      }
    }
  }
  return total / pairs;
}

/** One Python process that gets the vectors and times itself. */
function againstPython(pool, rounds) {
  const rivals = { product: "NumPy, U @ U.T per batch", scipy: "SciPy, distance.cosine per pair" };
  return Object.entries(rivals).map(([rival, label]) => {
    const name = `EDC, cosine, ${describe(pool)}, ${label}`;
    const child = spawnSync("/usr/bin/python3", ["-c", program, rival, ...pool.shape.map(String), String(rounds)], { input: Buffer.from(pool.data.buffer), encoding: "utf8" });
    if (child.status !== 0) return { name, ours_ms: null, rival_ms: null, ratio: null, detail: "skipped: no python3 with numpy and scipy here" };
    const { ms, estimate, version } = JSON.parse(child.stdout);
    let ours;
    const { ours_ms } = race(rounds, () => {
      ours = ensembleDiversity(pool).estimate;
    });
    return {
      name,
      ours_ms,
      rival_ms: ms,
      ratio: ms / ours_ms,
      quality: Math.abs(ours / estimate - 1),
      detail: `NumPy ${version}, double precision, all cores, the mean alone, timed in its own process; quality: relative difference`,
    };
  });
}

const program = `
import json, sys, time
from itertools import combinations
import numpy as np

rival, m, batches, d, rounds = sys.argv[1], *map(int, sys.argv[2:])
x = np.frombuffer(sys.stdin.buffer.read(), dtype=np.float64).reshape(m, batches, d)
if rival == "scipy":
    from scipy.spatial import distance
    def mean():
        return np.mean([distance.cosine(x[i, b], x[j, b]) for i, j in combinations(range(m), 2) for b in range(batches)])
else:
    def mean():
        values = []
        for b in range(batches):
            u = x[:, b] / np.linalg.norm(x[:, b], axis=1, keepdims=True)
            similarities = u @ u.T
            values.append(1 - (similarities.sum() - np.trace(similarities)) / (m * (m - 1)))
        return np.mean(values)
mean()
times = []
for _ in range(rounds):
    start = time.perf_counter()
    estimate = mean()
    times.append(time.perf_counter() - start)
print(json.dumps({"ms": 1000 * min(times), "estimate": float(estimate), "version": np.__version__}))
`;

/** Ensembles of four: the matrix of the pool and a mean per ensemble, against the embeddings of each ensemble; that loop over 20 of them, scaled up. */
function manyEnsembles(pool, count, rounds) {
  const next = congruence(7);
  const ensembles = Array.from({ length: count }, () => {
    const members = new Set();
    while (members.size < Math.min(4, pool.shape[0])) members.add(Math.floor(next() * pool.shape[0]));
    return [...members];
  });
  const few = Math.min(20, count);
  let ours;
  let theirs;
  const { ours_ms, rival_ms } = race(
    rounds,
    () => {
      ours = subsetDiversity(ensembleDiversity(pool, { matrix: true }).matrix, ensembles).estimate;
    },
    () => {
      theirs = ensembles.slice(0, few).map((members) => pairLoop(pool, members, "cosine"));
    },
  );
  const scaled = (rival_ms * count) / few;
  return {
    name: `EDC of ${count} ensembles of 4, ${describe(pool)}, loop over pairs of each`,
    ours_ms,
    rival_ms: scaled,
    ratio: scaled / ours_ms,
    quality: Math.max(...theirs.map((value, e) => Math.abs(ours[e] / value - 1))),
    detail: `matrix of the pool included; the loop ran over ${few} ensembles, scaled up; quality: largest relative difference`,
  };
}

const describe = ({ shape: [m, batches, d] }) => `M = ${m}, B = ${batches}, D = ${d}`;

/** Fisher vectors of solvers that share a profile, from a fixed linear congruence: every run sees the same ones. */
function fisherVectors(shape) {
  const [m, batches, d] = shape;
  const next = congruence(20251125);
  const base = Float64Array.from({ length: d }, () => -Math.log(next()));
  const data = Float64Array.from({ length: m * batches * d }, (_, at) => base[at % d] * (0.5 + next()));
  return { data, shape };
}

function congruence(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}
