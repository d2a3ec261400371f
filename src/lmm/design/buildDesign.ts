import { checkFiniteArray, show } from "../../numeric/check.ts";
import { NumericalError } from "../../numeric/errors.ts";
import type { Categorical } from "../../numeric/types.ts";
import { checkFullRank } from "./checkFullRank.ts";
import { checkMagnitude } from "./checkMagnitude.ts";
import { type ColumnReader, columnReader } from "./columnReader.ts";
import { groupFactor } from "./groupFactor.ts";
import type { MixedDesign, RandomTerm } from "../mixedDesign.ts";
import { modelLayout } from "./modelLayout.ts";
import { modelMatrix } from "./modelMatrix.ts";
import { numericVariable } from "./numericVariable.ts";
import { parseFormula, type ParsedRandomTerm } from "../formula/parseFormula.ts";
import { rowMajor } from "./rowMajor.ts";

/** A column of data: numbers, strings, or codes with their levels. */
export type ModelColumn = ArrayLike<number> | readonly string[] | Categorical;

/** Columns of data by name, all of one length. */
export type ModelColumns = Readonly<Record<string, ModelColumn>>;

/**
 * Turns a formula and columns into the numbers of a linear mixed model, as lme4's `lFormula` does.
 *
 * Columns of strings are factors, levels sorted by code unit; codes with levels are factors in the order of their levels; levels without
 * a row are dropped. Every factor has treatment contrasts with its first level as the base, also where its levels have an order. Numbers
 * are a factor where they group rows or stand in `factor()`, levels sorted by size. Only columns that the formula names are read; no row
 * is ever dropped.
 *
 * @param formula The model, see {@linkcode parseFormula}.
 * @param columns The data.
 * @param weights Prior weights, Var(εᵢ) = σ²/wᵢ, as numbers or the name of a column; all 1 unless given.
 * @returns Response, X, random terms, weights, and what predictions from new columns need.
 * @throws {TypeError} If a column is unknown or of the wrong kind.
 * @throws {RangeError} If the formula is none; if lengths differ, a value is missing or not finite, a weight is not positive, a factor
 * has one level, X has as many columns as rows, or a random term has as many effects as there are rows.
 * @throws {NumericalError} `singular-design` if a column of X depends on those before it; `no-variation` if the response is constant.
 * @see Bates, Mächler, Bolker & Walker 2015, J. Stat. Softw. 67(1), §2.
 */
export function buildDesign(formula: string, columns: ModelColumns, weights?: ArrayLike<number> | string): MixedDesign {
  const parsed = parseFormula(formula);
  const reader = columnReader(ACTION, formula, columns, null);
  const y = numericVariable(reader, parsed.response);
  const n = reader.rows;
  const response = parsed.response.label;
  if (n < 0) throw new RangeError(`Cannot ${ACTION}: the response must be made of a column, got ${response}`);
  if (isConstant(y)) throw new NumericalError("no-variation", `Cannot ${ACTION}: the response must vary, got \`${response}\` = ${y[0]} in every row`);

  const layout = modelLayout(reader, parsed.fixed);
  const p = layout.count;
  if (p === 0) throw new RangeError(`Cannot ${ACTION}: there must be a fixed effect, if only the intercept, got none`);
  if (p >= n) throw new RangeError(`Cannot ${ACTION}: there must be more rows than coefficients, got ${n} row${n === 1 ? "" : "s"} and ${p}`);
  const terms = sortTerms(parsed.random.map((term) => randomTerm(reader, term)));
  const { names, columns: x, assign, labels } = modelMatrix(reader, layout);
  checkMagnitude(ACTION, response, y);
  x.forEach((column, j) => checkMagnitude(ACTION, names[j], column));
  for (const { effects, z } of terms) z.forEach((column, a) => checkMagnitude(ACTION, effects[a], column));
  checkFullRank(ACTION, names, x);

  reader.numbers.delete(response);
  return {
    formula,
    response,
    y: y.slice(),
    x: { data: rowMajor(x, n), shape: [n, p] },
    coefficientNames: names,
    assign: Int32Array.from(assign),
    fixedTerms: labels,
    terms,
    weights: readWeights(columns, weights, n),
    factors: Object.fromEntries([...reader.factors].map(([label, { levels }]) => [label, levels])),
    recipe: { numeric: [...reader.numbers.keys()], scales: Object.fromEntries(reader.scales) },
  };
}

const ACTION = "build the design";

function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

function randomTerm(reader: ColumnReader, { effects, group }: ParsedRandomTerm): RandomTerm {
  const { codes, levels } = groupFactor(reader, group);
  if (levels.length < 2) throw new RangeError(`Cannot ${ACTION}: the grouping factor \`${group.label}\` must have at least 2 levels, got 1`);
  const layout = modelLayout(reader, effects);
  const count = levels.length * layout.count;
  if (count >= reader.rows) {
    const what = layout.count === 1 ? `${levels.length} levels` : `${levels.length} levels with ${layout.count} effects each`;
    throw new RangeError(
      `Cannot ${ACTION}: there must be more rows than random effects of \`${group.label}\` (their variance and the residual one could not be told apart), got ${reader.rows} rows and ${what}`,
    );
  }
  const { names, columns } = modelMatrix(reader, layout);
  // A design keeps no column of the caller's; the intercept is ours and shared.
  return { group: group.label, levels, codes, effects: names, z: columns.map((column) => (column === reader.ones ? column : column.slice())) };
}

/** lme4's order: kept unless some number of levels rises; then by falling number, and those with equal numbers from the last to the first. */
function sortTerms(terms: readonly RandomTerm[]): readonly RandomTerm[] {
  const rises = terms.some(({ levels }, t) => t > 0 && levels.length > terms[t - 1].levels.length);
  return rises ? terms.toSorted((a, b) => a.levels.length - b.levels.length).toReversed() : terms;
}

function readWeights(columns: ModelColumns, weights: ArrayLike<number> | string | undefined, n: number): Float64Array | null {
  if (weights === undefined) return null;
  const name = typeof weights === "string" ? `\`${weights}\`` : "weights";
  if (typeof weights === "string" && !Object.hasOwn(columns, weights)) throw new TypeError(`Cannot ${ACTION}: weights must be numbers or the name of a column, got ${show(weights)}`);
  const values = (typeof weights === "string" ? columns[weights] : weights) as ArrayLike<number>;
  checkFiniteArray(ACTION, name, values);
  if (values.length !== n) throw new RangeError(`Cannot ${ACTION}: ${name} must hold one weight per row, got ${values.length} for ${n} rows`);
  let areOne = true;
  for (let i = 0; i < n; i++) {
    if (!(values[i] > 0)) throw new RangeError(`Cannot ${ACTION}: ${name} must be > 0, got ${values[i]} at row ${i}`);
    if (values[i] !== 1) areOne = false;
  }
  return areOne ? null : Float64Array.from(values);
}
