/**
 * Coverage of diversityCoverage's intervals, which take problems as the independent units, and how often its tests reject where
 * nothing is to be found; beside the p-value that takes every subset as independent.
 * `run({ quick, stats, random, data, study })` takes the modules, so that the sources and the built package are judged by one file;
 * the last two are those of the build unless given.
 *
 * A problem has 24 samples unless told, 16 random subsets of 8 (all, where there are fewer) are correlated: share of different answers against share correct and coverage,
 * with the mean log-probability as control. True coefficients are 0 where answers and correctness are independent, otherwise those of
 * a large draw of problems from the same design.
 */

const between = (low, high) => ({ low, high });
const samples = 24;

export async function run({ quick, stats, random, data, study }) {
  const { fromRows } = data ?? (await import("../../dist/data/index.js"));
  const { diversityCoverage } = study ?? (await import("../../dist/study/index.js"));
  const { createRng, normal } = random;
  const seed = createRng("calibration/coverage");
  const runs = quick ? 60 : 300;
  const rows = [];

  const correlate = (rng, drawProblem, M) => {
    const drawn = Array.from({ length: M }, (_, problem) => drawProblem(rng, normal).map((own) => ({ problem, ...own }))).flat();
    const rollouts = fromRows(drawn, { problem: "problem", answer: "answer", correct: "correct", logProb: "logProb" });
    const { correlations } = diversityCoverage(rollouts, { rng: rng.stream("subsets"), sizes: [8], measures: ["unique-answers"], outcomes: ["coverage", "share-correct"] });
    return correlations.filter(({ measure }) => measure === "unique-answers");
  };

  for (const [design, drawProblem, isNull] of [
    ["no relation", unrelated, true],
    ["no relation, 8 to 40 samples", (rng, normal) => unrelated(rng, normal, 8 + rng.integer(33)), true],
    ["correct answers agree", agreeing, false],
    ["log-probability behind both", confounded, false],
  ]) {
    const truth = isNull ? undefined : correlate(seed.stream("truth").stream(design), drawProblem, quick ? 1000 : 2000).map(({ estimate }) => estimate);
    for (const M of quick ? [20] : isNull ? [10, 20, 50] : [20, 50]) {
      const labels = [];
      const covered = [];
      const defined = [];
      const naive = [];
      for (let r = 0; r < runs; r++) {
        correlate(seed.stream(design).stream(M).stream(r), drawProblem, M).forEach((correlation, i) => {
          const { outcome, scope, kind, estimate, subsets, confidenceInterval } = correlation;
          labels[i] = { outcome, scope, kind };
          const known = !Number.isNaN(confidenceInterval.low);
          defined[i] = (defined[i] ?? 0) + (known ? 1 : 0);
          covered[i] = (covered[i] ?? 0) + (known && covers(confidenceInterval, truth?.[i] ?? 0) ? 1 : 0);
          naive[i] = (naive[i] ?? 0) + (Math.abs(estimate) >= critical(stats, subsets) ? 1 : 0);
        });
      }
      const add = (procedure, nominal, held, total, promise) => {
        const observed = held / total;
        rows.push({ procedure, design: `${design}, M = ${M}`, nominal, observed, monteCarloError: Math.sqrt((observed * (1 - observed)) / total), runs: total, promise });
      };
      labels.forEach(({ outcome, scope, kind }, i) => {
        const procedure = `${outcome}, ${scope}, ${kind}`;
        add(procedure, 0.95, covered[i], defined[i], between(0.9, 1));
        if (isNull && scope === "pooled" && kind === "pearson") add(`${procedure}: every subset independent, p ≤ 0.05`, 0.05, naive[i], runs);
      });
    }
  }
  return rows;
}

/** Answers of 2 to 12 kinds, correct or not whatever they are; log-probabilities that know of neither. */
function unrelated(rng, normal, n = samples) {
  const kinds = 2 + rng.integer(11);
  const rate = rng.float() ** 2;
  const level = normal(rng) - 20;
  return Array.from({ length: n }, () => ({ answer: `${rng.integer(kinds)}`, correct: rng.float() < rate, logProb: level + normal(rng) }));
}

/** Correct samples give one answer, wrong ones any of 10: diverse subsets are those with few correct samples. */
function agreeing(rng, normal) {
  const rate = rng.float() ** 2;
  const level = normal(rng) - 20;
  return Array.from({ length: samples }, () => {
    const correct = rng.float() < rate;
    return { answer: correct ? "right" : `${rng.integer(10)}`, correct, logProb: level + (correct ? 0.5 : 0) + normal(rng) };
  });
}

/** Likely samples are correct more often, and give the usual answer more often; nothing else joins the two. */
function confounded(rng, normal) {
  const level = normal(rng) - 20;
  return Array.from({ length: samples }, () => {
    const logProb = level + normal(rng);
    const chance = 1 / (1 + Math.exp(-20 - logProb));
    return { answer: rng.float() < chance ? "usual" : `${rng.integer(1000)}`, correct: rng.float() < chance, logProb };
  });
}

/** The coefficient of n independent pairs that is just significant at 5 %. */
const criticals = new Map();
function critical(stats, n) {
  if (!criticals.has(n)) {
    const { estimate, standardError, confidenceInterval } = stats.tTest(Array.from({ length: n - 1 }, (_, i) => i));
    const t = (confidenceInterval.high - estimate) / standardError;
    criticals.set(n, t / Math.sqrt(n - 2 + t * t));
  }
  return criticals.get(n);
}

function covers({ low, high }, truth) {
  return low <= truth && truth <= high;
}
