/** Different n-grams, n = 1 … 4, of a million token ids with frequencies like words' (Zipf), against `collections.Counter` on tuples of ints. */
import { congruence } from "../runner/inputs.mjs";
import { entrant, library, ours } from "../runner/library.mjs";

const { countNgrams } = await library("text/countNgrams.js");

export function cases({ quick }) {
  const n = quick ? 2000 : 1_000_000;
  return [{ work: `n-grams of ${n.toLocaleString("en")} token ids, n = 1 … 4`, sizes: { n, order: 4 }, prepare: (rivals) => prepare(n, 4, rivals) }];
}

async function prepare(n, order, { python }) {
  const codes = zipf(n, 30_000);
  const texts = { codes, offsets: Int32Array.of(0, n), types: codes.reduce((most, code) => Math.max(most, code), 0) + 1 };
  await python.load?.("x", codes);
  const expected = naive(codes, order);
  return {
    ours: ours(() => Float64Array.from(countNgrams(texts, order), ({ types }) => types)),
    others: [
      python.entrant?.("Python Counter", "ngrams", { x: "x", order }) ?? { name: "Python Counter", ...python },
      entrant("naive Map", () => naive(codes, order), "n-grams joined to strings"),
    ],
    errorName: "different n-grams missed",
    error: (types) => Math.max(...expected.map((count, i) => Math.abs(count - types[i]))),
    limit: 0,
    measure: { fewest: 3 },
  };
}

function naive(codes, order) {
  const types = [];
  for (let length = 1; length <= order; length++) {
    const counts = new Map();
    for (let at = 0; at + length <= codes.length; at++) {
      const key = codes.subarray(at, at + length).join(" ");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    types.push(counts.size);
  }
  return types;
}

/** Codes by first appearance, as the library numbers them; rank r is drawn about as often as 1/r. */
function zipf(n, types) {
  const next = congruence(5);
  const known = new Map();
  return Int32Array.from({ length: n }, () => {
    const rank = Math.floor(types ** next());
    if (!known.has(rank)) known.set(rank, known.size);
    return known.get(rank);
  });
}
