/**
 * FasterPAM through the public function, which checks the distances and lays them out, against R's `cluster::pam` asked for clusters only.
 * Both start from the same medoids (the first k), or each from its BUILD. Euclidean distances of points around 25 centres in 32 dimensions.
 * The loss stands beside the time: searches from one start may end in different local minima.
 */
import { mixture } from "../runner/inputs.mjs";
import { library, ours, twin } from "../runner/library.mjs";

const { kMedoids } = await library("cluster/index.js");
const { pairwiseDistances } = await library("distance/index.js");

export function cases({ quick }) {
  return (quick ? [[40, 4]] : [[1000, 10], [2000, 50]]).flatMap(([n, k]) =>
    ["first", "build"].map((start) => ({
      work: `FasterPAM ${n}/${k}, ${start === "first" ? `from the first ${k}` : "from BUILD"}`,
      sizes: { n, k },
      goals: [
        { against: "R cluster::pam faster", floor: 1, aim: 3 },
        { against: "JS twin", floor: 2 },
      ],
      prepare: (rivals) => prepare(n, k, start, rivals),
    })),
  );
}

async function prepare(n, k, start, { r }) {
  const distances = pairwiseDistances({ data: mixture(n, 25, 32), shape: [n, 32] }, { distance: "euclidean" });
  const init = start === "build" ? "build" : Array.from({ length: k }, (_, i) => i);
  await r.load?.("distances", distances.data, { shape: [n] });
  const name = "R cluster::pam faster";
  const call = () => kMedoids(distances, k, { init });
  const result = call();
  if (Math.abs(result.loss / lossOf(distances, result.medoids) - 1) > 1e-12) throw new Error("the loss is not that of the medoids");
  return {
    ours: ours(call),
    others: [twin(call), r.entrant?.(name, "pam", { distances: "distances", k, start }) ?? { name, ...r }],
    numbers: ({ medoids, loss }) => Float64Array.of(...medoids, loss).subarray(0, k),
    errorName: "loss",
    error: (medoids) => lossOf(distances, medoids),
    limit: bestAfterOneSwap(distances, result.medoids) * (1 + 1e-12),
    measure: { fewest: 5 },
  };
}

function at({ n }, a, b) {
  const i = Math.min(a, b);
  return (i * (2 * n - i - 1)) / 2 + Math.max(a, b) - i - 1;
}

function lossOf(distances, medoids) {
  let loss = 0;
  for (let o = 0; o < distances.n; o++) {
    let least = Infinity;
    for (const m of medoids) least = Math.min(least, o === m ? 0 : distances.data[at(distances, o, m)]);
    loss += least;
  }
  return loss;
}

/** The least loss after one of 200 swaps: a search that has ended leaves none that helps. */
function bestAfterOneSwap(distances, medoids) {
  let best = Infinity;
  for (let t = 0; t < 200; t++) {
    const slot = t % medoids.length;
    const candidate = (t * 7919) % distances.n;
    if (medoids.includes(candidate)) continue;
    best = Math.min(best, lossOf(distances, Array.from(medoids, (m, s) => (s === slot ? candidate : m))));
  }
  return best;
}
