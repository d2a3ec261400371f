import { NumericalError } from "../../numeric/errors.ts";
import { mean, variance } from "../../numeric/moments.ts";
import { exp, ln, log1p, pow } from "../../numeric/special/index.ts";
import { type ColumnReader, findColumn, isCategorical, valueError } from "./columnReader.ts";
import type { ModelVariable } from "../formula/expandTerms.ts";
import type { Expression } from "../formula/expression.ts";
import { expressionLabel } from "../formula/expressionLabel.ts";

/**
 * A variable as numbers: a column, or a function of columns worked out row by row.
 *
 * @param reader The reader; remembers the numbers.
 * @param variable The variable.
 * @returns One finite number per row; the column itself where it is a Float64Array.
 * @throws {TypeError} If a column holds no numbers.
 * @throws {RangeError} If a value is missing or not finite, with its row.
 */
export function numericVariable(reader: ColumnReader, { label, expression }: ModelVariable): Float64Array {
  const known = reader.numbers.get(label);
  if (known !== undefined) return known;
  const value = evaluate(reader, expression);
  // A function of constants only is constant.
  const values = typeof value === "number" ? new Float64Array(Math.max(reader.rows, 0)).fill(value) : value;
  const row = expression.kind === "name" ? -1 : firstNotFinite(values);
  if (row >= 0) throw new RangeError(`Cannot ${reader.action}: \`${label}\` must be finite, got ${values[row]} at row ${row}`);
  reader.numbers.set(label, values);
  return values;
}

function evaluate(reader: ColumnReader, node: Expression): Float64Array | number {
  switch (node.kind) {
    case "number":
      return node.value;
    case "name":
      return readNumbers(reader, node.name, node.at);
    case "parentheses":
      return evaluate(reader, node.inner);
    case "call":
      return applyFunction(reader, node.name, evaluate(reader, node.argument), node);
    case "sign": {
      const operand = evaluate(reader, node.operand);
      return node.sign === "-" ? combine("*", -1, operand) : operand;
    }
    case "sum":
      return node.parts.reduce<Float64Array | number>((total, { sign, term }, i) => {
        const value = evaluate(reader, term);
        return i === 0 ? (sign === "-" ? combine("*", -1, value) : value) : combine(sign, total, value);
      }, 0);
    case "pair":
      return combine(node.operator, evaluate(reader, node.left), evaluate(reader, node.right));
  }
}

function combine(operator: string, left: Float64Array | number, right: Float64Array | number): Float64Array | number {
  if (typeof left === "number" && typeof right === "number") return calculate(operator, left, right);
  const n = typeof left === "number" ? (right as Float64Array).length : left.length;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    result[i] = calculate(operator, typeof left === "number" ? left : left[i], typeof right === "number" ? right : right[i]);
  }
  return result;
}

function calculate(operator: string, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    default:
      return b === 2 ? a * a : pow(a, b);
  }
}

function applyFunction(reader: ColumnReader, name: string, argument: Float64Array | number, node: Expression): Float64Array | number {
  if (name === "I") return argument;
  const values = typeof argument === "number" ? Float64Array.of(argument) : argument;
  const result = name === "scale" ? standardise(reader, values, expressionLabel(node)) : values.map(FUNCTIONS[name]);
  return typeof argument === "number" ? result[0] : result;
}

const FUNCTIONS: Readonly<Record<string, (value: number) => number>> = { exp: (x) => exp(x), log: (x) => ln(x), log1p: (x) => log1p(x), sqrt: (x) => Math.sqrt(x) };

/** (x − mean)/sd, with n − 1 as in R; mean and sd of the fitted rows where new rows follow a fit. */
function standardise(reader: ColumnReader, values: Float64Array, label: string): Float64Array {
  const moments = reader.fitted?.scales[label] ?? { centre: mean(values), scale: Math.sqrt(variance(values)) };
  const { centre, scale } = moments;
  if (Number.isFinite(centre) && !(scale > 0)) {
    throw new NumericalError("no-variation", `Cannot ${reader.action}: the argument of \`${label}\` must vary, got one value in every row`);
  }
  reader.scales.set(label, moments);
  return values.map((value) => (value - centre) / scale);
}

function readNumbers(reader: ColumnReader, name: string, at: number): Float64Array {
  const column = findColumn(reader, name, at);
  if (isCategorical(column)) throw new TypeError(`Cannot ${reader.action}: \`${name}\` must be numbers, got a factor (codes and levels)`);
  if (column instanceof Float64Array) {
    const row = firstNotFinite(column);
    if (row >= 0) throw valueError(reader.action, name, "finite numbers", column[row], row);
    return column;
  }
  const values = new Float64Array(column.length);
  for (let i = 0; i < values.length; i++) {
    const value: unknown = column[i];
    if (typeof value !== "number" || !Number.isFinite(value)) throw valueError(reader.action, name, "finite numbers", value, i);
    values[i] = value;
  }
  return values;
}

/** Index of the first value that is not finite, or −1. */
function firstNotFinite(values: Float64Array): number {
  for (let i = 0; i < values.length; i++) {
    // NaN − NaN and ∞ − ∞ are not 0.
    if (values[i] - values[i] !== 0) return i;
  }
  return -1;
}
