/**
 * How often the default test of EDC rejects where EDC has no effect, when the effects of ensembles are made of effects of their members:
 * ensembles drawn from one pool are then not independent, as the model takes them to be. Disjoint ensembles are, and keep the level.
 * `run({ quick, random, study })` takes the modules, so that the sources and the built package are judged by one file; `study` is that of
 * the build unless given.
 *
 * A solver has a place in three dimensions and an effect of its own, all N(0, 1). 30 ensembles of three: EDC is the mean distance of the
 * members' places / 5, u the sum of their effects / √3. 8 splits; standard deviations 0.5 between splits and 1 within cells.
 */
const ensembles = 30;
const splits = 8;

export async function run({ quick, random, study }) {
  const { ensembleStudyFromTable, permuteSolvers } = study ?? (await import("../../dist/study/index.js"));
  const { createRng, normal } = random;
  const rows = [];
  const add = (procedure, design, runs, rejected, promised) => {
    const observed = rejected / runs;
    const promise = promised ? { low: 0, high: 0.06 } : undefined;
    rows.push({ procedure: `${procedure}: β₁ = 0`, design, nominal: 0.05, observed, monteCarloError: Math.sqrt((observed * (1 - observed)) / runs), runs, promise });
  };
  for (const solvers of [12, 30, 90]) {
    const disjoint = solvers === 3 * ensembles;
    const runs = quick ? 100 : 4000;
    const permuted = quick ? 20 : 1000;
    let rejected = 0;
    let rejectedPermuted = 0;
    for (let r = 0; r < runs; r++) {
      const { table, pool } = drawStudy(createRng(`calibration/ensemble-study/${solvers}/${r}`), normal, solvers, disjoint);
      const own = ensembleStudyFromTable(table);
      if (own.fit.fixedEffects[1].pValue <= 0.05) rejected++;
      if (!disjoint && r < permuted && permuteSolvers({ ...own, pool }, { rng: r, permutations: quick ? 19 : 99 }).pValue <= 0.05) rejectedPermuted++;
    }
    const design = disjoint ? `${ensembles} disjoint ensembles of three` : `${ensembles} ensembles of three from a pool of ${solvers}`;
    add("kenward-roger", design, runs, rejected, disjoint);
    if (!disjoint) add("permutation of solvers", design, permuted, rejectedPermuted, true);
  }
  return rows;
}

/** A table, and as much of a pool as permutations need. */
function drawStudy(rng, normal, solvers, disjoint) {
  const places = Array.from({ length: solvers }, () => [normal(rng), normal(rng), normal(rng)]);
  const effects = Array.from({ length: solvers }, () => normal(rng));
  const ofSplits = Array.from({ length: splits }, () => 0.5 * normal(rng));
  const table = { ensemble: [], split: [], edc: [], s0: [], ds: [] };
  const seen = new Set();
  const all = [];
  for (let e = 0; e < ensembles; e++) {
    let members = disjoint ? [3 * e, 3 * e + 1, 3 * e + 2] : [];
    while (new Set(members).size < 3 || seen.has(members.join())) {
      members = [rng.integer(solvers), rng.integer(solvers), rng.integer(solvers)].sort((a, b) => a - b);
    }
    seen.add(members.join());
    all.push(Int32Array.from(members));
    const [a, b, c] = members;
    const edc = (distance(places[a], places[b]) + distance(places[a], places[c]) + distance(places[b], places[c])) / 15;
    const u = (effects[a] + effects[b] + effects[c]) / Math.sqrt(3);
    const level = 0.6 + 0.05 * normal(rng);
    for (let s = 0; s < splits; s++) {
      const s0 = level + 0.02 * normal(rng);
      table.ensemble.push(`e${e}`);
      table.split.push(`s${s}`);
      table.edc.push(edc);
      table.s0.push(s0);
      table.ds.push((5 - 10 * (s0 - 0.6) + u + ofSplits[s] + normal(rng)) / 100);
    }
  }
  const distances = { data: Float64Array.from(places.flatMap((a) => places.map((b) => distance(a, b) / 5))), shape: [solvers, solvers] };
  return { table, pool: { solvers: effects, members: all, distances } };
}

function distance(a, b) {
  return Math.sqrt(a.reduce((total, value, i) => total + (value - b[i]) ** 2, 0));
}
