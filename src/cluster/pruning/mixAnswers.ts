import { checkArray, checkBetween, checkSameLength, show } from "../../numeric/check.ts";
import type { Costs } from "../costs/asCosts.ts";

/**
 * Distances that know the answers: (1 − λ)·d + λ where two answers differ, (1 − λ)·d where they agree.
 *
 * @param action What the caller does, for messages.
 * @param costs All distances.
 * @param answers Answer of each sample, null or undefined where it has none: those agree with one another only. Shape [n].
 * @param answerWeight λ, 0 … 1.
 * @returns The costs as they are where neither answers nor λ are given.
 */
export function mixAnswers(
  action: string,
  costs: Costs,
  answers: readonly (string | null | undefined)[] | undefined,
  answerWeight: number | undefined,
): Costs {
  if ((answers === undefined) !== (answerWeight === undefined)) throw new TypeError(`Cannot ${action}: answers and answerWeight must be given together`);
  if (answers === undefined || answerWeight === undefined) return costs;
  if (answerWeight !== 0 && answerWeight !== 1) checkBetween(action, "answerWeight", answerWeight, 0, 1);
  const codes = answerCodes(action, answers, costs.size);
  const { size: n } = costs;
  const data = new Float64Array(n * n);
  let largest = 0;
  for (let c = 0, at = 0; c < n; c++) {
    for (let o = 0; o < n; o++, at++) {
      // Also right where an infinite distance meets λ = 1.
      const own = answerWeight === 1 ? 0 : (1 - answerWeight) * costs.data[at];
      data[at] = codes[c] === codes[o] ? own : own + answerWeight;
      if (data[at] > largest && data[at] < Infinity) largest = data[at];
    }
  }
  return { size: n, data, symmetric: answerWeight === 1 || costs.symmetric, largest, infinite: costs.infinite };
}

function answerCodes(action: string, answers: readonly unknown[], n: number): Int32Array {
  checkArray(action, "answers", answers);
  checkSameLength(action, "answers", answers.length, "samples", n);
  const known = new Map<string | undefined, number>();
  const codes = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const answer = answers[i] ?? undefined;
    if (answer !== undefined && typeof answer !== "string") {
      throw new TypeError(`Cannot ${action}: answers must be strings, null or undefined, got ${show(answer)} at index ${i}`);
    }
    const code = known.get(answer) ?? known.size;
    known.set(answer, code);
    codes[i] = code;
  }
  return codes;
}
