import { exp, ln } from "../../numeric/special/index.ts";

/** A softmax policy on its way: p_i = e^θ_i/Σe^θ_j, with the exponentials kept up to date. */
export interface SoftmaxPolicy {
  /** The parameters, shape [arms]. */
  readonly theta: Float64Array;
  /** ln of the initial probabilities, where θ started, shape [arms]. */
  readonly reference: Float64Array;
  /** exp(θ_i − shift), shape [arms]. */
  readonly weight: Float64Array;
  /** Parameters near the present ones whose exponentials are known, shape [arms]. */
  readonly anchor: Float64Array;
  /** exp(anchor_i − shift), shape [arms]. */
  readonly anchorWeight: Float64Array;
  /** Common shift of the exponents, so that none overflows. */
  shift: number;
  /** Σ weight_i, added in order. */
  total: number;
  /** The largest weight of a good arm (all but the last). */
  largestGood: number;
}

/** Up to this far from its anchor a weight is the anchor's times a polynomial, whose first omitted term is below 3e-18. */
const NEAR = 0.125;

/** Weights are shifted anew when their sum leaves [1/FAR, FAR]. */
const FAR = 1e60;

/** The policy with these probabilities, all > 0. */
export function softmaxPolicy(probabilities: Float64Array): SoftmaxPolicy {
  const reference = probabilities.map(ln);
  const arms = reference.length;
  const policy = {
    theta: reference.slice(),
    reference,
    weight: new Float64Array(arms),
    anchor: new Float64Array(arms),
    anchorWeight: new Float64Array(arms),
    shift: 0,
    total: 0,
    largestGood: 0,
  };
  shiftAnew(policy);
  return policy;
}

/** Brings the weights up to date after θ changed: a function of θ and of the anchors, within two units in the last place of exp(θ − shift). */
export function refreshWeights(policy: SoftmaxPolicy): void {
  const { theta, weight, anchor, anchorWeight, shift } = policy;
  const bad = theta.length - 1;
  let total = 0;
  let largest = 0;
  for (let i = 0; i <= bad; i++) {
    const x = theta[i] - anchor[i];
    let w: number;
    if (x <= NEAR && x >= -NEAR) {
      w = anchorWeight[i] * nearOne(x);
    } else {
      w = exp(theta[i] - shift);
      anchor[i] = theta[i];
      anchorWeight[i] = w;
    }
    weight[i] = w;
    total += w;
    if (i < bad && w > largest) largest = w;
  }
  policy.total = total;
  policy.largestGood = largest;
  if (!(total < FAR && total > 1 / FAR)) shiftAnew(policy);
}

/** ln Σ e^θ_i. */
export function logNormaliser(policy: SoftmaxPolicy): number {
  return policy.shift + ln(policy.total);
}

function shiftAnew(policy: SoftmaxPolicy): void {
  const { theta, anchor } = policy;
  let most = -Infinity;
  for (let i = 0; i < theta.length; i++) if (theta[i] > most) most = theta[i];
  policy.shift = most;
  // No parameter is within reach of an anchor at infinity: every weight is computed.
  anchor.fill(Infinity);
  refreshWeights(policy);
}

/** eˣ for |x| ≤ 1/8, the Taylor polynomial of degree 10. */
function nearOne(x: number): number {
  const tail = 1 / 120 + x * (1 / 720 + x * (1 / 5040 + x * (1 / 40_320 + x * (1 / 362_880 + x / 3_628_800))));
  return 1 + x * (1 + x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x * tail))));
}
