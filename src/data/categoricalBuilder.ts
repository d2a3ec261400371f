import type { Categorical } from "../numeric/types.ts";
import { type ColumnBuilder, numberBuilder } from "./numberBuilder.ts";

/**
 * Builds a categorical column of unknown length; levels are in order of first appearance.
 *
 * @param copy How a new level is stored; readers whose labels are slices of a large text pass a function that copies.
 * @returns The builder.
 */
export function categoricalBuilder(copy: (label: string) => string = (label) => label): ColumnBuilder<string, Categorical> {
  const codes = numberBuilder((length) => new Int32Array(length), -1);
  const codeByLabel = new Map<string, number>();
  const levels: string[] = [];
  // Neighbouring rows mostly share their labels, and comparing is cheaper than hashing.
  let lastLabel: string | undefined;
  let lastCode = -1;

  const codeOf = (label: string): number => {
    if (label === lastLabel) return lastCode;
    let code = codeByLabel.get(label);
    if (code === undefined) {
      code = levels.length;
      const level = copy(label);
      levels.push(level);
      codeByLabel.set(level, code);
    }
    lastLabel = label;
    lastCode = code;
    return code;
  };
  return {
    set: (row, label) => codes.set(row, codeOf(label)),
    finish: (size) => {
      const finished = codes.finish(size);
      return finished === undefined ? undefined : { codes: finished, levels };
    },
  };
}
