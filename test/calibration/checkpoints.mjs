/**
 * Rates of checkpointStudy on simulated checkpoints: coverage of the intervals of bias² and variance, what the verdict and the sweet spot claim
 * where they should and where they should not, whether the candidates hold the best checkpoint. The tables of docs/methods/checkpoints.md.
 * `run({ quick, random, study })` takes the modules, so that the sources and the built package are judged by one file; `study` is that of the
 * build unless given.
 *
 * Success rates are ρ = σ(slope·(z + shift)), z ~ N(0, 1.5²) of the problem and the same at every checkpoint. Sixteen samples a problem unless said.
 */
const level = 0.95;
const ks = [1, 2, 4, 8, 16];

/** Checkpoints by slope and shift. */
const start = [1, -0.5];
const collapse = [[0.8, -0.8], [1.2, -0.3], [2, 0], [4, 0.2], [6, 0.3]];
const mixture = [[1, -0.5], [1, 0.2], [1, 1], [1.5, 0.5], [2.5, 0.02]];
const between = [[1, -0.5], [1.2, -0.35], [1.5, -0.2], [2, -0.1], [2.5, 0.02]];
const same = (count) => Array.from({ length: count }, () => [1, 0]);

export async function run({ quick, random, study }) {
  const modules = study ?? (await builtModules());
  const { createRng, normal } = random;
  const rows = [];
  const add = (procedure, design, nominal, held, runs, promise) => {
    const observed = held / runs;
    rows.push({ procedure, design, nominal, observed, monteCarloError: Math.sqrt((observed * (1 - observed)) / runs), runs, ...(promise !== undefined && { promise }) });
  };
  coverage(quick, modules, createRng, normal, add);
  claims(quick, modules, createRng, normal, add);
  return rows;
}

async function builtModules() {
  const names = ["checkpointBest", "checkpointCurves", "checkpointMoments", "checkpointVerdict", "sweetSpot"];
  const parts = await Promise.all([...names.map((name) => import(`../../dist/study/checkpoints/${name}.js`)), import("../../dist/steps/index.js")]);
  return Object.assign({}, ...parts);
}

function coverage(quick, { checkpointMoments, checkpointMomentDifferences }, createRng, normal, add) {
  const [early, late] = [[1, -0.3], [3, 0.4]];
  const [a, b] = [early, late].map((place) => ({ bias2: (1 - passAt(place, 1)) ** 2, secondMoment: 1 - passAt(place, 2) }));
  const variance = ({ bias2, secondMoment }) => secondMoment - bias2;
  const runs = quick ? 150 : 2000;
  for (const problems of quick ? [30] : [20, 50, 200]) {
    for (const n of quick ? [16] : [4, 16, 64]) {
      const held = new Map();
      const note = (name, { confidenceInterval: { low, high } }, truth) => held.set(name, (held.get(name) ?? 0) + (low <= truth && truth <= high ? 1 : 0));
      for (let r = 0; r < runs; r++) {
        const rng = createRng(`calibration/checkpoints/moments/${problems}/${n}/${r}`);
        const z = ease(rng, normal, problems);
        const [first, again, last] = [early, early, late].map((place) => draw(rng, z, place, n));
        const change = checkpointMomentDifferences(last, first, level);
        const none = checkpointMomentDifferences(again, first, level);
        const alone = checkpointMoments(last, level);
        note("change of bias²", change.bias2, b.bias2 - a.bias2);
        note("change of variance", change.variance, variance(b) - variance(a));
        note("no change, bias²", none.bias2, 0);
        note("no change, variance", none.variance, 0);
        note("bias² alone", alone.bias2, b.bias2);
        note("variance alone", alone.variance, variance(b));
      }
      for (const [name, count] of held) add(`coverage: ${name}`, `${problems} problems, n = ${n}`, level, count, runs, { low: 0.92, high: 1 });
    }
  }
}

function claims(quick, { checkpointCurves, checkpointVerdict, checkpointBest, sweetSpot, runSteps }, createRng, normal, add) {
  const level16 = [2.5, shiftFor(2.5, passAt(start, 16))];
  const designs = [
    { name: "6 equal checkpoints", places: same(6), promises: { "verdict: collapse": 0.025, "verdict: fall": 0.025 } },
    { name: "pass@1 rises at the last of 2, pass@16 stays", places: [start, level16], promises: { "verdict: collapse": 0.05 } },
    { name: "pass@1 rises at the last of 5, pass@16 stays", places: [start, start, start, start, level16], promises: { "verdict: collapse": 0.05 } },
    { name: "5 checkpoints that collapse", places: collapse, promises: {} },
    { name: "sweep of 5 equal models", places: same(5), sweep: true, promises: { "sweet spot": 0.05 } },
    { name: "sweep whose mixtures lie between its ends", places: between, sweep: true, promises: { "sweet spot": 0.05 } },
    { name: "sweep with a sweet spot", places: mixture, sweep: true, promises: {} },
  ];
  const runs = quick ? 12 : 400;
  for (const { name, places, sweep = false, promises } of designs) {
    const best = [1, 16].map((k) => highestAt(places, k));
    const truth = [1, 16].map((k) => `pass@${k} ${places.map((place) => passAt(place, k).toFixed(2)).join(" ")}`).join(", ");
    for (const problems of quick ? [20] : [20, 50, 100, 200]) {
      const found = new Map();
      const note = (procedure, is) => found.set(procedure, (found.get(procedure) ?? 0) + (is ? 1 : 0));
      for (let r = 0; r < runs; r++) {
        const rng = createRng(`calibration/checkpoints/${name}/${problems}/${r}`);
        const z = ease(rng, normal, problems);
        const curves = runSteps(checkpointCurves(places.map((place) => draw(rng, z, place, 16)), ks, rng.stream("bootstrap")));
        const positions = places.map((_, t) => t);
        if (sweep) {
          note("sweet spot", sweetSpot("s", positions, curves, level).outcome === "sweet-spot");
          continue;
        }
        const { outcome } = checkpointVerdict("s", positions, curves, level);
        note("verdict: collapse", outcome === "collapse");
        note("verdict: fall", outcome === "fall");
        runSteps(checkpointBest("s", positions, curves, [1, 16], level)).forEach(({ k, candidates }, i) => note(`candidates hold the best at k = ${k}`, candidates.includes(best[i])));
      }
      for (const [procedure, count] of found) {
        const isCandidates = procedure.startsWith("candidates");
        const promise = isCandidates ? { low: 0.92, high: 1 } : promises[procedure] === undefined ? undefined : { low: 0, high: promises[procedure] };
        add(procedure, `${name}, ${problems} problems (${truth})`, isCandidates ? level : NaN, count, runs, promise);
      }
    }
  }
}

function ease(rng, normal, problems) {
  return Array.from({ length: problems }, () => 1.5 * normal(rng));
}

function draw(rng, z, [slope, shift], n) {
  const c = Int32Array.from(z, (own) => {
    const rho = 1 / (1 + Math.exp(-slope * (own + shift)));
    let correct = 0;
    for (let i = 0; i < n; i++) if (rng.float() < rho) correct++;
    return correct;
  });
  return { solver: "s", unscored: 0, problem: z.map((_, i) => `p${i}`), n: new Int32Array(z.length).fill(n), c };
}

/** E[1 − (1 − ρ)^k], by the trapezoidal rule over 9 standard deviations. */
function passAt([slope, shift], k) {
  const step = 0.01;
  let total = 0;
  for (let u = -9; u <= 9; u += step) total += (step * Math.exp((-u * u) / 2) * (1 - (1 / (1 + Math.exp(slope * (1.5 * u + shift)))) ** k)) / Math.sqrt(2 * Math.PI);
  return total;
}

/** The shift at which checkpoints of a slope have a given pass@16. */
function shiftFor(slope, target) {
  let [low, high] = [-3, 5];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (passAt([slope, middle], 16) < target) low = middle;
    else high = middle;
  }
  return low;
}

function highestAt(places, k) {
  const values = places.map((place) => passAt(place, k));
  return values.indexOf(Math.max(...values));
}
