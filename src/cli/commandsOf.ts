import { recognisedColumns, type RolloutColumn } from "../data/index.ts";
import { pruneFlags } from "./pruneOptions.ts";
import { wiseFlags } from "./wiseOptions.ts";

/**
 * The commands that understand a flag.
 *
 * @param flag Its long name, without dashes.
 * @returns Names of commands; undefined where every command understands it.
 */
export function commandsOf(flag: string): readonly string[] | undefined {
  return Object.hasOwn(owners, flag) ? owners[flag] : undefined;
}

/** The flags that override column detection: `--problem task_id`, `--log-prob lp`, … */
export const columnFlags: ReadonlyMap<string, RolloutColumn> = new Map(
  (Object.keys(recognisedColumns) as RolloutColumn[]).map((name) => [name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), name] as const),
);

const ofRollouts = ["report", "passk", "compare", "diversity", "prune", "checkpoints"];

const owners: Readonly<Record<string, readonly string[]>> = {
  k: ofRollouts,
  by: ["report", "passk", "compare", "diversity", "prune"],
  "too-few": ["report", "passk", "compare", "checkpoints"],
  group: ["report", "passk", "checkpoints"],
  "max-tokens": ["compare"],
  output: [...ofRollouts, "edc", "power", "wise"],
  ...Object.fromEntries(["embeddings", "array"].map((flag) => [flag, [...ofRollouts, "edc"]])),
  ...Object.fromEntries(["lenient", "filter", ...columnFlags.keys()].map((flag) => [flag, [...ofRollouts, "edc", "check"]])),
  ...Object.fromEntries(["seed", "level"].map((flag) => [flag, [...ofRollouts, "edc", "power"]])),
  ...Object.fromEntries(["fisher", "distance", "after", "lists", "size", "score"].map((flag) => [flag, ["edc"]])),
  ...Object.fromEntries(["effect", "sd", "edc-sd"].map((flag) => [flag, ["power"]])),
  at: ["checkpoints"],
  series: ["checkpoints"],
  ...Object.fromEntries(Object.keys(pruneFlags).map((flag) => [flag, ["prune"]])),
  ...Object.fromEntries(Object.keys(wiseFlags).map((flag) => [flag, ["wise"]])),
  ...Object.fromEntries(["ensembles", "splits", "df", "replicates"].map((flag) => [flag, ["edc", "power"]])),
};
