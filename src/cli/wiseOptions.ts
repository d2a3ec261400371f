import { finiteNumber } from "./flagValues.ts";

/** What the flags of `divlab wise` say. */
export interface WiseOptions {
  /** Coefficient of the first of two checkpoints. */
  readonly delta: number | undefined;
  /** Coefficients of all checkpoints. */
  readonly coefficients: readonly number[] | undefined;
}

/** The flags that only `divlab wise` understands. */
export const wiseFlags: { readonly delta: { readonly type: "string" }; readonly coefficients: { readonly type: "string" } } = {
  delta: { type: "string" },
  coefficients: { type: "string" },
};

/** What the values of these flags say. */
export function wiseOptions({ delta, coefficients }: { readonly delta?: string; readonly coefficients?: string }): WiseOptions {
  return {
    delta: delta === undefined ? undefined : finiteNumber("--delta", delta, 0),
    coefficients: coefficients?.split(",").map((part) => finiteNumber("--coefficients", part, 0)),
  };
}
