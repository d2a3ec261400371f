/**
 * How often tests of a coefficient that is 0 reject, by Kenward and Roger (the default), Satterthwaite and z, in ensemble studies with
 * enough, little and no variance between ensembles, with and without missing cells, for groups of very unequal size and for random slopes;
 * and the coverage of bootstrap intervals. Coverage of the intervals of a coefficient is one minus the rate of its test: β̂ − β does not
 * depend on β.
 * `run({ quick, random, lmm })` takes the modules, so that the sources and the built package are judged by one file; `lmm` is that of the
 * build unless given.
 */

const methods = ["kenward-roger", "satterthwaite", "z"];
/** What the default promises: about its level, below it where a variance is estimated as 0. */
const promised = { low: 0, high: 0.06 };

const studies = {
  "clear variance between ensembles": { ensemble: 0.015, split: 0.01, residual: 0.03 },
  "little variance": { ensemble: 0.003, split: 0.01, residual: 0.03 },
  "no variance": { ensemble: 0, split: 0.01, residual: 0.03 },
};
const baseline = { ensemble: 0.05, split: 0.03, residual: 0.03 };

export async function run({ quick, random, lmm }) {
  const { bootstrapMixedModel, fitMixedModel, powerMixedModel } = lmm ?? (await import("../../dist/lmm/index.js"));
  const { createRng, normal } = random;
  const seed = createRng("calibration/mixed-model");
  const rows = [];
  const add = (procedure, design, nominal, held, runs, promise) => {
    const observed = held / runs;
    rows.push({ procedure, design, nominal, observed, monteCarloError: Math.sqrt((observed * (1 - observed)) / runs), runs, promise });
  };

  // Balanced studies: the simulation engine, all methods on the same data.
  const replicates = quick ? 2000 : 100_000;
  const tied = ["some variance between ensembles, baseline tied to the predictor", { ensemble: 0.01, split: 0.01, residual: 0.03 }, 1];
  for (const [name, sd, slope = 0] of [...Object.entries(studies), tied]) {
    for (const ensembles of [8, 30]) {
      for (const df of methods) {
        const design = { ensembles, splits: 20, effect: 0, predictorSd: 0.1, sd, baseline: { ...baseline, slope } };
        const { points } = powerMixedModel(design, { rng: seed.stream("balanced"), replicates, df });
        const [{ power, singular }] = points;
        const label = `${ensembles} × 20, ${name}; ${(100 * singular).toFixed(0)} % singular`;
        add(`${df}: β₁ = 0`, label, 0.05, power * replicates, replicates, df === "kenward-roger" ? promised : undefined);
      }
    }
  }

  // Everything else: data row by row, fitted by the general path. z uses the unadjusted covariance of the same fit.
  const runs = quick ? 40 : 4000;
  const judge = (label, formula, coefficient, draw, count = runs) => {
    const rejected = { "kenward-roger": 0, satterthwaite: 0, z: 0 };
    let singular = 0;
    let notConverged = 0;
    for (let r = 0; r < count; r++) {
      const columns = draw(seed.stream(label).stream(r));
      const fit = fitMixedModel(formula, columns);
      const j = fit.fixedEffects.findIndex(({ name }) => name === coefficient);
      const p = fit.fixedEffects.length;
      if (fit.singular) singular++;
      if (!fit.converged) notConverged++;
      if (fit.fixedEffects[j].pValue <= 0.05) rejected["kenward-roger"]++;
      if (fitMixedModel(formula, columns, { df: "satterthwaite" }).fixedEffects[j].pValue <= 0.05) rejected.satterthwaite++;
      if (Math.abs(fit.fixedEffects[j].estimate) >= 1.959963984540054 * Math.sqrt(fit.covariance.data[j * p + j])) rejected.z++;
    }
    const failures = notConverged === 0 ? "" : `, ${notConverged} not converged`;
    for (const df of methods) {
      add(`${df}: ${coefficient} = 0`, `${label}; ${((100 * singular) / count).toFixed(0)} % singular${failures}`, 0.05, rejected[df], count, df === "kenward-roger" ? promised : undefined);
    }
  };
  const study = "gain ~ edc + baseline + (1 | ensemble) + (1 | split)";
  for (const [name, sd] of Object.entries(studies)) {
    for (const ensembles of quick ? [8] : [8, 30]) {
      judge(`${ensembles} × 20, a tenth of the cells missing, ${name}`, study, "edc", (rng) => drawStudy(rng, normal, { ensembles, splits: 20, sd, missing: 0.1 }), ensembles === 8 ? runs : runs / 2);
    }
  }
  judge("12 groups of 2 to 60 rows, a predictor per group", "y ~ x + (1 | group)", "x", (rng) => drawGroups(rng, normal, 1));
  judge("12 groups of 2 to 60 rows, little variance between groups", "y ~ x + (1 | group)", "x", (rng) => drawGroups(rng, normal, 0.1));
  judge("random slopes, 8 subjects × 6 days", "y ~ day + (day | subject)", "day", (rng) => drawSlopes(rng, normal, 8, 6, 1));
  judge("random slopes, 18 subjects × 10 days", "y ~ day + (day | subject)", "day", (rng) => drawSlopes(rng, normal, 18, 10, 1));
  judge("random slopes, little variance of slopes, 8 subjects × 6 days", "y ~ day + (day | subject)", "day", (rng) => drawSlopes(rng, normal, 8, 6, 0.05));

  // Percentile intervals of both bootstraps.
  const sets = quick ? 8 : 400;
  const sd = studies["clear variance between ensembles"];
  for (const ensembles of quick ? [8] : [8, 30]) {
    for (const type of ["parametric", "pigeonhole"]) {
      const covered = { edc: 0, sigmaU: 0, sigma: 0 };
      for (let r = 0; r < sets; r++) {
        const rng = seed.stream(`bootstrap ${ensembles}`).stream(r);
        const fit = fitMixedModel(study, drawStudy(rng, normal, { ensembles, splits: 20, sd, missing: 0 }));
        const { coefficients, standardDeviations, sigma } = bootstrapMixedModel(fit, { rng: rng.stream(type), resamples: quick ? 50 : 400, type });
        if (covers(coefficients[1].confidenceInterval, 0)) covered.edc++;
        if (covers(standardDeviations.find(({ name }) => name.startsWith("ensemble")).confidenceInterval, sd.ensemble)) covered.sigmaU++;
        if (covers(sigma.confidenceInterval, sd.residual)) covered.sigma++;
      }
      add(`${type} bootstrap, percentile interval of β₁`, `${ensembles} × 20`, 0.95, covered.edc, sets);
      add(`${type} bootstrap, percentile interval of σᵤ`, `${ensembles} × 20`, 0.95, covered.sigmaU, sets);
      add(`${type} bootstrap, percentile interval of σ`, `${ensembles} × 20`, 0.95, covered.sigma, sets);
    }
  }
  return rows;
}

/** An ensemble study with β₁ = β₂ = 0, some cells left out at random. */
function drawStudy(rng, normal, { ensembles, splits, sd, missing }) {
  const draw = (count, deviation) => Array.from({ length: count }, () => deviation * normal(rng));
  const edc = draw(ensembles, 0.1);
  const [u, v] = [draw(ensembles, sd.ensemble), draw(splits, sd.split)];
  const [bu, bv] = [draw(ensembles, baseline.ensemble), draw(splits, baseline.split)];
  const columns = { gain: [], edc: [], baseline: [], ensemble: [], split: [] };
  for (let i = 0; i < ensembles; i++) {
    for (let s = 0; s < splits; s++) {
      const gain = u[i] + v[s] + sd.residual * normal(rng);
      const before = 0.4 + bu[i] + bv[s] + baseline.residual * normal(rng);
      if (rng.float() < missing) continue;
      columns.gain.push(gain);
      columns.edc.push(edc[i]);
      columns.baseline.push(before);
      columns.ensemble.push(`e${i}`);
      columns.split.push(`s${s}`);
    }
  }
  return columns;
}

/** Twelve groups whose sizes grow from 2 to 60, a predictor that is constant within them. */
function drawGroups(rng, normal, deviation) {
  const columns = { y: [], x: [], group: [] };
  [2, 2, 2, 3, 3, 4, 6, 9, 15, 25, 40, 60].forEach((size, g) => {
    const [x, u] = [normal(rng), deviation * normal(rng)];
    for (let i = 0; i < size; i++) {
      columns.y.push(u + normal(rng));
      columns.x.push(x);
      columns.group.push(`g${g}`);
    }
  });
  return columns;
}

/** Subjects with intercepts and slopes of their own; the mean slope is 0. */
function drawSlopes(rng, normal, subjects, days, deviation) {
  const columns = { y: [], day: [], subject: [] };
  for (let g = 0; g < subjects; g++) {
    const [intercept, slope] = [3 * normal(rng), deviation * normal(rng)];
    for (let day = 0; day < days; day++) {
      columns.y.push(intercept + slope * day + 2 * normal(rng));
      columns.day.push(day);
      columns.subject.push(`p${g}`);
    }
  }
  return columns;
}

function covers({ low, high }, truth) {
  return low <= truth && truth <= high;
}
