import { checkArray } from "../numeric/check.ts";
import { appendRows } from "./appendRows.ts";
import { checkSamplesDistinct } from "./repeatedSamples.ts";
import type { Rollouts } from "./rollouts.ts";
import { rolloutsBuilder } from "./rolloutsBuilder.ts";

const action = "concatenate rollouts";

/**
 * Several rollouts as one, rows in the order given.
 *
 * Equal labels become one level. A column that some of them lack is missing in their rows; a further column that is
 * numeric in some and categorical in others becomes categorical.
 *
 * @param list The rollouts; give each its own solver if they number their samples alike.
 * @returns Their rows in one.
 * @throws {RangeError} If two rows have the same problem, solver and sample.
 * @example
 * ```ts
 * import { concatRollouts, fromRows } from "@divlab/core/data";
 * const a = fromRows([{ task: "p1", ok: 1 }], { problem: "task", correct: "ok", solver: () => "a" });
 * const b = fromRows([{ task: "p1", reward: 0.5 }], { problem: "task", reward: "reward", solver: () => "b" });
 * const both = concatRollouts([a, b]);
 * both.solver; // => { codes: Int32Array [0, 1], levels: ["a", "b"] }
 * both.correct; // => Int8Array [1, -1]
 * both.reward; // => Float64Array [NaN, 0.5]
 * ```
 */
export function concatRollouts(list: readonly Rollouts[]): Rollouts {
  checkArray(action, "rollouts", list, 1);
  const builder = rolloutsBuilder();
  for (const rollouts of list) appendRows(builder, rollouts);
  const merged = builder.finish();
  checkSamplesDistinct(action, merged);
  return merged;
}
