/**
 * A place in a formula as an error message shows it: `at position 5`, then the formula and a caret below the character.
 *
 * @param formula The formula as it was written.
 * @param at Index of the character; the length of the formula for its end.
 * @returns Three lines; of a long formula 60 characters on each side.
 */
export function pointAt(formula: string, at: number): string {
  const from = Math.max(0, at - CONTEXT);
  const to = Math.min(formula.length, at + CONTEXT);
  const before = (from > 0 ? "…" : "") + oneLine(formula.slice(from, at));
  const after = oneLine(formula.slice(at, to)) + (to < formula.length ? "…" : "");
  return `at position ${at + 1}\n  ${before}${after}\n  ${" ".repeat(before.length)}^`;
}

const CONTEXT = 60;

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ");
}
