import { UsageError } from "./usageError.ts";

/** The whole number ≥ `least` that a flag gives. */
export function wholeNumber(flag: string, text: string, least: number): number {
  if (!/^\s*\d+\s*$/.test(text) || Number(text) < least) throw new UsageError(`${flag} must be a whole number ≥ ${least}, got "${text}"`);
  return Number(text);
}

/** The finite number ≥ `least` that a flag gives. */
export function finiteNumber(flag: string, text: string, least: number): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value) || value < least) throw new UsageError(`${flag} must be a number${least === -Infinity ? "" : ` ≥ ${least}`}, got "${text}"`);
  return value;
}

/** The name among `names` that a flag gives. */
export function choice<Name extends string>(flag: string, text: string, names: readonly Name[]): Name {
  const name = names.find((one) => one === text);
  if (name === undefined) throw new UsageError(`${flag} must be ${names.map((one) => `"${one}"`).join(" or ")}, got "${text}"`);
  return name;
}
