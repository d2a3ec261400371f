/** How a text starts: what of it came first, its first line that is not blank at least. */
export interface TextStart {
  /** The text from its first character that is not blank. */
  readonly text: string;
  /** Whether it is a document of JSON rather than lines: it has one line only, or its first line is but an opening bracket. */
  readonly isDocument: boolean;
  /** The members of the object it starts with, as far as they came: name and first character of the value. Empty where it starts otherwise. */
  readonly members: ReadonlyMap<string, string>;
}

/** Characters looked at for members: a document of one line comes as a whole, however long. */
const longestLook = 2 ** 20;

/**
 * Looks at how a text starts.
 *
 * @param text What of it came first, in whole lines.
 * @returns What that shows; undefined while it is blank.
 */
export function textStart(text: string): TextStart | undefined {
  const start = /\S/.exec(text)?.index;
  if (start === undefined) return undefined;
  const feed = text.indexOf("\n", start);
  const firstLine = feed === -1 ? text.slice(start) : text.slice(start, feed);
  const isBracket = firstLine.length < 80 && /^[[{]\s*$/.test(firstLine);
  return {
    text: start === 0 ? text : text.slice(start),
    isDocument: isBracket || feed === -1 || !/\S/.test(text.slice(feed)),
    members: text[start] === "{" ? membersOf(text, start, Math.min(text.length, start + longestLook)) : new Map(),
  };
}

/** Names and first characters of the members of the object at a place, up to its end or where the look ends. */
function membersOf(text: string, start: number, end: number): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let name: string | undefined;
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char === '"') {
      const close = endOfString(text, at, end);
      if (depth === 1) {
        if (name === undefined) name = unquoted(text.slice(at, close + 1));
        else if (!members.has(name)) members.set(name, char);
      }
      at = close;
    } else if (char === "{" || char === "[") {
      if (depth === 1 && name !== undefined) members.set(name, char);
      depth++;
    } else if (char === "}" || char === "]") {
      depth--;
      if (depth === 0) break;
    } else if (depth === 1 && char === ",") name = undefined;
    else if (depth === 1 && name !== undefined && /[^\s:]/.test(char) && !members.has(name)) members.set(name, char);
  }
  return members;
}

/** Where the quote is that ends a string; the end of the look where there is none. */
function endOfString(text: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return end;
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}
