import type { CheckpointStudy } from "../../../study/index.ts";

/** What the checkpoint is called that the others of a series are compared with: along a sweep of weights there is no first and last. */
export function lastCheckpoint({ descending }: Pick<CheckpointStudy, "descending">): string {
  return descending ? "the trained end" : "the last checkpoint";
}
