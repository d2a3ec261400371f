import { checkArray, show } from "../numeric/check.ts";
import { encodeWords } from "./encodeWords.ts";
import { tokenize as splitAtSpaces, type Tokenizer } from "./tokenize.ts";

/** A text, or the tokens of one that is split already. */
export type TextOrTokens = string | readonly string[];

/** Texts as numbers: equal tokens have equal codes, different ones different codes. */
export interface EncodedTexts {
  /** Code of every token, text after text, in 0 … types − 1 by first appearance; shape [tokens]. */
  readonly codes: Int32Array;
  /** Where each text starts in `codes`, and at last their number; shape [texts + 1]. */
  readonly offsets: Int32Array;
  /** How many different tokens there are. */
  readonly types: number;
}

/** Splits texts into tokens and numbers those. */
export function encodeTexts(action: string, name: string, texts: readonly TextOrTokens[], tokenize: Tokenizer): EncodedTexts {
  checkArray(action, name, texts);
  if (typeof tokenize !== "function") throw new TypeError(`Cannot ${action}: tokenize must be a function, got ${show(tokenize)}`);
  if (tokenize === splitAtSpaces && areStrings(texts)) return encodeWords(texts);
  const offsets = new Int32Array(texts.length + 1);
  const lists: (readonly string[])[] = [];
  for (let t = 0; t < texts.length; t++) {
    const tokens = tokensOf(action, `${name}[${t}]`, texts[t], tokenize);
    lists.push(tokens);
    offsets[t + 1] = offsets[t] + tokens.length;
  }
  const codes = new Int32Array(offsets[texts.length]);
  const known = new Map<string, number>();
  let at = 0;
  for (let t = 0; t < lists.length; t++) {
    const tokens = lists[t];
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      let code = known.get(token);
      if (code === undefined) {
        if (typeof token !== "string") throw new TypeError(`Cannot ${action}: tokens must be strings, got ${show(token)} as token ${i} of ${name}[${t}]`);
        code = known.size;
        known.set(token, code);
      }
      codes[at++] = code;
    }
  }
  return { codes, offsets, types: known.size };
}

function areStrings(texts: readonly TextOrTokens[]): texts is readonly string[] {
  for (let t = 0; t < texts.length; t++) if (typeof texts[t] !== "string") return false;
  return true;
}

function tokensOf(action: string, where: string, text: TextOrTokens, tokenize: Tokenizer): readonly string[] {
  if (Array.isArray(text)) return text;
  if (typeof text !== "string") throw new TypeError(`Cannot ${action}: a text must be a string or an array of tokens, got ${show(text)} at ${where}`);
  const tokens: unknown = tokenize(text as string);
  if (!Array.isArray(tokens)) throw new TypeError(`Cannot ${action}: tokenize must return an array of strings, got ${show(tokens)} for ${where}`);
  return tokens as string[];
}
