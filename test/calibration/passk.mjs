/**
 * Coverage and type I error of the pass@k procedures, by simulation from populations whose truth is known.
 * `run({ quick, passk, random })` takes the modules, so that one file judges the sources and the built package.
 * A row's `promise` is the range its true rate must lie in; rows without one show how other methods fare.
 */

const between = (low, high) => ({ low, high });

export function run({ quick, passk, random }) {
  const { createRng, normal } = random;
  const seed = createRng("calibration/passk");
  const rows = [];

  /** Simulates `full` times (fewer if quick) and counts how often each procedure's outcome held. */
  const calibrate = (design, full, simulate, procedures) => {
    const runs = quick ? Math.max(12, Math.round(full / 160)) : full;
    const held = procedures.map(() => 0);
    for (let r = 0; r < runs; r++) {
      const data = simulate(seed.stream(design).stream(r));
      procedures.forEach(({ holds }, i) => {
        if (holds(data, r)) held[i]++;
      });
    }
    procedures.forEach(({ procedure, promise, nominal = 0.95 }, i) => {
      const observed = held[i] / runs;
      rows.push({ procedure, design, nominal, observed, monteCarloError: Math.sqrt((observed * (1 - observed)) / runs), runs, promise });
    });
  };

  const betaDraw = (rng, a, b) => {
    const x = gammaDraw(rng, normal, a);
    return x / (x + gammaDraw(rng, normal, b));
  };
  const interval = (target, k, truth, method, promise, options = {}, label = method) => ({
    procedure: `passAtKInterval, ${target}, ${label}`,
    promise,
    holds: (counts, r) => {
      const random = method === "bca" || method === "percentile" ? { rng: r, resamples: 500 } : {};
      return covers(passk.passAtKInterval(counts, k, { target, method, ...random, ...options }).confidenceInterval, truth);
    },
  });
  const closed = ["beta", "logit-t", "t"];

  const population = (design, runs, M, n, k, rate, truth, methods = closed) =>
    calibrate(
      `${design}, M = ${M}, n ${typeof n === "number" ? `= ${n}` : "8 … 64"}, k = ${k}`,
      runs,
      (rng) => sample(rng, M, n, rate),
      methods.map((method) => interval("population", k, truth, method, method === "beta" ? between(0.93, 1) : undefined)),
    );
  for (const [a, b] of [[0.3, 0.7], [0.3, 5], [2, 2]]) {
    const rate = (rng) => betaDraw(rng, a, b);
    const truth = betaPass(a, b, 8);
    population(`Beta(${a}, ${b})`, 1000, 30, 16, 8, rate, truth, [...closed, "bca", "percentile"]);
    for (const M of [10, 100]) population(`Beta(${a}, ${b})`, 4000, M, 16, 8, rate, truth);
    population(`Beta(${a}, ${b})`, 4000, 30, (rng) => 8 + rng.integer(57), 8, rate, truth);
  }
  population("Beta(2, 2)", 4000, 30, 32, 16, (rng) => betaDraw(rng, 2, 2), betaPass(2, 2, 16));
  population("6 % unsolvable, others 0.7", 4000, 30, 16, 8, (rng) => (rng.float() < 0.06 ? 0 : 0.7), 0.94 * (1 - 0.3 ** 8));
  population("4 % at 0.6, others 0.001", 4000, 30, 16, 8, (rng) => (rng.float() < 0.04 ? 0.6 : 0.001), 0.04 * (1 - 0.4 ** 8) + 0.96 * (1 - 0.999 ** 8));
  for (const p of [0.3, 0.95]) population(`rate ${p}`, 4000, 30, 1, 1, () => p, p);

  // Logit-normal rates; the problems of a cluster share half the variance.
  for (const [shape, sizes] of [
    ["20 clusters of 5", new Array(20).fill(5)],
    ["clusters of 30, 10 × 5, 9 × 2", [30, ...new Array(10).fill(5), ...new Array(9).fill(2)]],
    ["clusters of 12, 9 × 2", [12, ...new Array(9).fill(2)]],
  ]) {
    for (const center of [0, 2]) {
      const clusters = sizes.flatMap((size, cluster) => new Array(size).fill(cluster));
      const rate = (z) => 1 / (1 + Math.exp(-center - 3 * z));
      const truth = normalExpectation((z) => 1 - (1 - rate(z)) ** 4);
      calibrate(
        `${shape}, logit-normal(${center}, 3²), n = 16, k = 4`,
        4000,
        (rng) => {
          const shared = sizes.map(() => normal(rng));
          return { n: 16, c: clusters.map((cluster) => binomialDraw(rng, 16, rate(Math.SQRT1_2 * (shared[cluster] + normal(rng))))) };
        },
        [
          ...closed.map((method) => interval("population", 4, truth, method, method === "beta" ? between(0.93, 1) : undefined, { clusters }, `${method}, clusters`)),
          interval("population", 4, truth, "beta", undefined, {}, "beta, clusters ignored"),
        ],
      );
    }
  }

  // A benchmark: the rates are drawn once and stay.
  for (const [design, M, rateOf] of [
    ["30 rates of Beta(0.3, 0.7)", 30, (rng) => betaDraw(rng, 0.3, 0.7)],
    ["30 rates of Beta(0.3, 5)", 30, (rng) => betaDraw(rng, 0.3, 5)],
    ["30 rates of Beta(2, 2)", 30, (rng) => betaDraw(rng, 2, 2)],
    ["10 rates 0.02, 20 rates 0.9", 30, (_, i) => (i < 10 ? 0.02 : 0.9)],
    ["25 rates 0.01, 5 rates 0.5", 30, (_, i) => (i < 25 ? 0.01 : 0.5)],
    ["30 rates 0.1", 30, () => 0.1],
  ]) {
    const rng = seed.stream("benchmark").stream(design);
    const rates = Array.from({ length: M }, (_, i) => rateOf(rng, i));
    for (const [n, k] of [[16, 4], [16, 8], [16, 12], [64, 8]]) {
      const truth = average(rates.map((p) => 1 - (1 - p) ** k));
      const unbiasedOnly = {
        procedure: "normal interval from samplingVariance alone",
        holds: (counts) => {
          const { estimate, samplingVariance, problems } = passk.passAtKInterval(counts, k);
          return Math.abs(estimate - truth) <= 1.959964 * Math.sqrt(samplingVariance / problems);
        },
      };
      calibrate(
        `benchmark of ${design}, n = ${n}, k = ${k}`,
        2000,
        (r) => ({ n, c: rates.map((p) => binomialDraw(r, n, p)) }),
        [...closed.map((method) => interval("benchmark", k, truth, method, method === "beta" ? between(0.86, 1) : undefined)), ...(2 * k <= n ? [unbiasedOnly] : [])],
      );
    }
  }

  // Two arms. A population is a finite list of pairs of rates, drawn from with replacement.
  const ks = [1, 2, 4, 8, 16];
  // All procedures of a design judge one comparison of the same data.
  let last;
  let comparison;
  const compared = (holds) => (data, r) => {
    if (data !== last) comparison = passk.comparePassAtK(data.a, data.b, ks, { rng: r, resamples: 500 });
    last = data;
    return holds(comparison);
  };
  const pairsFrom = (name, make) => {
    const rng = seed.stream("pairs").stream(name);
    return Array.from({ length: 4000 }, () => make(rng));
  };
  const different = (rng) => {
    const p = betaDraw(rng, 0.3, 0.7);
    return [p, p ** 0.7];
  };
  const equal = (a, b) => (rng) => {
    const p = betaDraw(rng, a, b);
    return [p, p];
  };
  for (const [design, make, M, nA, nB] of [
    ["equal arms, Beta(0.3, 0.7)", equal(0.3, 0.7), 30, 16, 16],
    ["equal arms, Beta(0.3, 0.7)", equal(0.3, 0.7), 30, 16, 48],
    ["equal arms, Beta(0.3, 5)", equal(0.3, 5), 100, 16, 48],
    ["equal arms, Beta(2, 2)", equal(2, 2), 30, 16, 48],
    ["rates p and p^0.7, Beta(0.3, 0.7)", different, 30, 16, 32],
    ["rates p and p^0.7, Beta(0.3, 0.7)", different, 100, 16, 32],
    ["independent arms, Beta(0.3, 0.7) and Beta(2, 2)", (rng) => [betaDraw(rng, 0.3, 0.7), betaDraw(rng, 2, 2)], 30, 16, 16],
  ]) {
    const pairs = pairsFrom(design, make);
    const truth = ks.map((k) => average(pairs.map(([p, q]) => (1 - q) ** k - (1 - p) ** k)));
    const closureTruth = (behind) => (behind === "a" ? 1 : -1) * (truth[ks.length - 1] - truth[0]);
    const isNull = truth.every((difference) => difference === 0);
    const share = (j) => compared(({ points }) => covers(points[j].confidenceInterval, truth[j]));
    calibrate(`${design}, M = ${M}, n = ${nA} and ${nB}`, 1000, (rng) => arms(rng, pairs, M, nA, nB), [
      { procedure: "comparePassAtK, t interval at k = 1", promise: between(0.92, 0.98), holds: share(0) },
      { procedure: "comparePassAtK, t interval at k = 4", promise: between(0.92, 0.98), holds: share(2) },
      { procedure: "comparePassAtK, t interval at k = 16", promise: between(0.92, 0.98), holds: share(4) },
      { procedure: "comparePassAtK, simultaneous band", promise: between(0.9, 0.98), holds: compared(({ points }) => points.every((point, j) => covers(point.simultaneousInterval, truth[j]))) },
      { procedure: "comparePassAtK, gap closure", promise: between(0.92, 0.98), holds: compared(({ closure }) => covers(closure.confidenceInterval, closureTruth(closure.behind))) },
      ...(isNull
        ? [
            { procedure: "comparePassAtK, p ≤ 0.05 at k = 4", nominal: 0.05, promise: between(0.02, 0.07), holds: compared(({ points }) => points[2].pValue <= 0.05) },
            { procedure: "comparePassAtK, any Holm-adjusted p ≤ 0.05", nominal: 0.05, promise: between(0, 0.06), holds: compared(({ points }) => points.some((point) => point.adjustedPValue <= 0.05)) },
          ]
        : []),
    ]);
  }

  // Curves that cross: a sharper, more divided arm against a duller, broader one.
  const crossing = pairsFrom("crossing", (rng) => [betaDraw(rng, 0.25, 0.4), betaDraw(rng, 1.2, 3.2)]);
  const curve = ks.map((k) => average(crossing.map(([p, q]) => (1 - q) ** k - (1 - p) ** k)));
  const after = curve.findIndex((difference) => difference < 0);
  const crossover = ks[after - 1] + (curve[after - 1] / (curve[after - 1] - curve[after])) * (ks[after] - ks[after - 1]);
  for (const M of [50, 200]) {
    calibrate(`curves crossing at k = ${crossover.toFixed(2)}, M = ${M}, n = 16`, 1000, (rng) => arms(rng, crossing, M, 16, 16), [
      { procedure: "comparePassAtK, crossover interval", promise: between(0.92, 0.99), holds: compared((result) => covers(result.crossover.confidenceInterval, crossover)) },
    ]);
  }

  // The beta-binomial fit, and what lies beyond the samples.
  for (const [a, b] of [[0.3, 0.7], [0.3, 5], [2, 2]]) {
    for (const M of [30, 100, 300]) {
      calibrate(
        `Beta(${a}, ${b}), M = ${M}, n = 16`,
        1000,
        (rng) => sample(rng, M, 16, (r) => betaDraw(r, a, b)),
        Object.entries({ a, b, mean: a / (a + b) }).map(([name, truth]) => ({
          procedure: `fitBetaBinomial, interval of ${name}`,
          promise: between(0.9, 0.99),
          holds: (counts) => covers(passk.fitBetaBinomial(counts).confidenceIntervals[name], truth),
        })),
      );
    }
  }
  const beyond = (design, runs, M, n, k, rate, truth, promise) =>
    calibrate(`${design}, M = ${M}, n = ${n}, k = ${k}`, runs, (rng) => sample(rng, M, n, rate), [
      { procedure: "extrapolatePassAtK, delta method", promise, holds: (counts) => covers(passk.extrapolatePassAtK(counts, [k]).points[0].confidenceInterval, truth) },
      { procedure: "extrapolatePassAtK, refits", promise, holds: (counts, r) => covers(passk.extrapolatePassAtK(counts, [k], { rng: r, resamples: quick ? 60 : 200 }).points[0].confidenceInterval, truth) },
      { procedure: "extrapolatePassAtK, bracketInterval", promise: between(0.94, 1), holds: (counts) => covers(passk.extrapolatePassAtK(counts, [k]).points[0].bracketInterval, truth) },
    ]);
  for (const [a, b] of [[0.3, 0.7], [0.3, 5], [2, 2]]) beyond(`Beta(${a}, ${b})`, 1000, 100, 16, 64, (rng) => betaDraw(rng, a, b), betaPass(a, b, 64), between(0.91, 0.98));
  beyond("20 % unsolvable, others Beta(1, 3)", 1000, 100, 16, 256, (rng) => (rng.float() < 0.2 ? 0 : betaDraw(rng, 1, 3)), 0.8 * betaPass(1, 3, 256));

  // Ratio of two bands on shared problems.
  const classes = [[0.05, 0.3, 0.05], [0.15, 0.2, 0.1], [0.05, 0.05, 0.05]];
  for (const M of [50, 300]) {
    calibrate(
      `3 × 3 table with bands 0.45 and 0.55, M = ${M}`,
      4000,
      (rng) => {
        const cells = Array.from({ length: M }, () => categorical(rng, classes.flat()));
        return { a: { n: 2, c: cells.map((cell) => Math.floor(cell / 3)) }, b: { n: 2, c: cells.map((cell) => cell % 3) } };
      },
      [{ procedure: "crossBands, band ratio", promise: between(0.93, 0.97), holds: ({ a, b }) => covers(passk.crossBands(a, b).bandRatio.confidenceInterval, 0.45 / 0.55) }],
    );
  }
  return rows;
}

/** Counts of M problems with rates from `rate(rng)` and n samples each, n a number or drawn per problem. */
function sample(rng, M, n, rate) {
  const samples = Array.from({ length: M }, () => (typeof n === "number" ? n : n(rng)));
  return { n: samples, c: samples.map((size) => binomialDraw(rng, size, rate(rng))) };
}

/** Counts of two arms on M problems whose pairs of rates are drawn from a list. */
function arms(rng, pairs, M, nA, nB) {
  const drawn = Array.from({ length: M }, () => pairs[rng.integer(pairs.length)]);
  return { a: { n: nA, c: drawn.map(([p]) => binomialDraw(rng, nA, p)) }, b: { n: nB, c: drawn.map(([, p]) => binomialDraw(rng, nB, p)) } };
}

function covers({ low, high }, truth) {
  return low <= truth && truth <= high;
}

function average(values) {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** pass@k of the population Beta(a, b), as a product: independent of the library. */
function betaPass(a, b, k) {
  let failure = 1;
  for (let i = 0; i < k; i++) failure *= (b + i) / (a + b + i);
  return 1 - failure;
}

/** E f(Z) for a standard normal Z, by the trapezoid rule. */
function normalExpectation(f) {
  let total = 0;
  let weights = 0;
  for (let z = -9; z <= 9; z += 0.001) {
    const weight = Math.exp(-0.5 * z * z);
    weights += weight;
    total += weight * f(z);
  }
  return total / weights;
}

/** One draw from Gamma(shape, 1) (Marsaglia & Tsang 2000). */
function gammaDraw(rng, normal, shape) {
  if (shape < 1) return gammaDraw(rng, normal, shape + 1) * (1 - rng.float()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(rng);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - rng.float()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function binomialDraw(rng, n, p) {
  let c = 0;
  for (let i = 0; i < n; i++) if (rng.float() < p) c++;
  return c;
}

function categorical(rng, probabilities) {
  let u = rng.float();
  for (let i = 0; i < probabilities.length; i++) {
    u -= probabilities[i];
    if (u < 0) return i;
  }
  return probabilities.length - 1;
}
