import { show } from "../numeric/check.ts";

/** Cuts a text into tokens. Given as option `tokenize`, it must return an array of strings for every text. */
export type Tokenizer = (text: string) => readonly string[];

/**
 * Splits a text at white space, as Unicode defines it (property White_Space). Case and punctuation stay.
 *
 * @param text Any text.
 * @returns Its tokens; none for an empty text or one of white space only.
 * @throws {TypeError} If the text is not a string.
 * @see Unicode Standard Annex 44, property White_Space: besides the ASCII ones U+0085, U+00A0, U+1680, U+2000–U+200A, U+2028,
 * U+2029, U+202F, U+205F and U+3000, but not U+FEFF, which JavaScript's `\s` also takes.
 * @example
 * ```ts
 * import { tokenize } from "@divlab/core/text";
 * tokenize("  To be,\u00a0or not\n"); // => ["To", "be,", "or", "not"]
 * ```
 */
export function tokenize(text: string): string[] {
  if (typeof text !== "string") throw new TypeError(`Cannot tokenize: text must be a string, got ${show(text)}`);
  return text.match(/\P{White_Space}+/gu) ?? [];
}
