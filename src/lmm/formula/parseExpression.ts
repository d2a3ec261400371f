import type { Expression, PairOperator, SumPart } from "./expression.ts";
import { formulaError } from "./formulaError.ts";

/** Where a reader stands in a formula. */
export interface FormulaCursor {
  /** The whole formula. */
  readonly formula: string;
  /** Index of the next character. */
  at: number;
}

/**
 * Reads the longest expression from the cursor on and leaves the cursor behind it and the space that follows.
 *
 * Operators as in R, loosest first: `|` and `||`; `+` and `-`; `*` and `/`; `:`; a sign; `^` (from the right). Text is only read,
 * never run; nesting is limited to 100, so that no text can exhaust the stack.
 *
 * @throws {RangeError} At the first character that fits no expression.
 */
export function parseExpression(cursor: FormulaCursor): Expression {
  return readBars(cursor, 0);
}

/** Moves the cursor over white space and gives the character it then stands at, empty at the end. */
export function nextCharacter(cursor: FormulaCursor): string {
  const { formula } = cursor;
  let { at } = cursor;
  while (at < formula.length && (formula.charCodeAt(at) <= 32 || formula.charCodeAt(at) === 160)) at++;
  cursor.at = at;
  return at < formula.length ? formula[at] : "";
}

const DEEPEST = 100;
const NAME = /[\p{L}.][\p{L}\p{M}\p{N}._]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** Levels of operators that group from the left, loosest first. */
const PRODUCTS: readonly (readonly PairOperator[])[] = [["*", "/"], [":"]];

function readBars(cursor: FormulaCursor, depth: number): Expression {
  let left = readSum(cursor, depth);
  for (let links = depth; nextCharacter(cursor) === "|"; links++) {
    const { at } = cursor;
    checkDepth(cursor, links);
    const operator = cursor.formula[at + 1] === "|" ? "||" : "|";
    cursor.at += operator.length;
    left = { kind: "pair", operator, left, right: readSum(cursor, depth + 1), at };
  }
  return left;
}

function readSum(cursor: FormulaCursor, depth: number): Expression {
  nextCharacter(cursor);
  const { at } = cursor;
  const first = readProduct(cursor, depth, 0);
  let sign = nextCharacter(cursor);
  if (sign !== "+" && sign !== "-") return first;
  // `-1 + x` takes 1 away and adds x, also where the sum begins with a sign.
  const parts: SumPart[] = [first.kind === "sign" ? { sign: first.sign, term: first.operand } : { sign: "+", term: first }];
  while (sign === "+" || sign === "-") {
    cursor.at++;
    parts.push({ sign, term: readProduct(cursor, depth, 0) });
    sign = nextCharacter(cursor);
  }
  return { kind: "sum", parts, at };
}

function readProduct(cursor: FormulaCursor, depth: number, level: number): Expression {
  if (level === PRODUCTS.length) return readSigned(cursor, depth);
  let left = readProduct(cursor, depth, level + 1);
  for (let links = depth; ; links++) {
    const operator = nextCharacter(cursor) as PairOperator;
    if (!PRODUCTS[level].includes(operator)) return left;
    checkDepth(cursor, links);
    const { at } = cursor;
    cursor.at++;
    left = { kind: "pair", operator, left, right: readProduct(cursor, depth + 1, level + 1), at };
  }
}

function readSigned(cursor: FormulaCursor, depth: number): Expression {
  checkDepth(cursor, depth);
  const sign = nextCharacter(cursor);
  if (sign !== "+" && sign !== "-") return readPower(cursor, depth);
  const { at } = cursor;
  cursor.at++;
  return { kind: "sign", sign, operand: readSigned(cursor, depth + 1), at };
}

function readPower(cursor: FormulaCursor, depth: number): Expression {
  const left = readOperand(cursor, depth);
  if (nextCharacter(cursor) !== "^") return left;
  const { at } = cursor;
  cursor.at++;
  return { kind: "pair", operator: "^", left, right: readSigned(cursor, depth + 1), at };
}

function readOperand(cursor: FormulaCursor, depth: number): Expression {
  const character = nextCharacter(cursor);
  const { formula, at } = cursor;
  if (character === "(") {
    cursor.at++;
    const inner = readBars(cursor, depth + 1);
    closeParenthesis(cursor, at);
    return { kind: "parentheses", inner, at };
  }
  if (character === "`") return { kind: "name", name: readQuoted(cursor), at };
  const number = match(NUMBER, cursor);
  if (number !== "") {
    const value = Number(number);
    if (!Number.isFinite(value)) throw formulaError(formula, at, "a number must be finite", number.slice(0, 30));
    return { kind: "number", value, at };
  }
  const name = match(NAME, cursor);
  if (name === "") throw formulaError(formula, at, "a column, a number, a function or `(` must stand here");
  if (nextCharacter(cursor) !== "(") return { kind: "name", name, at };
  const open = cursor.at++;
  const argument = readBars(cursor, depth + 1);
  closeParenthesis(cursor, open);
  return { kind: "call", name, argument, at };
}

function closeParenthesis(cursor: FormulaCursor, open: number): void {
  if (nextCharacter(cursor) !== ")") throw formulaError(cursor.formula, cursor.at, `an operator or the \`)\` of the \`(\` at position ${open + 1} must follow`);
  cursor.at++;
}

/** A name between backticks; a backslash takes the next character as it is. */
function readQuoted(cursor: FormulaCursor): string {
  const { formula, at: open } = cursor;
  let name = "";
  for (let at = open + 1; at < formula.length; at++) {
    if (formula[at] === "`") {
      if (name === "") throw formulaError(formula, at, "a name must stand between backticks");
      cursor.at = at + 1;
      return name;
    }
    if (formula[at] === "\\") at++;
    name += formula[at] ?? "";
  }
  throw formulaError(formula, formula.length, `a backtick must close the name that begins at position ${open + 1}`);
}

function match(pattern: RegExp, cursor: FormulaCursor): string {
  pattern.lastIndex = cursor.at;
  const text = pattern.exec(cursor.formula)?.[0] ?? "";
  cursor.at += text.length;
  return text;
}

function checkDepth(cursor: FormulaCursor, depth: number): void {
  if (depth > DEEPEST) throw formulaError(cursor.formula, cursor.at, `parentheses and operators must not nest deeper than ${DEEPEST}`, "more");
}
