/**
 * Ranks of a million numbers, ties sharing their mean, and bootstrap means. NumPy draws, takes and averages one replicate at a time, which is
 * faster than many at once. Ours is the bootstrap of the mean behind `passAtKInterval`; beside it `bootstrap`, which hands the rows of each
 * replicate to any function and comes to the same bits. Both give every replicate a random stream of its own, NumPy one for all.
 */
import { randomRows } from "../runner/inputs.mjs";
import { entrant, library, ours, twin } from "../runner/library.mjs";

const { midranks } = await library("numeric/ranks.js");
const { bootstrap } = await library("stats/index.js");
const { bootstrapMean } = await library("stats/bootstrapMean.js");

export function cases({ quick }) {
  const n = quick ? 1000 : 1_000_000;
  const [units, resamples] = quick ? [100, 200] : [10_000, 10_000];
  return [
    { work: `ranks of ${n.toLocaleString("en")}`, sizes: { n }, goals: [{ against: "scipy rankdata", floor: 5, aim: 7 }], prepare: (rivals) => prepareRanks(n, rivals) },
    {
      work: `bootstrap mean, ${units.toLocaleString("en")} units × ${resamples.toLocaleString("en")} replicates`,
      sizes: { units, resamples },
      goals: [{ against: "numpy integers, take, mean", floor: 3, aim: 5 }],
      prepare: (rivals) => prepareBootstrap(units, resamples, rivals),
    },
  ];
}

async function prepareRanks(n, { python }) {
  const values = randomRows(n, 1);
  await python.load?.("x", values);
  const sorted = values.toSorted();
  const expected = Array.from({ length: Math.min(n, 1000) }, (_, t) => rankIn(sorted, values[t]));
  return {
    ours: ours(() => midranks(values)),
    others: [
      twin(() => midranks(values)),
      python.entrant?.("scipy rankdata", "rankdata", { x: "x" }) ?? { name: "scipy rankdata", ...python },
      entrant("naive sort", () => naive(values), "typed indices sorted by a comparison function"),
    ],
    errorName: "largest error",
    error: (ranks) => expected.reduce((most, rank, i) => Math.max(most, Math.abs(ranks[i] - rank)), 0),
    limit: 0,
  };
}

/** Number of smaller values plus the middle of the equal ones. */
function rankIn(sorted, value) {
  const first = (isPast) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isPast(sorted[middle])) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return (first((x) => x >= value) + 1 + first((x) => x > value)) / 2;
}

function naive(values) {
  const n = values.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(n);
  for (let start = 0, end = 0; start < n; start = end) {
    while (end < n && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + 1 + end) / 2;
  }
  return ranks;
}

async function prepareBootstrap(units, resamples, { python }) {
  const values = randomRows(units, 1);
  await python.load?.("x", values);
  const mean = (rows) => {
    let sum = 0;
    for (let i = 0; i < rows.length; i++) sum += values[rows[i]];
    return sum / rows.length;
  };
  const options = { rng: 1, resamples, method: "percentile" };
  const call = () => bootstrapMean(values, options).replicates;
  const expected = Math.sqrt(variance(values) / units);
  return {
    ours: ours(call),
    others: [
      twin(call),
      entrant("ours, bootstrap()", () => bootstrap(units, mean, options).replicates, "any function of the rows"),
      python.entrant?.("numpy integers, take, mean", "bootstrap", { x: "x", replicates: resamples }) ?? { name: "numpy integers, take, mean", ...python },
    ],
    errorName: "standard error over σ/√n, off 1 by",
    error: (replicates) => Math.abs(Math.sqrt(variance(replicates)) / expected - 1),
    // Four times the error that so many replicates leave.
    limit: 4 / Math.sqrt(2 * resamples),
    measure: { fewest: 3 },
  };
}

function variance(values) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
}
