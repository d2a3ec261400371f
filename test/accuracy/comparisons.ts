/** A quantity and the independent values it is compared with. */
export interface Comparison {
  /** What is compared, in words. */
  readonly quantity: string;
  /** Functions of the library that compute it. */
  readonly functions: readonly string[];
  /** Who says what is right. */
  readonly oracle: string;
  /** The test file below test/, without its ending. */
  readonly test: string;
  /** What marks the lines of the test that compare: each a piece of such a line. */
  readonly calls: readonly string[];
  /** Names of the tests that count; all unless given. */
  readonly title?: RegExp;
}

/** Comparisons of one field. */
export interface Area {
  readonly name: string;
  readonly comparisons: readonly Comparison[];
}

const digits60 = "mpmath, 60 digits";
const digits40 = "mpmath, 40 digits";
const rationals = "exact rationals (Python fractions)";
const definition = "definition by enumeration";
const r = "R 4.2.2";
const scipy = "SciPy 1.10.1";
const certified = "80-bit optimum, certified (KKT)";
const lme4 = "lme4 1.1-31";
const cluster = "R cluster 2.1.4";

/** Every comparison with an oracle that shares no code with the library, by field. Identities and comparisons of the library with itself are not here. */
export const areas: readonly Area[] = [
  {
    name: "Elementary and special functions, distributions",
    comparisons: [
      row("eˣ, eˣ − 1, ln x, ln(1 + x)", ["exp", "expm1", "ln", "log1p"], digits60, "numeric/special", ["f(x), expected"], / (exp|expm1|ln|log1p)\(\)$/),
      row("xʸ", ["pow"], digits60, "numeric/special", ["pow(x, y)"]),
      row("ln Γ", ["logGamma"], digits60, "numeric/special", ["f(x), expected"], / logGamma\(\)$/),
      row("digamma, trigamma", ["digamma", "trigamma"], digits60, "numeric/special", ["f(x), expected"], / (digamma|trigamma)\(\)$/),
      row("normal tail, to z = 37", ["normalUpperTail"], digits60, "numeric/special", ["f(x), expected"], / normalUpperTail\(\)$/),
      row("normal quantile", ["normalQuantile"], digits60, "numeric/special", ["f(x), expected"], / normalQuantile\(\)$/),
      row("Student's t tail, to 10⁻³⁰⁰", ["studentTUpperTail"], digits60, "numeric/special", ["oracle.studentTUpperTail"]),
      row("Student's t quantile", ["studentTQuantile"], digits60, "numeric/special", ["oracle.studentTQuantile"]),
      row("F tail", ["fUpperTail"], digits60, "numeric/fDistribution", ["fUpperTail(f, df1"]),
      row("χ² tail, to 10⁻²¹⁸", ["chiSquaredUpperTail"], digits60, "numeric/special", ["oracle.chiSquaredUpperTail"]),
      row("beta distribution, both tails", ["betaLowerTail", "betaUpperTail"], digits60, "numeric/special", ["lower, { rel", "upper, { rel"]),
      row("beta quantile", ["betaQuantile"], digits60, "numeric/special", ["oracle.betaQuantile"]),
      row("binomial tail, to 10⁻²³⁶", ["binomialLowerTail"], digits60, "numeric/special", ["oracle.binomialLowerTail"]),
      row("noncentral t tail", ["noncentralTUpperTail"], digits60, "numeric/special", ["oracle.noncentralTUpperTail"]),
    ],
  },
  {
    name: "pass@k and its family",
    comparisons: [
      row("pass@k, n to 10⁶", ["passAtK"], `${rationals}; products of 60 digits above n = 300`, "passk/passAtK", ["hit, {"]),
      row("pass@k", ["passAtK"], definition, "passk/passAtK", ["hits / subsets"]),
      row("pass^k", ["passHatK"], rationals, "passk/passHatK", ["all, {"]),
      row("G-Pass@k, to 10⁻³⁰⁰", ["gPassAtK"], rationals, "passk/gPassAtK", ["tail, {"]),
      row("mG-Pass@k", ["meanGPassAtK"], rationals, "passk/meanGPassAtK", ["mean, {"]),
      row("best@k, three rules for ties, with and without replacement", ["bestAtK"], definition, "passk/bestAtK", ["row[ties]"]),
      row("max@k, with and without replacement", ["maxAtK"], definition, "passk/maxAtK", ["max, {"]),
      row("maj@k and abstention, small tallies", ["majAtK"], rationals, "passk/majAtK", ["row[ties]", "row.abstained"]),
      row("maj@k, up to 200 samples", ["majAtK"], rationals, "passk/majAtK", ["uniform, EXACT"]),
      row("maj@k", ["majAtK"], definition, "passk/majAtK", ["voteOverSubsets"]),
      row("variance band: none, some, all correct; group deviation", ["varianceBand"], rationals, "passk/varianceBand", ["allZero, {", "band, {", "allOne, {", "groupStandardDeviation, {"]),
      row("bias², variance, bound, plug-in bound", ["biasVarianceBound"], rationals, "passk/biasVarianceBound", ["result.bias2, bias2", "result.variance, variance", "secondMoment, secondMoment", "result.bound, bound", "pluginBound"]),
      row("sampling variance of pass@k, unbiased", ["passAtKInterval"], rationals, "passk/samplingVariance", ["unbiasedSamplingVariance(n, c, k), value"]),
      row("sampling variance of pass@k under a beta-binomial", ["passAtKInterval", "planPassAtK"], digits40, "passk/samplingVariance", ["moments[s - k]), value"]),
      row("beta-binomial fit: shapes, likelihood", ["fitBetaBinomial"], digits40, "passk/fitBetaBinomial", ["fit.a, a", "fit.b, b", "fit.logLikelihood, value"]),
      row("its covariance", ["fitBetaBinomial"], digits40, "passk/fitBetaBinomial", ["fit.covariance[i][j]"]),
      row("extrapolated pass@k, k to 10⁶, and its power law", ["extrapolatePassAtK"], digits40, "passk/extrapolatePassAtK", ["points[j].estimate, estimate", "points[j].posteriorMean", "tail.exponent, a", "tail.coefficient, coefficient"]),
      row("its delta-method error", ["extrapolatePassAtK"], digits40, "passk/extrapolatePassAtK", ["points[j].standardError, standardError"]),
      row("beta interval of a mean of shares", ["passAtKInterval"], scipy, "passk/estimate", ["expected[0]", "expected[1]"]),
      row("logit-t interval, standard error", ["passAtKInterval"], scipy, "passk/passAtKInterval", ["logit95[0]", "logit95[1]", "result.estimate, estimate", "result.standardError, standardError, { rel: 1e-12, abs"]),
      row("clustered standard error (CR2) and its degrees of freedom", ["passAtKInterval"], scipy, "passk/passAtKInterval", ["result.standardError, standardError, { rel: 1e-12 }", "result.df, df"]),
      row("comparison of two arms: difference, error, p, interval, gap closure", ["comparePassAtK"], scipy, "passk/comparePassAtK", ["expected[name]", "expected.pValue", "expected.low", "expected.high", "expectedClosure"]),
    ],
  },
  {
    name: "Tests, correlations, effect sizes, resampling",
    comparisons: [
      row("t tests: statistic, df, estimate, error", ["tTest"], r, "stats/tTest", ["result.statistic, expected", "result.df, expected", "result.estimate, expected", "result.standardError, expected"], /design [0-5],/),
      row("t tests: p, interval", ["tTest"], r, "stats/tTest", ["expected.pValue", "expected.low", "expected.high"], /design [0-5],/),
      row("t test of values near 10⁶ against μ = 10⁶: statistic, p", ["tTest"], r, "stats/tTest", ["result.statistic, expected", "expected.pValue"], /design 6,/),
      row("t tests, p to 10⁻⁴⁸", ["tTest"], digits60, "stats/tTest", ["withStatistic("]),
      row("Wilcoxon's signed-rank test: p, estimate, interval", ["wilcoxonSignedRank"], r, "stats/wilcoxonSignedRank", ["result.pValue, expected", "result.estimate, expected", "Number(expected.low)", "Number(expected.high)"]),
      row("the same with zeros (Pratt) and ties", ["wilcoxonSignedRank"], scipy, "stats/wilcoxonSignedRank", ["expectWithin(pValue, expected"]),
      row("Pearson's and Spearman's correlation: estimate, statistic, p, interval", ["pearson", "spearman"], r, "stats/correlation", ["result.estimate, expected", "result.pValue, expected", "result.statistic, expected", "expected.low as", "expected.high as"]),
      row("partial correlation", ["partialCorrelation"], r, "stats/correlation", ["design.estimate", "design.statistic", "design.pValue", "design.low", "design.high"]),
      row("Spearman's exact p", ["spearman"], definition, "stats/correlation", ["all.filter("]),
      row("McNemar's exact p", ["mcnemar"], r, "stats/mcnemar", ["result.pValue, pValue"]),
      row("McNemar's exact p, to 10⁻²¹⁵", ["mcnemar"], "integer arithmetic", "stats/mcnemar", ["(2 * Number(sum))", "1.0362087746977578e-215"]),
      row("Cohen's d, Hedges' g", ["cohenD"], r, "stats/effectSizes", ["design.estimate", "design.hedgesG"]),
      row("noncentral-t interval of d", ["cohenD"], r, "stats/effectSizes", ["design.low", "design.high"]),
      row("Holm, Hochberg, Bonferroni, Benjamini-Hochberg, Benjamini-Yekutieli", ["adjustPValues"], r, "stats/adjustPValues", ["expected[i]"]),
      row("permutation test, enumerated", ["permutationTest"], scipy, "stats/permutationTest", ["expected.statistic", "result.pValue, expected.pValue"]),
      row("BCa interval of given replicates", ["bootstrap"], scipy, "stats/bootstrap", ["low, {", "high, {"]),
      row("ratio of sums, jackknife error, interval", ["ratioEstimate"], digits40, "stats/ratioEstimate", ["single.estimate, JACK", "single.standardError, JACK", "single.low", "single.high"]),
      row("ratio of two ratios, jackknife error, interval", ["ratioOfRatios"], digits40, "stats/ratioEstimate", ["double.estimate, JACK", "double.standardError, JACK", "double.low", "double.high"]),
      row("correlations of subsets with a jackknife over problems", ["diversityCoverage"], "NumPy 1.24.2, SciPy 1.10.1", "study/clusteredCorrelation", ["expected.estimate", "expected.standardError", "expected.low", "expected.high", "expected.pValue"]),
    ],
  },
  {
    name: "Mixed models",
    comparisons: [
      row("criterion, REML and ML, 17 models", ["fitMixedModel"], certified, "lmm/engine", ["objective, expected, {"]),
      row("variance parameters θ", ["fitMixedModel"], certified, "lmm/engine", ["exact.theta[i]"]),
      row("coefficients", ["fitMixedModel"], certified, "lmm/engine", ["exact.beta[i]"]),
      row("AIC, BIC", ["fitMixedModel"], lme4, "lmm/fitMixedModel", ["reml.AIC", "reml.BIC"]),
      row("fitted values", ["fitMixedModel"], certified, "lmm/fitMixedModel", ["exact.fitted_first10"]),
      row("Satterthwaite's and Kenward-Roger's df, 17 models", ["fitMixedModel"], certified, "lmm/inference", ["rest.df, df"]),
      row("standard errors, t", ["fitMixedModel"], certified, "lmm/inference", ["standardError, se, { rel: 1e-10", "statistic, t, {"]),
      row("p", ["fitMixedModel"], certified, "lmm/inference", ["pValue, p, { rel: 1e-8"]),
      row("covariance of coefficients, BLUPs, their variances", ["fitMixedModel"], certified, "lmm/inference", ["covariance.data[at], value", "actual[i], value, { abs: tolerance * scale }"]),
      row("Kenward-Roger's covariance", ["fitMixedModel"], certified, "lmm/inference", ["adjustedCovariance.data[i * errors"]),
      row("joint F tests: F, df, p, scaling", ["testContrast"], certified, "lmm/inference", ["statistic, joint.F", "denominatorDf, joint.ddf", "pValue, joint.p", "joint.F_scaling"]),
      row("60 hard problems: df, Kenward-Roger's errors", ["fitMixedModel"], certified, "lmm/inference", ["exact.kr_df", "exact.kr_se", "exact.satterthwaite_df"]),
      row("26 random models: criterion", ["fitMixedModel"], `${lme4}, best of ten searches`, "lmm/againstLme4", ["best.objective"]),
      row("26 random models: standard errors, σ", ["fitMixedModel"], lme4, "lmm/againstLme4", ["best.se[j], {", "best.sigma"]),
      row("26 random models: Satterthwaite's df", ["fitMixedModel"], "lmerTest 3.1-3, numerical derivatives", "lmm/againstLme4", ["satterthwaite?.forEach"]),
      row("26 random models: Kenward-Roger's df and errors", ["fitMixedModel"], "pbkrtest 0.5.2", "lmm/againstLme4", ["fixedEffects[j].df, df, {", "kenwardRoger.se[j]"], /Kenward and Roger/),
      row("a weighted model with slopes: criterion, θ, coefficients, σ", ["fitMixedModel"], `dense matrices, ${digits40}`, "lmm/inference", ["dense.objective", "fit.theta[i], value", "fixedEffects[j].estimate, value", "dense.ml.objective", "ml.theta[i], value", "dense.ml.sigma"]),
      row("its Kenward-Roger and Satterthwaite tests", ["testContrast"], `dense matrices, ${digits40}`, "lmm/inference", ["dense.kenwardRoger", "dense.satterthwaite", "testContrast(fit, [row], { df: \"satterthwaite\" })"]),
      row("InstEval, 73,421 rows: criterion, θ, coefficients", ["fitMixedModel"], `float64 Newton, beside ${lme4}`, "lmm/insteval", ["expected.REMLcrit", "expected.theta[i]", "expected.beta[1]", "expected.beta[0]"]),
      row("profile intervals", ["profileMixedModel"], `${lme4}, good to four digits`, "lmm/profileMixedModel", ["tests.profile.lower", "tests.profile.upper"]),
      row("profile intervals of a weighted model", ["profileMixedModel"], `dense matrices, ${digits40}`, "lmm/profileMixedModel", ["ours[side], limit"]),
      row("prediction and its errors", ["predictMixedModel"], `dense matrices, ${digits40}`, "lmm/afterFit", ["values[i], value, {", "standardErrors[i], error"]),
      row("model matrices of formulas", ["fitMixedModel"], `R 4.2.2, ${lme4}`, "lmm/buildDesign.r", ["actual[j][i], value"]),
    ],
  },
  {
    name: "Determinantal point processes",
    comparisons: [
      row("log-determinants, condition numbers below 10⁸", ["logDet"], digits60, "dpp/logDet", ["number(entry.logabsdet)"], /within the error bound: (?!'?(hilbert_(8|11)|near_duplicate_(0\.0001|1e-06)|bad_scaling))/),
      row("log-determinants, nearly singular, and with jitter; allowed is the error bound that the library reports", ["logDet"], digits60, "dpp/logDet", ["number(entry.logabsdet)", "number(logabsdet)"], /: '?(hilbert_(8|11)|near_duplicate_(0\.0001|1e-06)|bad_scaling)|of L \+ εI/),
      row("log-determinant scores, credits", ["logDetScore"], digits60, "dpp/logDetScore", ["batch.logdet_cosine, tol", "batch.logdet_cosine_per_item, tol", "batch.logdet_I_plus_cosine", "batch.loo_gain", "logdet_cosine_plus_1e-6", "batch.logdet_raw_dot", "batch.logdet_quality"]),
      row("kernels with quality", ["lEnsemble"], digits60, "dpp/lEnsemble", ["kernel.flat()", "batch.logdet_quality"]),
      row("gradients of log-determinant and log-likelihood", ["logDetGradient", "logLikelihoodGradient"], digits60, "dpp/gradients", ["derivative, EXACT", "value, logdet, EXACT", "logLikelihood, likelihood"]),
      row("elementary symmetric polynomials, logarithms", ["logElementarySymmetric"], digits60, "dpp/elementarySymmetric", ["logs[k], number(value)"]),
      row("inclusion from them", ["inclusionProbabilities"], digits60, "dpp/elementarySymmetric", ["number(expected[from])"]),
      row("marginal kernels, inclusion, pairs", ["marginalKernel", "inclusionProbabilities"], digits60, "dpp/marginals", ["example.K.flat()", "example.inclusion.forEach", "item_inclusion.forEach", "pair_inclusion_01"]),
      row("sizes: expectation, variance, law, normaliser", ["sizeDistribution"], digits60, "dpp/marginals", ["example.expected_size", "example.size_variance", "example.log_normaliser", "example.size_pmf", "example.prob_empty"]),
      row("probabilities of subsets, DPP and k-DPP", ["logProbability"], digits60, "dpp/marginals", ["dpp.prob[i]", "logProbability(kernel, subset, { size: k })"]),
      row("scale for an expected size", ["rescaleKernel"], digits60, "dpp/marginals", ["rescaled.scale, alpha"]),
      row("conditional processes", ["conditionDpp"], digits60, "dpp/conditioning", ["conditional_L.flat()", "conditional_K.flat()", "inclusion[remaining[i]]", "log_prob_event", "logProbability(given, rest)", "item_inclusion[remaining[i]]"]),
      row("greedy MAP: gains, path, log-determinant", ["greedyMap"], digits60, "dpp/greedyMap", ["gains[i], gains[i]", "path[i], path[i]", "unconstrained.logdet"]),
      row("the best subset and the greedy one", ["greedyMap"], definition, "dpp/greedyMap", ["best.logDet, logdet", "logDet, greedy, EXACT"]),
      row("eigenvalues of symmetric matrices", ["symmetricEigen"], "LAPACK (NumPy 1.24.2)", "numeric/symmetricEigen", ["expectWithin(values[e], eigenvalues[e]"]),
      row("eigenvalues of kernels", ["kernelSpectrum"], digits60, "dpp/spectrum", ["positive.sort("]),
    ],
  },
  {
    name: "k-medoids, silhouettes, pruning",
    comparisons: [
      row("loss of BUILD, PAM, FasterPAM", ["kMedoids"], cluster, "cluster/kMedoids", ["found.loss, run.loss", "run.loss / n"]),
      row("best loss, against the proven optimum", ["kMedoids"], `${definition} or integer programming (HiGHS)`, "cluster/kMedoids", ["optimal.loss, LOSS", "found.loss, optimum"]),
      row("certified loss", ["certifyMedoids"], `${definition} or integer programming (HiGHS)`, "cluster/certificate", ["best_known.loss", "optimal_loss, {"]),
      row("expected loss of random subsets", ["expectedRandomLoss"], `closed form in NumPy, ${definition}`, "cluster/expectedRandomLoss", ["list.forEach(", "estimate, expected, SUM", "byEnumeration("]),
      row("silhouettes, their averages", ["silhouette"], cluster, "cluster/silhouette", ["avg_silhouette, VALUE", "silhouettes?.forEach", "cluster_avg_silhouette!.forEach"], /agrees with R's for its partitions/),
      row("silhouettes of any labels", ["silhouette"], "scikit-learn 1.2.1", "cluster/silhouette", ["values.forEach((value, i)"], /scikit-learn/),
      row("medoid silhouettes", ["medoidSilhouette"], "NumPy, from the definition", "cluster/silhouette", ["avg_medoid_silhouette", "medoid_silhouettes?.forEach"], /medoids of every run/),
      row("weighted pruning: loss, masses, votes", ["pruneBatch"], "integer programming (HiGHS)", "cluster/pruneBatch", ["found.loss, pruning.optimal_loss", "pruned.mass[c], mass, {", "tally[answer]", "pruning.random_subset_expected_loss"]),
    ],
  },
  {
    name: "Distances and diversity",
    comparisons: [
      row("nine distances, pair by pair", ["pairwiseDistances"], scipy, "distance/pairwiseDistances", ["actual[i], value, tolerance"], /SciPy/),
      row("cosine and angular distances of near duplicates, down to 10⁻⁷ apart", ["pairwiseDistances"], digits60, "distance/pairwiseDistances", ["actual[i], value, tolerance"], /near duplicates/),
      row("mean pairwise distance of near duplicates", ["meanPairwiseDistance"], digits60, "diversity/meanPairwiseDistance", ["oracle.meanCosineOfDuplicates"]),
      row("mean pairwise distance", ["meanPairwiseDistance"], scipy, "diversity/meanPairwiseDistance", ["average(expected), SUMS"]),
      row("Vendi score, twelve orders, with weights", ["vendiScore"], digits60, "diversity/vendiScore", ["value, EIGEN"]),
      row("Hill numbers", ["hillNumber"], digits60, "diversity/counts", ["value, { rel: 1e-14 }"]),
      row("rarefaction, coverage, Chao1, Simpson", ["rarefaction"], rationals, "diversity/counts", ["expected.estimate[i]", "expected.coverage", "expected.chao1", "expected.simpson"]),
      row("standard error of rarefaction", ["rarefaction"], rationals, "diversity/counts", ["expected.standardError[i]"]),
      row("entropy: plug-in, Miller-Madow, Chao-Shen", ["shannonEntropy"], digits60, "diversity/counts", ["entropy, {", "millerMadow, {", "chaoShen, {"]),
    ],
  },
  {
    name: "Texts and choices",
    comparisons: [
      row("sentence BLEU, self-BLEU", ["sentenceBleu", "selfBleu"], "exact fractions; sacreBLEU 2.6.0, NLTK 3.10.3 agree", "text/bleu", ["result.estimate, value, ROUNDING", "scores[i], ROUNDING"]),
      row("BLEU of all pairs", ["bleuMatrix"], "exact fractions; sacreBLEU 2.6.0, NLTK 3.10.3 agree", "text/bleu", ["data[at], value, ROUNDING"]),
      row("chrF of all pairs", ["chrFMatrix"], "exact fractions; sacreBLEU 2.6.0 agrees", "text/chrF", ["data[at], value, ROUNDING"]),
      row("distinct-n: per text, rarefied, adjusted", ["distinctN"], rationals, "text/distinctN", ["expected.perText", "expected.rarefied", "expected.expectationAdjusted"]),
      row("weighted votes", ["weightedVote"], rationals, "vote/weightedVote", ["score, { rel: 1e-14, abs", "result.score, sorted[0]"]),
      row("minimum Bayes risk: scores, utilities", ["minimumBayesRisk"], "NumPy, full matrix", "vote/minimumBayesRisk", ["result.scores[i], score, COSINE", "again.scores[i], score", "utility, COSINE"]),
    ],
  },
  {
    name: "Task2Vec",
    comparisons: [
      row("distances between two embeddings", ["task2vecDistance"], scipy, "task2vec/task2vecDistance", ["values[name], { rel: 1e-12"]),
      row("distances of near duplicates", ["task2vecDistance"], digits60, "task2vec/task2vecDistance", ["values[name].pair"]),
      row("EDC, its errors, leave-one-out, matrix", ["ensembleDiversity", "compareModelDiversity"], scipy, "task2vec/ensembleDiversity", ["result.estimate, expected.estimate", "expected.batchValues[b]", "expected.standardErrorOver", "result.leaveOneOut[i], value", "expected.matrix.flat()", "rest.estimate, expected"]),
      row("EDC of near duplicates", ["ensembleDiversity"], digits60, "task2vec/ensembleDiversity", ["row.values[distance].edc"]),
      row("EDC corrected for noise, noise floor", ["ensembleDiversity"], scipy, "task2vec/ensembleDiversity", ["result.estimate, row.estimate", "row.noiseFloor", "row.uncorrected", "row.matrix.flat()"]),
      row("disagreement of correctness", ["disagreement"], scipy, "task2vec/disagreement", ["row.estimate", "row.standardErrorOverBatches", "row.pairs[t]"]),
    ],
  },
  {
    name: "Collapse and decoding",
    comparisons: [
      row("expected update of a bandit (GRPO, REINFORCE)", ["expectedBanditUpdate"], digits60, "collapse/banditExpectedUpdate", ["design.update.forEach"]),
      row("fixed points with a KL penalty", ["banditFixedPoint"], digits60, "collapse/banditFixedPoint", ["design.probabilities.forEach", "design.barrier, {"]),
      row("gradient descent of a classifier, its pass@k", ["simulateClassifier"], "NumPy, all weights; SciPy quadrature", "collapse/classifier", ["row[name], close", "rho, close", "row.passAtK[j]", "row.populationPassAtK[j]"]),
      row("mean failure under a logistic-normal law", ["simulateClassifier"], digits40, "collapse/classifierMeanFailure", ["failure[j], {"]),
      row("best use of k guesses: independent, optimal, path", ["oracleTopK"], rationals, "collapse/oracleTopK", ["independent[j], EXACT", "optimal[j], EXACT", "path[j][s], EXACT"]),
      row("truncated distributions: probabilities, mass, entropy", ["truncateDistribution"], digits60, "collapse/truncateDistribution", ["probability, rounding", "expected.keptMass, rounding", "expected.entropy, rounding", "expected.inputEntropy, rounding"]),
    ],
  },
];

function row(quantity: string, functions: readonly string[], oracle: string, test: string, calls: readonly string[], title?: RegExp): Comparison {
  return { quantity, functions, oracle, test, calls, ...(title !== undefined && { title }) };
}
