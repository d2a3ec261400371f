import type { ColumnReader } from "./columnReader.ts";
import type { ModelTerms } from "../formula/expandTerms.ts";
import { factorVariable, isFactor } from "./factorVariable.ts";

/** A model matrix before its columns are filled. */
export interface ModelLayout {
  /** Number of columns. */
  readonly count: number;
  /** The terms it is of. */
  readonly terms: ModelTerms;
  /** Per term and variable how it enters. */
  readonly codings: readonly (readonly Coding[])[];
}

/** How a variable enters a term: as numbers, by contrasts with its first level, or by one column per level. */
export type Coding = "numbers" | "contrasts" | "levels";

/**
 * How every variable enters every term, by R's rule: a factor has contrasts where the term without it is contained in a term before
 * (the empty term counts as contained), and a column per level otherwise; without an intercept the first factor of the first term
 * with a factor has a column per level.
 *
 * @param reader Reader of the columns.
 * @param terms The terms.
 * @returns The codings and the number of columns they make.
 * @throws {RangeError} If a factor has one level only.
 */
export function modelLayout(reader: ColumnReader, terms: ModelTerms): ModelLayout {
  const { variables } = terms;
  const levelCounts = variables.map((variable) => (isFactor(reader, variable) ? countLevels(reader, variable.label, factorVariable(reader, variable).levels.length) : 0));
  let needsLevels = !terms.intercept;
  const codings = terms.terms.map((term, t) =>
    term.map((v): Coding => {
      if (levelCounts[v] === 0) return "numbers";
      const rest = term.filter((other) => other !== v);
      const hasMargin = rest.length === 0 || terms.terms.slice(0, t).some((before) => rest.every((other) => before.includes(other)));
      if (hasMargin && !needsLevels) return "contrasts";
      needsLevels = false;
      return "levels";
    }),
  );
  let count = terms.intercept ? 1 : 0;
  terms.terms.forEach((term, t) => {
    count += term.reduce((product, v, i) => product * (codings[t][i] === "numbers" ? 1 : levelCounts[v] - (codings[t][i] === "contrasts" ? 1 : 0)), 1);
  });
  return { count, terms, codings };
}

function countLevels(reader: ColumnReader, label: string, count: number): number {
  if (count >= 2) return count;
  throw new RangeError(`Cannot ${reader.action}: the factor \`${label}\` must have at least 2 levels, got 1; leave it out of the formula`);
}
