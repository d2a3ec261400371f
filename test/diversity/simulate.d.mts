import type * as diversity from "../../src/diversity/index.ts";
import type * as random from "../../src/random/index.ts";

/** The tables of docs/methods/diversity.md. */
export interface Tables {
  /** Mean pairwise distance, Vendi score at q = 0.5, 1, 2, ∞. */
  readonly vectors: readonly { readonly design: string; readonly n: number; readonly values: readonly number[] }[];
  /** Distinct, distinct/n, rarefied at 4 and 8, 1 − Simpson, three entropies, Hill numbers 1 and 2, coverage, Chao1. */
  readonly answers: readonly { readonly n: number; readonly values: readonly number[] }[];
  readonly distanceErrors: readonly { readonly design: string; readonly n: number; readonly coverage: number; readonly ratio: number }[];
  readonly rarefactionErrors: readonly {
    readonly design: string;
    readonly n: number;
    readonly k: number;
    readonly truth: number;
    readonly deviation: number;
    readonly error: number;
    readonly coverage: number;
  }[];
}

export function simulate(options: { quick: boolean; diversity: typeof diversity; random: typeof random }): Tables;
