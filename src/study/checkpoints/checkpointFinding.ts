import type { Finding } from "../finding.ts";

/** What a reader of a checkpoint study must know: the findings of all studies, and those of its own. */
export type CheckpointFinding =
  | Finding
  /** A series with one checkpoint: nothing to compare it with. */
  | { readonly code: "single-position"; readonly series: string; readonly position: number }
  /** The checkpoints of a series were not all run on the same problems; what compares them rests on the common ones, of all that any has. */
  | { readonly code: "unequal-problems"; readonly series: string; readonly common: number; readonly of: number }
  /** Fewer than two problems that all checkpoints of a series have enough samples of: no best checkpoint, no verdict. */
  | { readonly code: "few-common"; readonly series: string; readonly common: number; readonly k: number }
  /** Fewer than two problems that all checkpoints of all series have enough samples of: no front. */
  | { readonly code: "no-common"; readonly common: number; readonly k: number }
  /** Checkpoints differ in their samples of these many problems; measures of diversity use as many of each as the checkpoint with fewest has. */
  | { readonly code: "equal-samples"; readonly problems: number; readonly fewest: number; readonly most: number };
