import { quantity } from "./quantity.ts";
import { wrapText } from "./wrapText.ts";

const joint = "\u00a0";

/** Wraps running text as {@linkcode wrapText} does, but never inside a quantity. */
export function wrapProse(text: string, width: number): string[] {
  const joined = text.replaceAll(quantity, (match) => match.replaceAll(" ", joint));
  return wrapText(joined, width).map((line) => line.replaceAll(joint, " "));
}
