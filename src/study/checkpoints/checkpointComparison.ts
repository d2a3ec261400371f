import type { GroupedSamples, Rollouts, SolverCounts } from "../../data/index.ts";
import { type PassAtKComparison, varianceBand } from "../../passk/index.ts";
import { comparePassAtKSteps } from "../../passk/comparePassAtK.ts";
import type { Rng } from "../../random/index.ts";
import { partOfSteps, type Steps } from "../../steps/index.ts";
import type { CheckpointOptions } from "./checkpointEstimates.ts";
import { checkpointMomentDifferences, type ErrorMoments, type MomentDifference } from "./checkpointMoments.ts";
import type { PassAtKPoint } from "../comparePair.ts";
import { type DiversityDifference, diversityDifferences } from "../diversityDifferences.ts";
import { type PairedDifference, pairedDifference } from "../pairedDifference.ts";
import { sharedProblems } from "../sharedProblems.ts";

/**
 * An earlier checkpoint of a series and the last one, on the problems both have. All differences are last − earlier: in the parts
 * taken from general comparisons of two arms, `a` is the last checkpoint and `b` the earlier one.
 */
export interface CheckpointComparison {
  /** The series. */
  readonly series: string;
  /** Position of the earlier checkpoint. */
  readonly earlier: number;
  /** Position of the last checkpoint in training. */
  readonly last: number;
  /** Number of problems both have samples of. */
  readonly problems: number;
  /**
   * pass@k of the last (a) − pass@k of the earlier checkpoint (b) per k with simultaneous band, and the crossover: where the last is ahead at
   * the smallest k, the k at which it stops winning. Absent without correctness or two problems with enough samples.
   */
  readonly passAtK?: Omit<PassAtKComparison, "points"> & { readonly points: readonly PassAtKPoint[] };
  /** Changes of bias² and variance; absent without correctness or two problems with two samples in both. */
  readonly moments?: ErrorMoments<MomentDifference>;
  /** Change of the share of groups of G samples that GRPO gets a gradient from, last (a) − earlier (b); absent where there is no such band. */
  readonly band?: PairedDifference;
  /** Change of the standard deviation of the rewards in such a group. */
  readonly groupStandardDeviation?: PairedDifference;
  /** Changes of diversity, last (a) − earlier (b), at equal numbers of samples. */
  readonly diversity: readonly DiversityDifference[];
}

/**
 * Compares a checkpoint with the last one of its series.
 *
 * @param rollouts Rollouts with a solver per checkpoint.
 * @param groups Their rows by solver and problem.
 * @param codes Codes of the two.
 * @param counts Counts per checkpoint; empty without correctness.
 * @param options How.
 * @param rng Source of the bootstrap behind band and crossover.
 * @returns The comparison without the names of the two; yields the share of the work done.
 */
export function* checkpointComparison(
  rollouts: Rollouts,
  groups: GroupedSamples,
  codes: { readonly last: number; readonly earlier: number },
  counts: readonly SolverCounts[],
  options: CheckpointOptions,
  rng: Rng,
): Steps<Omit<CheckpointComparison, "series" | "earlier" | "last">> {
  const { ks, level, tooFew, measures, keep, groupSize } = options;
  const { shared } = sharedProblems(rollouts, groups, codes.last, codes.earlier, keep);
  const differences = diversityDifferences(rollouts, shared, measures, level);
  let measured = differences.next();
  for (let done = 1; !measured.done; measured = differences.next()) yield (0.5 * done++) / (measures.length + 2);
  const found = { problems: shared.length, diversity: measured.value };
  if (counts.length === 0) return found;

  const paired = pairCounts(counts[codes.last], counts[codes.earlier]);
  const enough = (k: number): PairedCounts => keepWithSamples(paired, k);
  const solved: { -readonly [Part in "passAtK" | "moments" | "band" | "groupStandardDeviation"]?: CheckpointComparison[Part] } = {};
  if (enough(ks[ks.length - 1]).last.n.length >= 2) {
    // One k has no band over k and no crossover, which is all that resampling is for.
    const { points, ...passAtK } = yield* partOfSteps(comparePassAtKSteps(paired.last, paired.earlier, ks, { level, tooFew, ...(ks.length > 1 && { rng }) }), 0.5, 0.9);
    solved.passAtK = { ...passAtK, points: points.map(({ values: _values, ...point }) => point) };
  }
  const repeated = enough(2);
  if (repeated.last.n.length >= 2) solved.moments = checkpointMomentDifferences(repeated.last, repeated.earlier, level);
  if (groupSize !== undefined) {
    const grouped = enough(groupSize);
    if (grouped.last.n.length > 0) {
      const last = varianceBand(grouped.last, groupSize, { level });
      const earlier = varianceBand(grouped.earlier, groupSize, { level });
      solved.band = pairedDifference(last.band.values, earlier.band.values, level);
      solved.groupStandardDeviation = pairedDifference(last.groupStandardDeviation.values, earlier.groupStandardDeviation.values, level);
    }
  }
  return { ...found, ...solved };
}

type NamedCounts = Pick<SolverCounts, "n" | "c" | "problem">;

/** Counts of two checkpoints on the same problems. */
interface PairedCounts {
  readonly last: NamedCounts;
  readonly earlier: NamedCounts;
}

function pairCounts(last: SolverCounts, earlier: SolverCounts): PairedCounts {
  const at = new Map(earlier.problem.map((name, i) => [name, i]));
  const shared = last.problem.flatMap((name, i) => {
    const other = at.get(name);
    return other === undefined ? [] : [{ i, other }];
  });
  return { last: pick(last, shared.map(({ i }) => i)), earlier: pick(earlier, shared.map(({ other }) => other)) };
}

/** The problems of which both have k samples. */
function keepWithSamples({ last, earlier }: PairedCounts, k: number): PairedCounts {
  const used = Array.from(last.n.keys()).filter((i) => last.n[i] >= k && earlier.n[i] >= k);
  return { last: pick(last, used), earlier: pick(earlier, used) };
}

function pick({ n, c, problem }: NamedCounts, rows: readonly number[]): NamedCounts {
  return { n: Int32Array.from(rows, (i) => n[i]), c: Int32Array.from(rows, (i) => c[i]), problem: rows.map((i) => problem[i]) };
}
