import type { ArmComparison, PairedDifference } from "../../study/index.ts";
import type { Section, Table } from "../document.ts";
import { levelText } from "../levelText.ts";

/** Rewards of two solvers, problem by problem: the mean, and the expected best of k samples. */
export function rewardSection({ a, b, reward }: ArmComparison, id: string, level: number): Section[] {
  if (reward === undefined) return [];
  const row = (name: string, { estimate, confidenceInterval, tTest, wilcoxon, cohenD, larger, problems, ...means }: PairedDifference) => [
    name,
    means.a,
    means.b,
    Number.isNaN(confidenceInterval.low) ? estimate : { estimate, confidenceInterval },
    tTest?.statistic ?? null,
    tTest?.pValue ?? null,
    wilcoxon?.pValue ?? null,
    cohenD?.estimate ?? null,
    `${larger} of ${problems}`,
  ];
  const table: Table = {
    type: "table",
    caption: `Rewards, mean over problems; paired differences with ${levelText(level)} t intervals, p of the t test and of Wilcoxon's signed-rank test`,
    columns: [
      { name: "reward", format: "text" },
      { name: a, format: "number" },
      { name: b, format: "number" },
      { name: "difference", format: "number" },
      { name: "t", format: "number" },
      { name: "p", format: "p" },
      { name: "p, Wilcoxon", format: "p" },
      { name: "Cohen's d", format: "number", description: "difference in standard deviations of the differences" },
      { name: `larger in ${a}`, format: "text" },
    ],
    rows: [row("mean of a problem's samples", reward.mean), ...(reward.k > 1 ? [row(`expected highest of ${reward.k} samples`, reward.best)] : [])],
  };
  return [{ id: `${id}-reward`, heading: `${a} against ${b}: rewards`, blocks: [table] }];
}
