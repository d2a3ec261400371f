import type { CheckpointStudy } from "../../../study/index.ts";
import type { Section } from "../../document.ts";
import { levelText } from "../../levelText.ts";
import { lastCheckpoint } from "./lastCheckpoint.ts";

/** What the numbers mean and how they were made: only what this report shows. */
export function checkpointMethodsSection({ level, checkpoints, verdicts, sweetSpots, best, fronts, comparisons, descending, positionName }: CheckpointStudy): Section {
  const paragraphs = [
    descending && `${positionName} is the share of the first checkpoint in the interpolated weights, δ·w₀ + (1 − δ)·w_t, so that the end of training is at ${positionName} 0 and "trained end" means the smallest.`,
    checkpoints.some(({ passAtK }) => passAtK !== undefined) &&
      `pass@k of a problem with n samples, c of them correct, is 1 − C(n − c, k)/C(n, k), unbiased (Chen et al. 2021); intervals (${levelText(level)}) take the problems as a sample of a population.`,
    verdicts.length > 0 &&
      `The verdict compares ${lastCheckpoint({ descending })} with the checkpoint where pass@K peaks. As the peak is chosen by looking, its intervals and p-values come from a bootstrap band over all other checkpoints at k = 1 and K at once; each series has its own.`,
    sweetSpots.length > 0 &&
      "A sweet spot is a mixture ahead of both ends at pass@1 and at pass@K. Named is the one whose smallest lead is largest; p is that of the least certain of its four leads, from a band over all mixtures, both ends and both k.",
    best.length > 0 && "Shares and candidates of the best checkpoint, and shares of the front, come from 2,000 bootstrap replicates over the problems that all checkpoints have.",
    comparisons.some(({ moments }) => moments !== undefined) &&
      "Bias² and variance are unbiased: Σ_{i≠j} q_i q_j/(M(M − 1)) and mean of (n − c)(n − c − 1)/(n(n − 1)) less that, q = 1 − c/n. The bound is that of Dang et al. 2025, Proposition B.1. Errors are jackknife errors over problems.",
    fronts.length > 0 && "The front holds the checkpoints that no other equals or beats at pass@1 and pass@K and beats at one.",
    "Formulas, sources and measured coverage: docs/methods/checkpoints.md of @divlab/core.",
  ].filter((text) => typeof text === "string");
  return { id: "methods", heading: "Methods", blocks: paragraphs.map((text) => ({ type: "paragraph" as const, text })) };
}
