import { checkBetween, checkFinite, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { studentTQuantile } from "../numeric/special/index.ts";
import type { Counts } from "./counts.ts";
import { type BetaRates, pilotVariance } from "./pilotVariance.ts";

/** Options of {@linkcode planPassAtK}: one goal, or both numbers to judge. */
export interface PlanPassAtKOptions {
  /** Goal: the half-width of the t interval, in (0, 1); of pass@k, or of the difference if `correlation` or `against` is given. */
  readonly halfWidth?: number;
  /** Goal: the difference of pass@k between two arms, in (0, 1), to be found with probability `power` by a paired t test. Needs `correlation` or `against`. */
  readonly difference?: number;
  /** Probability to find `difference`; 0.8 unless given. */
  readonly power?: number;
  /** Correlation over problems of both arms' true pass@k, in [−1, 1]; the second arm is taken to vary as the pilot does. */
  readonly correlation?: number;
  /** Pilot counts of the second arm on the problems of the first, paired by name or position. */
  readonly against?: Counts;
  /** Number of problems, where that is not free. */
  readonly problems?: number;
  /** Samples per problem and arm, where that is not free; at least k. */
  readonly samples?: number;
  /** Cost of one more problem (writing it, checking it), however often it is sampled; 0 unless given. */
  readonly costPerProblem?: number;
  /** Cost of one sample; 1 unless given. */
  readonly costPerSample?: number;
  /** Confidence level of interval or test; 0.95 unless given. */
  readonly level?: number;
}

/** One design and what it achieves. */
export interface PassAtKDesign {
  /** Number of problems. */
  readonly problems: number;
  /** Samples per problem and arm. */
  readonly samples: number;
  /** Cost of problems and samples, both arms where two are compared. */
  readonly cost: number;
  /** Expected standard error of the estimate or the difference, √((between + sampling)/problems). */
  readonly standardError: number;
  /** Half-width of its t interval. */
  readonly halfWidth: number;
  /** Smallest true difference (from 0, or of an estimate from a given value) found with probability `power`: (t_level + t_power)·SE. */
  readonly detectable: number;
}

/** Result of {@linkcode planPassAtK}. */
export interface PassAtKPlan extends PassAtKDesign {
  /** What was planned and where the variances come from. */
  readonly method: string;
  /** Samples drawn, k of pass@k. */
  readonly k: number;
  /** Whether the goal is met; false where a fixed number of problems or samples does not allow it, true without a goal. */
  readonly attainable: boolean;
  /** Variance between problems of true pass@k, or of its difference between the arms. */
  readonly betweenVariance: number;
  /** Mean variance of a problem's estimate over repeated sampling with the planned samples, both arms added. */
  readonly samplingVariance: number;
  /** Designs with other numbers of samples, ascending, each with the problems the goal needs (or those fixed). */
  readonly table: readonly PassAtKDesign[];
}

const action = "plan pass@k";

/**
 * How many problems and how many samples of each an evaluation of pass@k needs.
 *
 * The variance of mean pass@k over M problems with n samples is (s² + E V(n))/M: s² between problems, V(n) the sampling
 * variance of one problem's estimate. More samples lower only the second part, so that beyond a point new problems help more;
 * with costs c₀ per problem and c₁ per sample, the cheapest n is near √((c₀/c₁)·E[k²q^(2k−1)p]/s²). The search is exact:
 * every n from k on, until even V = 0 could not pay for more.
 *
 * @param pilot Counts of a pilot run, or shapes { a, b } of a beta distribution of success rates (a `fitBetaBinomial` result will do).
 * From counts with n ≥ 2k everywhere the variances are estimated without a model, otherwise under a beta-binomial fit.
 * @param k Samples drawn, an integer ≥ 1.
 * @param options A goal (`halfWidth`, or `difference` with `power`), numbers that are not free, costs, level. Without a goal both `problems` and `samples`.
 * @returns The cheapest design that meets the goal, with its expected error, and others beside it. It knows no more of the
 * variances than the pilot; those of a pilot of 30 problems are rough.
 * @throws TypeError if no goal is given and not both numbers, or two goals are, or `difference` comes without `correlation` or `against`.
 * @throws RangeError if k, a count or an option is out of range.
 * @throws NumericalError `no-variation` if a fit is needed and the pilot's counts do not allow one.
 *
 * @example How many problems for ± 5 points of pass@8, when writing one costs as much as 100 samples
 * ```ts
 * import { planPassAtK } from "@divlab/core/passk";
 *
 * const plan = planPassAtK({ a: 0.3, b: 0.7 }, 8, { halfWidth: 0.05, costPerProblem: 100 });
 * plan.problems; // => 302
 * plan.samples; // => 17
 * ```
 */
export function planPassAtK(pilot: Counts | BetaRates, k: number, options: PlanPassAtKOptions): PassAtKPlan {
  checkOptions(action, options, ["halfWidth", "difference", "power", "correlation", "against", "problems", "samples", "costPerProblem", "costPerSample", "level"]);
  const { power = 0.8, correlation, against, problems, samples, costPerProblem = 0, costPerSample = 1, level = 0.95 } = options;
  checkInteger(action, "k", k, 1);
  checkBetween(action, "power", power, 0, 1);
  checkLevel(action, level);
  if (problems !== undefined) checkInteger(action, "problems", problems, 2);
  if (samples !== undefined) checkInteger(action, "samples", samples, k);
  checkCosts(costPerProblem, costPerSample);
  const goal = checkGoal(options);
  const variances = pilotVariance(action, pilot, k, correlation, against);
  const price = (n: number): number => costPerProblem + costPerSample * variances.arms * n;

  const reaches = (df: number): { readonly halfWidth: number; readonly detectable: number } => {
    const halfWidth = studentTQuantile((1 + level) / 2, df);
    return { halfWidth, detectable: halfWidth + studentTQuantile(power, df) };
  };
  const design = (m: number, n: number): PassAtKDesign => {
    const standardError = Math.sqrt((variances.between + variances.sampling(n)) / m);
    const { halfWidth, detectable } = reaches(m - 1);
    return { problems: m, samples: n, cost: m * price(n), standardError, halfWidth: halfWidth * standardError, detectable: detectable * standardError };
  };

  const planner: Planner = { goal, design, price, variance: (n) => variances.between + variances.sampling(n), normalReach: goal === undefined ? NaN : reaches(Infinity)[goal.of] };
  const chosen = choose(planner, k, problems, samples);
  const others = samples === undefined ? [1, 2, 4, 8, 16, 32].map((times) => times * k).filter((n) => n !== chosen.samples) : [];
  const table = others.map((n) => design(problems ?? leastProblems(planner, n), n));
  return {
    method: `pass@${k}, variances from ${variances.how}`,
    k,
    ...chosen,
    attainable: meets(planner, chosen),
    betweenVariance: variances.between,
    samplingVariance: variances.sampling(chosen.samples),
    table: [...table, chosen].sort((x, y) => x.samples - y.samples),
  };
}

interface Goal {
  readonly of: "halfWidth" | "detectable";
  readonly value: number;
}

interface Planner {
  readonly goal: Goal | undefined;
  readonly design: (problems: number, samples: number) => PassAtKDesign;
  /** Cost of one problem with n samples. */
  readonly price: (n: number) => number;
  /** Variance of the mean times the number of problems. */
  readonly variance: (n: number) => number;
  /** What the standard error is multiplied with when problems are many; for few it is more. */
  readonly normalReach: number;
}

/** Beyond this many samples nothing is left to gain. */
const MOST_SAMPLES = 2 ** 52;

function meets({ goal }: Planner, design: PassAtKDesign): boolean {
  return goal === undefined || design[goal.of] <= goal.value;
}

function choose(planner: Planner, k: number, problems: number | undefined, samples: number | undefined): PassAtKDesign {
  const { design } = planner;
  if (samples !== undefined) return design(problems ?? leastProblems(planner, samples), samples);
  return problems === undefined ? cheapest(planner, k) : design(problems, leastSamples(planner, k, problems));
}

/** Problems below which n samples each cannot meet the goal. */
function normalProblems({ goal, variance, normalReach }: Planner, n: number): number {
  const { value } = goal as Goal;
  return Math.max(2, Math.ceil((normalReach * normalReach * variance(n)) / (value * value)));
}

function leastProblems(planner: Planner, n: number): number {
  let problems = normalProblems(planner, n);
  while (!meets(planner, planner.design(problems, n))) problems++;
  return problems;
}

/** The fewest samples with which that many problems meet the goal; ∞ if none do. */
function leastSamples(planner: Planner, k: number, problems: number): number {
  const enough = (n: number): boolean => meets(planner, planner.design(problems, n));
  if (enough(k)) return k;
  let few = k;
  let many = 2 * k;
  while (!enough(many)) {
    few = many;
    many *= 2;
    if (many > MOST_SAMPLES) return Infinity;
  }
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (enough(middle)) many = middle;
    else few = middle;
  }
  return many;
}

/** Every n from k on is tried until even problems without sampling error would cost more than the best design so far. */
function cheapest(planner: Planner, k: number): PassAtKDesign {
  const { design, price } = planner;
  let best = design(leastProblems(planner, k), k);
  const fewest = normalProblems(planner, Infinity);
  for (let n = k + 1; fewest * price(n) < best.cost; n++) {
    if (normalProblems(planner, n) * price(n) >= best.cost) continue;
    const next = design(leastProblems(planner, n), n);
    if (next.cost < best.cost) best = next;
  }
  return best;
}

function checkGoal({ halfWidth, difference, correlation, against, problems, samples }: PlanPassAtKOptions): Goal | undefined {
  if (halfWidth !== undefined && difference !== undefined) throw new TypeError(`Cannot ${action}: give one goal, \`halfWidth\` or \`difference\`, got both`);
  if (halfWidth !== undefined) {
    checkBetween(action, "halfWidth", halfWidth, 0, 1);
    return { of: "halfWidth", value: halfWidth };
  }
  if (difference !== undefined) {
    checkBetween(action, "difference", difference, 0, 1);
    if (correlation === undefined && against === undefined) {
      throw new TypeError(`Cannot ${action}: \`difference\` needs \`correlation\` or \`against\` (how alike both arms' results are over problems), got neither`);
    }
    return { of: "detectable", value: difference };
  }
  if (problems === undefined || samples === undefined) {
    throw new TypeError(`Cannot ${action}: there must be a goal (\`halfWidth\` or \`difference\`), or both \`problems\` and \`samples\` to judge; got neither`);
  }
  return undefined;
}

function checkCosts(perProblem: number, perSample: number): void {
  checkFinite(action, "costPerProblem", perProblem);
  checkFinite(action, "costPerSample", perSample);
  if (perProblem < 0) throw new RangeError(`Cannot ${action}: costPerProblem must be 0 or more, got ${perProblem}`);
  if (!(perSample > 0)) throw new RangeError(`Cannot ${action}: costPerSample must be above 0, got ${perSample}`);
}
