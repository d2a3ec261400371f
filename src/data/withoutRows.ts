import type { Categorical } from "../numeric/types.ts";
import type { Rollouts } from "./rollouts.ts";

/**
 * Rollouts without some of their rows; levels stay as they are.
 *
 * @param rollouts The rollouts.
 * @param left The rows to leave out.
 * @returns The other rows in their order.
 */
export function withoutRows(rollouts: Rollouts, left: ReadonlySet<number>): Rollouts {
  const numbers = <Column extends Int8Array | Int32Array | Float64Array>(column: Column): Column => column.filter((_, row) => !left.has(row)) as Column;
  const labels = ({ codes, levels }: Categorical): Categorical => ({ codes: numbers(codes), levels });
  const { size, problem, solver, sample, correct, answer, reward, logProb, tokens, text, extra } = rollouts;
  return {
    size: size - left.size,
    problem: labels(problem),
    solver: labels(solver),
    ...(sample && { sample: numbers(sample) }),
    ...(correct && { correct: numbers(correct) }),
    ...(answer && { answer: labels(answer) }),
    ...(reward && { reward: numbers(reward) }),
    ...(logProb && { logProb: numbers(logProb) }),
    ...(tokens && { tokens: numbers(tokens) }),
    ...(text && { text: text.filter((_, row) => !left.has(row)) }),
    extra: Object.fromEntries(Object.entries(extra).map(([name, column]) => [name, "levels" in column ? labels(column) : numbers(column)])),
  };
}
