import { checkArray, checkOptions } from "../numeric/check.ts";
import { appendRows } from "./appendRows.ts";
import { checkSamplesDistinct, type DistinctByOptions } from "./repeatedSamples.ts";
import type { Rollouts } from "./rollouts.ts";
import { rolloutsBuilder } from "./rolloutsBuilder.ts";

const action = "concatenate rollouts";

/**
 * Several rollouts as one, rows in the order given.
 *
 * Equal labels become one level. A column that some of them lack is missing in their rows; a further column that is
 * numeric in some and categorical in others becomes categorical. Embeddings stay float32 where all of them are.
 *
 * @param list The rollouts; give each its own solver if they number their samples alike.
 * @param options What else tells rows apart.
 * @returns Their rows in one.
 * @throws {RangeError} If two rows have the same problem, solver and sample, or embeddings differ in length.
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
export function concatRollouts(list: readonly Rollouts[], options: DistinctByOptions = {}): Rollouts {
  checkOptions(action, options, ["distinctBy"]);
  const { distinctBy = [] } = options;
  checkArray(action, "rollouts", list, 1);
  checkLengthsAgree(list);
  const builder = rolloutsBuilder();
  for (const rollouts of list) appendRows(builder, rollouts);
  const merged = builder.finish();
  checkSamplesDistinct(action, merged, distinctBy);
  return merged;
}

/** Fails unless the embeddings have one length, as those of one model do. */
function checkLengthsAgree(list: readonly Rollouts[]): void {
  const first = list.findIndex(({ embedding }) => embedding !== undefined);
  list.forEach(({ embedding }, i) => {
    const expected = list[first]?.embedding?.shape[1];
    const length = embedding?.shape[1];
    if (length === undefined || length === expected) return;
    throw new RangeError(`Cannot ${action}: embeddings must have one length, got ${expected} in rollouts ${first} and ${length} in rollouts ${i}`);
  });
}
