import { show } from "../../numeric/check.ts";
import { pointAt } from "./pointAt.ts";

/**
 * The error of a formula: what was expected, what is there, and where.
 *
 * @param formula The formula as it was written.
 * @param at Index of the character at fault; the length of the formula for its end.
 * @param expected What was expected there, a clause such as "`)` must follow".
 * @param got What is there; by default the character at fault.
 * @returns The error, to be thrown.
 */
export function formulaError(formula: string, at: number, expected: string, got: string = characterAt(formula, at)): RangeError {
  return new RangeError(`Cannot read the formula: ${expected}, got ${got} ${pointAt(formula, at)}`);
}

function characterAt(formula: string, at: number): string {
  return at >= formula.length ? "the end" : show(String.fromCodePoint(formula.codePointAt(at)!));
}
