import { singleLine } from "../../singleLine.ts";

/** No figure has room for more. */
const mostCharacters = 400;

/**
 * A text in lines no wider than asked: broken at spaces, words wider than a line within themselves, what the last line cannot
 * hold replaced by "…".
 *
 * @param width Room for a line, in the unit of `widthOf`.
 * @param most Number of lines there may be.
 */
export function fitText(text: string, width: number, most: number, widthOf: (text: string) => number): string[] {
  const shown = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  let rest = Array.from(singleLine(shown).trim());
  const lines: string[] = [];
  while (lines.length < most - 1 && widthOf(rest.join("")) > width) {
    const length = longest(rest, width, "", widthOf);
    const space = rest.lastIndexOf(" ", length);
    const end = space > 0 ? space : length;
    lines.push(rest.slice(0, end).join(""));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  const last = rest.join("");
  lines.push(widthOf(last) <= width ? last : `${rest.slice(0, longest(rest, width, "…", widthOf)).join("").trimEnd()}…`);
  return lines;
}

/** How many characters go into a line with what follows them: at least one. */
function longest(characters: readonly string[], width: number, following: string, widthOf: (text: string) => number): number {
  let low = 1;
  let high = characters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(characters.slice(0, middle).join("") + following) <= width) low = middle;
    else high = middle - 1;
  }
  return low;
}
