import type { Rollouts } from "../data/index.ts";
import { tallyVotes } from "../passk/index.ts";
import type { Finding } from "./finding.ts";
import { noteMissing, type OptionalColumn } from "./noteMissing.ts";
import type { SelectionRule } from "./selectionRules.ts";
import type { SubsetCell } from "./subsetCells.ts";

const columnOf: Readonly<Partial<Record<SelectionRule["name"], OptionalColumn>>> = {
  "majority-vote": "answer",
  "best-of-n": "reward",
  "semantic-mbr": "embedding",
  "lexical-mbr": "text",
};

/**
 * What a reader must know of the columns that rules read: missing values, and answers that are correct in some samples only.
 *
 * @param rollouts The rollouts.
 * @param rules The rules in use.
 * @param cells The cells.
 * @param findings Receives the findings.
 */
export function selectionNotes(rollouts: Rollouts, rules: readonly SelectionRule[], cells: readonly SubsetCell[], findings: Finding[]): void {
  noteMissing(rollouts, rules.flatMap(({ name }) => columnOf[name] ?? []), findings);
  const { answer, correct } = rollouts;
  if (answer === undefined || correct === undefined || !rules.some(({ name }) => name === "majority-vote")) return;
  rollouts.solver.levels.forEach((solver, code) => {
    let answers = 0;
    for (const cell of cells) {
      if (cell.solver !== code) continue;
      answers += tallyVotes(Array.from(cell.rows, (row) => answer.codes[row]), Array.from(cell.rows, (row) => correct[row])).inconsistent;
    }
    if (answers > 0) findings.push({ code: "inconsistent-answers", solver, answers });
  });
}
