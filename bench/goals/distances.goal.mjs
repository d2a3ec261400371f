/**
 * Distances of all pairs in double precision through the public function, which checks the vectors and returns each pair once (as SciPy's
 * pdist); scikit-learn and cdist fill both triangles. Ours squares differences and so keeps the digits of near duplicates,
 * scikit-learn subtracts squares.
 */
import { exactDot, randomRows } from "../runner/inputs.mjs";
import { entrant, library, ours, twin } from "../runner/library.mjs";

const { pairwiseDistances } = await library("distance/index.js");

export function cases({ quick }) {
  const sizes = quick ? [[40, 24]] : [[1000, 384]];
  return sizes.flatMap(([n, d]) =>
    ["cosine", "euclidean"].map((distance) => ({ work: `${distance} distances f64, ${n} × ${d}`, sizes: { n, d }, prepare: (rivals) => prepare(n, d, distance, rivals) })),
  );
}

async function prepare(n, d, distance, { python }) {
  const x = randomRows(n, d);
  const vectors = { data: x, shape: [n, d] };
  await python.load?.("x", x, { shape: [n, d] });
  const exact = Array.from({ length: Math.min(200, n - 1) }, (_, t) => [t, t + 1, oracle(x, d, t, t + 1, distance)]);
  const condensed = (values, i, j) => (values.length === n * n ? values[i * n + j] : values[(i * (2 * n - i - 1)) / 2 + j - i - 1]);
  const rival = (name, task, args) => python.entrant?.(name, task, { x: "x", ...args }) ?? { name, ...python };
  const metric = { metric: distance };
  return {
    ours: ours(() => pairwiseDistances(vectors, { distance })),
    others: [
      twin(() => pairwiseDistances(vectors, { distance })),
      rival(`sklearn ${distance}_distances`, `${distance}_sklearn`, {}),
      rival("scipy pdist", "pdist", metric),
      ...(distance === "euclidean" ? [rival("scipy cdist", "cdist", metric)] : []),
      entrant("naive loop", () => naive(x, n, d, distance), "pair by pair"),
    ],
    numbers: ({ data }) => data,
    errorName: "largest relative error",
    error: (values) => Math.max(...exact.map(([i, j, value]) => Math.abs(condensed(values, i, j) / value - 1))),
    limit: 1e-13,
    measure: { fewest: 3 },
  };
}

function oracle(x, d, i, j, distance) {
  if (distance === "cosine") {
    const dot = (a, b) => exactDot(x, a * d, x, b * d, d);
    return 1 - dot(i, j) / Math.sqrt(dot(i, i)) / Math.sqrt(dot(j, j));
  }
  const difference = Float64Array.from({ length: d }, (_, k) => x[i * d + k] - x[j * d + k]);
  return Math.sqrt(exactDot(difference, 0, difference, 0, d));
}

function naive(x, n, d, distance) {
  const isCosine = distance === "cosine";
  const out = new Float64Array((n * (n - 1)) / 2);
  const norms = Float64Array.from({ length: n }, (_, i) => (isCosine ? Math.sqrt(x.subarray(i * d, (i + 1) * d).reduce((sum, v) => sum + v * v, 0)) : 1));
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      let sum = 0;
      if (isCosine) for (let k = 0; k < d; k++) sum += x[i * d + k] * x[j * d + k];
      else for (let k = 0; k < d; k++) sum += (x[i * d + k] - x[j * d + k]) * (x[i * d + k] - x[j * d + k]);
      out[at++] = isCosine ? 1 - sum / norms[i] / norms[j] : Math.sqrt(sum);
    }
  }
  return out;
}
