/**
 * Bias of the top-k strategy estimated from samples (oracleTopK) as an estimate of the optimum, on known distributions of answers; and what
 * the best truncated decoding reaches against that optimum, exactly: the tables of docs/methods/decoding.md.
 * `run({ quick, collapse, random })` takes the modules, so that the sources and the built package are judged by one file.
 *
 * Answer b of A has probability ∝ b^−s. The correct answer of a problem is drawn from the same distribution (calibrated) or from one
 * ∝ its square root (overconfident).
 */

const samplesOf = [25, 50, 100, 200];

/** Answers, exponent s, how much surer the model is than it should be, k. */
const settings = [
  { answers: 40, s: 2, trust: 1, ks: [2, 8] },
  { answers: 40, s: 1.5, trust: 1, ks: [4] },
  { answers: 40, s: 1, trust: 1, ks: [1, 4, 8] },
  { answers: 200, s: 1, trust: 1, ks: [8] },
  { answers: 40, s: 0.5, trust: 1, ks: [8] },
  { answers: 40, s: 1, trust: 0.5, ks: [4] },
];

export function run({ quick, collapse, random }) {
  const { oracleTopK } = collapse;
  const rng = random.createRng("calibration/decoding");
  const problems = quick ? 60 : 200;
  const runs = quick ? 3 : 20;
  const rows = [];
  for (const { answers, s, trust, ks } of quick ? settings.slice(0, 3) : settings) {
    const name = `${answers} answers, s = ${s}${trust === 1 ? "" : ", overconfident"}`;
    const shares = powerLaw(answers, s);
    const truth = powerLaw(answers, s * trust);
    const exact = oracleTopK(shares.map((_, right) => ({ probabilities: shares, correct: oneOf(answers, right) })), ks).atK;
    for (const n of quick ? samplesOf.slice(0, 2) : samplesOf) {
      const biases = ks.map(() => ({ plain: [], doubled: [] }));
      for (let r = 0; r < runs; r++) {
        const right = [];
        const votes = Array.from({ length: problems }, (_, i) => {
          const stream = rng.stream(name).stream(n).stream(r).stream(i);
          right.push(pick(truth, stream.float()));
          const counts = new Array(answers).fill(0);
          for (let sample = 0; sample < n; sample++) counts[pick(shares, stream.float())]++;
          return { counts, correct: oneOf(answers, right[i]) };
        });
        oracleTopK(votes, ks, { sizes: [Math.floor(n / 2), n] }).atK.forEach(({ path }, j) => {
          // The optimum on the very problems drawn, so that their choice adds no noise.
          const optimum = average(right.map((answer) => exact[j].optimal.values[answer]));
          biases[j].plain.push(path[1] - optimum);
          biases[j].doubled.push(2 * path[1] - path[0] - optimum);
        });
      }
      ks.forEach((k, j) => {
        for (const [procedure, values] of [["top k of the samples, bias", biases[j].plain], ["last step of the path added again, bias", biases[j].doubled]]) {
          rows.push({ procedure, design: `${name}, k = ${k}, n = ${n}`, nominal: 0, observed: average(values), monteCarloError: standardError(values), runs });
        }
      });
    }
  }
  return [...rows, ...truncation(collapse)];
}

/** pass@k of independent draws from truncated distributions, best setting per k, on an equal mix of exponents: exact, so without error. */
export function truncation({ oracleTopK, truncateDistribution }) {
  const ks = [1, 2, 4, 8, 16];
  const mix = [0.5, 1, 1.5, 2].map((s) => powerLaw(40, s));
  const passAtK = (kind, cut) => {
    const totals = ks.map(() => 0);
    for (const shares of mix) {
      const probabilities = truncateDistribution(shares, cut).probabilities;
      oracleTopK(shares.map((_, right) => ({ probabilities, correct: oneOf(40, right) })), ks).atK.forEach((at, j) => {
        totals[j] += shares.reduce((sum, share, right) => sum + share * at[kind].values[right], 0) / mix.length;
      });
    }
    return totals;
  };
  const temperatures = [0.5, 0.8, 1, 1.2, 1.5, 1.8, 2.5];
  const best = (cuts) => {
    const all = temperatures.flatMap((temperature) => cuts.map((cut) => passAtK("independent", { temperature, ...cut })));
    return ks.map((_, j) => Math.max(...all.map((values) => values[j])));
  };
  const table = {
    "T = 1, no cuts": passAtK("independent", {}),
    temperature: best([{}]),
    nucleus: best([0.8, 0.9, 0.95].map((topP) => ({ topP }))),
    "min-p": best([0.01, 0.05, 0.1].map((minP) => ({ minP }))),
    "top-k": best([4, 8, 12, 25].map((topK) => ({ topK }))),
    optimum: passAtK("optimal", {}),
  };
  return Object.entries(table).flatMap(([name, values]) => values.map((observed, j) => ({ procedure: name, design: `mix of s = 0.5, 1, 1.5, 2, pass@${ks[j]}`, nominal: NaN, observed, monteCarloError: 0, runs: 1 })));
}

function powerLaw(answers, s) {
  const weights = Array.from({ length: answers }, (_, b) => (b + 1) ** -s);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function oneOf(answers, right) {
  return Array.from({ length: answers }, (_, b) => b === right);
}

function pick(shares, u) {
  let at = 0;
  for (let left = u; at < shares.length - 1 && left >= shares[at]; at++) left -= shares[at];
  return at;
}

function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values) {
  const center = average(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1) / values.length);
}
