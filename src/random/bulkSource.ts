import type { Kernels } from "../kernels/kernels.ts";
import type { Rng } from "./rng.ts";

/** What draws in bulk need, or undefined where a generator was made of a function or by somebody else, even in part. */
export function bulkSource(rng: Rng): BulkSource | undefined {
  const source = (rng as Partial<SeededRng>)[bulk];
  if (source === undefined) return undefined;
  return rng.float === source.float && rng.integer === source.integer && rng.stream === source.stream ? source : undefined;
}

/** Where a generator made from a seed keeps what draws in bulk need. */
export const bulk: unique symbol = Symbol("bulk");

/** What draws in bulk need of a generator made from a seed. */
export interface BulkSource {
  /** The seed as a text, and the path of the stream. */
  readonly key: string;
  /**
   * The state as the kernels know it. Who asks for it moves it on; numbers drawn one by one go on from there. The kernel that seeds is handed
   * in, so that a bundle which draws no numbers in bulk has no kernels in it.
   */
  readonly state: (seedGenerator: Kernels["seedGenerator"]) => Int32Array;
  /** The generator's own functions, to be compared. */
  readonly float: () => number;
  readonly integer: (bound: number) => number;
  readonly stream: (name: string | number) => Rng;
}

/** A generator made from a seed. */
export type SeededRng = Rng & { readonly [bulk]: BulkSource };
