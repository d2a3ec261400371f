import type { Expression, SumPart } from "./expression.ts";
import { expressionLabel } from "./expressionLabel.ts";
import { formulaError } from "./formulaError.ts";

/** What one side of a model is made of, after `*`, `/`, `^` and `-` have been worked out. */
export interface ModelTerms {
  /** Whether there is a constant. */
  readonly intercept: boolean;
  /** Variables of the terms, in the order in which they are first written. */
  readonly variables: readonly ModelVariable[];
  /** Terms by order, then as written: each the rising indices of its variables. */
  readonly terms: readonly (readonly number[])[];
}

/** A column or a function of columns. */
export interface ModelVariable {
  /** How R would write it: `edc`, `log(x)`, `I(x^2)`. */
  readonly label: string;
  /** How it is computed. */
  readonly expression: Expression;
}

/**
 * Works out the operators of R's model language: `a*b` = a + b + a:b, `a/b` = a + a:b, `(a + b)^2` = a + b + a:b, `- a` takes away.
 *
 * @param formula The formula, for messages.
 * @param expression The parsed side.
 * @param budget Steps left for the whole formula; a step is a product of two terms or a copy of one.
 * @returns Intercept, variables and terms, terms sorted by order as R's `terms` does.
 * @throws {RangeError} Where a construct has no meaning, at its character; also when the steps are used up.
 */
export function expandTerms(formula: string, expression: Expression, budget: ExpansionBudget): ModelTerms {
  const expansion: Expansion = { formula, budget, intercept: true, variables: [], indexOf: new Map() };
  const terms = [...expand(expansion, expression, true, true).values()].toSorted((a, b) => a.length - b.length);
  // Variables of which every term was taken away again are not needed.
  const used = new Set(terms.flat());
  const variables = expansion.variables.filter((_, v) => used.has(v));
  const kept = new Map([...used].toSorted((a, b) => a - b).map((v, rank) => [v, rank]));
  return { intercept: expansion.intercept, variables, terms: terms.map((term) => term.map((v) => kept.get(v)!)) };
}

/** Steps that may still be taken. */
export interface ExpansionBudget {
  /** Their number. */
  steps: number;
}

/** Terms without repeats, in order, by a key. */
type TermSet = Map<string, readonly number[]>;

interface Expansion {
  readonly formula: string;
  readonly budget: ExpansionBudget;
  intercept: boolean;
  readonly variables: ModelVariable[];
  readonly indexOf: Map<string, number>;
}

const HIGHEST_POWER = 20;

/** The terms of a node; `added` is false where they are to be taken away, `free` where a number is an intercept (not beside `:`, `*`, `/`, `^`). */
function expand(expansion: Expansion, node: Expression, added: boolean, free: boolean): TermSet {
  switch (node.kind) {
    case "name":
    case "call":
      return single([variableIndex(expansion, node)]);
    case "parentheses":
      return expand(expansion, node.inner, added, true);
    case "number":
      if (!free || (node.value !== 0 && node.value !== 1)) {
        throw formulaError(expansion.formula, node.at, "a number in a model must be 0 or 1, added or taken away (arithmetic goes inside I())", String(node.value));
      }
      expansion.intercept = (node.value === 1) === added;
      return new Map();
    case "sign":
      if (!free) throw formulaError(expansion.formula, node.at, "a sign must stand between terms, not inside one (arithmetic goes inside I())");
      return expandSum(expansion, [{ sign: node.sign, term: node.operand }], added);
    case "sum":
      return expandSum(expansion, node.parts, added);
    case "pair":
      return expandPair(expansion, node, added);
  }
}

function expandSum(expansion: Expansion, parts: readonly SumPart[], added: boolean): TermSet {
  const terms: TermSet = new Map();
  for (const { sign, term } of parts) {
    const isAdded = sign === "+";
    for (const [key, value] of expand(expansion, term, isAdded === added, true)) {
      if (!isAdded) terms.delete(key);
      else if (!terms.has(key)) terms.set(key, value);
    }
  }
  return terms;
}

function expandPair(expansion: Expansion, node: Expression & { kind: "pair" }, added: boolean): TermSet {
  const { formula } = expansion;
  if (node.operator === "|" || node.operator === "||") throw formulaError(formula, node.at, "a random term must stand in parentheses and be added, as in `+ (1 | group)`");
  const left = expand(expansion, node.left, added, false);
  if (node.operator === "^") {
    const power = node.right.kind === "number" ? node.right.value : NaN;
    if (!Number.isInteger(power) || power < 1 || power > HIGHEST_POWER) {
      throw formulaError(formula, node.right.at, `the power of terms must be a whole number from 1 to ${HIGHEST_POWER} (arithmetic goes inside I())`, expressionLabel(node.right));
    }
    let result = left;
    for (let i = 1; i < power; i++) result = union(expansion, node.at, result, left, products(expansion, result, left, node.at));
    return result;
  }
  const right = expand(expansion, node.right, added, false);
  if (node.operator === ":") return products(expansion, left, right, node.at);
  if (node.operator === "*") return union(expansion, node.at, left, right, products(expansion, left, right, node.at));
  // (a + b)/c is a + b + a:b:c.
  const whole = single([...new Set([...left.values()].flat())].toSorted((a, b) => a - b));
  return union(expansion, node.at, left, products(expansion, whole, right, node.at));
}

/** Every term of `left` crossed with every term of `right`. */
function products(expansion: Expansion, left: TermSet, right: TermSet, at: number): TermSet {
  spend(expansion, at, left.size * right.size);
  const terms: TermSet = new Map();
  for (const a of left.values()) {
    for (const b of right.values()) {
      const term = [...new Set([...a, ...b])].toSorted((i, j) => i - j);
      const key = term.join();
      if (!terms.has(key)) terms.set(key, term);
    }
  }
  return terms;
}

function union(expansion: Expansion, at: number, ...sets: readonly TermSet[]): TermSet {
  spend(expansion, at, sets.reduce((total, { size }) => total + size, 0));
  const terms: TermSet = new Map();
  for (const set of sets) {
    for (const [key, term] of set) {
      if (!terms.has(key)) terms.set(key, term);
    }
  }
  return terms;
}

function spend({ formula, budget }: Expansion, at: number, steps: number): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw formulaError(formula, at, "the terms of a model must stay few", "more than can be worked out");
}

function single(term: readonly number[]): TermSet {
  return new Map([[term.join(), term]]);
}

function variableIndex(expansion: Expansion, expression: Expression): number {
  const { indexOf, variables } = expansion;
  const label = expressionLabel(expression);
  const known = indexOf.get(label);
  if (known !== undefined) return known;
  indexOf.set(label, variables.length);
  return variables.push({ label, expression }) - 1;
}
