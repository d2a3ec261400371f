import type { PruningMethod } from "../cluster/index.ts";
import type { SampleDistance } from "../study/index.ts";
import { choice, finiteNumber, wholeNumber } from "./flagValues.ts";
import { UsageError } from "./usageError.ts";

/** What the flags of `divlab prune` say. */
export interface PruneOptions {
  /** What tells samples apart; undefined lets the study choose. */
  readonly from: SampleDistance | undefined;
  /** Ways to choose in the study; undefined: all that the columns allow. */
  readonly methods: readonly PruningMethod[] | undefined;
  /** What may be lost against the whole batch. */
  readonly tolerance: number;
  /** Draws per batch where there is chance. */
  readonly draws: number;
  /** Weight of answers in the distance. */
  readonly answerWeight: number;
  /** Temperature of rewards in the weights. */
  readonly rewardTemperature: number;
  /** Temperature of log-probabilities in the weights. */
  readonly logProbTemperature: number;
  /** Whether the best sample is kept in any case. */
  readonly keepBest: boolean;
  /** Samples to keep of each batch in the file of kept rows; undefined: as few as the study allows. */
  readonly keep: number | undefined;
  /** File that the kept rows go to. */
  readonly kept: string | undefined;
  /** How they are chosen. */
  readonly method: PruningMethod;
}

/** These flags. */
export const pruneFlags: Readonly<Record<PruneFlag, { readonly type: "string"; readonly default?: string } | { readonly type: "boolean"; readonly default: boolean }>> = {
  from: { type: "string" },
  methods: { type: "string" },
  tolerance: { type: "string", default: "0.02" },
  draws: { type: "string", default: "20" },
  "answer-weight": { type: "string", default: "0" },
  "reward-temperature": { type: "string", default: "Infinity" },
  "log-prob-temperature": { type: "string", default: "Infinity" },
  "keep-best": { type: "boolean", default: false },
  keep: { type: "string" },
  kept: { type: "string" },
  method: { type: "string", default: "k-medoids" },
};

/** Their names. */
export type PruneFlag = "from" | "methods" | "tolerance" | "draws" | "answer-weight" | "reward-temperature" | "log-prob-temperature" | "keep-best" | "keep" | "kept" | "method";

const sampleDistances: readonly SampleDistance[] = ["embedding", "text", "answer"];

const pruningMethods: readonly PruningMethod[] = ["k-medoids", "greedy-map", "k-dpp", "farthest-first", "top-reward", "random"];

/** What the values of these flags say, checked. */
export function pruneOptions(values: { readonly [Flag in PruneFlag]?: unknown }): PruneOptions {
  const text = (flag: PruneFlag): string => String(values[flag]);
  const optional = (flag: PruneFlag): string | undefined => (values[flag] === undefined ? undefined : String(values[flag]));
  const temperature = (flag: PruneFlag): number => (text(flag) === "Infinity" ? Infinity : finiteNumber(`--${flag}`, text(flag), Number.MIN_VALUE));
  const from = optional("from");
  const keep = optional("keep");
  return {
    from: from === undefined ? undefined : choice("--from", from, sampleDistances),
    methods: optional("methods")
      ?.split(",")
      .map((name) => choice("--methods", name.trim(), pruningMethods)),
    tolerance: tolerance(text("tolerance")),
    draws: wholeNumber("--draws", text("draws"), 2),
    answerWeight: answerWeight(text("answer-weight")),
    rewardTemperature: temperature("reward-temperature"),
    logProbTemperature: temperature("log-prob-temperature"),
    keepBest: values["keep-best"] === true,
    keep: keep === undefined ? undefined : wholeNumber("--keep", keep, 1),
    kept: optional("kept"),
    method: choice("--method", text("method"), pruningMethods),
  };
}

function tolerance(text: string): number {
  const value = finiteNumber("--tolerance", text, 0);
  if (value === 0 || value >= 1) throw new UsageError(`--tolerance must be a share above 0 and below 1, 0.02 for 2 points, got "${text}"`);
  return value;
}

function answerWeight(text: string): number {
  const value = finiteNumber("--answer-weight", text, 0);
  if (value > 1) throw new UsageError(`--answer-weight must be from 0 to 1, got "${text}"`);
  return value;
}
