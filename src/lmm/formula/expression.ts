/** A node of a parsed formula. `at` is the index of its first character, of its operator for a pair. */
export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly at: number }
  | { readonly kind: "name"; readonly name: string; readonly at: number }
  /** A function of one argument, `log(x)`. */
  | { readonly kind: "call"; readonly name: string; readonly argument: Expression; readonly at: number }
  /** Something in parentheses. */
  | { readonly kind: "parentheses"; readonly inner: Expression; readonly at: number }
  /** `a + b - c`, of two parts or more. */
  | { readonly kind: "sum"; readonly parts: readonly SumPart[]; readonly at: number }
  /** A sign before its operand. */
  | { readonly kind: "sign"; readonly sign: "+" | "-"; readonly operand: Expression; readonly at: number }
  /** Two operands of any other operator. */
  | { readonly kind: "pair"; readonly operator: PairOperator; readonly left: Expression; readonly right: Expression; readonly at: number };

/** Operators of two operands other than + and −. */
export type PairOperator = "*" | "/" | ":" | "^" | "|" | "||";

/** One part of a sum and the sign before it. */
export interface SumPart {
  /** The sign; `+` for the first part. */
  readonly sign: "+" | "-";
  /** What is added or taken away. */
  readonly term: Expression;
}
