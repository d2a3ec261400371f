import { fitMixedModel } from "../lmm/index.ts";
import { checkInteger, checkOptions, show } from "../numeric/check.ts";
import { NumericalError } from "../numeric/errors.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { createRng, type RngLike, shuffledIndices } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { subsetDiversity } from "../task2vec/index.ts";
import type { EnsembleStudy } from "./ensembleStudy.ts";

/** Options of {@linkcode permuteSolvers}. */
export interface PermuteSolversOptions {
  /** Seed or generator; permutation b draws from its stream `"permutation/b"`. */
  readonly rng: RngLike;
  /** Number of random permutations, an integer ≥ 1; 999 unless given. */
  readonly permutations?: number;
}

/** Result of {@linkcode permuteSolvers}. */
export interface SolverPermutation {
  /** `"Permutation of solvers"`. */
  readonly method: string;
  /** β̂₁/SE of EDC in the data; the standard error is the one given the variances. */
  readonly statistic: number;
  /** Share of arrangements, the data among them, with a statistic at least as far from 0: never 0. */
  readonly pValue: number;
  /** Number of random permutations. */
  readonly permutations: number;
  /** Solvers permuted: those that are in an ensemble. */
  readonly solvers: number;
}

const action = "permute solvers";

/**
 * Test of EDC for ensembles that share members: what if the embeddings belonged to other solvers?
 *
 * The solvers change places in the matrix of distances; ensembles, splits, baselines and gains stay. Each time EDC is computed and the
 * model fitted anew, and p = (1 + #{|t*| ≥ |t|})/(1 + B). It holds whatever solvers bring along to their ensembles, which the t test does
 * not: it needs only that, if diversity does nothing, every assignment of the embeddings to the solvers is equally likely. An assignment
 * that gives all ensembles the same EDC has t* = 0.
 *
 * @param study A study from outcomes, with a fit.
 * @param options Seed, number of permutations.
 * @returns The statistic and its p-value. With few solvers few permutations differ, and p cannot be small.
 * @throws {RangeError} If the study has no pool or no fit, or a number is out of range.
 * @see Mantel 1967, Cancer Research 27, 209–220; Krackhardt 1988, Social Networks 10, 359–381 (the same for regression); Phipson & Smyth 2010.
 * @example
 * ```ts
 * import { ensembleStudy, permuteSolvers, simulateEnsembleStudy } from "@divlab/core/study";
 *
 * const { outcomes, diversity, ensembles, splits, after } = simulateEnsembleStudy({ effect: 15, splits: 5, rng: 1 });
 * const study = ensembleStudy({ outcomes, diversity, after }, { ensembles, splits });
 * permuteSolvers(study, { rng: 1, permutations: 99 }).pValue; // => 0.01
 * ```
 */
export function permuteSolvers(study: EnsembleStudy, options: PermuteSolversOptions): SolverPermutation {
  return runSteps(permutationSteps(study, options));
}

/**
 * {@linkcode permuteSolvers} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param study A study from outcomes, with a fit.
 * @param options As for {@linkcode permuteSolvers}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { ensembleStudy, permuteSolversAsync, simulateEnsembleStudy } from "@divlab/core/study";
 *
 * const { outcomes, diversity, ensembles, splits, after } = simulateEnsembleStudy({ effect: 15, splits: 5, rng: 1 });
 * const study = ensembleStudy({ outcomes, diversity, after }, { ensembles, splits });
 * const { pValue } = await permuteSolversAsync(study, { rng: 1, permutations: 99 });
 * pValue; // => 0.01
 * ```
 */
export async function permuteSolversAsync(study: EnsembleStudy, options: PermuteSolversOptions & AsyncOptions): Promise<SolverPermutation> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(permutationSteps(study, own), options);
}

function* permutationSteps({ cells, pool, fit, formula }: EnsembleStudy, options: PermuteSolversOptions): Steps<SolverPermutation> {
  checkOptions(action, options, ["rng", "permutations"]);
  const { rng, permutations = 999 } = options;
  checkInteger(action, "permutations", permutations, 1);
  if (pool === null || fit === null) throw new RangeError(`Cannot ${action}: the study must have a pool and a fit, got ${show(pool === null ? pool : fit)}`);
  const generator = createRng(rng);
  const used = [...new Set(pool.members.flatMap((codes) => Array.from(codes)))].toSorted((a, b) => a - b);
  const rows = Array.from(cells.gain.keys()).filter((i) => !Number.isNaN(cells.gain[i]));
  const take = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
  const label = ({ codes, levels }: typeof cells.split): string[] => rows.map((row) => levels[codes[row]]);
  const columns = { gain: take(cells.gain), baseline: take(cells.baseline), ensemble: label(cells.ensemble), split: label(cells.split) };
  const ensembleOf = Int32Array.from(rows, (row) => cells.ensemble.codes[row]);

  const statisticOf = (matrix: Matrix): number => {
    const edc = subsetDiversity(matrix, pool.members).estimate;
    try {
      const { fixedEffects } = fitMixedModel(formula, { ...columns, edc: Float64Array.from(ensembleOf, (code) => edc[code]) }, { df: "z" });
      return fixedEffects.find(({ name }) => name === "edc")!.statistic;
    } catch (error) {
      if (error instanceof NumericalError && error.code === "singular-design") return 0; // all ensembles alike: nothing to tell a gain by
      throw error;
    }
  };
  const statistic = statisticOf(pool.distances);
  let asFar = 0;
  for (let b = 0; b < permutations; b++) {
    yield b / permutations;
    const order = shuffledIndices(used.length, generator.stream("permutation").stream(b));
    const place = Int32Array.from({ length: pool.solvers.length }, (_, i) => i);
    used.forEach((code, i) => (place[code] = used[order[i]]));
    const drawn = statisticOf(permuted(pool.distances, place));
    if (!Number.isFinite(drawn)) throw new NumericalError("non-finite", `Cannot ${action}: the statistic must be finite, got ${drawn} for permutation ${b}`);
    if (Math.abs(drawn) >= Math.abs(statistic) * (1 - 1e-12)) asFar++;
  }
  return { method: "Permutation of solvers", statistic, pValue: (1 + asFar) / (1 + permutations), permutations, solvers: used.length };
}

/** Distances of i and j become those of `place[i]` and `place[j]`. */
function permuted({ data, shape: [count] }: Matrix, place: Int32Array): Matrix {
  const moved = new Float64Array(data.length);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) moved[i * count + j] = data[place[i] * count + place[j]];
  }
  return { data: moved, shape: [count, count] };
}
