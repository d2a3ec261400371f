/** What is wrong with a text, where it is not the JSON asked for. */
export interface JsonFault {
  /** What was found, to go after "got". */
  readonly fault: string;
}

/**
 * Commas and colons of a text: what it costs in memory and time, twenty times and more its bytes, goes by these. A tensor
 * of a header takes nine or so, one of an index two.
 */
const mostSeparators = 2 ** 22;

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Parses a JSON object from bytes that may be hostile: UTF-8 only, no name twice in an object (of which `JSON.parse` would
 * silently keep the last), no nesting deeper than asked for and no more than about four million values (which cost far more
 * memory than their text).
 *
 * @param bytes The text.
 * @param depth How deep objects and arrays may be nested.
 * @returns The members, or what is wrong.
 */
export function strictJson(bytes: Uint8Array, depth: number): ReadonlyMap<string, unknown> | JsonFault {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { fault: "bytes that are not UTF-8" };
  }
  const { deepest, separators } = measure(text);
  if (deepest > depth) return { fault: `one nested deeper than ${depth}` };
  if (separators > mostSeparators) return { fault: `one with more than ${mostSeparators} commas and colons` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: "something else" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { fault: "something else" };
  const repeated = repeatedName(text);
  return repeated === undefined ? new Map(Object.entries(value)) : { fault: `the name ${JSON.stringify(repeated)} twice in one object` };
}

/** How deep brackets are nested, and how many commas and colons there are, outside of strings. */
function measure(text: string): { readonly deepest: number; readonly separators: number } {
  let depth = 0;
  let deepest = 0;
  let separators = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openBrace || code === openBracket) deepest = Math.max(deepest, ++depth);
    else if (code === closeBrace || code === closeBracket) depth--;
    else if (code === comma || code === colon) separators++;
  }
  return { deepest, separators };
}

/** The first name that stands twice in one object of a valid JSON text. */
function repeatedName(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === openBrace || code === openBracket) open.push(new Set());
    else if (code === closeBrace || code === closeBracket) open.pop();
    else if (code === quote) {
      const end = endOfString(text, at);
      if (isName(text, end + 1)) {
        const name = JSON.parse(text.slice(at, end + 1)) as string;
        const names = open[open.length - 1];
        if (names.has(name)) return name;
        names.add(name);
      }
      at = end;
    }
  }
  return undefined;
}

/** Whether what follows a string makes it a name: a colon after blanks. */
function isName(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at++;
  return text.charCodeAt(at) === colon;
}

/** Where the quote is that ends a string; the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return text.length;
}
