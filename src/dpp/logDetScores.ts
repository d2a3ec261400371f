import { checkArray, checkInteger, checkOptions, show } from "../numeric/check.ts";
import { asMatrix, type MatrixLike } from "../numeric/matrix.ts";
import { exp } from "../numeric/special/exp.ts";
import { asLogQuality } from "./kernel/asLogQuality.ts";
import { checkSimilarity } from "./kernel/checkSimilarity.ts";
import { checkBaseline } from "./expectedVolume.ts";
import type { Items } from "./lEnsemble.ts";
import type { LogDetScoreOptions } from "./logDetScore.ts";
import { plainMatrix } from "./kernel/plainMatrix.ts";
import { readItems, type ReadyItems, scoreItems, scoreSettings } from "./score/scoreItems.ts";
import { scoreWorkspace } from "./score/scoreKernel.ts";

/** Batches one after another in the rows of one matrix, `size` rows each (or one size per batch), or each by itself. */
export type Batches = { readonly embeddings: MatrixLike; readonly size: number | ArrayLike<number> } | { readonly batches: readonly Items[] };

/** Result of {@linkcode logDetScores}: the fields of {@linkcode LogDetScore} as columns, one entry per batch. */
export interface LogDetScores {
  /** log det(S + εI) + β Σ log q_i. */
  readonly estimate: Float64Array;
  /** log det(S + εI). */
  readonly diversity: Float64Array;
  /** β Σ log q_i. */
  readonly quality: Float64Array;
  /** estimate/n. */
  readonly perItem: Float64Array;
  /** exp(estimate/n). */
  readonly volume: Float64Array;
  /** log det(I + αL). */
  readonly logDetPlus: Float64Array;
  /** What each item adds to its batch's `estimate`, batch after batch, shape [number of items in all]. */
  readonly credits: Float64Array;
  /** Number of items of each batch. */
  readonly sizes: Int32Array;
  /** With `baseline`: estimate − log E det of random subsets of the same size. */
  readonly excess?: Float64Array;
  /** ε. */
  readonly jitter: number;
  /** α. */
  readonly alpha: number;
}

const action = "compute log-determinant scores";

/**
 * {@linkcode logDetScore} of many batches, in one workspace.
 *
 * @param input `{ embeddings, size }`: the batches' rows one after another; or `{ batches }`: a list of batches as `logDetScore` takes them.
 * @param options As of `logDetScore`; `logQuality` is that of all items, batch after batch. A `baseline` is that of one pool for all.
 * @returns Columns, one entry per batch.
 * @throws {RangeError} Under the conditions of `logDetScore`, or if sizes do not add up to the number of rows.
 * @throws {NumericalError} Under the conditions of `logDetScore`.
 * @example
 * ```ts
 * import { logDetScores } from "@divlab/core/dpp";
 *
 * const scores = logDetScores({ embeddings: [[1, 0], [3, 4], [0, 1], [1, 1]], size: 2 });
 * scores.estimate[0]; // => -0.44628398
 * scores.estimate[1]; // => -0.69314318
 * ```
 */
export function logDetScores(input: Batches, options: LogDetScoreOptions = {}): LogDetScores {
  checkOptions(action, options, ["similarity", "bandwidth", "zeroVector", "logQuality", "beta", "jitter", "alpha", "baseline"]);
  const { logQuality, beta = 2, baseline } = options;
  const settings = scoreSettings(action, options);
  const { jitter, alpha } = settings;
  const batches = asBatches(input, options);
  const sizes = Int32Array.from(batches, ({ n }) => n);
  const total = sizes.reduce((sum, n) => sum + n, 0);
  const weights = asLogQuality(action, total, { logQuality, beta })?.map((value) => beta * value);
  const work = scoreWorkspace(sizes.reduce((most, n) => Math.max(most, n), 0));
  const count = batches.length;
  const column = (): Float64Array => new Float64Array(count);
  const out = { estimate: column(), diversity: column(), quality: column(), perItem: column(), volume: column(), logDetPlus: column() };
  const credits = new Float64Array(total);
  const excess = column();
  for (let b = 0, from = 0; b < count; from += sizes[b], b++) {
    const doing = `${action} of batch ${b}`;
    const n = sizes[b];
    const score = scoreItems(doing, batches[b], settings, weights, from, work);
    if (baseline !== undefined) checkBaseline(doing, baseline, n, jitter);
    let quality = 0;
    for (let i = 0; i < n; i++) {
      const weight = weights === undefined ? 0 : weights[from + i];
      quality += weight;
      credits[from + i] = work.credits[i] + weight;
    }
    const estimate = score.logDet + quality;
    out.estimate[b] = estimate;
    out.diversity[b] = score.logDet;
    out.quality[b] = quality;
    out.perItem[b] = estimate / n;
    out.volume[b] = exp(estimate / n);
    out.logDetPlus[b] = score.logDetPlus;
    if (baseline !== undefined) excess[b] = estimate - baseline.logExpected[n];
  }
  return { ...out, credits, sizes, ...(baseline !== undefined && { excess }), jitter, alpha };
}

function asBatches(input: Batches, options: LogDetScoreOptions): ReadyItems[] {
  if (typeof input !== "object" || input === null || "embeddings" in input === "batches" in input) {
    throw new TypeError(`Cannot ${action}: the input must be { embeddings, size } or { batches }, got ${show(input)}`);
  }
  if ("batches" in input) {
    checkArray(action, "batches", input.batches);
    return Array.from(input.batches, (items, b) => {
      checkSimilarity(`${action} of batch ${b}`, items, options);
      return readItems(`${action} of batch ${b}`, items);
    });
  }
  checkSimilarity(action, input.embeddings, options);
  const plain = plainMatrix(action, "embeddings", input.embeddings);
  const { data, shape } = isFinite(plain.data) ? plain : asMatrix(action, "embeddings", input.embeddings);
  const [rows, d] = shape;
  if (rows > 0 && d === 0) throw new RangeError(`Cannot ${action}: embeddings must have at least one entry, got none`);
  const sizes = asSizes(input.size, rows);
  let from = 0;
  return sizes.map((n) => {
    const start = from * d;
    from += n;
    return { n, vectors: { data: data.subarray(start, from * d), shape: [n, d] } };
  });
}

/** Whether all numbers are finite: only then is x − x a number. */
function isFinite(x: Float64Array | Float32Array): boolean {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 4 <= x.length; i += 4) {
    s0 += x[i] - x[i];
    s1 += x[i + 1] - x[i + 1];
    s2 += x[i + 2] - x[i + 2];
    s3 += x[i + 3] - x[i + 3];
  }
  for (; i < x.length; i++) s0 += x[i] - x[i];
  return s0 + s1 + (s2 + s3) === 0;
}

/** One size for each batch, which add up to the number of rows. */
function asSizes(size: number | ArrayLike<number>, rows: number): number[] {
  if (typeof size === "number") {
    checkInteger(action, "size", size, 1);
    if (rows % size !== 0) throw new RangeError(`Cannot ${action}: rows must be a multiple of size, got ${rows} rows and size ${size}`);
    return Array.from({ length: rows / size }, () => size);
  }
  checkArray(action, "size", size);
  let total = 0;
  for (let b = 0; b < size.length; b++) {
    checkInteger(action, `size[${b}]`, size[b], 1);
    total += size[b];
  }
  if (total !== rows) throw new RangeError(`Cannot ${action}: sizes must add up to the ${rows} rows, got ${total}`);
  return Array.from(size);
}
