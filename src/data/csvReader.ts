import { DataError } from "../numeric/errors.ts";
import type { BlockReader } from "./jsonlReader.ts";
import { feedsIn, quotedRows } from "./quotedRows.ts";
import type { CellSink } from "./rowReader.ts";

/** A row longer than this is a quote never closed: it would otherwise gather the rest of the file in memory. */
const longestRow = 2 ** 28;

/**
 * Reads CSV as RFC 4180 describes it, with a header; line feeds may end rows too, blank lines are skipped.
 * A file whose quotes do not match cannot be cut into rows, so that ends the reading at once.
 *
 * @param file Name for error messages.
 * @param rows Takes the rows.
 * @returns The reader.
 */
export function csvReader<Field>(file: string, rows: CellSink<Field>): BlockReader {
  let header: readonly Field[] | undefined;
  let line = 1;
  let held: string[] = [];
  let heldLength = 0;
  let open = false;

  /** Where the last row that is complete in this block ends; follows quotes over block ends. */
  const lastRowEnd = (block: string): number => {
    let end = 0;
    for (let from = 0; ; ) {
      const quote = block.indexOf('"', from);
      const to = quote === -1 ? block.length : quote;
      if (!open) {
        const feed = block.slice(from, to).lastIndexOf("\n");
        if (feed !== -1) end = from + feed + 1;
      }
      if (quote === -1) return end;
      open = !open;
      from = quote + 1;
    }
  };
  const read = (text: string): void => {
    const quoted = text.includes('"');
    for (const cells of quoted ? quotedRows(text, file, line) : plainRows(text)) {
      const [first] = cells;
      if (cells.length > 1 || first.trim() !== "") {
        if (header === undefined) header = fieldsOf(cells);
        else rows.addCells(header, cells, line);
      }
      line++;
      if (quoted) for (const cell of cells) line += feedsIn(cell);
    }
  };
  const fieldsOf = (names: readonly string[]): Field[] => {
    const twice = names.find((name, i) => name !== "" && names.indexOf(name) < i);
    if (twice !== undefined) throw new DataError(file, [{ line, column: twice, message: "expected column names to be distinct, got this one twice" }]);
    return names.map((name) => rows.field(name));
  };
  const unclosed = (): DataError => new DataError(file, [{ line, message: "expected quotes to match, got a row that starts here and a quote in it that is never closed" }]);

  return {
    push: (block) => {
      const end = lastRowEnd(block);
      if (end > 0) {
        const text = held.length === 0 ? block.slice(0, end) : held.join("") + block.slice(0, end);
        held = [];
        heldLength = 0;
        read(text);
      }
      if (end < block.length) {
        held.push(block.slice(end));
        heldLength += block.length - end;
        if (heldLength > longestRow) throw unclosed();
      }
    },
    end: () => {
      if (open) throw unclosed();
      if (held.length > 0) read(held.join(""));
    },
  };
}

/** Rows without a quote in them: commas and line ends are all there is. */
function plainRows(text: string): string[][] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((row) => (row.endsWith("\r") ? row.slice(0, -1) : row).split(","));
}
