import type { Expression } from "./expression.ts";
import { formulaError } from "./formulaError.ts";

/**
 * Fails unless a variable can be computed: known functions, arithmetic only inside them (or left of `~`), `factor` outermost.
 *
 * @param formula The formula, for messages.
 * @param expression The variable.
 * @param arithmetic Whether arithmetic may stand here.
 * @throws {RangeError} At the character at fault.
 */
export function checkFunctions(formula: string, expression: Expression, arithmetic: boolean): void {
  switch (expression.kind) {
    case "name":
      if (/^\.+$/.test(expression.name)) throw formulaError(formula, expression.at, "columns must be named one by one", "`.` for all others");
      return;
    case "number":
      return;
    case "call":
      if (expression.name === "factor" && !arithmetic) {
        if (expression.argument.kind !== "name") throw formulaError(formula, expression.argument.at, "factor() must hold a column");
        return checkFunctions(formula, expression.argument, false);
      }
      if (!NUMERIC_FUNCTIONS.includes(expression.name)) {
        const known = `the functions are ${NUMERIC_FUNCTIONS.join(", ")}${arithmetic ? " (a factor is no number)" : " and factor"}; anything else can be computed as a column before`;
        throw formulaError(formula, expression.at, known, `\`${expression.name}()\``);
      }
      return checkFunctions(formula, expression.argument, true);
    case "parentheses":
      return checkFunctions(formula, expression.inner, arithmetic);
    case "sign":
      return checkFunctions(formula, expression.operand, arithmetic);
    case "sum":
      for (const { term } of expression.parts) checkFunctions(formula, term, arithmetic);
      return;
    case "pair":
      if (expression.operator === ":" || expression.operator === "|" || expression.operator === "||") {
        throw formulaError(formula, expression.at, "arithmetic must be made of + - * / ^");
      }
      checkFunctions(formula, expression.left, arithmetic);
      checkFunctions(formula, expression.right, arithmetic);
  }
}

/** Functions of a formula other than `factor`; all take numbers. */
const NUMERIC_FUNCTIONS: readonly string[] = ["I", "exp", "log", "log1p", "scale", "sqrt"];
