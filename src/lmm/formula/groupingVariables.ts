import type { ModelVariable } from "./expandTerms.ts";
import type { Expression } from "./expression.ts";
import { expressionLabel } from "./expressionLabel.ts";
import { formulaError } from "./formulaError.ts";

/** What a random term varies by: a factor, or the combinations of several. */
export interface GroupingVariables {
  /** As lme4 writes it: `ensemble`, `cask:batch`, `c:(b:a)`. */
  readonly label: string;
  /** The factors; the levels of the first change slowest. */
  readonly variables: readonly ModelVariable[];
}

/**
 * The groups of a random term: one for `g` and `a:b`, and for the nested `a/b` two, `b:a` and `a`, the finest first as in lme4.
 *
 * @param formula The formula, for messages.
 * @param expression What stands right of the bar.
 * @returns The groups.
 * @throws {RangeError} If it is made of anything but columns, `factor()`, `:` and `/`, at the character.
 */
export function groupingVariables(formula: string, expression: Expression): GroupingVariables[] {
  checkCount(formula, expression);
  return nested(expression).map((group) => {
    let outer = group;
    while (outer.kind === "parentheses") outer = outer.inner;
    return { label: outer.kind === "name" ? outer.name : expressionLabel(outer), variables: factorsOf(formula, outer) };
  });
}

const MOST_FACTORS = 20;

/** Fails where there are too many names to combine. */
function checkCount(formula: string, expression: Expression, before: number = 0): number {
  if (expression.kind === "parentheses") return checkCount(formula, expression.inner, before);
  if (expression.kind === "pair") return checkCount(formula, expression.right, checkCount(formula, expression.left, before));
  if (before === MOST_FACTORS) throw formulaError(formula, expression.at, `a group must be made of at most ${MOST_FACTORS} factors`, "more");
  return before + 1;
}

/** The groups as interactions, the finest first. */
function nested(expression: Expression): Expression[] {
  if (expression.kind === "parentheses" && isNested(expression)) return nested(expression.inner);
  if (expression.kind !== "pair" || expression.operator !== "/") return [expression];
  const outer = nested(expression.left);
  const { at } = expression;
  const finest = nested(expression.right).map(
    (inner): Expression => ({ kind: "pair", operator: ":", left: inner, right: outer[0].kind === "pair" ? { kind: "parentheses", inner: outer[0], at } : outer[0], at }),
  );
  return [...finest, ...outer];
}

function isNested(expression: Expression): boolean {
  if (expression.kind === "parentheses") return isNested(expression.inner);
  return expression.kind === "pair" && expression.operator === "/";
}

/** The factors of an interaction, each once. */
function factorsOf(formula: string, expression: Expression): ModelVariable[] {
  switch (expression.kind) {
    case "name":
      return [{ label: expressionLabel(expression), expression }];
    case "parentheses":
      return factorsOf(formula, expression.inner);
    case "call":
      if (expression.name === "factor") return [{ label: expressionLabel(expression), expression }];
      break;
    case "pair":
      if (expression.operator === ":") {
        const left = factorsOf(formula, expression.left);
        const right = factorsOf(formula, expression.right);
        return [...left, ...right.filter(({ label }) => left.every((other) => other.label !== label))];
      }
      if (expression.operator === "*") {
        throw formulaError(formula, expression.at, "groups must be joined by `:` or `/`; crossed factors are separate terms, `(1 | a) + (1 | b)`");
      }
      break;
    case "sum":
      throw formulaError(formula, expression.at, "groups must be joined by `:` or `/`; several groups are separate terms, `(1 | a) + (1 | b)`", "a sum");
    default:
  }
  throw formulaError(formula, expression.at, "a grouping factor must be a column, `a:b`, `a/b` or factor(column)");
}
