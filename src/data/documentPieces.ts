import { DataError } from "../numeric/errors.ts";
import { type BlockReader, printable } from "./jsonlReader.ts";
import { parsePythonJson } from "./pythonJson.ts";

/** What takes the pieces of a document. */
export interface PieceSink {
  /** Takes a member of the document. */
  readonly member: (name: string, value: unknown) => void;
  /** Takes an element of the long list. */
  readonly element: (value: unknown, position: number) => void;
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Reads a document of JSON, an object, member by member and one of its lists element by element, so that memory holds one of
 * these at a time: a document may be longer than the longest text an engine can hold.
 *
 * @param file Name for error messages.
 * @param kind What the document is, for error messages.
 * @param list Name of the member that is a long list.
 * @param sink Takes the pieces, in their order.
 * @returns The reader.
 */
export function documentPieces(file: string, kind: string, list: string, sink: PieceSink): BlockReader {
  /** What the piece under way consists of so far. */
  let parts: string[] = [];
  let depth = 0;
  let inString = false;
  let escaped = false;
  let inList = false;
  let position = 0;
  let ended = false;

  const broken = (what: string): DataError => new DataError(file, [{ message: `expected ${kind}, got ${what}` }]);
  const parse = (text: string, where: string): unknown => {
    try {
      return parsePythonJson(text);
    } catch (error) {
      throw broken(`text that is not JSON ${where} (${printable((error as Error).message)})`);
    }
  };
  const taken = (): string => {
    const text = parts.join("");
    parts = [];
    return text;
  };
  /** Ends a piece; a blank one is none where the object or list is empty. */
  const endPiece = (mayBeBlank: boolean): void => {
    const text = taken();
    if (!/\S/.test(text)) {
      if (mayBeBlank) return;
      throw broken("text that is not JSON (a comma too much)");
    }
    if (inList) return sink.element(parse(text, `in ${list}[${position}]`), position++);
    const object = parse(`{${text}}`, "in a member") as object;
    for (const [name, value] of Object.entries(object)) sink.member(name, value);
  };
  let members = 0;
  let listEnded = false;

  const structural = (block: string, code: number, from: number, at: number): number => {
    const cut = (next: number): number => {
      parts.push(block.slice(from, at));
      return next;
    };
    if (depth === 0) {
      if (code !== openBrace || ended || /\S/.test(block.slice(from, at))) throw broken("something else around it");
      depth = 1;
      return at + 1;
    }
    const inner = inList ? 2 : 1;
    if (code === comma && depth === inner) {
      const start = cut(at + 1);
      if (!inList && listEnded) {
        if (/\S/.test(taken())) throw broken("text that is not JSON after a list");
        listEnded = false;
      } else endPiece(false);
      members++;
      return start;
    }
    if (code === openBrace || code === openBracket) {
      if (!inList && depth === 1 && code === openBracket && !listEnded) {
        const start = cut(at + 1);
        const name = /^\s*("(?:[^"\\]|\\.){0,200}")\s*:\s*$/.exec(parts.join(""))?.[1];
        if (name !== undefined && parse(name, "in a name") === list) {
          parts = [];
          inList = true;
          position = 0;
          depth = 2;
          return start;
        }
        // Any other list is a piece with the rest of its member.
        parts.pop();
      }
      depth++;
      return from;
    }
    if (code === closeBrace || code === closeBracket) {
      if (depth > inner) {
        depth--;
        return from;
      }
      const start = cut(at + 1);
      if (code !== (inList ? closeBracket : closeBrace)) throw broken("text that is not JSON (brackets do not match)");
      if (inList) {
        endPiece(position === 0);
        inList = false;
        listEnded = true;
        depth = 1;
      } else {
        if (!listEnded) endPiece(members === 0);
        else if (/\S/.test(taken())) throw broken("text that is not JSON after a list");
        depth = 0;
        ended = true;
      }
      return start;
    }
    return from;
  };
  return {
    push: (block) => {
      let from = 0;
      for (let at = 0; at < block.length; at++) {
        const code = block.charCodeAt(at);
        if (inString) {
          if (escaped) escaped = false;
          else if (code === backslash) escaped = true;
          else if (code === quote) inString = false;
        } else if (code === quote) {
          if (depth === 0) throw broken("something else around it");
          inString = true;
        } else if (code === comma || code === openBrace || code === closeBrace || code === openBracket || code === closeBracket) from = structural(block, code, from, at);
      }
      if (from < block.length) {
        const rest = block.slice(from);
        if (depth > 0) parts.push(rest);
        else if (/\S/.test(rest)) throw broken("something else around it");
      }
    },
    end: () => {
      if (!ended) throw broken("one that is broken off");
    },
  };
}
