import type { ConfidenceInterval } from "../numeric/types.ts";
import { estimateShare } from "../passk/estimate.ts";
import { meanDifference } from "../passk/meanDifference.ts";
import { adjustPValues } from "../stats/index.ts";
import type { CellAtSize, SelectionCell, SelectionMethod } from "./selectionCell.ts";
import type { SelectionRuleName } from "./selectionRules.ts";

/** Accuracy of one rule at one size. */
export interface SelectionEstimate {
  /** The solver. */
  readonly solver: string;
  /** Value of the column grouped by; absent for the mean over its values, and where nothing is grouped by. */
  readonly group?: string;
  /** Samples to choose from. */
  readonly size: number;
  /** The rule. */
  readonly rule: SelectionRuleName;
  /** By formula, over all subsets, or, in some problem at least, over random ones. */
  readonly method: SelectionMethod;
  /** Share of the problems answered right, the mean over problems of the expectation over subsets. */
  readonly estimate: number;
  /** Its standard error over problems, error of random subsets included; NaN for a single problem. */
  readonly standardError: number;
  /** Beta interval; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
  /** The part of the standard error that more random subsets would remove. */
  readonly monteCarloError: number;
  /** Number of problems. */
  readonly problems: number;
}

/** Accuracy of one rule minus that of another on the problems both are defined for. */
export interface SelectionDifference {
  /** The solver. */
  readonly solver: string;
  /** Value of the column grouped by; absent for the mean over its values, and where nothing is grouped by. */
  readonly group?: string;
  /** Samples to choose from. */
  readonly size: number;
  /** The first rule. */
  readonly a: SelectionRuleName;
  /** The second rule. */
  readonly b: SelectionRuleName;
  /** a − b, mean over problems. */
  readonly estimate: number;
  /** Its standard error over problems, error of random subsets included; NaN for a single problem. */
  readonly standardError: number;
  /** t interval; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Two-sided p-value of the paired t test; NaN for a single problem. */
  readonly pValue: number;
  /** The same corrected for all pairs and sizes of this solver and group (Holm). */
  readonly adjustedPValue: number;
  /** The part of the standard error that more random subsets would remove. */
  readonly monteCarloError: number;
  /** Number of problems. */
  readonly problems: number;
}

/** What {@linkcode selectionEstimates} needs to know. */
export interface SelectionFrame {
  /** Names of the solvers. */
  readonly solvers: readonly string[];
  /** Values grouped by; undefined for none. */
  readonly values: readonly string[] | undefined;
  /** The sizes. */
  readonly sizes: readonly number[];
  /** The rules. */
  readonly rules: readonly SelectionRuleName[];
  /** Confidence level. */
  readonly level: number;
}

/**
 * Means over problems of what the rules make of the cells: over all values of the column grouped by, then for each.
 *
 * @param cells Results of the cells.
 * @param frame Names, sizes, level.
 * @returns Accuracies and paired differences.
 */
export function selectionEstimates(
  cells: readonly SelectionCell[],
  frame: SelectionFrame,
): { readonly estimates: readonly SelectionEstimate[]; readonly differences: readonly SelectionDifference[] } {
  const { solvers, values, sizes, rules, level } = frame;
  const groups = [undefined, ...(values ?? [])];
  const estimates: SelectionEstimate[] = [];
  const differences: SelectionDifference[] = [];
  solvers.forEach((solver, code) => {
    groups.forEach((group, g) => {
      const own = cells.filter((cell) => cell.solver === code && (group === undefined || cell.value === g - 1));
      const label = { solver, ...(group !== undefined && { group }) };
      const pairs: Omit<SelectionDifference, "adjustedPValue">[] = [];
      sizes.forEach((size, s) => {
        const all = own.map((cell) => ({ problem: cell.problem, ...cell.sizes[s] }));
        rules.forEach((rule, r) => {
          const summary = overProblems(all, [r], rules.length);
          if (summary === undefined) return;
          const { estimate, standardError, confidenceInterval, problems } = estimateShare("", summary.values, new Int32Array(0), level);
          estimates.push({ ...label, size, rule, method: summary.method, estimate, standardError, confidenceInterval, monteCarloError: summary.monteCarloError, problems });
        });
        for (const [a, b] of pairsOf(rules)) {
          const summary = overProblems(all, [a, b], rules.length);
          if (summary !== undefined) pairs.push({ ...label, size, a: rules[a], b: rules[b], ...difference(summary.values, level), monteCarloError: summary.monteCarloError });
        }
      });
      const adjusted = adjust(pairs.map(({ pValue }) => pValue));
      pairs.forEach((pair, i) => differences.push({ ...pair, adjustedPValue: adjusted[i] }));
    });
  });
  return { estimates, differences };
}

/** Pairs of ways to choose, and each of them against one sample at random; a perfect verifier is nobody's rival. */
function pairsOf(rules: readonly SelectionRuleName[]): (readonly [number, number])[] {
  const choosing = rules.flatMap((rule, r) => (rule === "coverage" || rule === "share-correct" ? [] : [r]));
  const single = rules.indexOf("share-correct");
  return choosing.flatMap((a, i) => [...choosing.slice(i + 1), ...(single === -1 ? [] : [single])].map((b) => [a, b] as const));
}

interface OverProblems {
  /** Per problem the rule's accuracy, or the difference of two rules. */
  readonly values: Float64Array;
  readonly method: SelectionMethod;
  readonly monteCarloError: number;
}

/** One rule, or the difference of two: mean over the cells of a problem, one value per problem; undefined where no cell allows it. */
function overProblems(cells: readonly (CellAtSize & { readonly problem: number })[], [a, b]: readonly number[], rules: number): OverProblems | undefined {
  const byProblem = new Map<number, { total: number; error: number; cells: number }>();
  let method: SelectionMethod = "exact";
  for (const { problem, estimates, errors, methods } of cells) {
    const value = b === undefined ? estimates[a] : estimates[a] - estimates[b];
    if (Number.isNaN(value)) continue;
    const own = byProblem.get(problem) ?? { total: 0, error: 0, cells: 0 };
    own.total += value;
    own.error += b === undefined ? errors[a * rules + a] : Math.max(0, errors[a * rules + a] + errors[b * rules + b] - 2 * errors[a * rules + b]);
    own.cells++;
    byProblem.set(problem, own);
    if (methods[a] === "subsets" || (methods[a] === "enumerated" && method === "exact")) method = methods[a];
  }
  if (byProblem.size === 0) return undefined;
  const problems = [...byProblem.values()];
  // Which samples of one value share a subset has nothing to do with those of another: their errors are independent.
  const error = problems.reduce((total, own) => total + own.error / (own.cells * own.cells), 0);
  return { values: Float64Array.from(problems, (own) => own.total / own.cells), method, monteCarloError: Math.sqrt(error) / problems.length };
}

function difference(values: Float64Array, level: number): Pick<SelectionDifference, "estimate" | "standardError" | "confidenceInterval" | "pValue" | "problems"> {
  const { estimate, standardError, confidenceInterval, pValue } = meanDifference(values, undefined, level);
  if (values.length > 1) return { estimate, standardError, confidenceInterval, pValue, problems: values.length };
  return { estimate, standardError: NaN, confidenceInterval: { low: NaN, high: NaN, level }, pValue: NaN, problems: 1 };
}

/** Holm's correction of the p-values there are. */
function adjust(pValues: readonly number[]): number[] {
  const known = pValues.filter((p) => !Number.isNaN(p));
  const adjusted = known.length === 0 ? new Float64Array(0) : adjustPValues(known, "holm");
  let next = 0;
  return pValues.map((p) => (Number.isNaN(p) ? NaN : adjusted[next++]));
}
