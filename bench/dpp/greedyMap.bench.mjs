/**
 * Greedy selection of diverse items from a kernel and from features against the same algorithm in NumPy, and what exchanges add.
 * Times are minima over rounds. Set DIVLAB_DIST to bench another build.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { race } from "../race.mjs";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const { greedyMap, lEnsemble } = await import(pathToFileURL(resolve(build, "dpp/index.js")).href);

export async function run({ quick }) {
  const n = quick ? 60 : 2000;
  const d = quick ? 16 : 384;
  const ks = quick ? [5] : [10, 50];
  const rounds = quick ? 1 : 15;
  const features = randomVectors(n, d);
  const kernel = lEnsemble(features, { similarity: "dot" });
  const rival = numpy(features, ks, quick ? 1 : 5);
  return [
    ...ks.flatMap((k, i) => [
      row(`greedy selection, N = ${n}, k = ${k}, given the kernel`, rounds, () => greedyMap(kernel, k), rival?.[i].kernel_ms, rival?.[i]),
      row(`greedy selection, N = ${n}, k = ${k}, from ${d} features`, rounds, () => greedyMap({ features }, k), rival?.[i].features_ms, rival?.[i]),
    ]),
    ...exchanges(quick),
  ];
}

function row(name, rounds, ours, rival_ms, expected) {
  let result;
  const { ours_ms } = race(rounds, () => {
    result = ours();
  });
  if (expected === undefined) return { name, ours_ms, rival_ms: null, ratio: null, detail: "no rival: no python3 with numpy here" };
  const same = expected.selected.every((item, i) => item === result.selected[i]);
  return {
    name,
    ours_ms,
    rival_ms,
    ratio: rival_ms / ours_ms,
    quality: Math.abs(result.logDet - expected.logdet),
    detail: `numpy ${expected.version}, all cores, in its own process; ${same ? "the same items" : "OTHER ITEMS"}; quality: absolute difference of log det`,
  };
}

function numpy({ data, shape: [n, d] }, ks, rounds) {
  const input = Buffer.from(data.buffer);
  const child = spawnSync("/usr/bin/python3", ["-c", program, String(n), String(d), String(rounds), ...ks.map(String)], { input, encoding: "utf8" });
  return child.status === 0 ? JSON.parse(child.stdout) : undefined;
}

const program = `
import json, sys, time
import numpy as np

n, d, rounds, *ks = map(int, sys.argv[1:])
x = np.frombuffer(sys.stdin.buffer.read(), dtype=np.float64).reshape(n, d)

def select(diagonal, row, k):
    left = diagonal.copy()
    c = np.zeros((k, n))
    chosen, total = [], 0.0
    for r in range(k):
        p = int(np.argmax(left))
        pivot = left[p]
        total += np.log(pivot)
        chosen.append(p)
        c[r] = (row(p) - c[:r, p] @ c[:r]) / np.sqrt(pivot)
        left = left - c[r] ** 2
        left[p] = -np.inf
    return chosen, total

def fastest(work):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times), result

kernel = x @ x.T
out = []
for k in ks:
    kernel_ms, (selected, logdet) = fastest(lambda: select(np.diag(kernel), lambda p: kernel[p], k))
    features_ms, _ = fastest(lambda: select(np.einsum("ij,ij->i", x, x), lambda p: x @ x[p], k))
    out.append({"kernel_ms": kernel_ms, "features_ms": features_ms, "selected": selected, "logdet": float(logdet), "version": np.__version__})
print(json.dumps(out))
`;

/** Twenty batches of samples: how far greedy choice and exchanges stay behind the best subset. */
function exchanges(quick) {
  const [n, d, k] = quick ? [10, 8, 3] : [24, 64, 5];
  const kernels = Array.from({ length: quick ? 2 : 20 }, (_, seed) => lEnsemble(randomVectors(n, d, seed)));
  const all = (options) => kernels.map((kernel) => greedyMap(kernel, k, options).logDet);
  const best = all({ exact: true });
  return [["greedy selection", {}], ["greedy selection and exchanges", { exchange: true }], ["enumeration", { exact: true }]].map(([name, options]) => {
    let found;
    const { ours_ms } = race(quick ? 1 : 5, () => {
      found = all(options);
    });
    return {
      name: `${name}, N = ${n}, k = ${k}`,
      ours_ms: ours_ms / kernels.length,
      rival_ms: null,
      ratio: null,
      quality: Math.max(...best.map((value, i) => value - found[i])),
      detail: `no rival; quality: log det short of the best subset, the worst of ${kernels.length} kernels`,
    };
  });
}

/** Vectors around a common direction, from a fixed linear congruence: every run sees the same ones. */
function randomVectors(n, d, seed = 0) {
  let state = 20250420 + 7919 * seed;
  const data = new Float64Array(n * d).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.3;
  });
  return { data, shape: [n, d] };
}
