import { DataError } from "../numeric/errors.ts";

const quote = 0x22;

/**
 * The rows of CSV (RFC 4180) in which cells are quoted; line feeds may end rows too.
 *
 * @param text Whole rows.
 * @param file Name for error messages.
 * @param firstLine Line of the file at which the text starts.
 * @returns The cells of each row.
 * @throws {DataError} If quotes are not where they belong.
 */
export function quotedRows(text: string, file: string, firstLine: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let comma = -1;
  let feed = -1;
  const refuse = (at: number, message: string): DataError => new DataError(file, [{ line: firstLine + feedsIn(text.slice(0, at)), message }]);
  for (let at = 0; at < text.length; ) {
    let cell: string;
    let end: number;
    if (text.charCodeAt(at) === quote) {
      end = closingQuote(text, at) + 1;
      cell = text.slice(at + 1, end - 1).replaceAll('""', '"');
      if (!isCellEnd(text, end)) throw refuse(end, "expected a comma or the end of the line after a closing quote, got further text; quotes inside a quoted cell must be doubled");
      if (text[end] === "\r") end++;
    } else {
      // Looked for once each, however many cells lie before them.
      if (comma < at) comma = indexOrEnd(text, ",", at);
      if (feed < at) feed = indexOrEnd(text, "\n", at);
      end = Math.min(comma, feed);
      cell = text.slice(at, end === feed && text[end - 1] === "\r" && end > at ? end - 1 : end);
      const inside = cell.indexOf('"');
      if (inside !== -1) throw refuse(at + inside, "expected a cell with quotes to be quoted as a whole, its quotes doubled, got a quote inside an unquoted cell");
    }
    row.push(cell);
    if (text[end] === ",") {
      at = end + 1;
      // A row that ends in a comma ends in an empty cell.
      if (at === text.length) row.push("");
    } else {
      at = end + 1;
      rows.push(row);
      row = [];
    }
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

/** Where the quoted cell that starts at a place ends; the end of the text where it does not. */
function closingQuote(text: string, start: number): number {
  for (let from = start + 1; ; ) {
    const at = indexOrEnd(text, '"', from);
    if (text.charCodeAt(at + 1) !== quote) return at;
    from = at + 2;
  }
}

function isCellEnd(text: string, at: number): boolean {
  return at >= text.length || text[at] === "," || text[at] === "\n" || (text[at] === "\r" && (text[at + 1] === "\n" || at + 1 === text.length));
}

function indexOrEnd(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at;
}

/** How many line feeds a text has. */
export function feedsIn(text: string): number {
  let feeds = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) feeds++;
  return feeds;
}
