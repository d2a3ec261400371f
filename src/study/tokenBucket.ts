import { mean } from "../numeric/moments.ts";
import { median } from "../numeric/quantile.ts";
import { exp, ln } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { tInterval } from "../passk/estimate.ts";
import { meanError } from "../passk/meanError.ts";
import { wilcoxonSignedRank, type WilcoxonResult } from "../stats/index.ts";
import { countFrom } from "./tokenCap.ts";

/** Which pairs: by who is correct, or all of them, scored or not. */
export type TokenBucketName = "both" | "only-a" | "only-b" | "neither" | "all";

/** Tokens of two solvers in the pairs of one bucket. B's are compared to A's: ratios are B/A, differences B − A. Without pairs, numbers are NaN. */
export interface TokenBucket {
  /** Which pairs. */
  readonly bucket: TokenBucketName;
  /** Number of pairs. */
  readonly pairs: number;
  /** Number of problems they come from. */
  readonly problems: number;
  /** Median tokens of A. */
  readonly medianA: number;
  /** Median tokens of B. */
  readonly medianB: number;
  /** medianB/medianA. */
  readonly ratioOfMedians: number;
  /** Median of B/A over pairs; pairs with an empty sample left out. */
  readonly medianRatio: number;
  /** Pairs in which B is longer. */
  readonly longerB: number;
  /** Pairs in which A is longer; the rest are equal. */
  readonly longerA: number;
  /** longerB/pairs. */
  readonly shareLonger: number;
  /** Geometric mean of B/A over pairs, with an interval that takes the pairs of a problem as one cluster; pairs with an empty sample left out. */
  readonly geometricMeanRatio: {
    /** exp of the mean of ln(B/A). */
    readonly estimate: number;
    /** Standard error of that mean times the estimate; NaN for a single problem. */
    readonly standardError: number;
    /** exp of the t interval of that mean. */
    readonly confidenceInterval: ConfidenceInterval;
  };
  /** Signed ranks of B − A over pairs, as if each were a problem of its own: p is too small where a problem has several. Absent without pairs. */
  readonly wilcoxon?: WilcoxonResult;
  /** Signed ranks of the mean of B − A per problem: the test that several samples a problem do not flatter. Absent without pairs. */
  readonly wilcoxonByProblem?: WilcoxonResult;
  /** Pairs left out of the ratios because A or B has no token at all. */
  readonly empty: number;
  /** Samples of A at its cap. */
  readonly truncatedA: number;
  /** Samples of B at its cap. */
  readonly truncatedB: number;
}

/** Tokens of the pairs, and the problem of each as a code. */
export interface PairedTokens {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly problem: Int32Array;
}

/** How a bucket is summarised. */
export interface TokenBucketOptions {
  readonly level: number;
  readonly capA: number | null;
  readonly capB: number | null;
}

/**
 * Summary of one bucket.
 *
 * @param bucket Its name.
 * @param all Tokens and problem of every pair.
 * @param chosen Indices of the pairs in the bucket.
 * @param options Level and caps.
 * @returns The bucket.
 */
export function tokenBucket(bucket: TokenBucketName, all: PairedTokens, chosen: Int32Array, { level, capA, capB }: TokenBucketOptions): TokenBucket {
  const a = Float64Array.from(chosen, (pair) => all.a[pair]);
  const b = Float64Array.from(chosen, (pair) => all.b[pair]);
  const { codes, size } = compactCodes(Int32Array.from(chosen, (pair) => all.problem[pair]));
  const differences = b.map((tokens, i) => tokens - a[i]);
  const nonEmpty = Int32Array.from(a.keys()).filter((i) => a[i] > 0 && b[i] > 0);
  const longerB = differences.reduce((count, difference) => count + (difference > 0 ? 1 : 0), 0);
  const longerA = differences.reduce((count, difference) => count + (difference < 0 ? 1 : 0), 0);
  const [medianA, medianB] = [median(a), median(b)];
  return {
    bucket,
    pairs: a.length,
    problems: size,
    medianA,
    medianB,
    ratioOfMedians: medianB / medianA,
    medianRatio: median(Float64Array.from(nonEmpty, (i) => b[i] / a[i])),
    longerB,
    longerA,
    shareLonger: longerB / a.length,
    geometricMeanRatio: geometricMean(
      Float64Array.from(nonEmpty, (i) => ln(b[i] / a[i])),
      compactCodes(Int32Array.from(nonEmpty, (i) => codes[i])),
      level,
    ),
    ...(a.length > 0 && { wilcoxon: wilcoxonSignedRank(differences, { level }), wilcoxonByProblem: wilcoxonSignedRank(meansByCode(differences, codes, size), { level }) }),
    empty: a.length - nonEmpty.length,
    truncatedA: capA === null ? 0 : countFrom(a, capA),
    truncatedB: capB === null ? 0 : countFrom(b, capB),
  };
}

interface Codes {
  readonly codes: Int32Array;
  readonly size: number;
}

/** The labels as codes 0 … size − 1 in order of first appearance. */
function compactCodes(labels: Int32Array): Codes {
  const known = new Map<number, number>();
  const codes = labels.map((label) => {
    const code = known.get(label) ?? known.size;
    known.set(label, code);
    return code;
  });
  return { codes, size: known.size };
}

function geometricMean(logs: Float64Array, clusters: Codes, level: number): TokenBucket["geometricMeanRatio"] {
  const center = mean(logs);
  if (logs.length === 0) return { estimate: NaN, standardError: NaN, confidenceInterval: { low: NaN, high: NaN, level } };
  const { standardError, df } = meanError(logs, center, clusters);
  const { low, high } = tInterval(center, standardError, df, level);
  return { estimate: exp(center), standardError: exp(center) * standardError, confidenceInterval: { low: exp(low), high: exp(high), level } };
}

function meansByCode(values: Float64Array, codes: Int32Array, size: number): Float64Array {
  const sums = new Float64Array(size);
  const counts = new Int32Array(size);
  for (let i = 0; i < values.length; i++) {
    sums[codes[i]] += values[i];
    counts[codes[i]]++;
  }
  return sums.map((total, code) => total / counts[code]);
}
