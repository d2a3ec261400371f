import type { Categorical } from "../numeric/types.ts";
import { categoricalBuilder } from "./categoricalBuilder.ts";
import { numberOf } from "./csvCell.ts";
import { type ColumnBuilder, numberBuilder } from "./numberBuilder.ts";

/** How the values of a further column arrive. */
export interface ExtraOptions {
  /** Whether all values arrive as text, so that a column whose labels all write numbers is a numeric one. */
  readonly textual?: boolean;
  /** How a new level is stored; see {@linkcode categoricalBuilder}. */
  readonly copy?: (label: string) => string;
}

/**
 * Builds a further column: numeric while all its values are numbers, categorical from the first label on.
 *
 * @param options How the values arrive.
 * @returns The builder.
 */
export function extraBuilder(options: ExtraOptions = {}): ColumnBuilder<number | string, Categorical | Float64Array> {
  const { textual = false, copy } = options;
  const numbers = numberBuilder((length) => new Float64Array(length), NaN);
  let labels: ColumnBuilder<string, Categorical> | undefined;
  return {
    set: (row, value) => {
      if (typeof value === "number" && labels === undefined) {
        numbers.set(row, value);
        return;
      }
      labels ??= labelled(numbers.finish(row), copy);
      labels.set(row, String(value));
    },
    finish: (size) => {
      const categorical = labels?.finish(size);
      if (categorical === undefined) return numbers.finish(size);
      return (textual ? asNumbers(categorical) : undefined) ?? categorical;
    },
  };
}

/** A categorical column that starts with numbers: each becomes the label that writes it. */
function labelled(numbers: Float64Array | undefined, copy: ((label: string) => string) | undefined): ColumnBuilder<string, Categorical> {
  const labels = categoricalBuilder(copy);
  numbers?.forEach((value, row) => {
    if (!Number.isNaN(value)) labels.set(row, String(value));
  });
  return labels;
}

/** The numbers that all labels write; undefined where one writes none, or none that is finite. */
function asNumbers({ codes, levels }: Categorical): Float64Array | undefined {
  const values = levels.map((level) => numberOf(level) ?? NaN);
  return values.every(Number.isFinite) ? Float64Array.from(codes, (code) => (code === -1 ? NaN : values[code])) : undefined;
}
