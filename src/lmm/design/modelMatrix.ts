import type { ColumnReader } from "./columnReader.ts";
import type { ModelTerms } from "../formula/expandTerms.ts";
import { checkKnownLevels, factorVariable } from "./factorVariable.ts";
import type { Coding, ModelLayout } from "./modelLayout.ts";
import { numericVariable } from "./numericVariable.ts";

/** Columns of a model matrix. */
export interface ModelMatrix {
  /** Names as R writes them: `(Intercept)`, `edc`, `modelB`, `a:modelB`. */
  readonly names: readonly string[];
  /** The columns, each of shape [n]. */
  readonly columns: readonly Float64Array[];
  /** Per column the index of its term, −1 for the intercept. */
  readonly assign: readonly number[];
  /** Labels of the terms. */
  readonly labels: readonly string[];
}

/**
 * The columns of a model matrix, as R's `model.matrix` orders and names them, with treatment contrasts for every factor.
 *
 * @param reader Reader of the columns.
 * @param layout From {@linkcode modelLayout}.
 * @returns Names, columns and the terms they belong to.
 */
export function modelMatrix(reader: ColumnReader, { terms, codings }: ModelLayout): ModelMatrix {
  const names: string[] = [];
  const columns: Float64Array[] = [];
  const assign: number[] = [];
  if (terms.intercept) {
    names.push("(Intercept)");
    reader.ones ??= new Float64Array(reader.rows).fill(1);
    columns.push(reader.ones);
    assign.push(-1);
  }
  terms.terms.forEach((term, t) => {
    let products: NamedColumn[] = [];
    term.forEach((v, i) => {
      const own = codedColumns(reader, terms, v, codings[t][i]);
      // The first variable changes fastest.
      products = i === 0 ? own : own.flatMap((right) => products.map((left) => ({ name: `${left.name}:${right.name}`, column: multiply(left.column, right.column) })));
    });
    for (const { name, column } of products) {
      names.push(name);
      columns.push(column);
      assign.push(t);
    }
  });
  return { names, columns, assign, labels: terms.terms.map((term) => term.map((v) => terms.variables[v].label).join(":")) };
}

interface NamedColumn {
  readonly name: string;
  readonly column: Float64Array;
}

function codedColumns(reader: ColumnReader, terms: ModelTerms, v: number, coding: Coding): NamedColumn[] {
  const variable = terms.variables[v];
  if (coding === "numbers") return [{ name: variable.label, column: numericVariable(reader, variable) }];
  const { codes, levels } = factorVariable(reader, variable);
  checkKnownLevels(reader, variable, codes);
  const base = coding === "contrasts" ? 1 : 0;
  const columns = levels.slice(base).map((level): NamedColumn => ({ name: variable.label + level, column: new Float64Array(codes.length) }));
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] >= base) columns[codes[i] - base].column[i] = 1;
  }
  return columns;
}

function multiply(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) product[i] = a[i] * b[i];
  return product;
}
