import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Distances } from "@divlab/core/cluster";
import type { DistanceName } from "@divlab/core/distance";

const folder = join(import.meta.dirname, "../fixtures/kmedoids");

/** One run of an algorithm by R. */
export interface ReferenceRun {
  readonly algorithm: "build" | "pam" | "fasterpam_first_k" | "fasterpam_build";
  readonly loss: number;
  readonly medoids: readonly number[];
  readonly cluster_sizes: readonly number[];
  readonly n_swap: number;
  readonly labels?: readonly number[];
}

/** A data set of test/fixtures/kmedoids with schema kmedoids-reference/1. */
export interface ReferenceSet {
  readonly n: number;
  readonly distances: Distances;
  readonly results: readonly {
    readonly k: number;
    readonly runs: readonly ReferenceRun[];
    readonly optimal: { readonly loss: number; readonly n_optimal_sets?: number } | null;
    readonly lower_bound?: number | null;
    readonly best_known: { readonly loss: number };
  }[];
}

export const referenceNames = [
  "agriculture",
  "embed_iso_64",
  "embed_mix_32",
  "embed_mix_128",
  "embed_mix_512",
  "flower_gower",
  "ruspini",
  "ruspini_manhattan",
  "xclara_a",
] as const;

/** Reads one of them. */
export function readReference(name: (typeof referenceNames)[number]): ReferenceSet {
  const { n, metric, points, dissimilarity_lower: lower, results } = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  const distances = points ? { embeddings: points as number[][], metric: metric as DistanceName } : fromLower(lower, n);
  return { n, distances, results };
}

/** Reads another file of the folder. */
export function readFixture<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}

function fromLower(lower: readonly number[], n: number): number[][] {
  const rows = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  let at = 0;
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) rows[i][j] = rows[j][i] = lower[at++];
  return rows;
}
