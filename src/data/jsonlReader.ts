import { show } from "../numeric/check.ts";
import type { ObjectSink } from "./rowReader.ts";

/** Takes the text of a file in blocks of whole lines; the last one may lack its line feed. */
export interface BlockReader {
  /** Reads a block. */
  readonly push: (block: string) => void | Promise<void>;
  /** Reads what was held back, at the end of the file. */
  readonly end: () => void | Promise<void>;
}

const blank = /^[ \t\r]*$/;

/**
 * Reads JSONL: one object per line, empty lines skipped. Lines end in a line feed only, as texts may hold
 * U+2028 and its like.
 *
 * @param rows Takes the rows.
 * @param parse What parses a line.
 * @returns The reader.
 */
export function jsonlReader(rows: ObjectSink, parse: (text: string) => unknown = JSON.parse): BlockReader {
  let line = 0;
  const read = (text: string): void => {
    let row: unknown;
    try {
      row = parse(text);
    } catch (error) {
      if (!blank.test(text)) rows.reject({ line, message: `expected a JSON object, got ${show(text)} (${printable((error as Error).message)})` });
      return;
    }
    if (typeof row === "object" && row !== null && !Array.isArray(row)) rows.addObject(row, line);
    else rows.reject({ line, message: `expected a JSON object, got ${show(row)}` });
  };
  return {
    push: (block) => {
      for (let from = 0; from < block.length; ) {
        const feed = block.indexOf("\n", from);
        const to = feed === -1 ? block.length : feed;
        line++;
        if (to > from) read(block.slice(from, to));
        from = to + 1;
      }
    },
    end: () => undefined,
  };
}

/** An engine's message may quote the line: without control characters it cannot disturb a terminal. */
export function printable(message: string): string {
  return message.replaceAll(/\p{Cc}/gu, "�");
}
