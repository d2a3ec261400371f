import { checkArray } from "../numeric/check.ts";
import type { Categorical } from "../numeric/types.ts";
import { checkSamplesDistinct } from "./repeatedSamples.ts";
import type { Rollouts } from "./rollouts.ts";

const action = "concatenate rollouts";

/**
 * Several rollouts as one, rows in the order given.
 *
 * Equal labels become one level. A column that some of them lack is missing in their rows; a further column that is
 * numeric in some and categorical in others becomes categorical.
 *
 * @param list The rollouts; give each its own solver if they number their samples alike.
 * @returns Their rows in one.
 * @throws {RangeError} If two rows have the same problem, solver and sample.
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
export function concatRollouts(list: readonly Rollouts[]): Rollouts {
  checkArray(action, "rollouts", list, 1);
  const size = list.reduce((total, { size }) => total + size, 0);
  const names = new Set(list.flatMap(({ extra }) => Object.keys(extra)));
  const merged: Rollouts = {
    size,
    problem: concatLabels(list, size, ({ problem }) => problem),
    solver: concatLabels(list, size, ({ solver }) => solver),
    ...(list.some(({ sample }) => sample) && { sample: concatNumbers(list, new Int32Array(size).fill(-1), ({ sample }) => sample) }),
    ...(list.some(({ correct }) => correct) && { correct: concatNumbers(list, new Int8Array(size).fill(-1), ({ correct }) => correct) }),
    ...(list.some(({ answer }) => answer) && { answer: concatLabels(list, size, ({ answer }) => answer) }),
    ...(list.some(({ reward }) => reward) && { reward: concatNumbers(list, new Float64Array(size).fill(NaN), ({ reward }) => reward) }),
    ...(list.some(({ logProb }) => logProb) && { logProb: concatNumbers(list, new Float64Array(size).fill(NaN), ({ logProb }) => logProb) }),
    ...(list.some(({ tokens }) => tokens) && { tokens: concatNumbers(list, new Int32Array(size).fill(-1), ({ tokens }) => tokens) }),
    ...(list.some(({ text }) => text) && { text: list.flatMap(({ size, text }) => text ?? new Array<undefined>(size).fill(undefined)) }),
    extra: Object.fromEntries([...names].map((name) => [name, concatExtra(list, size, name)])),
  };
  checkSamplesDistinct(action, merged);
  return merged;
}

/** Writes the columns one after the other over the missing values of `merged`. */
function concatNumbers<Column extends Int8Array | Int32Array | Float64Array>(
  list: readonly Rollouts[],
  merged: Column,
  columnOf: (rollouts: Rollouts) => Column | undefined,
): Column {
  let at = 0;
  for (const rollouts of list) {
    const column = columnOf(rollouts);
    if (column !== undefined) merged.set(column, at);
    at += rollouts.size;
  }
  return merged;
}

function concatLabels(list: readonly Rollouts[], size: number, columnOf: (rollouts: Rollouts) => Categorical | undefined): Categorical {
  const codes = new Int32Array(size).fill(-1);
  const codeByLabel = new Map<string, number>();
  let at = 0;
  for (const rollouts of list) {
    const column = columnOf(rollouts);
    if (column !== undefined) {
      const newCodes = column.levels.map((label) => {
        const code = codeByLabel.get(label) ?? codeByLabel.size;
        codeByLabel.set(label, code);
        return code;
      });
      column.codes.forEach((code, row) => {
        if (code !== -1) codes[at + row] = newCodes[code];
      });
    }
    at += rollouts.size;
  }
  return { codes, levels: [...codeByLabel.keys()] };
}

function concatExtra(list: readonly Rollouts[], size: number, name: string): Categorical | Float64Array {
  const columnOf = ({ extra }: Rollouts): Categorical | Float64Array | undefined => (Object.hasOwn(extra, name) ? extra[name] : undefined);
  const labelled = list.some((rollouts) => {
    const column = columnOf(rollouts);
    return column !== undefined && "levels" in column;
  });
  if (!labelled) return concatNumbers(list, new Float64Array(size).fill(NaN), (rollouts) => columnOf(rollouts) as Float64Array | undefined);
  return concatLabels(list, size, (rollouts) => {
    const column = columnOf(rollouts);
    return column === undefined || "levels" in column ? column : labelsOf(column);
  });
}

/** The numbers as labels that write them. */
function labelsOf(numbers: Float64Array): Categorical {
  const codeByNumber = new Map<number, number>();
  const codes = Int32Array.from(numbers, (value) => {
    if (Number.isNaN(value)) return -1;
    const code = codeByNumber.get(value) ?? codeByNumber.size;
    codeByNumber.set(value, code);
    return code;
  });
  return { codes, levels: Array.from(codeByNumber.keys(), String) };
}
