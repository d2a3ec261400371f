import { show } from "../../numeric/check.ts";
import { checkFunctions } from "./checkFunctions.ts";
import { type ExpansionBudget, expandTerms, type ModelTerms, type ModelVariable } from "./expandTerms.ts";
import type { Expression, SumPart } from "./expression.ts";
import { expressionLabel } from "./expressionLabel.ts";
import { formulaError } from "./formulaError.ts";
import { type GroupingVariables, groupingVariables } from "./groupingVariables.ts";
import { type FormulaCursor, nextCharacter, parseExpression } from "./parseExpression.ts";

/** A model formula, taken apart. */
export interface ParsedFormula {
  /** The formula as it was written. */
  readonly formula: string;
  /** What stands left of `~`. */
  readonly response: ModelVariable;
  /** The fixed effects. */
  readonly fixed: ModelTerms;
  /** The random terms as written, `||` and `/` worked out. */
  readonly random: readonly ParsedRandomTerm[];
}

/** One random term `(effects | group)`. */
export interface ParsedRandomTerm {
  /** The effects that vary. */
  readonly effects: ModelTerms;
  /** What they vary by. */
  readonly group: GroupingVariables;
  /** Index of the bar in the formula. */
  readonly at: number;
}

/**
 * Takes a model formula apart, in R's model language as lme4 extends it.
 *
 * `y ~ a + b`, `1` and `0` (`- 1`) for the intercept, `a:b`, `a*b`, `a/b`, `(a + b)^2`, `- a`, parentheses; random terms
 * `(x | g)`, `(0 + x | g)`, `(x || g)` (one term for the intercept and for each other term, so uncorrelated; the columns of one factor
 * stay correlated, as in lme4), `(1 | a:b)`, `(1 | a/b)` for `(1 | b:a) + (1 | a)`. Functions `log`, `log1p`, `exp`, `sqrt`, `scale`,
 * `factor` and `I`, with arithmetic `+ - * / ^` inside them and left of `~`. A name may hold letters, digits, `.` and `_`, any other
 * stands in backticks. The text is only read, never run.
 *
 * @param formula The formula, at most 10,000 characters.
 * @returns Response, fixed terms and random terms.
 * @throws {RangeError} Where it is no formula: what was expected, the position from 1, and a caret below the character.
 * @throws {TypeError} If it is no string.
 * @see Wilkinson & Rogers 1973, Applied Statistics 22, 392–399; Bates, Mächler, Bolker & Walker 2015, J. Stat. Softw. 67(1), §2.
 */
export function parseFormula(formula: string): ParsedFormula {
  if (typeof formula !== "string") throw new TypeError(`Cannot read the formula: it must be a string such as "y ~ x + (1 | g)", got ${show(formula)}`);
  if (formula.length > LONGEST) throw new RangeError(`Cannot read the formula: it must hold at most ${LONGEST} characters, got ${formula.length}`);
  const cursor: FormulaCursor = { formula, at: 0 };
  if (nextCharacter(cursor) === "~") throw formulaError(formula, cursor.at, "a response must stand left of `~`");
  const left = parseExpression(cursor);
  if (nextCharacter(cursor) !== "~") throw formulaError(formula, cursor.at, "an operator or the `~` after the response must follow");
  cursor.at++;
  const right = parseExpression(cursor);
  if (nextCharacter(cursor) !== "") throw formulaError(formula, cursor.at, "an operator or the end must follow");

  checkFunctions(formula, left, true);
  const response: ModelVariable = { label: expressionLabel(left), expression: left };
  const parts: readonly SumPart[] = right.kind === "sum" ? right.parts : [{ sign: "+", term: right }];
  const fixedParts = parts.filter(({ term }) => barOf(term) === undefined);
  const budget: ExpansionBudget = { steps: MOST_STEPS };
  const fixed = readTerms(formula, { kind: "sum", parts: fixedParts, at: right.at }, budget);
  const random: ParsedRandomTerm[] = [];
  for (const { sign, term } of parts) {
    const bar = barOf(term);
    if (bar === undefined) continue;
    if (sign === "-") throw formulaError(formula, term.at, "a random term must be added", "one taken away");
    random.push(...readRandom(formula, bar, budget));
    if (random.length > MOST_RANDOM_TERMS) throw formulaError(formula, bar.at, `a model must have at most ${MOST_RANDOM_TERMS} random terms`, "more");
  }
  if (random.length === 0) {
    throw formulaError(formula, formula.length, "a mixed model must have a random term, as in `+ (1 | group)`; without one it is an ordinary regression");
  }
  for (const variable of [fixed, ...random.map(({ effects }) => effects)].flatMap(({ variables }) => variables)) {
    if (variable.label === response.label) throw formulaError(formula, variable.expression.at, "the response must stand left of `~` only", `\`${response.label}\``);
  }
  checkRepeats(formula, random);
  return { formula, response, fixed, random };
}

const LONGEST = 10_000;
const MOST_STEPS = 100_000;
const MOST_RANDOM_TERMS = 100;

/** The bar inside the parentheses of a random term. */
function barOf(term: Expression): (Expression & { kind: "pair" }) | undefined {
  let inner = term;
  while (inner.kind === "parentheses") inner = inner.inner;
  return inner !== term && inner.kind === "pair" && (inner.operator === "|" || inner.operator === "||") ? inner : undefined;
}

function readTerms(formula: string, expression: Expression, budget: ExpansionBudget): ModelTerms {
  const terms = expandTerms(formula, expression, budget);
  for (const { expression: variable } of terms.variables) checkFunctions(formula, variable, false);
  return terms;
}

/** The terms of one bar: lme4's order, effects before groups, the finest group first. */
function readRandom(formula: string, bar: Expression & { kind: "pair" }, budget: ExpansionBudget): ParsedRandomTerm[] {
  const { at } = bar;
  const effects = readTerms(formula, bar.left, budget);
  if (!effects.intercept && effects.terms.length === 0) throw formulaError(formula, at, "something must vary by the group, as in `(1 | group)`", "no effect");
  const groups = groupingVariables(formula, bar.right);
  const parts = bar.operator === "||" ? splitEffects(effects) : [effects];
  return parts.slice(0, MOST_RANDOM_TERMS + 1).flatMap((part) => groups.map((group) => ({ effects: part, group, at })));
}

/** The intercept and every term on its own. */
function splitEffects({ intercept, variables, terms }: ModelTerms): ModelTerms[] {
  const alone = terms.map((term): ModelTerms => ({ intercept: false, variables, terms: [term] }));
  return intercept ? [{ intercept: true, variables, terms: [] }, ...alone] : alone;
}

/** No effect may vary by one group in two terms: only the sum of their variances would be determined. */
function checkRepeats(formula: string, random: readonly ParsedRandomTerm[]): void {
  const seen = new Set<string>();
  for (const { effects, group, at } of random) {
    const labels = effects.terms.map((term) => term.map((i) => effects.variables[i].label).toSorted().join(":"));
    if (effects.intercept) labels.push("1");
    const name = group.variables.map(({ label }) => label).toSorted().join(":");
    for (const label of labels) {
      const key = `${label} | ${name}`;
      if (seen.has(key)) throw formulaError(formula, at, "an effect must vary by a group in one term only", `\`${key}\` again`);
      seen.add(key);
    }
  }
}
