import { DataError } from "../numeric/errors.ts";
import { type BlockReader, printable } from "./jsonlReader.ts";

/**
 * Gathers a document of JSON, which can only be read as a whole.
 *
 * @param file Name for error messages.
 * @param kind What the document is, for error messages, e.g. "a JSON document as evalplus writes it".
 * @param take Takes the document.
 * @param parse How it is parsed; strictly as JSON unless given.
 * @returns The reader.
 */
export function documentReader(file: string, kind: string, take: (document: unknown) => void, parse: (text: string) => unknown = JSON.parse): BlockReader {
  let blocks: string[] = [];
  return {
    push: (block) => {
      blocks.push(block);
    },
    end: () => {
      const parts = blocks;
      blocks = [];
      take(parsed(file, kind, parts, parse));
    },
  };
}

function parsed(file: string, kind: string, blocks: readonly string[], parse: (text: string) => unknown): unknown {
  let text: string;
  try {
    text = blocks.join("");
  } catch {
    // No engine holds texts of more than 2^29 to 2^31 characters.
    const length = blocks.reduce((total, block) => total + block.length, 0);
    throw new DataError(file, [{ message: `expected a document that fits into one text in memory, got ${length} characters; JSONL can be of any length` }]);
  }
  try {
    return parse(text);
  } catch (error) {
    const token = /[\s:,[]-?(?:NaN|Infinity)\b/.test(text) ? "; NaN and Infinity are no JSON, null is a missing value" : "";
    throw new DataError(file, [{ message: `expected ${kind}, got text that is not JSON (${printable((error as Error).message)}${token})` }]);
  }
}
