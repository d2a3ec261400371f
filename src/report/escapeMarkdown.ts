import { singleLine } from "./singleLine.ts";

/**
 * Punctuation that Markdown, its GitHub extensions or raw HTML would take for markup where it stands: always, or as the
 * start of a reference, of an address, of a word's emphasis, of a line.
 */
const markup = /[\\`*[\]<|~$#]|&(?=[#\w])|:(?=\/\/)|(?<=www)\.|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[-+=>]/giu;

/** A number at the start of a line that would begin a list. */
const listNumber = /^(\d+)([.)])/;

/** Characters that reorder or hide text; written as references they stay visible to whoever reads the source. */
const hidden = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text as Markdown that renders as exactly this text on one line: no emphasis, link, HTML, formula or table border comes
 * of it. Line breaks become spaces, control characters `�`.
 */
export function escapeMarkdown(text: string): string {
  return singleLine(text)
    .trim()
    .replaceAll(markup, String.raw`\$&`)
    .replace(listNumber, String.raw`$1\$2`)
    .replaceAll(hidden, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
}
