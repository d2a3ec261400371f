import { type ProblemSplit, splitProblems } from "../data/index.ts";
import { checkInteger, show } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { distinctLabels, numberedLabels } from "./numberedLabels.ts";

/** A split by the names of its problems. */
export interface NamedSplit {
  /** Label of the split. */
  readonly split: string;
  /** Problems of Train A. */
  readonly train: readonly string[];
  /** Problems of Test B. */
  readonly test: readonly string[];
}

/** The splits of a study. */
export interface SplitPlan {
  /** Label of each split; `s00`, `s01`, … unless supplied. */
  readonly labels: readonly string[];
  /** The splits, as ascending indices into the problems. */
  readonly splits: readonly ProblemSplit[];
  /** Random halves, or supplied ones. */
  readonly method: "random" | "supplied";
}

const action = "study ensembles";

/**
 * K random halves of the problems, the same for all ensembles; split s depends on the seed, s and the number of problems only.
 *
 * @param problems Names of the problems.
 * @param splits How many, or the splits by name. Names of problems that are not in the study are passed over.
 * @param rng Source of randomness; needed only where splits are drawn.
 * @returns The splits.
 */
export function planSplits(problems: readonly string[], splits: number | readonly NamedSplit[], rng: RngLike | undefined): SplitPlan {
  if (typeof splits === "object") {
    if (splits.length === 0) throw new RangeError(`Cannot ${action}: there must be at least one split, got none`);
    const labels = distinctLabels(action, "splits", splits.map(({ split }) => split));
    return { labels, splits: splits.map((split) => named(problems, split)), method: "supplied" };
  }
  checkInteger(action, "splits", splits, 1);
  if (rng === undefined) throw new TypeError(`Cannot ${action}: random splits need \`rng\` (a seed or an Rng), got undefined`);
  const generator = createRng(rng);
  return { labels: numberedLabels("s", splits), splits: Array.from({ length: splits }, (_, s) => splitProblems(problems, { rng: generator.stream(s) })), method: "random" };
}

function named(problems: readonly string[], { split, ...parts }: NamedSplit): ProblemSplit {
  const index = new Map(problems.map((name, i) => [name, i]));
  const part = (names: readonly string[]): Int32Array => Int32Array.from(names.flatMap((name) => index.get(name) ?? [])).sort();
  const train = part(parts.train);
  const test = part(parts.test);
  const seen = new Set<number>();
  for (const i of [...train, ...test]) {
    if (seen.has(i)) throw new RangeError(`Cannot ${action}: a problem must occur once in a split, got ${show(problems[i])} twice at split ${show(split)}`);
    seen.add(i);
  }
  if (train.length === 0 || test.length === 0) {
    throw new RangeError(`Cannot ${action}: both parts must hold a problem of the study, got ${train.length} and ${test.length} at split ${show(split)}`);
  }
  return { train, test };
}
