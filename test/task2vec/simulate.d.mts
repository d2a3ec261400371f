import type * as random from "../../src/random/index.ts";
import type * as task2vec from "../../src/task2vec/index.ts";

/** The tables of docs/methods/task2vec.md. */
export interface Tables {
  readonly noise: readonly {
    readonly solvers: string;
    /** Gradients behind an embedding. */
    readonly n: number;
    /** EDC of the embeddings without noise. */
    readonly exact: number;
    readonly uncorrected: number;
    readonly noiseFloor: number;
    readonly corrected: number;
    /** Root mean square error of the corrected value. */
    readonly error: number;
  }[];
  readonly errors: readonly {
    readonly population: string;
    readonly over: string;
    readonly size: number;
    /** Root mean square of the standard error over the true spread. */
    readonly ratio: number;
    readonly coverage: number;
  }[];
}

export function simulate(options: { quick: boolean; task2vec: typeof task2vec; random: typeof random }): Tables;
