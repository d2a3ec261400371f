import { checkArray, checkChoice, checkInteger, checkLevel, checkOptions, checkSameLength, show } from "../numeric/check.ts";
import { NumericalError } from "../numeric/errors.ts";
import { mean, variance } from "../numeric/moments.ts";
import { quantileSorted } from "../numeric/quantile.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { drawIntegers } from "../random/drawIntegers.ts";
import { createRng, type Rng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { bcaInterval } from "./bcaInterval.ts";

/** Options of {@linkcode bootstrap}. */
export interface BootstrapOptions {
  /** Seed or generator; replicate b draws from its stream `"bootstrap/b"`. */
  readonly rng: RngLike;
  /** Number of replicates, an integer ≥ 2; default 2000. */
  readonly resamples?: number;
  /** Coverage of the interval, in (0, 1); default 0.95. */
  readonly level?: number;
  /** Interval: `"bca"` (bias-corrected and accelerated, default) or `"percentile"`. */
  readonly method?: "bca" | "percentile";
  /** A label per row, shape [size]: rows that share one are drawn and left out together. Default: every row by itself. */
  readonly clusters?: ArrayLike<number | string>;
}

/** Result of {@linkcode bootstrap}. */
export interface BootstrapResult {
  /** What was resampled and which interval it is. */
  readonly method: string;
  /** The statistic of all rows. */
  readonly estimate: number;
  /** Standard deviation of the replicates. */
  readonly standardError: number;
  /** Bootstrap interval; of width zero where all replicates are equal. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Mean of the replicates minus the estimate. */
  readonly bias: number;
  /** Number of replicates. */
  readonly resamples: number;
  /** Number of units drawn from: rows, or clusters. */
  readonly units: number;
  /** The statistic of each replicate, in the order drawn; shape [resamples]. */
  readonly replicates: Float64Array;
}

/** A statistic as a function of rows: indices in 0 … size − 1, repeated where a row was drawn more than once. */
export type RowStatistic = (rows: Uint32Array) => number;

const action = "bootstrap";

/**
 * Bootstrap of any statistic of rows: standard error, bias and interval.
 *
 * Draws as many units as there are, with replacement, and computes the statistic of each such draw. The units are rows, or
 * whole clusters where rows within one depend on each other (samples of one problem, say).
 *
 * BCa needs the statistic with each unit left out in turn, as many calls as units. Where that or the share of replicates below
 * the estimate leaves it undefined (all replicates on one side, a jackknife that does not vary), the interval is the
 * percentile one and `method` says so.
 *
 * @param size Number of rows.
 * @param statistic The statistic of the rows it is given. The array is used again for the next draw: read it, do not keep it.
 * @param options Seed, number of replicates, level, interval, clusters.
 * @returns Estimate, standard error, bias, interval and the replicates.
 * @throws {NumericalError} `non-finite` if the statistic is not finite for the data or a replicate.
 * @throws {RangeError} If there are fewer than two units, or an option is out of range.
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapters 6, 10 and 14.
 * @example Interval for a ratio of means
 * ```ts
 * import { bootstrap } from "@divlab/core/stats";
 * const tokens = [310, 250, 420, 90, 520, 130, 75, 380, 410, 205];
 * const correct = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1];
 * const tokensPerCorrect = (rows: Uint32Array): number => {
 *   let spent = 0;
 *   let solved = 0;
 *   for (const row of rows) {
 *     spent += tokens[row];
 *     solved += correct[row];
 *   }
 *   return spent / Math.max(1, solved);
 * };
 * const result = bootstrap(10, tokensPerCorrect, { rng: 42 });
 * result.estimate; // => 398.57
 * result.method; // => "Bootstrap of rows, BCa interval"
 * ```
 */
export function bootstrap(size: number, statistic: RowStatistic, options: BootstrapOptions): BootstrapResult {
  return runSteps(bootstrapSteps(size, statistic, options));
}

/**
 * {@linkcode bootstrap} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param size Number of rows.
 * @param statistic The statistic of the rows it is given.
 * @param options As for {@linkcode bootstrap}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { bootstrapAsync } from "@divlab/core/stats";
 * const x = [3, 1, 4, 1, 5, 9, 2, 6];
 * const largest = (rows: Uint32Array): number => rows.reduce((most, row) => Math.max(most, x[row]), 0);
 * const { estimate } = await bootstrapAsync(8, largest, { rng: 1, signal: AbortSignal.timeout(60_000) });
 * estimate; // => 9
 * ```
 */
export async function bootstrapAsync(size: number, statistic: RowStatistic, options: BootstrapOptions & AsyncOptions): Promise<BootstrapResult> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(bootstrapSteps(size, statistic, rest), options);
}

/** Computes replicates first, first + 1, … of a statistic, best a multiple of four, each from the rows that its stream draws, without showing them to anybody. */
export type Replicates = (streams: Rng, first: number, out: Float64Array) => void;

/** Draws between two steps where `many` computes replicates: about a quarter of a millisecond. */
const DRAWS_PER_STEP = 2 ** 18;

/** {@linkcode bootstrap} step by step. Where every row is a unit by itself, `many` may compute replicates in place of `statistic`. */
export function* bootstrapSteps(size: number, statistic: RowStatistic, options: BootstrapOptions, many?: Replicates): Steps<BootstrapResult> {
  checkOptions(action, options, ["rng", "resamples", "level", "method", "clusters"]);
  const { rng, resamples = 2000, level = 0.95, method = "bca", clusters } = options;
  checkInteger(action, "size", size, 1);
  if (typeof statistic !== "function") throw new TypeError(`Cannot ${action}: statistic must be a function of rows, got ${show(statistic)}`);
  checkInteger(action, "resamples", resamples, 2);
  checkLevel(action, level);
  checkChoice(action, "method", method, ["bca", "percentile"]);
  const { rows, offsets } = groupRows(size, clusters);
  const units = offsets.length - 1;
  const what = clusters === undefined ? "rows" : "clusters";
  if (units < 2) throw new RangeError(`Cannot ${action}: there must be at least 2 ${what} to draw from, got ${units}`);

  const streams = createRng(rng).stream("bootstrap");
  const estimate = statistic(Uint32Array.from({ length: size }, (_, i) => i));
  checkStatistic(estimate, "the data");
  const jackknife = new Float64Array(method === "bca" ? units : 0);
  const work = resamples + jackknife.length;
  const replicates = new Float64Array(resamples);
  const drawn = new Uint32Array(units * largestUnit(offsets));
  const perStep = clusters === undefined && many !== undefined ? 4 * Math.ceil(DRAWS_PER_STEP / size / 4) : 1;
  const chosen = clusters === undefined ? drawn : new Uint32Array(units);
  for (let b = 0; b < resamples; b += perStep) {
    if (clusters === undefined && many !== undefined) {
      many(streams, b, replicates.subarray(b, b + perStep));
    } else {
      drawIntegers(streams.stream(b), units, chosen);
      replicates[b] = statistic(clusters === undefined ? drawn : drawn.subarray(0, copyUnits(chosen, rows, offsets, drawn)));
    }
    for (let at = b; at < b + perStep && at < resamples; at++) checkStatistic(replicates[at], `replicate ${at}`);
    yield Math.min(b + perStep, resamples) / work;
  }
  for (let unit = 0; unit < jackknife.length; unit++) {
    drawn.set(rows.subarray(0, offsets[unit]));
    drawn.set(rows.subarray(offsets[unit + 1]), offsets[unit]);
    jackknife[unit] = statistic(drawn.subarray(0, size - (offsets[unit + 1] - offsets[unit])));
    yield (resamples + unit + 1) / work;
  }

  const sorted = replicates.toSorted();
  const center = mean(replicates);
  const percentile = { low: quantileSorted(sorted, (1 - level) / 2), high: quantileSorted(sorted, (1 + level) / 2), level };
  const bca = method === "bca" ? bcaInterval(estimate, sorted, jackknife, level) : undefined;
  const fellBack = method === "bca" && bca === undefined;
  return {
    method: `Bootstrap of ${what}, ${bca === undefined ? "percentile" : "BCa"} interval${fellBack ? " (BCa is undefined here)" : ""}`,
    estimate,
    standardError: Math.sqrt(variance(replicates, center)),
    confidenceInterval: bca ?? percentile,
    bias: center - estimate,
    resamples,
    units,
    replicates,
  };
}

interface Units {
  /** Rows, unit after unit. */
  readonly rows: Uint32Array;
  /** Unit u holds rows[offsets[u]] … rows[offsets[u + 1] − 1]. */
  readonly offsets: Uint32Array;
}

/** The rows of each cluster in order of first appearance; every row a unit of its own where no clusters are given. */
function groupRows(size: number, clusters: ArrayLike<number | string> | undefined): Units {
  if (clusters === undefined) {
    const offsets = new Uint32Array(size + 1);
    for (let row = 0; row <= size; row++) offsets[row] = row;
    return { rows: offsets.subarray(0, size), offsets };
  }
  checkArray(action, "clusters", clusters);
  checkSameLength(action, "clusters", clusters.length, "the rows", size);
  const members = new Map<number | string, number[]>();
  for (let row = 0; row < size; row++) {
    const label = clusters[row];
    const own = members.get(label);
    if (own === undefined) members.set(label, [row]);
    else own.push(row);
  }
  const groups = [...members.values()];
  const offsets = new Uint32Array(groups.length + 1);
  groups.forEach((group, unit) => {
    offsets[unit + 1] = offsets[unit] + group.length;
  });
  return { rows: Uint32Array.from(groups.flat()), offsets };
}

/** Puts the rows of the chosen units one after the other; returns how many there are. */
function copyUnits(chosen: Uint32Array, rows: Uint32Array, offsets: Uint32Array, into: Uint32Array): number {
  let length = 0;
  for (let i = 0; i < chosen.length; i++) {
    for (let j = offsets[chosen[i]]; j < offsets[chosen[i] + 1]; j++) into[length++] = rows[j];
  }
  return length;
}

function largestUnit(offsets: Uint32Array): number {
  let most = 0;
  for (let unit = 1; unit < offsets.length; unit++) most = Math.max(most, offsets[unit] - offsets[unit - 1]);
  return most;
}

function checkStatistic(value: unknown, where: string): void {
  if (typeof value !== "number") throw new TypeError(`Cannot ${action}: the statistic must be a number, got ${show(value)} for ${where}`);
  if (!Number.isFinite(value)) throw new NumericalError("non-finite", `Cannot ${action}: the statistic must be finite, got ${value} for ${where}`);
}
