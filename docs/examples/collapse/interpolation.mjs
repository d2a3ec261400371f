/**
 * Weight interpolation where it can be run for real: linear classifiers on the paper's Gaussian mixture, x | y ~ N(y·μ, ½ I), d = 1000.
 *
 * The margin y⟨w, x⟩ of a new example is N(⟨w, μ⟩, ‖w‖²/2), so pass@1 and pass@k depend on w through two numbers: the signal-to-noise ratio
 * r = ⟨w, μ⟩/(‖w‖/√2) and the norm. Temperature T divides the norm and leaves r alone; interpolation changes both.
 */
import { fromRows } from "@divlab/core/data";
import { createRng, normal } from "@divlab/core/random";
import { checkpointStudy } from "@divlab/core/study";
import { fixed, linear, paragraph, percent, scatter, share, table, whole } from "./write.mjs";

const seed = "collapse/interpolation";
const d = 1000;
const learningRate = 1;
const steps = 10_000;
const k = 8;
const deltas = Array.from({ length: 21 }, (_, i) => i / 20);
const temperatures = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** The direction the test distribution has, and two that err from it in different ways, about 45° each. */
const target = direction(() => 1);
const broad = mix(target, direction((j) => (j % 2 === 0 ? 1 : -1)), 0.7);
const narrow = mix(target, direction((j) => (j % 4 < 2 ? 1 : -1)), 0.7);

/** Two fine-tunings; in both w₀ is the earlier and w_t the later checkpoint. */
export function runInterpolation() {
  const rng = createRng(seed);
  const one = train(new Float64Array(d), mixture(rng.stream("one"), 200, target), [10, steps]);
  const [pretrained] = train(new Float64Array(d), mixture(rng.stream("broad"), 400, broad), [100]);
  const tuned = train(pretrained, mixture(rng.stream("narrow"), 400, narrow), [10, 30, 100, 300, 1000, 3000, steps]);
  return { same: sweep(one[0], one[1], []), shifted: sweep(pretrained, tuned.at(-1), tuned.slice(0, -1)), study: evaluate(pretrained, tuned.at(-1), rng.stream("evaluation")) };
}

/** The δ-sweep as one would see it: 300 test examples, 40 sampled answers each, and the study of checkpoints on them. */
function evaluate(early, late, rng) {
  const examples = mixture(rng.stream("examples"), 300, target);
  const margins = examples.map((z) => [dot(z, early), dot(z, late)]);
  const rows = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1].flatMap((delta) =>
    margins.flatMap(([ofEarly, ofLate], i) => {
      const rho = 1 / (1 + Math.exp(-(delta * ofEarly + (1 - delta) * ofLate)));
      const of = rng.stream(`${delta}/${i}`);
      return Array.from({ length: 40 }, () => ({ problem: i, delta, correct: of.float() < rho }));
    }),
  );
  const rollouts = fromRows(rows, { problem: "problem", correct: "correct", extra: { delta: "delta" } });
  return checkpointStudy(rollouts, { rng: seed, ks: [1, 2, 4, k] });
}

/** Everything about interpolating two classifiers, against temperature on either and against stopping early. */
function sweep(early, late, stops) {
  const interpolated = deltas.map((delta) => ({ delta, ...describe(interpolate(early, late, delta)) }));
  const half = interpolated.find(({ delta }) => delta === 0.5);
  const best = interpolated.reduce((a, b) => (b.passAt1 > a.passAt1 ? b : a));
  return {
    half,
    best,
    rivals: { halfByLate: reaching(late, half.passAt1), halfByEarly: reaching(early, half.passAt1), bestByLate: reaching(late, best.passAt1) },
    early: describe(early),
    late: describe(late),
    interpolated,
    lateByTemperature: temperatures.map((temperature) => ({ temperature, ...describe(late, temperature) })),
    earlyByTemperature: temperatures.map((temperature) => ({ temperature, ...describe(early, temperature) })),
    stops: stops.map((weights) => describe(weights)),
  };
}

/** The same weights at the temperature that has this pass@1. */
function reaching(weights, passAt1) {
  let [low, high] = [0.02, 50];
  for (let i = 0; i < 60; i++) {
    const middle = Math.sqrt(low * high);
    if (describe(weights, middle).passAt1 > passAt1) low = middle;
    else high = middle;
  }
  return { temperature: low, ...describe(weights, low) };
}

/** δ·w₀ + (1 − δ)·w_t */
const interpolate = (early, late, delta) => late.map((value, j) => delta * early[j] + (1 - delta) * value);

/** What the population sees of a classifier: exact but for the trapezium rule, whose error is below 10⁻¹². */
function describe(weights, temperature = 1) {
  const norm = Math.sqrt(dot(weights, weights));
  const ratio = dot(weights, target) / (norm * Math.SQRT1_2);
  const spread = (norm * Math.SQRT1_2) / temperature;
  let [total, error, second, power] = [0, 0, 0, 0];
  for (let i = -1800; i <= 1800; i++) {
    const z = i / 200;
    const weight = Math.exp(-z * z * 0.5);
    const wrong = 1 / (1 + Math.exp(spread * (ratio + z)));
    total += weight;
    error += weight * wrong;
    second += weight * wrong ** 2;
    power += weight * wrong ** k;
  }
  const bias2 = (error / total) ** 2;
  return { ratio, norm: norm / temperature, passAt1: 1 - error / total, passAtK: 1 - power / total, bias2, variance: second / total - bias2 };
}

export function interpolationFindings({ same, shifted, study }) {
  const { late, early, half, best, rivals, stops, interpolated } = shifted;
  const stop = stops.reduce((a, b) => (b.passAt1 > a.passAt1 ? b : a));
  const better = interpolated.filter(({ ratio, delta }) => delta > 0 && ratio > late.ratio);
  const both = interpolated.filter(({ bias2, variance }) => bias2 < late.bias2 && variance < late.variance);
  const hot = shifted.lateByTemperature.find(({ temperature }) => temperature === 1.5);
  return {
    same: `Steps 10 and ${whole(steps)} of one run: r = ${fixed(same.early.ratio)} and ${fixed(same.late.ratio)}, ${fixed(same.half.ratio)} at δ = ½. Against the late weights δ = ½ lowers pass@1 from ${percent(same.late.passAt1)} to ${percent(same.half.passAt1)} and raises pass@${k} from ${percent(same.late.passAtK)} to ${percent(same.half.passAtK)}; at the same pass@1 temperature on the late weights has pass@${k} = ${percent(same.rivals.halfByLate.passAtK)}, on the early ones ${percent(same.rivals.halfByEarly.passAtK)}.`,
    shifted: `Where pretraining and fine-tuning err in different directions, r is ${fixed(early.ratio)} and ${fixed(late.ratio)} at the ends and ${fixed(half.ratio)} at δ = ½. δ = ${best.delta} gives pass@1 = ${percent(best.passAt1)} and pass@${k} = ${percent(best.passAtK)}, the late weights ${percent(late.passAt1)} and ${percent(late.passAtK)}; at the temperature that brings these to the same pass@1 (T = ${fixed(rivals.bestByLate.temperature, 2)}) their pass@${k} is ${percent(rivals.bestByLate.passAtK)}.`,
    both: `Interpolation lowers both terms for δ from ${both[0].delta} to ${both.at(-1).delta}: at δ = ${best.delta} bias² from ${fixed(late.bias2, 4)} to ${fixed(best.bias2, 4)} and variance from ${fixed(late.variance, 4)} to ${fixed(best.variance, 4)}. Temperature trades one for the other: T = 1.5 on the late weights gives ${fixed(hot.bias2, 4)} and ${fixed(hot.variance, 4)}. Interpolation beats every temperature on the late weights for δ up to ${better.at(-1).delta}, where its r is larger; beyond, temperature is better.`,
    stop: `The best stop on the way (of ${stops.length}) has pass@1 = ${percent(stop.passAt1)} and pass@${k} = ${percent(stop.passAtK)}: the gain of interpolation over stopping in time is small here.`,
    study: `Seen through 40 samples of 300 test examples, pass@1 is best at δ = ${bestAt(study, 1).position} (${percent(bestAt(study, 1).estimate)}; not ruled out: ${bestAt(study, 1).candidates.join(", ")}) and pass@${k} at δ = ${bestAt(study, k).position} (${percent(bestAt(study, k).estimate)}; ${bestAt(study, k).candidates.join(", ")}); on the front are δ = ${study.checkpoints.filter(({ onFront }) => onFront).map(({ position }) => position).join(", ")}.`,
  };
}

const bestAt = (study, draws) => study.best.find((best) => best.k === draws);

export function interpolationSection(result) {
  const findings = interpolationFindings(result);
  return {
    id: "interpolation",
    heading: "WiSE-FT on linear models",
    blocks: [
      paragraph(findings.same),
      plane(result.same, `One run of the classifier (200 examples): interpolation between steps 10 and ${whole(steps)} against temperature (seed "${seed}").`),
      paragraph(findings.shifted),
      plane(result.shifted, "Pretrained on one task, fine-tuned on another, tested between the two, about 45° from either (simulated): interpolation, temperature, stopping early."),
      paragraph(findings.both),
      scatter(
        "The same, as the two terms of the bound: interpolation lowers both at first, temperature trades one for the other.",
        linear("bias² = (E[1 − ρ])²"),
        linear("variance of ρ"),
        series(result.shifted).map(({ name, of }) => ({ name, path: true, points: of.map((point) => ({ x: point.bias2, y: point.variance, label: label(point) })) })),
        "Setting",
      ),
      paragraph(findings.stop),
      paragraph(findings.study),
      table(
        "Narrow fine-tuning: the sweep over δ, population values.",
        [["δ", "number"], ["r", "number"], ["norm", "number"], ["pass@1", "share"], [`pass@${k}`, "share"], ["bias²", "number"], ["variance", "number"]],
        result.shifted.interpolated.filter((_, i) => i % 2 === 0).map((p) => [p.delta, p.ratio, p.norm, p.passAt1, p.passAtK, p.bias2, p.variance]),
      ),
    ],
  };
}

const series = ({ interpolated, lateByTemperature, earlyByTemperature, stops }) => [
  { name: "interpolation, δ from 0 to 1", of: interpolated },
  { name: "late weights, temperature", of: lateByTemperature },
  { name: "early weights, temperature", of: earlyByTemperature },
  ...(stops.length === 0 ? [] : [{ name: "stopping early", of: stops }]),
];

const label = ({ delta, temperature }) => (delta === undefined ? (temperature === undefined ? "stop" : `T = ${temperature}`) : `δ = ${delta}`);

function plane(setting, caption) {
  const points = series(setting).map(({ name, of }) => ({ name, path: true, points: of.map((point) => ({ x: point.passAt1, y: point.passAtK, label: label(point) })) }));
  return scatter(caption, share("pass@1"), share(`pass@${k}`), points, "Setting");
}

/** Examples z = y·x of the mixture with means ±μ, as rows. */
function mixture(rng, n, mu) {
  return Array.from({ length: n }, () => Float64Array.from(mu, (value) => value + Math.SQRT1_2 * normal(rng)));
}

/** Gradient descent on the mean logistic loss from `start`; the weights at the steps `at`. They stay in start + span(z): w = start + Σ α_i z_i. */
function train(start, examples, at) {
  const n = examples.length;
  const gram = examples.map((a) => Float64Array.from(examples, (b) => dot(a, b)));
  const margins = Float64Array.from(examples, (z) => dot(z, start));
  const alpha = new Float64Array(n);
  const moves = new Float64Array(n);
  const recorded = [];
  for (let step = 0; recorded.length < at.length; step++) {
    if (step === at[recorded.length]) recorded.push(start.map((value, j) => examples.reduce((sum, z, i) => sum + alpha[i] * z[j], value)));
    for (let i = 0; i < n; i++) moves[i] = learningRate / n / (1 + Math.exp(margins[i]));
    for (let i = 0; i < n; i++) {
      alpha[i] += moves[i];
      margins[i] += dot(gram[i], moves);
    }
  }
  return recorded;
}

function direction(sign) {
  return Float64Array.from({ length: d }, (_, j) => sign(j) / Math.sqrt(d));
}

function mix(a, b, cosine) {
  return a.map((value, j) => cosine * value + Math.sqrt(1 - cosine * cosine) * b[j]);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
