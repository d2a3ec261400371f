/**
 * Type I error of the tests and coverage of the intervals of stats, by simulation from populations whose truth is known.
 * `run({ quick, stats, random })` takes the modules, so that the sources and the built package are judged by one file.
 * A row's `promise` is the range its true rate must lie in; rows without one show what happens where assumptions fail.
 */

const exactly = (rate) => ({ low: rate, high: rate });
const atMost = (rate) => ({ low: 0, high: rate });
const atLeast = (rate) => ({ low: rate, high: 1 });
const about = (rate, slack) => ({ low: rate - slack, high: rate + slack });

export function run({ quick, stats, random }) {
  const seed = random.createRng("calibration/stats");
  const rows = [];

  /** Runs `trial(rng)` often and counts how many come out true. */
  const rate = (procedure, design, nominal, promise, fullRuns, trial) => {
    const runs = quick ? Math.max(50, Math.round(fullRuns / 100)) : fullRuns;
    let count = 0;
    for (let r = 0; r < runs; r++) if (trial(seed.stream(procedure).stream(design).stream(r))) count++;
    const observed = count / runs;
    rows.push({ procedure, design, nominal, observed, monteCarloError: Math.sqrt((observed * (1 - observed)) / runs), runs, promise });
  };
  const typeOne = (procedure, design, promise, fullRuns, pValue) => rate(procedure, design, 0.05, promise, fullRuns, (rng) => pValue(rng) <= 0.05);
  const coverage = (procedure, design, promise, fullRuns, truth, interval) =>
    rate(procedure, design, 0.95, promise, fullRuns, (rng) => {
      const { low, high } = interval(rng);
      return low <= truth && truth <= high;
    });

  const many = (n, draw) => Array.from({ length: n }, draw);
  const normals = (rng, n, sd = 1, mean = 0) => many(n, () => mean + sd * random.normal(rng));
  const exponentials = (rng, n) => many(n, () => -Math.log(1 - rng.float()));

  typeOne("tTest, one sample", "n = 5, normal", exactly(0.05), 20_000, (rng) => stats.tTest(normals(rng, 5)).pValue);
  typeOne("tTest, equal variances", "4 against 36, normal", exactly(0.05), 20_000, (rng) => stats.tTest(normals(rng, 4), normals(rng, 36), { equalVariances: true }).pValue);
  for (const [sd, ratio] of [[1, "1 : 1"], [3, "3 : 1"], [1 / 3, "1 : 3"]]) {
    typeOne("tTest, Welch", `4 against 36, normal, spreads ${ratio}`, about(0.05, 0.015), 20_000, (rng) => stats.tTest(normals(rng, 4, sd), normals(rng, 36)).pValue);
  }
  coverage("tTest interval, Welch", "6 against 15, normal, spreads 2 : 1", about(0.95, 0.01), 20_000, 1, (rng) => stats.tTest(normals(rng, 6, 2, 1), normals(rng, 15)).confidenceInterval);

  typeOne("wilcoxonSignedRank, exact", "n = 10, normal", atMost(0.05), 20_000, (rng) => stats.wilcoxonSignedRank(normals(rng, 10)).pValue);
  typeOne("wilcoxonSignedRank, exact", "n = 12, rounded: ties and zeros", atMost(0.05), 20_000, (rng) => stats.wilcoxonSignedRank(normals(rng, 12, 2).map(Math.round)).pValue);
  typeOne("wilcoxonSignedRank, normal", "n = 60, normal", about(0.05, 0.004), 20_000, (rng) => stats.wilcoxonSignedRank(normals(rng, 60)).pValue);
  typeOne("wilcoxonSignedRank, normal, pratt", "n = 60, rounded: ties and zeros", about(0.05, 0.004), 20_000, (rng) => stats.wilcoxonSignedRank(normals(rng, 60, 2).map(Math.round), { zeros: "pratt", distribution: "normal" }).pValue);
  coverage("wilcoxonSignedRank interval, exact", "n = 10, normal", atLeast(0.95), 10_000, 2, (rng) => stats.wilcoxonSignedRank(normals(rng, 10, 1, 2)).confidenceInterval);
  coverage("wilcoxonSignedRank interval, normal", "n = 60, normal", about(0.95, 0.006), 5000, 2, (rng) => stats.wilcoxonSignedRank(normals(rng, 60, 1, 2)).confidenceInterval);

  // Of 200 equally likely places of the data, 2·5 give p ≤ 0.05: random arrangements are exact too.
  const sampled = (rng) => ({ rng: rng.stream("test"), resamples: 199 });
  typeOne("permutationTest, random splits", "4 against 36, exponential", exactly(0.05), 4000, (rng) => stats.permutationTest(exponentials(rng, 4), exponentials(rng, 36), sampled(rng)).pValue);
  typeOne("permutationTest, random splits", "36 against 4, exponential", exactly(0.05), 4000, (rng) => stats.permutationTest(exponentials(rng, 36), exponentials(rng, 4), sampled(rng)).pValue);
  typeOne("permutationTest, all splits", "3 against 7, exponential", atMost(0.05), 5000, (rng) => stats.permutationTest(exponentials(rng, 3), exponentials(rng, 7)).pValue);
  typeOne("permutationTest, all signs", "n = 8, normal", atMost(0.05), 5000, (rng) => stats.permutationTest(normals(rng, 8)).pValue);
  typeOne("permutationTest, random signs", "n = 20, normal", exactly(0.05), 4000, (rng) => stats.permutationTest(normals(rng, 20), sampled(rng)).pValue);
  typeOne("permutationTest, random splits", "4 against 36, normal, spreads 3 : 1: not its null", undefined, 2000, (rng) => stats.permutationTest(normals(rng, 4, 3), normals(rng, 36), sampled(rng)).pValue);

  const correlated = (rng, n, rho) => {
    const x = normals(rng, n);
    return [x, x.map((v) => rho * v + Math.sqrt(1 - rho * rho) * random.normal(rng))];
  };
  typeOne("pearson", "n = 6, normal", exactly(0.05), 20_000, (rng) => stats.pearson(...correlated(rng, 6, 0)).pValue);
  typeOne("spearman, exact", "n = 7, rounded: ties", atMost(0.05), 3000, (rng) => {
    // Half-units around distinct anchors: ties are common, a constant column is not possible.
    const column = () => [-9, 9, ...normals(rng, 5).map((v) => Math.round(2 * v) / 2)];
    const order = random.shuffledIndices(7, rng);
    const y = column();
    return stats.spearman(column(), y.map((_, i) => y[order[i]])).pValue;
  });
  typeOne("spearman, t", "n = 25, normal", about(0.05, 0.005), 20_000, (rng) => stats.spearman(...correlated(rng, 25, 0)).pValue);
  typeOne("partialCorrelation", "n = 12, two controls that drive both", exactly(0.05), 20_000, (rng) => {
    const [u, v] = [normals(rng, 12), normals(rng, 12)];
    const driven = () => u.map((value, i) => 2 * value - v[i] + random.normal(rng));
    return stats.partialCorrelation(driven(), driven(), [u, v]).pValue;
  });
  coverage("pearson interval", "n = 20, ρ = 0.6", about(0.95, 0.008), 10_000, 0.6, (rng) => stats.pearson(...correlated(rng, 20, 0.6)).confidenceInterval);
  // The population's Spearman correlation of a binormal pair is (6/π)·arcsin(ρ/2).
  coverage("spearman interval", "n = 40, normal, ρ = 0.6", about(0.95, 0.015), 10_000, (6 / Math.PI) * Math.asin(0.3), (rng) => stats.spearman(...correlated(rng, 40, 0.6)).confidenceInterval);

  const disagreements = (rng, pairs, first, second) => {
    let [b, c] = [0, 0];
    for (let i = 0; i < pairs; i++) {
      const u = rng.float();
      if (u < first) b++;
      else if (u < first + second) c++;
    }
    return [b, c];
  };
  typeOne("mcnemar", "100 pairs, 30 % disagree", atMost(0.05), 20_000, (rng) => stats.mcnemar(...disagreements(rng, 100, 0.15, 0.15)).pValue);
  coverage("mcnemar interval", "100 pairs, odds 2 : 1", atLeast(0.95), 10_000, 2, (rng) => stats.mcnemar(...disagreements(rng, 100, 0.2, 0.1)).confidenceInterval);
  coverage("cohenD interval", "n = 8, normal, δ = 0.8", exactly(0.95), 2000, 0.8, (rng) => stats.cohenD(normals(rng, 8, 1, 0.8)).confidenceInterval);
  coverage("cohenD interval", "5 against 12, normal, δ = 1", exactly(0.95), 2000, 1, (rng) => stats.cohenD(normals(rng, 5, 1, 1), normals(rng, 12)).confidenceInterval);

  typeOne("adjustPValues, holm", "any rejection among 10 true nulls", about(0.05, 0.002), 20_000, (rng) => Math.min(...stats.adjustPValues(many(10, rng.float), "holm")));
  typeOne("adjustPValues, benjamini-hochberg", "any rejection among 10 true nulls", exactly(0.05), 20_000, (rng) => Math.min(...stats.adjustPValues(many(10, rng.float), "benjamini-hochberg")));

  const meanOf = (x) => (drawn) => {
    let total = 0;
    for (const row of drawn) total += x[row];
    return total / drawn.length;
  };
  const bootstrapMean = (x, rng, options) => stats.bootstrap(x.length, meanOf(x), { rng: rng.stream("resample"), resamples: 499, ...options }).confidenceInterval;
  for (const method of ["percentile", "bca"]) {
    // The ideal interval for a mean is x̄ ± 1.96·s·√(1 − 1/n)/√n: in truth P(|T₂₉| ≤ 1.96·√(29/30)) = 0.936.
    coverage(`bootstrap, ${method}`, "mean of 30, normal", about(0.936, 0.012), 2000, 0, (rng) => bootstrapMean(normals(rng, 30), rng, { method }));
    coverage(`bootstrap, ${method}`, "mean of 30, exponential", undefined, 2000, 1, (rng) => bootstrapMean(exponentials(rng, 30), rng, { method }));
  }
  const clusters = many(120, (_, i) => Math.floor(i / 6));
  const clustered = (rng) => {
    const effects = normals(rng, 20);
    return clusters.map((cluster) => effects[cluster] + random.normal(rng));
  };
  // As above with 20 units: P(|T₁₉| ≤ 1.96·√(19/20)) = 0.929.
  coverage("bootstrap, bca, clusters", "mean of 20 clusters of 6, half the variance shared", about(0.929, 0.015), 2000, 0, (rng) => bootstrapMean(clustered(rng), rng, { clusters }));
  coverage("bootstrap, bca, clusters ignored", "mean of 20 clusters of 6, half the variance shared", undefined, 1000, 0, (rng) => bootstrapMean(clustered(rng), rng, {}));
  return rows;
}
