import { show } from "../../numeric/check.ts";
import type { Categorical } from "../../numeric/types.ts";
import type { ColumnReader } from "./columnReader.ts";
import { factorVariable } from "./factorVariable.ts";
import type { GroupingVariables } from "../formula/groupingVariables.ts";

/**
 * The grouping factor of a random term. An interaction has the combinations that occur as levels, `a:A`, the first factor slowest.
 *
 * @param reader Reader of the columns.
 * @param group Its variables.
 * @returns Codes and levels; codes −1 where new rows have a level, or a combination of levels, that a fit did not see.
 * @throws {RangeError} If two combinations would have one name.
 */
export function groupFactor(reader: ColumnReader, { label, variables }: GroupingVariables): Categorical {
  let factor = factorVariable(reader, variables[0]);
  for (const variable of variables.slice(1)) factor = interact(factor, factorVariable(reader, variable));
  if (variables.length > 1 && new Set(factor.levels).size < factor.levels.length) {
    const twice = factor.levels.find((level, i) => factor.levels.indexOf(level) < i);
    throw new RangeError(`Cannot ${reader.action}: levels of \`${label}\` must be distinct when joined by ":", got ${show(twice)} for two combinations`);
  }
  return factor;
}

function interact(a: Categorical, b: Categorical): Categorical {
  const n = a.codes.length;
  const width = b.levels.length;
  const codes = new Int32Array(n);
  const codeOf = new Map<number, number>();
  const keys: number[] = [];
  for (let i = 0; i < n; i++) {
    if (a.codes[i] < 0 || b.codes[i] < 0) {
      codes[i] = -1;
      continue;
    }
    const key = a.codes[i] * width + b.codes[i];
    let code = codeOf.get(key);
    if (code === undefined) {
      code = keys.push(key) - 1;
      codeOf.set(key, code);
    }
    codes[i] = code;
  }
  const order = keys.map((_, code) => code).toSorted((left, right) => keys[left] - keys[right]);
  const ranks = new Int32Array(order.length);
  order.forEach((code, rank) => {
    ranks[code] = rank;
  });
  for (let i = 0; i < n; i++) if (codes[i] >= 0) codes[i] = ranks[codes[i]];
  return { codes, levels: order.map((code) => `${a.levels[Math.floor(keys[code] / width)]}:${b.levels[keys[code] % width]}`) };
}
