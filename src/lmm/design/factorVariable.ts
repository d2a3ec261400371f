import { show } from "../../numeric/check.ts";
import type { Categorical } from "../../numeric/types.ts";
import { type ColumnReader, findColumn, isCategorical } from "./columnReader.ts";
import { encodeFactor } from "./encodeFactor.ts";
import type { ModelVariable } from "../formula/expandTerms.ts";
import type { Expression } from "../formula/expression.ts";

/**
 * A variable as a factor. Where new rows follow a fit, its levels are the fitted ones and a new level has code −1.
 *
 * @param reader The reader; remembers the factor.
 * @param variable A column or factor(column).
 * @returns Codes and levels.
 */
export function factorVariable(reader: ColumnReader, { label, expression }: ModelVariable): Categorical {
  const known = reader.factors.get(label);
  if (known !== undefined) return known;
  const { name, at } = columnOf(expression);
  let factor = encodeFactor(reader.action, name, findColumn(reader, name, at));
  if (reader.fitted !== null) factor = recode(factor, reader.fitted.factors[label]);
  reader.factors.set(label, factor);
  return factor;
}

/** Whether a variable of a model matrix is a factor: factor(column), strings, codes and levels; when rows follow a fit, whatever it was there. */
export function isFactor(reader: ColumnReader, { label, expression }: ModelVariable): boolean {
  if (expression.kind !== "name") return expression.kind === "call" && expression.name === "factor";
  if (reader.fitted !== null) return !reader.fitted.numeric.includes(label);
  return !isNumeric(reader, expression);
}

/**
 * Fails where a factor of the model matrix has a level that the fit did not see.
 *
 * @param reader The reader.
 * @param variable The factor.
 * @param codes Its codes.
 * @throws {RangeError} With the level and the row.
 */
export function checkKnownLevels(reader: ColumnReader, { label, expression }: ModelVariable, codes: Int32Array): void {
  const row = codes.indexOf(-1);
  if (row < 0 || reader.fitted === null) return;
  const { name, at } = columnOf(expression);
  const { codes: given, levels } = encodeFactor(reader.action, name, findColumn(reader, name, at));
  const fitted = reader.fitted.factors[label];
  const listed = `${fitted.slice(0, 12).map(show).join(", ")}${fitted.length > 12 ? ` and ${fitted.length - 12} more` : ""}`;
  throw new RangeError(`Cannot ${reader.action}: \`${label}\` must have the levels of the fit (${listed}), got ${show(levels[given[row]])} at row ${row}`);
}

function columnOf(expression: Expression): Expression & { kind: "name" } {
  return (expression.kind === "call" ? expression.argument : expression) as Expression & { kind: "name" };
}

function isNumeric(reader: ColumnReader, { name, at }: Expression & { kind: "name" }): boolean {
  const column = findColumn(reader, name, at);
  if (isCategorical(column)) return false;
  if (ArrayBuffer.isView(column)) return true;
  let first = 0;
  while (first < column.length && (column[first] === null || column[first] === undefined)) first++;
  return typeof column[first] !== "string";
}

function recode({ codes, levels }: Categorical, fitted: readonly string[]): Categorical {
  const rankOf = new Map(fitted.map((level, rank) => [level, rank]));
  const ranks = levels.map((level) => rankOf.get(level) ?? -1);
  for (let i = 0; i < codes.length; i++) codes[i] = ranks[codes[i]];
  return { codes, levels: fitted };
}
