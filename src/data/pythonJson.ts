/**
 * Parses JSON as Python writes it, where NaN, Infinity and -Infinity may stand for a number: NaN becomes null, which is a missing value.
 *
 * @param text The text.
 * @returns The value.
 * @throws {SyntaxError} If it is not JSON.
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const plain = withoutConstants(text);
    if (plain === text) throw error;
    return JSON.parse(plain);
  }
}

/** The text with null for NaN and a number beyond all others for Infinity; strings are left as they are. */
function withoutConstants(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  const replace = (at: number, length: number, by: string): number => {
    parts.push(text.slice(kept, at), by);
    kept = at + length;
    return kept - 1;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === "N" && text.startsWith("NaN", at)) at = replace(at, 3, "null");
    else if (char === "I" && text.startsWith("Infinity", at)) at = replace(at, 8, "1e999");
  }
  return kept === 0 ? text : parts.join("") + text.slice(kept);
}

/** Where the quote is that ends a string; the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
