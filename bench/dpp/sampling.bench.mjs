/**
 * k-DPP draws after the decomposition, against the algorithm as textbooks print it in JavaScript and a vectorised one in NumPy. The
 * eigenvectors are cosines, the same on both sides. Times are minima over interleaved rounds of several draws, per draw.
 * Set DIVLAB_DIST to bench another build.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { race } from "../race.mjs";

const build = resolve(import.meta.dirname, process.env.DIVLAB_DIST ?? "../../dist");
const load = (file) => import(pathToFileURL(resolve(build, file)).href);
const { inclusionProbabilities, logElementarySymmetric, sampleKDpp } = await load("dpp/index.js");
const { drawItems } = await load("dpp/sampling/drawItems.js");
const { selectEigenvectors } = await load("dpp/sampling/selectEigenvectors.js");
const { selectionTable } = await load("dpp/sampling/selectionTable.js");
const { createRng } = await load("random/index.js");

export async function run({ quick }) {
  const rounds = quick ? 1 : 7;
  const rows = [againstTextbook(quick ? 60 : 500, quick ? 5 : 10, rounds, quick ? 20 : 100, quick ? 200 : 20_000)];
  for (const k of quick ? [5] : [10, 50]) rows.push(...phasesAgainstNumpy(quick ? 80 : 2000, k, rounds, quick ? 2 : 20));
  return [...rows, largeEigenvalues(rounds), allPolynomials(quick ? 100 : 2000, rounds)];
}

/** Spectrum over e⁴ with the orthonormal cosine basis. */
function cosineSpectrum(n) {
  const eigenvalues = Float64Array.from({ length: n }, (_, i) => Math.exp(4 * ((i + 1) / n - 1)));
  const eigenvectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) eigenvectors[i * n + j] = Math.sqrt((i === 0 ? 1 : 2) / n) * Math.cos((Math.PI * i * (j + 0.5)) / n);
  }
  return { eigenvalues, eigenvectors, size: n, rank: n };
}

function againstTextbook(n, k, rounds, draws, checked) {
  const spectrum = cosineSpectrum(n);
  const rng = createRng("sampling bench");
  const repeat = (draw) => () => {
    for (let i = 0; i < draws; i++) draw();
  };
  const { ours_ms, rival_ms } = race(rounds, repeat(() => sampleKDpp(spectrum, k, { rng })), repeat(() => textbookDraw(spectrum, k, rng)));
  return {
    name: `k-DPP draw given the spectrum, N = ${n}, k = ${k}, textbook in JavaScript`,
    ours_ms: ours_ms / draws,
    rival_ms: rival_ms / draws,
    ratio: rival_ms / ours_ms,
    quality: Number(scaledDeviation(spectrum, k, rng, checked).toPrecision(3)),
    detail: `quality: root mean square of (count − expected)/standard deviation of the items over ${checked} draws, 1 if exact`,
  };
}

function scaledDeviation(spectrum, k, rng, draws) {
  const counts = new Float64Array(spectrum.size);
  for (let i = 0; i < draws; i++) for (const item of sampleKDpp(spectrum, k, { rng })) counts[item]++;
  let total = 0;
  inclusionProbabilities(spectrum, { size: k }).forEach((p, j) => {
    total += (counts[j] - draws * p) ** 2 / (draws * p * (1 - p));
  });
  return Math.sqrt(total / spectrum.size);
}

/** Kulesza & Taskar's algorithms 1, 7 and 8 to the letter: plain recursion, a new basis by Gram-Schmidt after each item. */
function textbookDraw({ eigenvalues, eigenvectors, size: n }, k, rng) {
  let basis = textbookPhase1(eigenvalues, k, rng).map((i) => eigenvectors.slice(i * n, (i + 1) * n));
  const items = [];
  while (basis.length > 0) {
    const weights = new Float64Array(n);
    for (const row of basis) for (let j = 0; j < n; j++) weights[j] += row[j] * row[j];
    let left = rng.float() * basis.length;
    let item = 0;
    while (item < n - 1 && (left -= weights[item]) >= 0) item++;
    items.push(item);
    let pivot = 0;
    basis.forEach((row, s) => {
      if (Math.abs(row[item]) > Math.abs(basis[pivot][item])) pivot = s;
    });
    const gone = basis[pivot];
    basis = basis.filter((row) => row !== gone);
    basis.forEach((row, s) => {
      const factor = row[item] / gone[item];
      for (let j = 0; j < n; j++) row[j] -= factor * gone[j];
      for (let t = 0; t < s; t++) {
        let product = 0;
        for (let j = 0; j < n; j++) product += row[j] * basis[t][j];
        for (let j = 0; j < n; j++) row[j] -= product * basis[t][j];
      }
      let squares = 0;
      for (let j = 0; j < n; j++) squares += row[j] * row[j];
      const length = Math.sqrt(squares);
      for (let j = 0; j < n; j++) row[j] /= length;
    });
  }
  return items.sort((a, b) => a - b);
}

function textbookPhase1(eigenvalues, k, rng) {
  const n = eigenvalues.length;
  const e = Array.from({ length: k + 1 }, (_, l) => new Float64Array(n + 1).fill(l === 0 ? 1 : 0));
  for (let l = 1; l <= k; l++) for (let i = 1; i <= n; i++) e[l][i] = e[l][i - 1] + eigenvalues[i - 1] * e[l - 1][i - 1];
  const chosen = [];
  for (let i = n, l = k; l > 0 && i > 0; i--) {
    if (rng.float() < (eigenvalues[i - 1] * e[l - 1][i - 1]) / e[l][i]) {
      chosen.push(i - 1);
      l--;
    }
  }
  return chosen;
}

function phasesAgainstNumpy(n, k, rounds, draws) {
  const spectrum = cosineSpectrum(n);
  const rng = createRng("phases bench");
  const child = spawnSync("/usr/bin/python3", ["-c", program, String(n), String(k), String(rounds), String(draws)], { encoding: "utf8" });
  const theirs = child.status === 0 ? JSON.parse(child.stdout) : undefined;
  const row = (phase, work, rival) => {
    const { ours_ms } = race(rounds, () => {
      for (let i = 0; i < draws; i++) work();
    });
    return {
      name: `k-DPP ${phase}, N = ${n}, k = ${k}, NumPy`,
      ours_ms: ours_ms / draws,
      rival_ms: rival,
      ratio: rival === undefined ? undefined : rival / (ours_ms / draws),
      detail: theirs === undefined ? "alone: no python3 with numpy here" : `numpy ${theirs.version}, vectorised over sizes or items, timed in its own process`,
    };
  };
  const choose = () => selectEigenvectors(selectionTable(spectrum.eigenvalues, k), rng);
  let chosen = choose();
  return [
    row("phase 1 (eigenvectors)", () => { chosen = choose(); }, theirs?.phase1),
    row("phase 2 (items)", () => drawItems(spectrum, chosen, rng), theirs?.phase2),
  ];
}

const program = `
import json, sys, time
import numpy as np

n, k, rounds, draws = map(int, sys.argv[1:])
eigenvalues = np.exp(4 * (np.arange(1, n + 1) / n - 1))
i, j = np.arange(n)[:, None], np.arange(n)[None, :]
v = np.sqrt(np.where(i == 0, 1, 2) / n) * np.cos(np.pi * i * (j + 0.5) / n)
v = np.ascontiguousarray(v.T)
rng = np.random.default_rng(1)

def phase1():
    e = np.zeros((n + 1, k + 1))
    e[0, 0] = 1
    for i in range(n):
        e[i + 1] = e[i]
        e[i + 1, 1:] += eigenvalues[i] * e[i, :-1]
    chosen, left = [], k
    for i in range(n, 0, -1):
        if left == 0:
            break
        if rng.random() < eigenvalues[i - 1] * e[i - 1, left - 1] / e[i, left]:
            chosen.append(i - 1)
            left -= 1
    return chosen

def phase2(chosen):
    rows = v[:, chosen]
    weights = (rows ** 2).sum(axis=1)
    c = np.zeros((n, k))
    items = []
    for t in range(k):
        p = np.abs(weights)
        p[items] = 0
        item = rng.choice(n, p=p / p.sum())
        items.append(item)
        c[:, t] = (rows @ rows[item] - c[:, :t] @ c[item, :t]) / np.sqrt(weights[item])
        weights = weights - c[:, t] ** 2
    return sorted(items)

def best(work):
    least = np.inf
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(draws):
            work()
        least = min(least, time.perf_counter() - start)
    return 1000 * least / draws

chosen = phase1()
print(json.dumps({"version": np.__version__, "phase1": best(phase1), "phase2": best(lambda: phase2(chosen))}))
`;

/** Where the plain recursion overflows, and with it the textbook's choice of eigenvectors. */
function largeEigenvalues(rounds) {
  const eigenvalues = Float64Array.from({ length: 200 }, (_, i) => 1000 + 5 * i);
  const rng = createRng("large");
  const choose = () => selectEigenvectors(selectionTable(eigenvalues, 110), rng);
  const { ours_ms, rival_ms } = race(rounds, choose, () => textbookPhase1(eigenvalues, 110, rng));
  return {
    name: "k-DPP phase 1, 200 eigenvalues from 1000 to 2000, k = 110, textbook in JavaScript",
    ours_ms,
    rival_ms,
    ratio: rival_ms / ours_ms,
    quality: new Set(choose()).size,
    detail: `quality: eigenvectors chosen, of 110; the textbook's recursion overflows and chooses ${textbookPhase1(eigenvalues, 110, rng).length}`,
  };
}

function allPolynomials(n, rounds) {
  const { eigenvalues } = cosineSpectrum(n);
  const logs = () => {
    const e = [0, ...eigenvalues.map(() => -Infinity)];
    for (let i = 0; i < n; i++) {
      const log = Math.log(eigenvalues[i]);
      for (let k = i + 1; k > 0; k--) {
        const other = e[k - 1] + log;
        const high = Math.max(e[k], other);
        e[k] = high + Math.log1p(Math.exp(Math.min(e[k], other) - high));
      }
    }
    return e;
  };
  let ours;
  let theirs;
  const { ours_ms, rival_ms } = race(Math.min(rounds, 3), () => { ours = logElementarySymmetric(eigenvalues); }, () => { theirs = logs(); });
  const off = Math.max(...theirs.map((value, k) => (k === 0 ? 0 : Math.abs(ours[k] / value - 1))));
  return {
    name: `log e₀ … log eₙ, n = ${n}, recursion in log space in JavaScript`,
    ours_ms,
    rival_ms,
    ratio: rival_ms / ours_ms,
    quality: off,
    detail: "quality: largest relative difference",
  };
}
