import type { Analysis } from "./analyse.ts";
import type { Filters } from "./dataset.ts";

/** What the reader of the page can set. */
export interface Settings {
  readonly filters: Filters;
  /** Column whose values are shown each by itself. */
  readonly by: string | null;
  /** Column whose values make solvers of their own. */
  readonly arms: string | null;
  /** Column that says where in training a sample was taken; null for the one known by its name. */
  readonly at: string | null;
  /** Column that tells training runs apart. */
  readonly series: string | null;
  /** Values of k; null for powers of two. */
  readonly ks: readonly number[] | null;
  readonly seed: string;
  readonly level: number;
  /** Most tokens a sample could have, for comparisons; null where there was no limit, or none is known. */
  readonly maxTokens: number | null;
  /** Whether problems with fewer than k samples are left out. */
  readonly leaveOut: boolean;
  readonly ensembleSize: number;
  readonly ensembleCount: number;
  readonly splitCount: number;
  readonly score: "any" | "majority" | "mean";
}

/** Where everybody starts. */
export const initialSettings: Settings = {
  filters: {},
  by: null,
  arms: null,
  at: null,
  series: null,
  ks: null,
  seed: "0",
  level: 0.95,
  maxTokens: null,
  leaveOut: false,
  ensembleSize: 3,
  ensembleCount: 30,
  splitCount: 20,
  score: "any",
};

/** The settings that an analysis heeds, as the provenance of its report says them. */
export function settingsInWords({ filters, by, arms, at, series, ks, maxTokens, leaveOut }: Settings, analysis: Analysis): string {
  const grouped = analysis !== "checkpoints" && analysis !== "ensembles";
  const curves = analysis === "passk" || analysis === "compare" || analysis === "checkpoints";
  const parts = [
    ...Object.entries(filters).map(([column, values]) => `rows whose ${column} is ${values.join(" or ")}`),
    grouped && arms !== null && `each ${arms} a solver of its own`,
    grouped && by !== null && `by ${by}`,
    analysis === "checkpoints" && at !== null && `checkpoints by ${at}`,
    analysis === "checkpoints" && series !== null && `runs by ${series}`,
    analysis !== "ensembles" && ks !== null && `k = ${ks.join(", ")}`,
    analysis === "compare" && maxTokens !== null && `at most ${maxTokens} tokens`,
    curves && leaveOut && "problems with fewer than k samples left out",
  ];
  return parts.filter((part) => part !== false).join("; ") || "all rows";
}
