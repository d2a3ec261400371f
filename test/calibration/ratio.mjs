/**
 * Coverage of intervals for tokens per correct answer: ratioEstimate and ratioOfRatios beside the intervals they were chosen over;
 * and signed ranks over pairs that come in problems.
 * `run({ quick, stats, random })` takes the modules, so that the sources and the built package are judged by one file.
 *
 * Problems are drawn with replacement from a list of 4000, so that the truth is a ratio of two means. A problem has a success
 * rate, samples have log-normal lengths whose mean depends on the rate. Where no sample is correct, ratioEstimate's interval
 * goes from 0 to ∞ and covers; the others are undefined and count as missing.
 */

const between = (low, high) => ({ low, high });

export function run({ quick, stats, random }) {
  const { createRng, normal } = random;
  const seed = createRng("calibration/ratio");
  const rows = [];

  /** Simulates, and counts how often each procedure's outcome held. */
  const calibrate = (design, simulate, procedures) => {
    const runs = quick ? 50 : 4000;
    const held = procedures.map(() => 0);
    for (let r = 0; r < runs; r++) {
      const data = simulate(seed.stream(design).stream(r));
      procedures.forEach(({ holds }, i) => {
        if (holds(data)) held[i]++;
      });
    }
    procedures.forEach(({ procedure, promise, nominal = 0.95 }, i) => {
      const observed = held[i] / runs;
      rows.push({ procedure, design, nominal, observed, monteCarloError: Math.sqrt((observed * (1 - observed)) / runs), runs, promise });
    });
  };

  /** 4000 problems; `slope` is how much longer, on the logarithmic scale, samples get from rate 1 to rate 0. */
  const population = (name, makeRate, slope, scale = 1000) => {
    const rng = seed.stream("population").stream(name);
    return Array.from({ length: 4000 }, () => {
      const rate = makeRate(rng);
      return { rate, length: scale * Math.exp(slope * (1 - rate) + 0.5 * normal(rng)) };
    });
  };
  const spread = 0.6;
  const truthOf = (problems) => (average(problems.map(({ length }) => length)) * Math.exp((spread * spread) / 2)) / average(problems.map(({ rate }) => rate));
  /** Tokens and correct answers of n samples of a problem. */
  const sampleOf = (rng, { rate, length }, n) => {
    const total = { tokens: 0, correct: 0 };
    for (let j = 0; j < n; j++) {
      total.tokens += length * Math.exp(spread * normal(rng));
      if (rng.float() < rate) total.correct++;
    }
    return total;
  };

  const rivals = { "linearised, t": linearised, "linearised logarithm, t": linearisedLog, Fieller: fieller, "jackknife, t": jackknife, "bootstrap, percentile": percentile };
  for (const [name, makeRate, slope] of [
    ["Beta(0.2, 8)", (rng) => betaDraw(rng, normal, 0.2, 8), 1.5],
    ["Beta(0.3, 5)", (rng) => betaDraw(rng, normal, 0.3, 5), 1.5],
    ["Beta(0.3, 0.7)", (rng) => betaDraw(rng, normal, 0.3, 0.7), 1.5],
    ["Beta(0.3, 0.7), failures shorter", (rng) => betaDraw(rng, normal, 0.3, 0.7), -1],
    ["Beta(2, 2)", (rng) => betaDraw(rng, normal, 2, 2), 1.5],
    ["Beta(9, 1)", (rng) => betaDraw(rng, normal, 9, 1), 1.5],
  ]) {
    const problems = population(name, makeRate, slope);
    const truth = truthOf(problems);
    for (const M of [20, 30, 100]) {
      for (const [samples, size] of M === 30 ? [["n 4 … 16", (rng) => 4 + rng.integer(13)], ["n = 1", () => 1], ["n 2 … 64", (rng) => 2 + rng.integer(63)]] : [["n 4 … 16", (rng) => 4 + rng.integer(13)]]) {
        const simulate = (rng) => {
          const drawn = Array.from({ length: M }, () => sampleOf(rng, problems[rng.integer(problems.length)], size(rng)));
          return { tokens: drawn.map(({ tokens }) => tokens), correct: drawn.map(({ correct }) => correct), rng };
        };
        const interval = ({ tokens, correct }) => stats.ratioEstimate(tokens, correct).confidenceInterval;
        calibrate(`${name}, M = ${M}, ${samples}`, simulate, [
          { procedure: "ratioEstimate", promise: between(0.92, 1), holds: (data) => covers(interval(data), truth) },
          { procedure: "ratioEstimate without an upper end", nominal: 0, holds: (data) => interval(data).high === Infinity },
          ...Object.entries(rivals).map(([procedure, rival]) => ({
            procedure,
            holds: ({ tokens, correct, rng }) => sum(correct) > 0 && covers(rival(tokens, correct, quantile(stats, M - 1), rng, quick ? 60 : 400), truth),
          })),
        ]);
      }
    }
  }

  // Two arms on the same problems: the second is better and has six times the length; difficult problems are long for both.
  for (const [name, a, b] of [["Beta(0.3, 5)", 0.3, 5], ["Beta(0.3, 0.7)", 0.3, 0.7], ["Beta(2, 2)", 2, 2], ["Beta(9, 1)", 9, 1]]) {
    const first = population(`two arms, ${name}`, (rng) => betaDraw(rng, normal, a, b), 1.5);
    const second = first.map(({ rate, length }) => ({ rate: rate ** 0.6, length: 6 * length * Math.exp(-0.8 * rate ** 0.6) }));
    const truth = truthOf(second) / truthOf(first);
    for (const M of [20, 30, 100]) {
      const simulate = (rng) => {
        const drawn = Array.from({ length: M }, () => rng.integer(first.length));
        const n = drawn.map(() => 4 + rng.integer(13));
        const arm = (problems) => {
          const totals = drawn.map((problem, i) => sampleOf(rng, problems[problem], n[i]));
          return { numerators: totals.map(({ tokens }) => tokens), denominators: totals.map(({ correct }) => correct) };
        };
        return { a: arm(first), b: arm(second) };
      };
      calibrate(`rates p ~ ${name} and p^0.6, M = ${M}, n 4 … 16`, simulate, [
        { procedure: "ratioOfRatios", promise: between(0.92, 1), holds: (data) => covers(stats.ratioOfRatios(data.b, data.a).confidenceInterval, truth) },
        { procedure: "arms taken as independent", holds: (data) => covers(independent(stats, data, quantile(stats, M - 1)), truth) },
      ]);
    }
  }

  // What tokenEfficiency says of signed ranks: pairs of one problem share its difficulty.
  calibrate(
    "20 problems of 16 pairs, half the variance of differences between problems",
    (rng) => Array.from({ length: 20 }, () => normal(rng)).map((effect) => Array.from({ length: 16 }, () => effect + normal(rng))),
    [
      { procedure: "signed ranks over pairs, p ≤ 0.05", nominal: 0.05, holds: (problems) => stats.wilcoxonSignedRank(problems.flat()).pValue <= 0.05 },
      { procedure: "signed ranks over problems, p ≤ 0.05", nominal: 0.05, promise: between(0, 0.05), holds: (problems) => stats.wilcoxonSignedRank(problems.map(average)).pValue <= 0.05 },
    ],
  );
  return rows;
}

/** The 97.5 % quantile of Student's t, from a t interval of known error: ±1 around 0 on `df` degrees of freedom. */
const quantiles = new Map();
function quantile(stats, df) {
  if (!quantiles.has(df)) {
    const values = Array.from({ length: df + 1 }, (_, i) => i);
    const { estimate, standardError, confidenceInterval } = stats.tTest(values);
    quantiles.set(df, (confidenceInterval.high - estimate) / standardError);
  }
  return quantiles.get(df);
}

/** R ± t·√(M/(M − 1)·Σ(y − Rx)²)/Σx. */
function linearised(y, x, t) {
  const { ratio, error } = linearisedError(y, x);
  return { low: ratio - t * error, high: ratio + t * error };
}

function linearisedLog(y, x, t) {
  const { ratio, error } = linearisedError(y, x);
  const reach = Math.exp((t * error) / ratio);
  return { low: ratio / reach, high: ratio * reach };
}

function linearisedError(y, x) {
  const ratio = sum(y) / sum(x);
  return { ratio, error: Math.sqrt((y.length / (y.length - 1)) * sum(y.map((v, i) => (v - ratio * x[i]) ** 2))) / sum(x) };
}

/** The ratios R with |Σy − RΣx| ≤ t·(its standard error); an upper end exists where Σx is far enough from 0. */
function fieller(y, x, t) {
  const M = y.length;
  const [meanY, meanX] = [sum(y) / M, sum(x) / M];
  const moment = (u, meanU, v, meanV) => (M / (M - 1)) * sum(u.map((value, i) => (value - meanU) * (v[i] - meanV)));
  const a = sum(x) ** 2 - t * t * moment(x, meanX, x, meanX);
  const b = sum(x) * sum(y) - t * t * moment(x, meanX, y, meanY);
  const c = sum(y) ** 2 - t * t * moment(y, meanY, y, meanY);
  const root = Math.sqrt(b * b - a * c);
  if (a > 0) return { low: (b - root) / a, high: (b + root) / a };
  return { low: Number.isNaN(root) ? 0 : Math.max(0, (b - root) / a, (b + root) / a), high: Infinity };
}

/** The jackknife on the scale of the ratio itself. */
function jackknife(y, x, t) {
  const [totalY, totalX] = [sum(y), sum(x)];
  const leftOut = y.map((v, i) => (totalY - v) / (totalX - x[i]));
  const center = average(leftOut);
  const error = Math.sqrt(((y.length - 1) / y.length) * sum(leftOut.map((ratio) => (ratio - center) ** 2)));
  return { low: totalY / totalX - t * error, high: totalY / totalX + t * error };
}

/** Quantiles of the ratio over resampled problems; a resample without a correct answer has the ratio ∞. */
function percentile(y, x, t, rng, resamples) {
  const ratios = Array.from({ length: resamples }, () => {
    let [totalY, totalX] = [0, 0];
    for (let i = 0; i < y.length; i++) {
      const unit = rng.integer(y.length);
      totalY += y[unit];
      totalX += x[unit];
    }
    return totalY / totalX;
  }).sort((a, b) => a - b);
  return { low: ratios[Math.floor(0.025 * (resamples - 1))], high: ratios[Math.ceil(0.975 * (resamples - 1))] };
}

/** Both arms' errors added as if they shared no problems. */
function independent(stats, { a, b }, t) {
  const [first, second] = [b, a].map(({ numerators, denominators }) => stats.ratioEstimate(numerators, denominators));
  const reach = Math.exp(t * Math.sqrt((first.standardError / first.estimate) ** 2 + (second.standardError / second.estimate) ** 2));
  return { low: first.estimate / second.estimate / reach, high: (first.estimate / second.estimate) * reach };
}

function covers({ low, high }, truth) {
  return low <= truth && truth <= high;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function average(values) {
  return sum(values) / values.length;
}

function betaDraw(rng, normal, a, b) {
  const x = gammaDraw(rng, normal, a);
  return x / (x + gammaDraw(rng, normal, b));
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
