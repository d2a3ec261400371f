import type { Expression } from "./expression.ts";

/**
 * An expression as R writes it: `I(x^2)`, `I(100 * ds)`, `log(x + 1)`, `I(x/3)`; names that are no plain names in backticks.
 *
 * @param expression The expression.
 * @returns Its text.
 */
export function expressionLabel(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return numberLabel(expression.value);
    case "name":
      return /^(?:\p{L}|\.(?!\d))[\p{L}\p{M}\p{N}._]*$/u.test(expression.name) ? expression.name : quoted(expression.name);
    case "call":
      return `${expression.name}(${expressionLabel(expression.argument)})`;
    case "parentheses":
      return `(${expressionLabel(expression.inner)})`;
    case "sign":
      return `${expression.sign}${expressionLabel(expression.operand)}`;
    case "sum":
      return expression.parts.map(({ sign, term }, i) => (i > 0 ? ` ${sign} ` : sign === "-" ? "-" : "") + expressionLabel(term)).join("");
    case "pair": {
      const spaced = expression.operator === "/" || expression.operator === "^" || expression.operator === ":" ? expression.operator : ` ${expression.operator} `;
      return `${expressionLabel(expression.left)}${spaced}${expressionLabel(expression.right)}`;
    }
  }
}

function quoted(name: string): string {
  return `\`${name.replaceAll(/[\\`]/g, String.raw`\$&`)}\``;
}

/** A number as R writes it: in fixed or scientific notation, whichever is shorter. */
function numberLabel(value: number): string {
  const [mantissa, exponent] = value.toExponential().split("e");
  const scientific = `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  const fixed = String(value);
  return fixed.includes("e") || fixed.length > scientific.length ? scientific : fixed;
}
