import type { Rollouts } from "../data/index.ts";
import type { Finding } from "./finding.ts";
import { hasDirection } from "./hasDirection.ts";

/** Columns whose values some rows may lack. */
export type OptionalColumn = "reward" | "answer" | "tokens" | "text" | "embedding" | "logProb";

/**
 * Tells for each solver and column how many rows lack a value, where the column exists. An embedding of length zero, which
 * has no direction, counts as missing.
 *
 * @param rollouts The rollouts.
 * @param columns The columns that the study uses.
 * @param findings Receives one finding per solver and column with missing values.
 */
export function noteMissing(rollouts: Rollouts, columns: readonly OptionalColumn[], findings: Finding[]): void {
  for (const column of columns) {
    const lacks = lacking(rollouts, column);
    if (lacks === undefined) continue;
    const rows = new Array<number>(rollouts.solver.levels.length).fill(0);
    for (let row = 0; row < rollouts.size; row++) if (lacks(row)) rows[rollouts.solver.codes[row]]++;
    rows.forEach((count, solver) => {
      if (count > 0) findings.push({ code: "missing-values", solver: rollouts.solver.levels[solver], column, rows: count });
    });
  }
}

function lacking({ reward, answer, tokens, text, embedding, logProb }: Rollouts, column: OptionalColumn): ((row: number) => boolean) | undefined {
  switch (column) {
    case "reward":
      return reward && ((row) => Number.isNaN(reward[row]));
    case "logProb":
      return logProb && ((row) => Number.isNaN(logProb[row]));
    case "answer":
      return answer && ((row) => answer.codes[row] === -1);
    case "tokens":
      return tokens && ((row) => tokens[row] === -1);
    case "text":
      return text && ((row) => text[row] === undefined);
    case "embedding":
      return embedding && ((row) => !hasDirection(embedding, row));
  }
}
